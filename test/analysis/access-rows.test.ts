import { AMBIENT, type Manifest, namespace, pod, policy, service, SIDECAR, waypoint } from '../evaluate/small-mesh';
import { gateway, path as prefix, route, rule as routed } from '../evaluate/small-routes';
import { accessTo } from '../support/access';

const WEB = 'corp.example/ns/shop/sa/web';
const sidecars = [namespace('shop', { 'istio-injection': 'enabled' }), pod('shop/pay', { annotations: SIDECAR }), service('shop/pay')];
const ambient = [namespace('shop', { 'istio-injection': 'disabled' }), pod('shop/pay', { annotations: AMBIENT }), service('shop/pay')];
const bound = [
  namespace('shop', { 'istio.io/use-waypoint': 'wp' }), pod('shop/pay', { annotations: AMBIENT }), service('shop/pay'), waypoint('shop/wp'),
];
const PLANES = { sidecar: sidecars, ztunnel: ambient };

const mtls = (mode: string, spec: Manifest = {}) => ({
  apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { name: 'default', namespace: 'shop' }, spec: { mtls: { mode }, ...spec },
});
const strict = mtls('STRICT');
const from = (...principals: string[]) => [{ source: { principals } }];
const to = (operation: Manifest) => [{ operation }];
const atService = { targetRefs: [{ kind: 'Service', group: '', name: 'pay' }] };

const access = (...objects: readonly Manifest[]) => accessTo('shop/pay', objects);

describe('what is open', () => {
  test.each(Object.entries(PLANES))('in plaintext is open to anyone, and says so (%s)', (hop, objects) => {
    expect(access(...objects)).toEqual([`ALLOW anyone, without mTLS: TCP any other port (${hop})`, `ALLOW anyone, without mTLS: ${hop === 'sidecar' ? 'any request on' : 'TCP'} 8080 (${hop})`].sort());
  });

  test('without any proxy is enforced by nobody', () => {
    const outside = [namespace('shop'), pod('shop/pay'), service('shop/pay')];
    expect(access(...outside)).toContain('ALLOW anyone, without mTLS: TCP 8080 (nobody)');
  });

  test.each(Object.entries(PLANES))('behind mutual TLS is open to any identity (%s)', (hop, objects) => {
    expect(access(...objects, strict)).toEqual([`ALLOW any identity: TCP any other port (${hop})`, `ALLOW any identity: ${hop === 'sidecar' ? 'any request on' : 'TCP'} 8080 (${hop})`].sort());
  });

  test('on one port in plaintext is told with that port', () => {
    const exception = mtls('STRICT', { selector: { matchLabels: { app: 'pay' } }, portLevelMtls: { 8080: { mode: 'PERMISSIVE' } } });
    const any = policy('shop/any', { rules: [{}] });
    expect(access(...sidecars, exception, any)).toEqual([
      'ALLOW any identity: TCP any other port (sidecar)', 'ALLOW anyone, without mTLS: any request on 8080 (sidecar)',
    ]);
  });

  test('past a waypoint is told beside what its policies say', () => {
    const rule = policy('shop/web', { ...atService, rules: [{ from: from(WEB), to: to({ methods: ['GET'] }) }] });
    expect(access(...bound, strict, rule)).toEqual([
      'ALLOW any identity: TCP 8080 (ztunnel)', 'ALLOW any identity: TCP any other port (ztunnel)', 'ALLOW shop/web: GET any path (waypoint)',
    ]);
  });
});

