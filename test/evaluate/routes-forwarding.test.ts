import { AMBIENT, ask, type Manifest, namespace, pod, policy, service, waypoint } from './small-mesh';
import { closed, gateway, knock, meta, path, reached, route, rule } from './small-routes';

const edge = gateway('shop/edge');

/** What a request reaches at `open`, which refuses what one rule is for. */
function refusing(operation: Manifest, routes: Manifest, http: Manifest = {}, when?: Manifest): string {
  const deny = closed('shop/open', [{ ...operation && Object.keys(operation).length > 0 ? { to: [{ operation }] } : {}, ...when ? { when: [when] } : {} }]);
  return knock([edge, deny, routes], http).decision;
}

const filtered = (filters: readonly Manifest[], matches: readonly Manifest[] = [path('/')]) => route('shop/r', { rules: [rule(['open'], { filters, matches })] });
const rewrite = (urlRewrite: Manifest) => ({ type: 'URLRewrite', urlRewrite });
const prefixed = (replacePrefixMatch: string) => rewrite({ path: { type: 'ReplacePrefixMatch', replacePrefixMatch } });

describe('the backend sees', () => {
  test.each<[string, Manifest, readonly Manifest[], string, string]>([
    ['the prefix replaced', prefixed('/new'), [path('/old')], '/old/x?q=1', '/new/x'],
    ['the prefix replaced, with nothing behind it', prefixed('/new'), [path('/old')], '/old', '/new'],
    ['a slash at the end of the replacement as none', prefixed('/new/'), [path('/old')], '/old/x', '/new/x'],
    ['the prefix removed', prefixed('/'), [path('/old')], '/old/x', '/x'],
    ['a slash where all of the path was the prefix', prefixed('/'), [path('/old')], '/old', '/'],
    ['the whole path replaced', rewrite({ path: { type: 'ReplaceFullPath', replaceFullPath: '/all' } }), [path('/old')], '/old/x', '/all'],
    ['the path as it is otherwise', { type: 'ResponseHeaderModifier', responseHeaderModifier: {} }, [path('/old')], '/old/x', '/old/x'],
    ['the path normalised', { type: 'ResponseHeaderModifier', responseHeaderModifier: {} }, [path('/old')], '/a/../old/%78', '/old/x'],
  ])('%s', (_title, filter, matches, wire, seen) => {
    expect(refusing({ paths: [seen] }, filtered([filter], matches), { path: wire })).toBe('DENY');
    expect(refusing({ notPaths: [seen] }, filtered([filter], matches), { path: wire })).toBe('ALLOW');
  });

  test('one of two paths where the slash itself is replaced', () => {
    const routes = filtered([prefixed('/new')]);
    expect(refusing({ paths: ['/newx'] }, routes, { path: '/x' })).toBe('UNKNOWN');
    expect(refusing({ paths: ['/new/x'] }, routes, { path: '/x' })).toBe('UNKNOWN');
    expect(refusing({ paths: ['/new*'] }, routes, { path: '/x' })).toBe('DENY');
  });

  test('the host that the route writes, or the one that was asked for', () => {
    expect(refusing({ hosts: ['in.example'] }, filtered([rewrite({ hostname: 'in.example' })]))).toBe('DENY');
    expect(refusing({ hosts: ['shop.example'] }, filtered([rewrite({ hostname: 'in.example' })]))).toBe('ALLOW');
    expect(refusing({ hosts: ['shop.example'] }, filtered([]))).toBe('DENY');
  });

  const modifier = (requestHeaderModifier: Manifest) => filtered([{ type: 'RequestHeaderModifier', requestHeaderModifier }]);
  const team = (values: readonly string[]) => ({ key: 'request.headers[x-team]', values });

  test('headers removed, set and added', () => {
    expect(refusing({}, modifier({ remove: ['X-Team'] }), { headers: { 'x-team': 'a' } }, team(['*']))).toBe('ALLOW');
    expect(refusing({}, modifier({ set: [{ name: 'X-Team', value: 'b' }] }), { headers: { 'x-team': 'a' } }, team(['a']))).toBe('ALLOW');
    expect(refusing({}, modifier({ set: [{ name: 'X-Team', value: 'b' }] }), {}, team(['b']))).toBe('DENY');
    expect(refusing({}, modifier({ add: [{ name: 'X-Team', value: 'b' }] }), { headers: { 'x-team': 'a' } }, team(['a']))).toBe('DENY');
    expect(refusing({}, modifier({ add: [{ name: 'X-Team', value: 'b' }] }), { headers: { 'x-team': 'a' } }, team(['b']))).toBe('DENY');
    expect(refusing({}, modifier({ remove: ['x-team'], add: [{ name: 'x-team', value: 'b' }] }), { headers: { 'x-team': 'a' } }, team(['b']))).toBe('DENY');
  });

  test('a header that Envoy fills in as not known', () => {
    expect(refusing({}, modifier({ set: [{ name: 'x-team', value: '%DOWNSTREAM_REMOTE_ADDRESS%' }] }), {}, team(['b']))).toBe('UNKNOWN');
    expect(refusing({}, modifier({ set: [{ name: 'x-team', value: '100%%' }] }), {}, team(['100%']))).toBe('DENY');
  });

  test('a token only while nothing on the way takes it', () => {
    const authentication = (name: string, spec: Manifest) => ({ apiVersion: 'security.istio.io/v1', kind: 'RequestAuthentication', metadata: meta(`shop/${name}`), spec });
    const rules = (more: Manifest) => [{ issuer: 'i', jwks: '{}', ...more }];
    const atOpen = authentication('open', { selector: { matchLabels: { app: 'open' } }, jwtRules: rules({}) });
    const atEdge = (more: Manifest) => authentication('edge', { targetRefs: [{ kind: 'Gateway', group: 'gateway.networking.k8s.io', name: 'edge' }], jwtRules: rules(more) });
    const needed = closed('shop/open', [{ from: [{ source: { notRequestPrincipals: ['*'] } }] }]);
    const http = { tokens: [{ issuer: 'i', subject: 's' }] };
    expect(knock([edge, filtered([]), atOpen, needed], http).decision).toBe('ALLOW');
    expect(knock([edge, filtered([]), atOpen, needed, atEdge({})], http)).toMatchObject({ decision: 'DENY', hop: 'sidecar' });
    expect(knock([edge, filtered([]), atOpen, needed, atEdge({ forwardOriginalToken: true })], http).decision).toBe('ALLOW');
    expect(knock([edge, modifier({ remove: ['Authorization'] }), atOpen, needed], http)).toMatchObject({ decision: 'DENY', hop: 'sidecar' });
    const inQuery = { tokens: [{ issuer: 'i', subject: 's', in: { param: 'access_token' } }] };
    expect(knock([edge, filtered([]), atOpen, needed], inQuery).decision).toBe('ALLOW');
    expect(knock([edge, filtered([]), atOpen, needed, atEdge({})], inQuery).decision).toBe('DENY');
  });

  test('a claim of the token where the gateway writes it into a header', () => {
    const authentication = {
      apiVersion: 'security.istio.io/v1',
      kind: 'RequestAuthentication',
      metadata: meta('shop/edge'),
      spec: { targetRefs: [{ kind: 'Gateway', group: 'gateway.networking.k8s.io', name: 'edge' }], jwtRules: [{ issuer: 'i', jwks: '{}', outputClaimToHeaders: [{ header: 'x-team', claim: 'team' }] }] },
    };
    const deny = closed('shop/open', [{ when: [team(['a'])] }]);
    const claims = (value: string) => ({ tokens: [{ issuer: 'i', subject: 's', claims: { team: value } }] });
    expect(knock([edge, filtered([]), authentication, deny], claims('a')).decision).toBe('DENY');
    expect(knock([edge, filtered([]), authentication, deny], claims('b')).decision).toBe('ALLOW');
    expect(knock([edge, filtered([]), authentication, deny], { headers: { 'x-team': 'a' } }).decision).toBe('ALLOW');
    expect(knock([edge, filtered([]), authentication, deny], { ...claims('b'), headers: { 'x-team': 'a' } }).decision).toBe('ALLOW');
    const byClaim = route('shop/r', { rules: [rule(['open'], { matches: [{ headers: [{ name: 'x-team', value: 'a' }] }] })] });
    expect(reached(knock([edge, byClaim, authentication], claims('a')))).toBe('open');
    expect(reached(knock([edge, byClaim, authentication], claims('b')))).toBe('404');
    // Without a token Envoy has chosen the route before it removes what the client wrote.
    expect(reached(knock([edge, byClaim, authentication, deny], { headers: { 'x-team': 'a' } }))).toBe('open');
  });

  test('the gateway as its caller, and the client in x-forwarded-for', () => {
    const from = (source: Manifest) => knock([edge, filtered([]), closed('shop/open', [{ from: [{ source }] }])]).decision;
    expect(from({ principals: ['cluster.local/ns/shop/sa/edge-istio'] })).toBe('DENY');
    expect(from({ notPrincipals: ['cluster.local/ns/shop/sa/edge-istio'] })).toBe('ALLOW');
    expect(from({ remoteIpBlocks: ['203.0.113.7'] })).toBe('DENY');
    expect(from({ ipBlocks: ['203.0.113.7'] })).toBe('UNKNOWN');
    const gatewayPod = pod('shop/edge-istio', { labels: { 'gateway.networking.k8s.io/gateway-name': 'edge' }, ips: ['10.7.0.1'] });
    expect(knock([edge, gatewayPod, filtered([]), closed('shop/open', [{ from: [{ source: { ipBlocks: ['10.7.0.1'] } }] }])]).decision).toBe('DENY');
    const nobody = knock([edge, filtered([]), closed('shop/open', [{ from: [{ source: { remoteIpBlocks: ['203.0.113.7'] } }] }])], {}, { from: {} });
    expect(nobody).toMatchObject({ decision: 'UNKNOWN', missing: [{ supply: 'from.ip' }] });
  });
});

