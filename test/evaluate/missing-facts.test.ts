import { AMBIENT, ask, type Manifest, namespace, pod, policy, service, SIDECAR } from './small-mesh';

const caller = { principal: 'cluster.local/ns/shop/sa/web', dataPlane: 'sidecar' };
const objects = [namespace('shop'), pod('shop/pay', { annotations: SIDECAR }), service('shop/pay')];
const http = { method: 'GET', path: '/', host: 'pay.shop' };

function atSidecar(more: readonly Manifest[], request: Manifest = {}) {
  return ask([...objects, ...more], { at: 'sidecar', from: caller, to: { service: 'shop/pay', port: 80 }, http, ...request });
}

test('an address that nobody gave is asked for where a rule reads it, and only there', () => {
  const byAddress = policy('shop/a', { rules: [{ from: [{ source: { ipBlocks: ['10.0.0.0/8'] } }] }] });
  const decision = atSidecar([byAddress]);
  expect(decision.decision).toBe('UNKNOWN');
  expect(decision.missing).toEqual([{ fact: 'the address of the caller', supply: 'from.ip' }]);
  const either = policy('shop/b', { rules: [{}] });
  expect(atSidecar([byAddress, either]).decision).toBe('ALLOW');
});

test('a denial is certain, whatever else is open', () => {
  const open = policy('shop/a', { action: 'DENY', rules: [{ from: [{ source: { ipBlocks: ['10.0.0.0/8'] } }] }] });
  expect(atSidecar([open]).decision).toBe('UNKNOWN');
  expect(atSidecar([open, policy('shop/b', { rules: [{ to: [{ operation: { methods: ['POST'] } }] }] })])).toMatchObject({ decision: 'DENY', status: 403 });
});

test('an external authorizer that nobody answers for is asked for by name', () => {
  const provider = { extensionProviders: [{ name: 'opa', envoyExtAuthzGrpc: { service: 'opa.opa.svc.cluster.local', port: 9000 } }] };
  const custom = policy('shop/c', { action: 'CUSTOM', provider: { name: 'opa' }, rules: [{}] });
  const request = { at: 'sidecar', from: caller, to: { service: 'shop/pay', port: 80 }, http };
  expect(ask([...objects, custom], request, provider)).toMatchObject({ decision: 'UNKNOWN', missing: [{ fact: 'what the external authorizer opa answers' }] });
  expect(ask([...objects, custom], { ...request, external: { opa: 'deny' } }, provider)).toMatchObject({ decision: 'DENY', status: 403 });
  expect(ask([...objects, custom], { ...request, external: { opa: 'allow' } }, provider).decision).toBe('ALLOW');
});

test('a policy that cannot be read keeps both answers open, unless another policy settles them', () => {
  const broken = { ...policy('shop/x', {}), spec: { rules: 'none' } };
  expect(atSidecar([broken])).toMatchObject({ decision: 'UNKNOWN' });
  expect(atSidecar([broken, policy('shop/d', { action: 'DENY', rules: [{}] })]).decision).toBe('DENY');
  expect(atSidecar([{ ...broken, metadata: { name: 'x', namespace: 'other' } }]).decision).toBe('ALLOW');
});

test('a filter that is not modelled makes answers of its workloads unknown, and no others', () => {
  const filter = (labels: Manifest) => ({
    apiVersion: 'networking.istio.io/v1alpha3', kind: 'EnvoyFilter', metadata: { name: 'f', namespace: 'shop' }, spec: { workloadSelector: { labels } },
  });
  expect(atSidecar([filter({ app: 'pay' })]).decision).toBe('UNKNOWN');
  expect(atSidecar([filter({ app: 'other' })]).decision).toBe('ALLOW');
});