describe('what rules let in', () => {
  test.each(Object.entries(PLANES))('is told by caller and port (%s)', (hop, objects) => {
    const rule = policy('shop/web', { rules: [{ from: from(WEB), to: to({ ports: ['8080'] }) }] });
    expect(access(...objects, strict, rule)).toEqual([`ALLOW shop/web: ${hop === 'sidecar' ? 'any request on' : 'TCP'} 8080 (${hop})`]);
  });

  test('is told by method, path, host, header and claim', () => {
    const authentication = {
      apiVersion: 'security.istio.io/v1',
      kind: 'RequestAuthentication',
      metadata: { name: 'idp', namespace: 'shop' },
      spec: { jwtRules: [{ issuer: 'https://idp.example', jwks: '{"keys":[]}' }] },
    };
    const rule = policy('shop/users', {
      rules: [{
        from: [{ source: { principals: [WEB], requestPrincipals: ['https://idp.example/*'] } }],
        to: to({ methods: ['GET', 'PUT'], paths: ['/a/*', '/b'], hosts: ['pay.example'] }),
        when: [{ key: 'request.headers[x-tenant]', values: ['*'] }, { key: 'request.auth.claims[role]', values: ['admin'], notValues: ['guest'] }],
      }],
    });
    expect(access(...sidecars, strict, authentication, rule)).toEqual(['/a/*', '/b'].map((path) => (
      `ALLOW any user of https://idp.example through shop/web: GET, PUT ${path} on pay.example if headers[x-tenant] is there and claims[role] is admin but guest (sidecar)`
    )));
    expect(access(...sidecars, strict, rule)).toEqual([]);
  });

  test.each([
    [{ namespaces: ['shop'] }, 'shop/*'], [{ serviceAccounts: ['web'] }, 'shop/web'], [{ principals: ['*'] }, 'any identity'],
    [{ principals: ['corp.example/*'] }, 'any identity of corp.example'], [{ principals: ['*/sa/web'] }, 'identities */sa/web'],
    [{ principals: ['cluster.local/ns/shop/sa/web'] }, 'shop/web'], [{ principals: ['corp.example/ns/sh*'] }, 'identities corp.example/ns/sh*'],
    [{ notPrincipals: [WEB] }, 'any identity but shop/web'], [{ principals: ['*'], notNamespaces: ['dev'] }, 'any identity but dev/*'],
    [{ principals: [WEB], ipBlocks: ['10.0.0.0/8'], notIpBlocks: ['10.0.0.0/16'] }, 'shop/web at 10.0.0.0/8 but 10.0.0.0/16'],
    [{ principals: [WEB], remoteIpBlocks: ['2001:db8::/32'] }, 'shop/web for 2001:db8::/32'],
  ])('names %j', (source, caller) => {
    const rule = policy('shop/rule', { rules: [{ from: [{ source }], to: to({ ports: ['8080'] }) }] });
    expect(access(...sidecars, strict, rule)).toEqual([`ALLOW ${caller}: any request on 8080 (sidecar)`]);
  });

  test.each(['/a/{*}/b', '/a/{**}', '*.php', '*', '/x*', '/exactly'])('is a path %s', (path) => {
    const rule = policy('shop/rule', { rules: [{ from: from(WEB), to: to({ methods: ['GET'], paths: [path] }) }] });
    expect(access(...sidecars, strict, rule)).toEqual([`ALLOW shop/web: GET ${path === '*' ? 'any path' : path} (sidecar)`]);
  });

  test('is nothing where requests cannot be read, or on trial', () => {
    const rule = policy('shop/web', { rules: [{ from: from(WEB), to: to({ methods: ['GET'] }) }] });
    expect(access(...ambient, strict, rule)).toEqual([]);
    expect(access(...sidecars.slice(0, 2), service('shop/pay', { portName: 'https' }), strict, rule).filter((line) => line.includes('8080'))).toEqual([]);
    const trial = { ...rule, metadata: { ...rule.metadata as object, annotations: { 'istio.io/dry-run': 'true' } } };
    expect(access(...sidecars, strict, policy('shop/none', {}), trial)).toEqual([]);
  });

  test('leaves out the waypoint, which is on the way and no caller', () => {
    const direct = policy('shop/direct', { selector: { matchLabels: { app: 'pay' } }, rules: [{ from: from('corp.example/ns/shop/sa/wp') }] });
    const rule = policy('shop/web', { ...atService, rules: [{ from: from(WEB) }] });
    expect(access(...bound, strict, direct, rule)).toEqual(['ALLOW shop/web: any request on 8080 (waypoint)']);
    const other = policy('shop/other', { selector: { matchLabels: { app: 'pay' } }, rules: [{ from: from('corp.example/ns/other/sa/wp'), to: to({ ports: ['8080'] }) }] });
    expect(access(...bound, strict, other, rule)).toContain('ALLOW other/wp: TCP 8080 (ztunnel)');
  });

  test('needs the word of an external authorizer, where one is asked', () => {
    const config = { extensionProviders: [{ name: 'opa', envoyExtAuthzGrpc: { service: 'opa.opa.svc.cluster.local', port: 9191 } }] };
    const custom = policy('shop/opa', { action: 'CUSTOM', provider: { name: 'opa' }, rules: [{ to: to({ paths: ['/pay/*'] }) }] });
    const rule = policy('shop/web', { rules: [{ from: from(WEB), to: to({ paths: ['/pay/*', '/read'] }) }] });
    expect(accessTo('shop/pay', [...sidecars, strict, custom, rule], config)).toEqual([
      'ALLOW shop/web: any method /pay/*, as far as opa agrees (sidecar)', 'ALLOW shop/web: any method /read (sidecar)',
    ]);
  });
});