describe('a gateway answers itself', () => {
  test.each<[string, Manifest, Manifest, string]>([
    ['a redirect, by 302 unless told', { filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https' } }] }, {}, '302'],
    ['a redirect with its code', { filters: [{ type: 'RequestRedirect', requestRedirect: { statusCode: 301 } }] }, {}, '301'],
    ['a rule without backends', { backendRefs: [] }, {}, '500'],
    ['a rule whose backends weigh nothing', { backendRefs: [{ name: 'open', port: 80, weight: 0 }] }, {}, '500'],
    ['a port that the Service does not have', { backendRefs: [{ name: 'open', port: 81 }] }, {}, '500'],
    ['a backend of another namespace that grants nothing', { backendRefs: [{ name: 'open', namespace: 'team', port: 80 }] }, {}, '500'],
  ])('%s', (_title, one, http, expected) => {
    const decision = knock([edge, namespace('team'), service('team/open'), route('shop/r', { rules: [one] })], http);
    expect(reached(decision)).toBe(expected);
    expect(decision).toMatchObject({ decision: 'DENY', hop: 'gateway', policies: [{ name: 'shop/r', action: 'HTTPRoute', rule: 0 }] });
  });

  test('a preflight where the route has a CORS filter, and perhaps not', () => {
    const cors = filtered([{ type: 'CORS', cors: { allowOrigins: ['https://a.example'] } }]);
    const preflight = { method: 'OPTIONS', headers: { 'origin': 'https://a.example', 'access-control-request-method': 'PUT' } };
    expect(knock([edge, cors], preflight).decision).toBe('UNKNOWN');
    expect(reached(knock([edge, cors]))).toBe('open');
  });

  test('policies of the gateway come before its routes', () => {
    const none = policy('shop/none', { targetRefs: [{ kind: 'Gateway', group: 'gateway.networking.k8s.io', name: 'edge' }] });
    expect(reached(knock([edge, none]))).toBe('403');
  });

  test('mirrors decide nothing', () => {
    const mirror = filtered([{ type: 'RequestMirror', requestMirror: { backendRef: { name: 'shut', port: 80 } } }]);
    expect(reached(knock([edge, mirror]))).toBe('open');
  });
});

describe('several backends', () => {
  test('have to agree', () => {
    const both = (one: string, other: string) => knock([edge, service('shop/open-too'), route('shop/r', { rules: [rule([one, other])] })]);
    expect(both('open', 'shut')).toMatchObject({ decision: 'UNKNOWN' });
    expect(both('open', 'shut').missing[0].fact).toContain('shop/shut:80');
    expect(reached(both('open', 'open'))).toBe('open');
    expect(reached(both('shut', 'shut'))).toBe('shut');
  });

  test('that weigh nothing do not count', () => {
    const weighed = route('shop/r', { rules: [rule(['open', { name: 'shut', port: 80, weight: 0 }])] });
    expect(reached(knock([edge, weighed]))).toBe('open');
  });

  test('have changes of their own', () => {
    const marked = { name: 'open', port: 80, filters: [{ type: 'RequestHeaderModifier', requestHeaderModifier: { set: [{ name: 'x-canary', value: 'yes' }] } }] };
    const deny = closed('shop/open', [{ when: [{ key: 'request.headers[x-canary]', values: ['yes'] }] }]);
    expect(knock([edge, deny, route('shop/r', { rules: [rule([marked])] })]).decision).toBe('DENY');
    expect(knock([edge, deny, route('shop/r', { rules: [rule([marked, 'open'])] })]).decision).toBe('UNKNOWN');
  });
});

describe('references to other namespaces', () => {
  const team = [namespace('team'), pod('team/api', { annotations: { 'sidecar.istio.io/status': '{}' }, ips: ['10.1.0.3'] }), service('team/api')];
  const toTeam = route('shop/r', { rules: [rule([{ name: 'api', namespace: 'team', port: 80 }])] });
  const grant = (from: Manifest, to: Manifest, ns = 'team') => ({
    apiVersion: 'gateway.networking.k8s.io/v1beta1',
    kind: 'ReferenceGrant',
    metadata: meta(`${ns}/g`),
    spec: { from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'shop', ...from }], to: [{ group: '', kind: 'Service', ...to }] },
  });

  test.each<[string, Manifest, string]>([
    ['need a grant', grant({}, {}), 'open'],
    ['may be granted by name', grant({}, { name: 'api' }), 'open'],
    ['of another name', grant({}, { name: 'db' }), '500'],
    ['of another namespace', grant({ namespace: 'other' }, {}), '500'],
    ['of another kind of route', grant({ kind: 'GRPCRoute' }, {}), '500'],
    ['of another kind of backend', grant({}, { kind: 'Secret' }), '500'],
    ['in another namespace', grant({}, {}, 'shop'), '500'],
    ['that cannot be read', { ...grant({}, {}), spec: { from: 'all' } }, 'unknown'],
  ])('%s', (_title, one, expected) => {
    expect(reached(knock([edge, ...team, toTeam, one]))).toBe(expected);
  });
});

