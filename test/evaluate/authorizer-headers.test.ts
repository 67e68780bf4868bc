import { ask, type Manifest, namespace, pod, policy, service, SIDECAR } from './small-mesh';

const shop = [
  namespace('shop'), pod('shop/pay', { annotations: SIDECAR }), pod('shop/web', { annotations: SIDECAR, ips: ['10.1.0.2'] }), service('shop/pay'), service('shop/opa'),
  policy('shop/ask', { action: 'CUSTOM', provider: { name: 'opa' }, selector: { matchLabels: { app: 'pay' } }, rules: [{ to: [{ operation: { paths: ['/asked'] } }] }] }),
];

/** With an authorizer that allows, and may set these headers. */
function answer(objects: readonly Manifest[], headersToUpstreamOnAllow: readonly string[], path = '/asked') {
  const request = { from: { workload: 'shop/web' }, to: { service: 'shop/pay', port: 80 }, http: { method: 'GET', path, host: 'pay.shop' }, external: { opa: 'allow' } };
  return ask([...shop, ...objects], request, { extensionProviders: [{ name: 'opa', envoyExtAuthzHttp: { service: 'opa.shop.svc.cluster.local', port: 80, headersToUpstreamOnAllow } }] });
}
const onUser = (action: string) => policy('shop/user', { action, rules: [{ when: [{ key: 'request.headers[x-user]', values: ['admin'] }] }] });
const tokens = { apiVersion: 'security.istio.io/v1', kind: 'RequestAuthentication', metadata: { name: 'jwt', namespace: 'shop' }, spec: { jwtRules: [{ issuer: 'a', jwks: '{}' }] } };

test('policies behind an authorizer do not know the headers that it may set', () => {
  for (const action of ['ALLOW', 'DENY']) expect(answer([onUser(action)], ['X-User']).decision).toBe('UNKNOWN');
  expect(answer([onUser('ALLOW')], ['x-other'])).toMatchObject({ decision: 'DENY', status: 403 });
  expect(answer([onUser('DENY')], []).decision).toBe('ALLOW');
  expect(answer([], ['x-user']).decision).toBe('ALLOW');
});

test('requests that nobody asks the authorizer about keep their headers', () => {
  expect(answer([onUser('ALLOW')], ['x-user', 'x-auth-*', 'authorization'], '/public')).toMatchObject({ decision: 'DENY', status: 403 });
});

test('headers by a pattern, and the header of a token, leave it open what comes behind', () => {
  expect(answer([], ['x-auth-*']).decision).toBe('UNKNOWN');
  expect(answer([tokens], ['authorization'])).toMatchObject({ decision: 'UNKNOWN', missing: [{ fact: 'the token that an external authorizer sets in the header authorization' }] });
  expect(answer([tokens], ['x-user']).decision).toBe('ALLOW');
});