describe('what DENY rules take away', () => {
  const all = policy('shop/web', { rules: [{ from: from(WEB), to: to({ methods: ['GET'], paths: ['/*'] }) }] });
  const deny = (rule: Manifest) => policy('shop/deny', { action: 'DENY', rules: [rule] });
  const ALLOWED = 'ALLOW shop/web: GET /* (sidecar)';

  test('is told where it narrows what is allowed', () => {
    expect(access(...sidecars, strict, all, deny({ to: to({ paths: ['/admin/*'] }) }))).toEqual([ALLOWED, 'DENY anyone: any method /admin/* (sidecar)']);
    expect(access(...sidecars, strict, all, deny({ to: to({ methods: ['GET'] }), when: [{ key: 'request.headers[x-debug]', values: ['*'] }] })))
      .toEqual([ALLOWED, 'DENY anyone: GET any path if headers[x-debug] is there (sidecar)']);
  });

  test('is not told where nothing is allowed anyway', () => {
    expect(access(...sidecars, strict, all, deny({ to: to({ methods: ['DELETE'] }) }))).toEqual([ALLOWED]);
  });

  test('is always told of those whom a rule names', () => {
    expect(access(...sidecars, strict, all, deny({ from: [{ source: { namespaces: ['dev'] } }] }))).toEqual([ALLOWED, 'DENY dev/*: anything (sidecar)']);
  });

  test('is everything on a port that is no HTTP, whatever the rule says of requests', () => {
    const tcp = [...sidecars.slice(0, 2), service('shop/pay', { portName: 'tcp' })];
    const open = policy('shop/web', { rules: [{ from: from(WEB), to: to({ ports: ['8080'] }) }] });
    const rule = deny({ from: from(WEB), to: to({ paths: ['/admin'] }) });
    expect(access(...tcp, strict, open, rule)).toEqual(expect.arrayContaining(['DENY shop/web: anything (sidecar)']));
    expect(access(...tcp, strict, open, rule).filter((line) => line.startsWith('ALLOW'))).toEqual([]);
  });

  test('leaves what its exceptions say, to those who are allowed', () => {
    expect(access(...sidecars, strict, all, deny({ to: to({ notPaths: ['/public/*'] }) }))).toContain('ALLOW shop/web: GET /public/* (sidecar)');
    expect(access(...sidecars, strict, all, deny({ to: to({ notPaths: ['/public/*'] }) }))).not.toContain(ALLOWED);
  });

  test('leaves what its exceptions say, also when it is about one method or port only', () => {
    const denied = deny({ to: to({ methods: ['GET'], ports: ['8080'], notPaths: ['/public/*'] }), from: [{ source: { notNamespaces: ['ops'] } }] });
    expect(access(...sidecars, strict, all, denied)).toEqual([
      'ALLOW shop/web: GET /* on any other port (sidecar)', 'ALLOW shop/web: GET /public/* (sidecar)',
    ]);
  });

  test('leaves what the exceptions of several rules have in common', () => {
    const spec = { action: 'DENY', rules: [{ to: to({ notPaths: ['/public/*'] }) }, { from: [{ source: { notPrincipals: [WEB] } }] }] };
    const anybody = policy('shop/any', { rules: [{ to: to({ methods: ['GET'] }) }] });
    expect(access(...sidecars, strict, anybody, policy('shop/deny', spec))).toEqual(['ALLOW shop/web: GET /public/* (sidecar)']);
  });

  test('is told as unknown when there are too many exceptions', () => {
    const rules = Array.from({ length: 40 }, (_, index) => ({ to: to({ notPaths: [`/${index}/*`] }) }));
    expect(access(...sidecars, strict, policy('shop/deny', { action: 'DENY', rules })).join()).toContain('UNKNOWN any identity: anything');
  });

  test('leaves what its exceptions say, where everything else is open', () => {
    expect(access(...sidecars, strict, deny({ from: [{ source: { notPrincipals: [WEB] } }] })))
      .toEqual(expect.arrayContaining(['ALLOW shop/web: any request on 8080 (sidecar)']));
    expect(access(...sidecars, strict, deny({ from: [{ source: { notPrincipals: [WEB] } }] })).join()).not.toContain('any identity');
  });
});

