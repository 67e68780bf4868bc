import { ask, type Manifest, namespace, pod, policy, service, SIDECAR } from './small-mesh';

export function strict(ns: string, spec: Manifest = { mtls: { mode: 'STRICT' } }, name = 'peers'): Manifest {
  return { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { name, namespace: ns }, spec };
}

export const mode = (value: string): Manifest => strict('shop', { mtls: { mode: value } });

export function rule(qualified: string, spec: Manifest, metadata: Manifest = {}): Manifest {
  const [ns, name] = qualified.split('/');
  return { apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', metadata: { name, namespace: ns, ...metadata }, spec };
}

export const withTls = (tls: Manifest, more: Manifest = {}): Manifest => ({ host: 'pay', trafficPolicy: { tls }, ...more });

/** A sidecar that is called as `shop/pay`, and clients in two other namespaces. */
export const base: readonly Manifest[] = [
  namespace('shop'), namespace('web'), namespace('istio-system'),
  pod('shop/pay', { annotations: SIDECAR }), service('shop/pay'),
  pod('web/front', { annotations: SIDECAR, ips: ['10.1.0.2'] }), pod('istio-system/tool', { annotations: SIDECAR, ips: ['10.1.0.3'] }),
];
export const http = { method: 'GET', path: '/', host: 'pay.shop' };
export const call = { from: { workload: 'web/front' }, to: { service: 'shop/pay', port: 80 }, http };
/** Whoever has a certificate of the mesh. */
export const known = policy('shop/known', { rules: [{ from: [{ source: { principals: ['*'] } }] }] });

export function answer(objects: readonly Manifest[], request: Manifest = {}, meshConfig: Manifest = {}) {
  return ask([...base, ...objects], { ...call, ...request }, meshConfig);
}