test('a ProxyConfig makes answers unknown only where it says how requests are read', () => {
  const proxyConfig = (spec: Manifest) => ({ apiVersion: 'networking.istio.io/v1beta1', kind: 'ProxyConfig', metadata: { name: 'p', namespace: 'shop' }, spec });
  expect(atSidecar([proxyConfig({ concurrency: 2, image: { imageType: 'distroless' }, environmentVariables: { A: 'b' } })]).decision).toBe('ALLOW');
  const merging = { connectionSettings: { httpMergeSlashes: true } };
  expect(atSidecar([proxyConfig(merging)])).toMatchObject({ decision: 'UNKNOWN', missing: [{ fact: expect.stringContaining('ProxyConfig shop/p') }] });
  expect(atSidecar([proxyConfig({ ...merging, selector: { matchLabels: { app: 'other' } } })]).decision).toBe('ALLOW');
});

test('a template in a namespace that was not given may or may not be captured', () => {
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'pay', namespace: 'shop' },
    spec: { template: { metadata: { labels: { app: 'pay' } }, spec: { containers: [{ name: 'app', image: 'app' }] } } },
  };
  const request = { from: {}, to: { workload: 'shop/pay', port: 8080 } };
  expect(ask([deployment], request)).toMatchObject({ decision: 'UNKNOWN', missing: [{ supply: 'the manifest of Namespace shop' }] });
  expect(ask([namespace('shop'), deployment], request).decision).toBe('ALLOW');
});

test('names that lead nowhere are asked for, never taken for open doors', () => {
  const from = { ip: '10.0.0.1' };
  expect(ask(objects, { from, to: { workload: 'shop/nobody', port: 1 } }).decision).toBe('UNKNOWN');
  expect(ask(objects, { from, to: { service: 'shop/nothing', port: 80 } }).decision).toBe('UNKNOWN');
  expect(ask(objects, { from, to: { service: 'shop/pay', port: 81 } }).missing[0].fact).toContain('which has 80');
  expect(ask(objects, { from: { workload: 'shop/nobody' }, to: { service: 'shop/pay', port: 80 } }).decision).toBe('UNKNOWN');
});

test('two pods behind a Service that answer differently make no common answer', () => {
  const mixed = [...objects, pod('shop/pay-2', { labels: { app: 'pay', version: 'v2' }, annotations: SIDECAR })];
  const closed = policy('shop/v2', { selector: { matchLabels: { version: 'v2' } } });
  const decision = ask([...mixed, closed], { from: {}, to: { service: 'shop/pay', port: 80 }, http });
  expect(decision.decision).toBe('UNKNOWN');
  expect(decision.missing[0].supply).toBe('to.workload');
});

test('the address of a dual-stack pod is asked for only where its addresses are judged differently', () => {
  const dual = [namespace('shop'), pod('shop/pay', { annotations: AMBIENT, ips: ['10.1.0.1', 'fd00::1'] })];
  const to = { workload: 'shop/pay', port: 8080 };
  const v4 = policy('shop/v4', { rules: [{ when: [{ key: 'destination.ip', values: ['10.1.0.1'] }] }] });
  expect(ask([...dual, v4], { from: {}, to })).toMatchObject({ decision: 'UNKNOWN', missing: [{ supply: 'to.ip' }] });
  expect(ask([...dual, v4], { from: {}, to: { ...to, ip: 'fd00::1' } }).decision).toBe('DENY');
  expect(ask(dual, { from: {}, to }).decision).toBe('ALLOW');
});

test('a CUSTOM policy in dry-run, which no cluster admits, is not guessed about', () => {
  const dry = policy('shop/c', { action: 'CUSTOM', provider: { name: 'opa' }, rules: [{ to: [{ operation: { paths: ['/'] } }] }] });
  const annotated = { ...dry, metadata: { name: 'c', namespace: 'shop', annotations: { 'istio.io/dry-run': 'true' } } };
  expect(atSidecar([annotated]).decision).toBe('UNKNOWN');
  expect(atSidecar([annotated], { http: { ...http, path: '/else' } }).decision).toBe('ALLOW');
});
