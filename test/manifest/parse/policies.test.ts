import { findings, meshOf, place, policy, valueOf } from './mesh-of';

describe('an AuthorizationPolicy', () => {
  const read = (spec: string) => meshOf(policy('AuthorizationPolicy', spec)).authorizationPolicies[0];

  test('is read word by word, and without a namespace it is in default', () => {
    const mesh = meshOf([
      'apiVersion: security.istio.io/v1beta1', 'kind: AuthorizationPolicy',
      'metadata: {name: p, creationTimestamp: 2026-01-02T03:04:05Z, annotations: {istio.io/dry-run: "T", ztmesh.dev/construct-path: a/b}}',
      'spec:', '  action: DENY', '  selector: {matchLabels: {app: x}}', '  rules:',
      '  - from: [{source: {principals: ["*"], notNamespaces: [a]}}, {source: {}}]',
      '    to: [{operation: {ports: ["80"], paths: []}}]', '    when: [{key: source.ip, values: [10.0.0.0/8]}]', '',
    ].join('\n'));
    const [deny] = mesh.authorizationPolicies;
    const at = (line: number, column: number) => ({ ...place(line, column), constructPath: 'a/b' });
    expect(valueOf(deny)).toEqual({
      namespace: 'default',
      name: 'p',
      creationTimestamp: '2026-01-02T03:04:05Z',
      action: 'DENY',
      isDryRun: true,
      at: at(1, 1),
      attachment: { selector: { app: 'x' }, targetRefs: [] },
      rules: [{
        kind: 'read',
        value: {
          from: [{ principals: { values: ['*'], notValues: [] }, namespaces: { values: [], notValues: ['a'] } }, {}],
          to: [{ ports: { values: ['80'], notValues: [] } }],
          when: [{ key: 'source.ip', match: { values: ['10.0.0.0/8'], notValues: [] } }],
          at: at(8, 5),
        },
      }],
    });
    expect(findings(mesh)).toEqual(['refused-by-istiod spec.rules[0].from[1].source']);
  });

  test.each([
    ['{}', 'nothing'], ['{rules: []}', 'nothing'], ['null', 'nothing'], ['{rules: [{}]}', [expect.objectContaining({ kind: 'read' })]],
  ])('with the spec %s has the rules %p and allows', (spec, rules) => {
    expect(valueOf(read(spec))).toMatchObject({ action: 'ALLOW', rules });
  });

  test('tells no selector from one without labels', () => {
    expect(valueOf(read('{}')).attachment).toEqual({ targetRefs: [] });
    expect(valueOf(read('{selector: {}}')).attachment).toEqual({ selector: {}, targetRefs: [] });
    expect(valueOf(read('{selector: {matchLabels: {}}}')).attachment).toEqual({ selector: {}, targetRefs: [] });
  });

  test('takes the legacy targetRef only without targetRefs', () => {
    const legacy = 'targetRef: {kind: Service, name: a}';
    expect(valueOf(read(`{${legacy}}`)).attachment.targetRefs).toEqual([{ group: '', kind: 'Service', name: 'a' }]);
    expect(valueOf(read(`{${legacy}, targetRefs: [{group: g, kind: Gateway, name: b, namespace: other}]}`)).attachment.targetRefs)
      .toEqual([{ group: 'g', kind: 'Gateway', name: 'b', namespace: 'other' }]);
  });

  test.each([
    ['an unknown field', '{pathz: [a]}', 'unknown-field spec.rules[0].to[0].operation.pathz'],
    ['a number among texts', '{ports: [80]}', 'wrong-type spec.rules[0].to[0].operation.ports[0]'],
    ['a text for a list', '{paths: /a}', 'wrong-type spec.rules[0].to[0].operation.paths'],
    ['a null among texts', '{paths: [~]}', 'wrong-type spec.rules[0].to[0].operation.paths[0]'],
    ['a boolean that was meant as text', '{methods: [on]}', 'wrong-type spec.rules[0].to[0].operation.methods[0]'],
    ['a key that is there twice', '{paths: [a], paths: [b]}', 'duplicate-key spec.rules[0].to[0].operation.paths'],
    ['a tag that nobody knows', '{paths: [!x a]}', 'unknown-tag spec.rules[0].to[0].operation.paths[0]'],
  ])('with %s in a rule has one unreadable rule, and its other rules', (_title, operation, finding) => {
    const mesh = meshOf(policy('AuthorizationPolicy', `{rules: [{to: [{operation: ${operation}}]}, {}]}`));
    expect(findings(mesh)).toContain(finding);
    expect(valueOf(mesh.authorizationPolicies[0]).rules).toMatchObject([{ kind: 'unreadable' }, { kind: 'read' }]);
  });

  test.each([
    ['an unknown action', '{action: PERMIT, selector: {matchLabels: {a: b}}}', 'unknown-value spec.action', { namespace: 'shop', selector: { a: 'b' } }],
    ['an unknown field', '{rulez: [], selector: {matchLabels: {a: b}}}', 'unknown-field spec.rulez', { namespace: 'shop', selector: { a: 'b' } }],
    ['a field that is there twice', '{action: ALLOW, action: DENY}', 'duplicate-key spec.action', { namespace: 'shop' }],
    ['a label that is no text', '{selector: {matchLabels: {a: 1}}}', 'wrong-type spec.selector.matchLabels.a', { namespace: 'shop' }],
    ['rules that are no list', '{rules: {}}', 'wrong-type spec.rules', { namespace: 'shop' }],
    ['a spec that is no object', '[]', 'wrong-type spec', { namespace: 'shop' }],
    ['a misspelt spec beside it', '{}\nspecs: {}', 'unknown-field specs', { namespace: 'shop' }],
  ])('with %s is unreadable, for those it may concern', (_title, spec, finding, reach) => {
    const mesh = meshOf(policy('AuthorizationPolicy', spec));
    expect(mesh.authorizationPolicies).toMatchObject([{ kind: 'unreadable', diagnostic: { at: { file: 'f.yaml' } }, reach }]);
    expect(mesh.authorizationPolicies[0]).toHaveProperty('reach', reach);
    expect(findings(mesh)).toContain(finding);
  });

  test('without a name that can be read may concern anybody', () => {
    const mesh = meshOf('apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: 1}\n');
    expect(mesh.authorizationPolicies).toEqual([]);
    expect(mesh.opaque).toMatchObject([{ kind: 'AuthorizationPolicy', namespace: 'istio-system', changes: 'anything' }]);
  });

  test('of a version that is not served is opaque', () => {
    const mesh = meshOf('apiVersion: security.istio.io/v2\nkind: AuthorizationPolicy\nmetadata: {name: p, namespace: shop}\n');
    expect(findings(mesh)).toEqual(['unknown-version apiVersion']);
    expect(mesh.opaque).toMatchObject([{ kind: 'AuthorizationPolicy', namespace: 'shop' }]);
  });

  test.each(['v1', 'Security.Istio.IO/v1', 'security.istio.i/v1', 'security.itsio.io/v1beta1'])('of the group of %s, which is a slip, is opaque', (apiVersion) => {
    const mesh = meshOf(`apiVersion: ${apiVersion}\nkind: AuthorizationPolicy\nmetadata: {name: p, namespace: shop}\n`);
    expect(findings(mesh)).toEqual(['unknown-group apiVersion']);
    expect(mesh.opaque).toMatchObject([{ kind: 'AuthorizationPolicy', namespace: 'shop' }]);
  });

  test('of another vendor is none of Istio', () => {
    const mesh = meshOf('apiVersion: policy.linkerd.io/v1alpha1\nkind: AuthorizationPolicy\nmetadata: {name: p, namespace: shop}\n');
    expect(mesh).toMatchObject({ diagnostics: [], opaque: [], authorizationPolicies: [] });
  });

  test('that is there twice and differs is unreadable, and once when it does not', () => {
    const allow = policy('AuthorizationPolicy', '{}');
    expect(meshOf(allow + allow).authorizationPolicies).toHaveLength(1);
    const mesh = meshOf(allow + policy('AuthorizationPolicy', '{action: DENY, rules: [{}]}'));
    expect(mesh.authorizationPolicies).toMatchObject([{ kind: 'unreadable', diagnostic: { code: 'duplicate-object', at: { line: 7 } }, reach: { namespace: 'shop' } }]);
  });
});

