import { ask, type Manifest, namespace, pod, policy, service, SIDECAR } from './small-mesh';
import { decide } from '../../src/evaluate';
import { plainDocument } from '../../src/manifest/parse/manifest-document';
import { parseMesh, type ParseMeshOptions } from '../../src/manifest/parse/parse-mesh';
import { parseRequest } from '../../src/manifest/parse/parse-request';

const objects = [namespace('shop'), pod('shop/pay', { annotations: SIDECAR }), service('shop/pay')];
const from = { principal: 'cluster.local/ns/shop/sa/web', ip: '10.0.0.9', dataPlane: 'sidecar' };
const to = { service: 'shop/pay', port: 80 };
const get = { method: 'GET', path: '/', host: 'pay.shop' };

function document(value: unknown) {
  return plainDocument(value, { file: 'settings.yaml', line: 1, column: 1 });
}

function under(options: ParseMeshOptions, more: readonly Manifest[], request: Manifest = {}) {
  const parsed = parseRequest(document({ id: 'asked', at: 'sidecar', from, to, http: get, ...request }));
  return decide(parseMesh([...objects, ...more].map(document), options), parsed.request!);
}

describe('a version without trustDomains', () => {
  const allowed = policy('shop/a', { rules: [{ from: [{ source: { trustDomains: ['other'], namespaces: ['shop'] } }] }] });
  const condition = policy('shop/d', { action: 'DENY', rules: [{ when: [{ key: 'source.trustDomain', values: ['cluster.local'] }] }] });

  test('prunes the field, so that the rest of the source decides', () => {
    expect(under({ istioVersion: '1.31' }, [allowed]).decision).toBe('DENY');
    expect(under({ istioVersion: '1.29' }, [allowed]).decision).toBe('ALLOW');
  });

  test('drops a rule with the condition, also one that denies', () => {
    expect(under({ istioVersion: '1.31' }, [condition]).decision).toBe('DENY');
    expect(under({ istioVersion: '1.29' }, [condition]).decision).toBe('ALLOW');
  });
});

describe('the environment of istiod', () => {
  test('decides whether several external authorizers are asked one by one', () => {
    const grpc = (name: string) => ({ name, envoyExtAuthzGrpc: { service: `${name}.auth.svc.cluster.local`, port: 9000 } });
    const meshConfig = document({ extensionProviders: [grpc('one'), grpc('two')] });
    const custom = (name: string) => policy(`shop/${name}`, { action: 'CUSTOM', provider: { name }, rules: [{}] });
    const external = { external: { one: 'allow', two: 'allow' } };
    const both = [custom('one'), custom('two')];
    expect(under({ meshConfig }, both, external)).toMatchObject({ decision: 'DENY', status: 403 });
    const environment = new Map([['PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS', 'true']]);
    expect(under({ meshConfig, environment }, both, external).decision).toBe('ALLOW');
    expect(under({ meshConfig, environment }, both, { external: { one: 'allow', two: 'deny' } }).decision).toBe('DENY');
    expect(under({ meshConfig, environment }, both, { external: { one: 'deny' } }).decision).toBe('DENY');
  });

  test('decides whether certificates of other trust domains are accepted', () => {
    const foreign = { from: { ...from, principal: 'elsewhere/ns/a/sa/b' } };
    const refused = under({}, [], foreign);
    expect(refused.decision).toBe('DENY');
    expect(refused.status).toBeUndefined();
    expect(under({ environment: new Map([['PILOT_SKIP_VALIDATE_TRUST_DOMAIN', 'true']]) }, [], foreign).decision).toBe('ALLOW');
  });
});

