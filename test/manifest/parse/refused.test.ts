import { meshOf, policy } from './mesh-of';

/** What istiod's webhook would say of a policy; each message without its introduction. */
function refusals(kind: string, spec: string, metadata = ''): string[] {
  const text = policy(kind, spec).replace('{name: p,', `{name: p, ${metadata}`);
  return meshOf(text).diagnostics.map(({ code, message, field }) => `${code} ${field}: ${message.replace('istiod refuses this: ', '')}`);
}

const authorization = (spec: string, metadata?: string): string[] => refusals('AuthorizationPolicy', spec, metadata);
const source = (fields: string): string[] => authorization(`{rules: [{from: [{source: {${fields}}}]}]}`);
const operation = (fields: string): string[] => authorization(`{rules: [{to: [{operation: {${fields}}}]}]}`);
const condition = (fields: string): string[] => authorization(`{rules: [{when: [{${fields}}]}]}`);

const ANY = [expect.stringMatching(/^refused-by-istiod spec/)];

describe('an AuthorizationPolicy is refused (9.1)', () => {
  test.each([
    ['{action: DENY}'], ['{action: CUSTOM, provider: {name: a}}'], ['{action: CUSTOM, rules: [{}]}'], ['{action: CUSTOM, provider: {}, rules: [{}]}'],
    ['{provider: {name: a}}'], ['{action: CUSTOM, provider: {name: a}, rules: [{from: [{source: {notPrincipals: [a]}}]}]}'],
    ['{action: CUSTOM, provider: {name: a}, rules: [{when: [{key: "request.auth.claims[a]", values: [b]}]}]}'],
    ['{selector: {matchLabels: {a: b}}, targetRefs: [{kind: Service, name: a}]}'], ['{targetRef: {kind: Service, name: a}, targetRefs: [{kind: Service, name: a}]}'],
    ['{selector: {matchLabels: {a: "*"}}}'], [`{selector: {matchLabels: {a: ${'b'.repeat(64)}}}}`], ['{selector: {matchLabels: {"": b}}}'],
    ['{targetRefs: [{kind: Service, name: ""}]}'], ['{targetRefs: [{kind: Service, name: a, namespace: shop}]}'], ['{targetRefs: [{kind: Pod, name: a}]}'],
    ['{targetRefs: [{group: apps, kind: Service, name: a}]}'], [`{targetRefs: [${'{kind: Service, name: a},'.repeat(17)}]}`], [`{rules: [${'{},'.repeat(513)}]}`],
    [`{rules: [{from: [${'{source: {namespaces: [a]}},'.repeat(513)}]}]}`], ['{rules: [{from: [{}]}]}'], ['{rules: [{to: [{}]}]}'],
  ])('%.80s', (spec) => {
    expect(authorization(spec)).toEqual(ANY);
  });

  test.each([
    'namespaces: [""]', 'notPrincipals: [""]', 'ipBlocks: [10.0.0.0/33]', 'notIpBlocks: [10.0.0]', 'remoteIpBlocks: ["::/129"]', 'ipBlocks: [10.0.0.0/08]', 'ipBlocks: [1.2.3.4/]',
    'serviceAccounts: ["a*"]', 'serviceAccounts: [a/b/c]', 'serviceAccounts: [/a]', `serviceAccounts: [${'a,'.repeat(17)}]`, `serviceAccounts: [${'a'.repeat(321)}]`,
    'trustDomains: [a/b]', 'trustDomains: ["a*b"]', 'trustDomains: ["*a*"]', 'serviceAccounts: [a], namespaces: [b]', 'notServiceAccounts: [a], principals: [b]', '',
  ])('with the source {%s}', (fields) => {
    expect(source(fields)).toEqual(ANY);
  });

  test.each(['', 'hosts: [""]', 'ports: ["65536"]', 'ports: [http]', 'notPorts: ["-1"]', 'paths: ["/a/{b}"]', 'paths: ["/{**}/{*}"]', 'paths: ["/x{*}"]', 'paths: ["/a b/{*}"]', 'paths: ["/a//{*}"]', 'paths: ["}"]'])(
    'with the operation {%s}', (fields) => {
      expect(operation(fields)).toEqual(ANY);
    });

  test.each([
    'key: "", values: [a]', 'key: source.name, values: [a]', 'key: "destination.labels[a]", values: [b]', 'key: source.ip', 'key: source.ip, values: [a]', 'key: destination.port, notValues: [http]',
    'key: request.headers, values: [a]', 'key: "request.headers[a", values: [a]', 'key: experimental.envoy.filters.a, values: [b]', 'key: source.serviceAccount, values: ["*"]', 'key: source.trustDomain, values: [a/b]',
  ])('with the condition {%s}', (fields) => {
    expect(condition(fields)).toEqual(ANY);
  });

  test.each([['maybe', '{}'], ['"true"', '{action: AUDIT, rules: [{}]}']])('with the dry run %s', (value, spec) => {
    expect(authorization(spec, `annotations: {istio.io/dry-run: ${value}},`)).toEqual(ANY);
  });
});