describe('what is unknown', () => {
  test('is told, with what would settle it', () => {
    expect(access(namespace('shop'), service('shop/pay'))).toEqual(['UNKNOWN anyone: anything (unknown)']);
  });

  test('is told of everything that an unmodelled object may change', () => {
    const filter = { apiVersion: 'networking.istio.io/v1alpha3', kind: 'EnvoyFilter', metadata: { name: 'f', namespace: 'shop' }, spec: {} };
    const rule = policy('shop/web', { rules: [{ from: from(WEB) }] });
    expect(access(...sidecars, strict, rule, filter)).toEqual(['UNKNOWN any identity: anything (sidecar)']);
  });

  test('is a rule that cannot be read', () => {
    const broken = policy('shop/web', { rules: [{ from: [{ source: { principals: 'everybody' } }] }] });
    expect(access(...sidecars, strict, broken)).toEqual(['UNKNOWN any identity: anything (sidecar)']);
  });

  test('is a rule that asks twice for the same thing', () => {
    const rule = policy('shop/web', { rules: [{ from: from(WEB), to: to({ ports: ['8080'] }), when: [1, 2].map((one) => ({ key: 'request.headers[x]', values: [`${one}*`, '*'] })) }] });
    expect(access(...sidecars, strict, rule).filter((line) => line.startsWith('UNKNOWN'))[0]).toContain('UNKNOWN shop/web: any method any path');
  });

  test('is a rule that nothing we ask meets, rather than silence', () => {
    const impossible = { methods: ['GET'], notMethods: ['GET'] };
    const rule = policy('shop/web', { rules: [{ from: [{ source: { principals: [WEB], notNamespaces: ['sh*'] } }], to: to({ ports: ['8080'] }) }] });
    expect(access(...sidecars, strict, rule)).toEqual(['UNKNOWN shop/web but sh*/*: any request on 8080 (sidecar)']);
    expect(access(...sidecars, strict, policy('shop/never', { rules: [{ from: from(WEB), to: to(impossible) }] }))).toEqual([]);
  });

  test('is a condition that no request settles', () => {
    const rule = policy('shop/web', { rules: [{ from: from(WEB), to: to({ ports: ['8080'] }), when: [{ key: 'experimental.envoy.filters.http.rbac[a]', values: ['b'] }] }] });
    expect(access(...sidecars, strict, rule).join()).toContain('UNKNOWN shop/web: any request on 8080');
  });
});

describe('what a gateway lets in', () => {
  const edge = [namespace('shop'), pod('shop/open', { annotations: SIDECAR }), service('shop/open'), gateway('shop/edge')];
  const anything = policy('shop/edge', { targetRefs: [{ kind: 'Gateway', group: 'gateway.networking.k8s.io', name: 'edge' }], rules: [{}] });

  test.each([
    ['there are no routes', []],
    ['its routes take some paths only', [route('shop/cart', { rules: [routed(['open'], { matches: [prefix('/cart')] })] })]],
  ])('is what its policies let in, where %s', (_, routes) => {
    expect(accessTo('shop/edge', [...edge, anything, ...routes])).toEqual(['ALLOW anyone: any request on 80 (gateway)']);
  });
});
