import { ask, type Manifest, namespace, pod, service, SIDECAR } from './small-mesh';
import type { Decision } from '../../src/model/mesh';

const GATEWAY_API = 'gateway.networking.k8s.io/v1';

/** A Gateway `ns/name` with one listener for plain HTTP on port 80, unless listeners are given. */
export function gateway(qualified: string, listeners: readonly Manifest[] = [{ name: 'http', port: 80, protocol: 'HTTP' }], spec: Manifest = {}): Manifest {
  return { apiVersion: GATEWAY_API, kind: 'Gateway', metadata: meta(qualified), spec: { gatewayClassName: 'istio', listeners, ...spec } };
}

export function meta(qualified: string, more: Manifest = {}): Manifest {
  const [ns, name] = qualified.split('/');
  return { name, namespace: ns, ...more };
}

interface RouteWords {
  readonly parents?: readonly Manifest[];
  readonly hostnames?: readonly string[];
  readonly rules?: readonly Manifest[];
  readonly metadata?: Manifest;
  readonly kind?: string;
}

/** A route `ns/name`, for the Gateway `edge` beside it unless parents are given. */
export function route(qualified: string, { parents = [{ name: 'edge' }], kind = 'HTTPRoute', metadata = {}, ...spec }: RouteWords): Manifest {
  return { apiVersion: GATEWAY_API, kind, metadata: meta(qualified, metadata), spec: { parentRefs: parents, ...spec } };
}

/** What sends everything, or what some matches are for, to port 80 of Services. */
export function rule(backends: readonly (string | Manifest)[], more: Manifest = {}): Manifest {
  return { backendRefs: backends.map((backend) => (typeof backend === 'string' ? { name: backend, port: 80 } : backend)), ...more };
}

export function path(value: string, type = 'PathPrefix'): Manifest {
  return { path: { type, value } };
}

export function virtualService(qualified: string, spec: Manifest, metadata: Manifest = {}): Manifest {
  return { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: meta(qualified, metadata), spec };
}

/** A DENY policy for everything that reaches the pods with app: name, so that a decision shows which Service was reached. */
export function closed(qualified: string, rules: readonly Manifest[] = [{}]): Manifest {
  const [, name] = qualified.split('/');
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: meta(`${qualified}-closed`),
    spec: { action: 'DENY', selector: { matchLabels: { app: name } }, rules },
  };
}

/** `open` admits everybody, `shut` nobody: which of them a request reaches shows in the answer. */
export const shop: readonly Manifest[] = [
  namespace('shop'),
  pod('shop/open', { annotations: SIDECAR, ips: ['10.1.0.1'] }), service('shop/open'),
  pod('shop/shut', { annotations: SIDECAR, ips: ['10.1.0.2'] }), service('shop/shut'), closed('shop/shut'),
];

/** The same pods behind Services whose port is TLS. */
export const tlsServices: readonly Manifest[] = ['open', 'shut'].map((name) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: meta(`shop/tls-${name}`),
  spec: { clusterIP: '10.96.0.9', selector: { app: name }, ports: [{ name: 'tls', port: 80, targetPort: 8443 }] },
}));

/** The answer for a request to a gateway; `http` alone matters to most. */
export function knock(objects: readonly Manifest[], http: Manifest = {}, more: Manifest = {}, meshConfig: Manifest = {}): Decision {
  return ask([...shop, ...objects], {
    from: { ip: '203.0.113.7' }, to: { gateway: 'shop/edge', port: 80 }, http: { method: 'GET', path: '/', host: 'shop.example', ...http }, ...more,
  }, meshConfig);
}

/** What a decision comes to: `open` or `shut` was reached, or the status, or `closed`, or what is missing. */
export function reached(decision: Decision): string {
  if (decision.decision === 'UNKNOWN') return 'unknown';
  if (decision.decision === 'ALLOW') return 'open';
  if (decision.hop === 'sidecar' && decision.policies.some(({ name }) => name === 'shop/shut-closed')) return 'shut';
  return decision.status === undefined ? 'closed' : String(decision.status);
}