describe('the headers behind the JWT filter', () => {
  const token = { issuer: 'https://idp', subject: 'alice', claims: { role: 'admin' }, in: { header: 'authorization', prefix: 'Bearer ' } };
  const issuer = (more: Manifest) => ({
    apiVersion: 'security.istio.io/v1',
    kind: 'RequestAuthentication',
    metadata: { name: 'jwt', namespace: 'shop' },
    spec: { jwtRules: [{ issuer: 'https://idp', ...more }] },
  });
  const needs = (header: string, value: string) => policy('shop/h', { rules: [{ when: [{ key: `request.headers[${header}]`, values: [value] }] }] });
  const http = { ...get, headers: { 'x-role': 'root' }, tokens: [token] };

  test('hold the token only where it is forwarded', () => {
    const asked = { http };
    expect(under({}, [issuer({ forwardOriginalToken: true }), needs('authorization', 'Bearer *')], asked).decision).toBe('ALLOW');
    expect(under({}, [issuer({}), needs('authorization', 'Bearer *')], asked).decision).toBe('DENY');
  });

  test('hold claims in place of what the client sent', () => {
    const outputs = issuer({ outputClaimToHeaders: [{ header: 'x-role', claim: 'role' }] });
    expect(under({}, [outputs, needs('x-role', 'admin')], { http }).decision).toBe('ALLOW');
    expect(under({}, [outputs, needs('x-role', 'root')], { http }).decision).toBe('DENY');
    expect(under({}, [outputs, needs('x-role', 'root')], { http: { ...http, tokens: [] } }).decision).toBe('DENY');
  });

  test('hold nothing the client sent under the names of a rule that is never tried, because an earlier one verified', () => {
    const later = { issuer: 'https://other', outputClaimToHeaders: [{ header: 'x-role', claim: 'role' }] };
    const both = issuer({});
    const rules = { ...both, spec: { jwtRules: [...both.spec.jwtRules, later] } };
    expect(under({}, [rules, needs('x-role', 'root')], { http }).decision).toBe('DENY');
    expect(under({}, [both, needs('x-role', 'root')], { http }).decision).toBe('ALLOW');
  });
});

test('a gateway counts its trusted proxies from the right, and takes its peer when there are fewer', () => {
  const edge = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'edge', namespace: 'shop' },
    spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
  };
  const office = policy('shop/o', { rules: [{ from: [{ source: { remoteIpBlocks: ['203.0.113.7'] } }] }] });
  const proxies = (numTrustedProxies: number) => ({ defaultConfig: { gatewayTopology: { numTrustedProxies } } });
  const asked = (xForwardedFor: readonly string[], ip = '10.0.0.1') => ({
    at: 'gateway', from: { ip, xForwardedFor }, to: { gateway: 'shop/edge', port: 80 }, http: get,
  });
  const decision = (count: number, request: Manifest) => ask([...objects, edge, office], request, proxies(count)).decision;
  expect(decision(0, asked(['203.0.113.7']))).toBe('DENY');
  expect(decision(1, asked(['198.51.100.1', '203.0.113.7']))).toBe('ALLOW');
  expect(decision(2, asked(['203.0.113.7', '198.51.100.1']))).toBe('ALLOW');
  expect(decision(2, asked(['203.0.113.7']))).toBe('DENY');
  expect(decision(2, asked(['198.51.100.1'], '203.0.113.7'))).toBe('ALLOW');
  // What the Gateway has its pods annotated with comes before the mesh configuration.
  const annotations = { 'proxy.istio.io/config': '{"gatewayTopology":{"numTrustedProxies":1}}' };
  const trusting = { ...edge, spec: { ...edge.spec, infrastructure: { annotations } } };
  const refusing = policy('shop/d', { action: 'DENY', rules: [{ from: [{ source: { remoteIpBlocks: ['203.0.113.7'] } }] }] });
  const own = (request: Manifest) => ask([...objects, trusting, refusing], request, proxies(0)).decision;
  expect(own(asked(['203.0.113.7']))).toBe('DENY');
  expect(own(asked(['198.51.100.1'], '203.0.113.7'))).toBe('ALLOW');
});