describe('an AuthorizationPolicy is taken', () => {
  test.each([
    '{}', '{rules: []}', '{rules: [{}]}', '{rules: [{from: [], to: [], when: []}]}', '{selector: {}}', '{action: AUDIT}', '{targetRefs: [{group: core, kind: Service, name: a}]}',
    '{targetRefs: [{group: gateway.networking.k8s.io, kind: GatewayClass, name: a}]}', '{action: CUSTOM, provider: {name: a}, rules: [{from: [{source: {ipBlocks: [10.0.0.1]}}]}]}',
  ])('%s', (spec) => {
    expect(authorization(spec)).toEqual([]);
  });

  test.each([
    'principals: ["spiffe://a"]', 'namespaces: ["a*b"]', 'ipBlocks: [10.0.0.0/8, "::1", "fe80::/10", 10.1.2.3/8]', 'serviceAccounts: [a, b/c]', 'trustDomains: ["*", "*.a", "b.*", c]',
    'requestPrincipals: ["*/*"]', 'serviceAccounts: [a], ipBlocks: [10.0.0.1]',
  ])('with the source {%s}', (fields) => {
    expect(source(fields)).toEqual([]);
  });

  test.each(['ports: ["0", "65535"]', 'methods: [get]', 'paths: ["/{*}", "/a/{*}/b/{**}", "/{**}/b", "foo/{*}", "//{*}", "/{*}/x//"]', 'hosts: ["*"]'])(
    'with the operation {%s}', (fields) => {
      expect(operation(fields)).toEqual([]);
    });

  test.each(['key: "request.headersX[y]", values: [""]', 'key: "request.auth.claims[a][b]", notValues: [c]', 'key: "experimental.envoy.filters.a[b]", values: ["[c]"]', 'key: source.namespace, values: [a]'])(
    'with the condition {%s}', (fields) => {
      expect(condition(fields)).toEqual([]);
    });
});

test.each([
  ['{selector: {matchLabels: {a: b}}, portLevelMtls: {}}', 1], ['{portLevelMtls: {8080: {}}}', 1], ['{selector: {matchLabels: {a: b}}, portLevelMtls: {0: {}}}', 1],
  ['{selector: {matchLabels: {a: b}}, portLevelMtls: {65536: {}}}', 1], ['{selector: {matchLabels: {"*": b}}}', 1],
  ['{}', 0], ['{selector: {}}', 0], ['{selector: {matchLabels: {a: b}}, portLevelMtls: {8080: {mode: STRICT}}}', 0],
])('a PeerAuthentication %s is refused %d times (9.3)', (spec, times) => {
  expect(refusals('PeerAuthentication', spec)).toHaveLength(times);
});

test.each([
  ['issuer: a, jwks: "{}", jwksUri: https://a', 1], ['jwks: "{}"', 1], ['issuer: a, audiences: [""]', 1], ['issuer: a, fromHeaders: [{name: ""}]', 1], ['issuer: a, fromCookies: [""]', 1],
  ['issuer: a, outputClaimToHeaders: [{header: "x y", claim: b}]', 1], ['issuer: a, outputClaimToHeaders: [{header: x, claim: ""}]', 1], ['issuer: a, spaceDelimitedClaims: [""]', 1],
  ['issuer: a', 0], ['jwksUri: https://a', 0], ['issuer: a, fromHeaders: [{name: x, prefix: ""}], outputClaimToHeaders: [{header: x-a, claim: a.b}]', 0],
])('a RequestAuthentication with the rule {%s} is refused %d times (9.2)', (rule, times) => {
  expect(refusals('RequestAuthentication', `{jwtRules: [{${rule}}]}`)).toHaveLength(times);
});

test('what istiod refuses is read all the same', () => {
  const mesh = meshOf(policy('AuthorizationPolicy', '{rules: [{to: [{operation: {ports: [http]}}]}]}'));
  expect(mesh.authorizationPolicies).toMatchObject([{ kind: 'read' }]);
  expect(mesh.diagnostics).toEqual([{
    code: 'refused-by-istiod', message: 'istiod refuses this: "http" is no port number', field: 'spec.rules[0].to[0].operation.ports[0]', at: { file: 'f.yaml', line: 5, column: expect.any(Number) },
  }]);
});