test('a backend that is no Service, or not among the input, is asked for', () => {
  const to = (backend: Manifest) => knock([edge, route('shop/r', { rules: [rule([backend])] })]);
  expect(to({ name: 'nothing', port: 80 })).toMatchObject({ decision: 'UNKNOWN', missing: [{ fact: 'the Service shop/nothing' }] });
  expect(to({ group: 'networking.istio.io', kind: 'Hostname', name: 'x.example', port: 80 }).decision).toBe('UNKNOWN');
  expect(to({ name: 'open' }).decision).toBe('UNKNOWN');
});

describe('behind a gateway, in ambient mode', () => {
  const l7 = policy('amb/l7', { action: 'DENY', targetRefs: [{ kind: 'Service', group: '', name: 'api' }], rules: [{ to: [{ operation: { paths: ['/in/*'] } }] }] });
  const mesh = (labels: Manifest) => [
    namespace('amb', { 'istio.io/dataplane-mode': 'ambient' }), pod('amb/api', { annotations: AMBIENT, ips: ['10.2.0.1'] }),
    service('amb/api', { labels: { 'istio.io/use-waypoint': 'wp', ...labels } }), waypoint('amb/wp'), gateway('amb/edge'),
    route('amb/r', { rules: [rule(['api'], { matches: [path('/out')], filters: [prefixed('/in')] })] }), l7,
  ];
  const asked = { from: { ip: '203.0.113.7' }, to: { gateway: 'amb/edge', port: 80 }, http: { method: 'GET', path: '/out/x', host: 'x.example' } };

  test('the waypoint is on the way only where the Service says so, and sees the path as the route writes it', () => {
    expect(ask(mesh({}), asked)).toMatchObject({ decision: 'ALLOW', hop: 'ztunnel' });
    expect(ask(mesh({ 'istio.io/ingress-use-waypoint': 'true' }), asked)).toMatchObject({ decision: 'DENY', hop: 'waypoint', status: 403 });
  });

  test('ztunnel sees the gateway', () => {
    const admits = (principal: string) => policy('amb/l4', { selector: { matchLabels: { app: 'api' } }, rules: [{ from: [{ source: { principals: [principal] } }] }] });
    expect(ask([...mesh({}), admits('cluster.local/ns/amb/sa/edge-istio')], asked)).toMatchObject({ decision: 'ALLOW', hop: 'ztunnel' });
    expect(ask([...mesh({}), admits('cluster.local/ns/amb/sa/wp')], asked)).toMatchObject({ decision: 'DENY', hop: 'ztunnel' });
  });

  test('the account and the labels of the gateway are those that its annotations and infrastructure say', () => {
    const named = { ...gateway('amb/edge', undefined, { infrastructure: { labels: { tier: 'edge' } } }), metadata: meta('amb/edge', { annotations: { 'gateway.istio.io/service-account': 'door' } }) };
    const objects = mesh({}).map((object) => (object.kind === 'Gateway' && (object.metadata as { name: string }).name === 'edge' ? named : object));
    const admits = policy('amb/l4', { selector: { matchLabels: { app: 'api' } }, rules: [{ from: [{ source: { principals: ['cluster.local/ns/amb/sa/door'] } }] }] });
    expect(ask([...objects, admits], asked).decision).toBe('ALLOW');
    expect(ask([...objects, policy('amb/edge', { selector: { matchLabels: { tier: 'edge' } } })], asked)).toMatchObject({ decision: 'DENY', hop: 'gateway' });
  });
});