describe('a PeerAuthentication', () => {
  const mesh = (spec: string) => meshOf(policy('PeerAuthentication', spec));

  test('is read with the modes of its ports, also when these are written as numbers', () => {
    const [read] = mesh('{selector: {matchLabels: {a: b}}, mtls: {mode: STRICT}, portLevelMtls: {8080: {mode: DISABLE}, "9000": {}}}').peerAuthentications;
    expect(valueOf(read)).toMatchObject({ selector: { a: 'b' }, mode: 'STRICT', portModes: new Map([[8080, 'DISABLE'], [9000, 'UNSET']]) });
  });

  test.each(['{}', '{mtls: {}}', '{mtls: {mode: UNSET}}'])('with the spec %s inherits its mode', (spec) => {
    expect(valueOf(mesh(spec).peerAuthentications[0])).toMatchObject({ mode: 'UNSET' });
  });

  test.each(['{mtls: {mode: strict}}', '{portLevelMtls: {http: {mode: STRICT}}}', '{mtls: STRICT}', '{mtls: {mod: STRICT}}', '{targetRefs: []}'])(
    'with the spec %s is unreadable', (spec) => {
      expect(mesh(spec).peerAuthentications).toMatchObject([{ kind: 'unreadable', reach: { namespace: 'shop' } }]);
    });
});

describe('a RequestAuthentication', () => {
  const rules = (jwtRule: string) => valueOf(meshOf(policy('RequestAuthentication', `{jwtRules: [${jwtRule}]}`)).requestAuthentications[0]).rules;

  test('looks for tokens where it says, and else in the default places', () => {
    expect(valueOf(rules('{issuer: i, jwksUri: "https://x"}')[0])).toMatchObject({
      issuer: 'i',
      audiences: [],
      forwardsToken: false,
      claimHeaders: [],
      places: [{ kind: 'header', name: 'authorization', prefix: 'Bearer ' }, { kind: 'param', name: 'access_token' }],
    });
    expect(valueOf(rules('{issuer: i, fromHeaders: [{name: X-A}, {name: b, prefix: "T "}], fromParams: [p], fromCookies: [c]}')[0]).places).toEqual([
      { kind: 'header', name: 'x-a', prefix: '' }, { kind: 'header', name: 'b', prefix: 'T ' }, { kind: 'param', name: 'p' }, { kind: 'cookie', name: 'c' },
    ]);
  });

  test('tells what becomes of the token and its claims', () => {
    expect(valueOf(rules('{issuer: i, forwardOriginalToken: true, outputPayloadToHeader: X-P, outputClaimToHeaders: [{header: X-C, claim: a.b}]}')[0]))
      .toMatchObject({ forwardsToken: true, payloadHeader: 'x-p', claimHeaders: [{ header: 'x-c', claim: 'a.b' }] });
  });

  test('has an unreadable rule beside those that can be read', () => {
    expect(rules('{issuer: i, audience: [a]}, {issuer: j}')).toMatchObject([{ kind: 'unreadable' }, { kind: 'read' }]);
  });
});
