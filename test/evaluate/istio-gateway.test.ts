import { ask, type Manifest, namespace, pod, policy } from './small-mesh';
import { meta, reached, shop, tlsServices, virtualService } from './small-routes';

const INGRESS = { istio: 'ingress' };
const GATEWAY_POD = { 'inject.istio.io/templates': 'gateway' };

function istioGateway(qualified: string, servers: readonly Manifest[], more: Manifest = {}): Manifest {
  return { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: meta(qualified), spec: { selector: INGRESS, servers, ...more } };
}

const http80 = { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] };
const ingress: readonly Manifest[] = [
  namespace('istio-system'), pod('istio-system/gw', { labels: INGRESS, annotations: GATEWAY_POD, ips: ['10.9.0.1'] }),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: meta('istio-system/gw'),
    spec: { clusterIP: '10.96.0.7', selector: INGRESS, ports: [{ name: 'http', port: 80, targetPort: 8080 }, { name: 'https', port: 443, targetPort: 8443 }] },
  },
];
const to = (host: string, more: Manifest = {}) => ({ route: [{ destination: { host, port: { number: 80 } }, ...more }] });
const open = to('open');
const shut = to('shut');

function knock(objects: readonly Manifest[], http: Manifest | undefined = {}, more: Manifest = {}) {
  return ask([...shop, ...ingress, ...objects], {
    from: { ip: '203.0.113.7' }, to: { gateway: 'shop/gw', port: 80 }, http: { method: 'GET', path: '/', host: 'shop.example', ...http }, ...more,
  });
}
const bound = (http: readonly Manifest[], more: Manifest = {}) => virtualService('shop/v', { hosts: ['shop.example'], gateways: ['gw'], http, ...more });
const gw = istioGateway('shop/gw', [http80]);

describe('a VirtualService at a gateway of Istio', () => {
  const at = (http: readonly Manifest[], request: Manifest = {}) => reached(knock([gw, bound(http)], request));

  test('takes the first rule that matches', () => {
    expect(at([open, shut])).toBe('open');
    expect(at([shut, open])).toBe('shut');
    expect(at([{ match: [{ uri: { prefix: '/a' } }], ...open }, shut], { path: '/ab' })).toBe('open');
    expect(at([{ match: [{ uri: { prefix: '/b' } }, { uri: { exact: '/a' } }], ...open }, shut], { path: '/a' })).toBe('open');
    expect(at([{ match: [{ uri: { exact: '/a' }, method: { exact: 'POST' } }], ...open }, shut], { path: '/a' })).toBe('shut');
    expect(at([{ match: [{ uri: { exact: '/a' } }], ...open }], { path: '/b' })).toBe('404');
  });

  test.each<[string, Manifest, Manifest, string]>([
    ['a prefix is one of text', { uri: { prefix: '/a' } }, { path: '/abc' }, 'open'],
    ['case may be ignored', { uri: { prefix: '/A' }, ignoreUriCase: true }, { path: '/abc' }, 'open'],
    ['but counts', { uri: { prefix: '/A' } }, { path: '/abc' }, '404'],
    ['case of an expression always counts', { uri: { regex: '/A' }, ignoreUriCase: true }, { path: '/a' }, '404'],
    ['an expression is for the whole path', { uri: { regex: '/a.*c' } }, { path: '/abc?q' }, 'open'],
    ['the authority has its port', { authority: { exact: 'shop.example' } }, { host: 'shop.example:80' }, '404'],
    ['the authority may start with something', { authority: { prefix: 'shop.' } }, { host: 'shop.example:80' }, 'open'],
    ['a header has to be there', { headers: { 'x-a': {} } }, {}, '404'],
    ['a header may have any value', { headers: { 'X-A': {} } }, { headers: { 'x-a': '' } }, 'open'],
    ['a header may start with something', { headers: { 'x-a': { prefix: 'b' } } }, { headers: { 'x-a': 'bc' } }, 'open'],
    ['a header may be unwelcome', { withoutHeaders: { 'x-a': { exact: 'b' } } }, { headers: { 'x-a': 'b' } }, '404'],
    ['a missing header is none that is unwelcome', { withoutHeaders: { 'x-a': { exact: 'b' } } }, {}, 'open'],
    ['a header may have to be missing', { withoutHeaders: { 'x-a': {} } }, { headers: { 'x-a': 'b' } }, '404'],
    ['a missing header is an empty one there', { withoutHeaders: { 'x-a': { regex: 'b?' } } }, {}, '404'],
    ['a parameter counts', { queryParams: { q: { exact: '1' } } }, { path: '/?q=1' }, 'open'],
    ['a port is the one of the server', { port: 80 }, {}, 'open'],
    ['another port is not', { port: 8080 }, {}, '404'],
    ['gateways of a match', { gateways: ['gw'] }, {}, 'open'],
    ['other gateways', { gateways: ['mesh', 'other'] }, {}, '404'],
    ['labels are those of the gateway', { sourceLabels: INGRESS }, {}, 'open'],
    ['labels of others', { sourceLabels: { app: 'web' } }, {}, '404'],
    ['with gateways nobody asks for labels', { sourceLabels: { app: 'web' }, gateways: ['gw'] }, {}, 'open'],
    ['the namespace is that of the gateway', { sourceNamespace: 'istio-system' }, {}, 'open'],
    ['a claim is not modelled', { headers: { '@request.auth.claims.a': { exact: 'b' } } }, {}, 'unknown'],
    ['a scheme is not modelled', { scheme: { exact: 'http' } }, {}, 'unknown'],
    ['two wishes at once are none', { uri: { exact: '/', prefix: '/' } }, {}, 'unknown'],
  ])('%s', (_title, match, request, expected) => {
    expect(at([{ match: [match], ...open }], request)).toBe(expected);
  });

  test('may answer itself', () => {
    expect(at([{ redirect: { uri: '/x' } }])).toBe('301');
    expect(at([{ redirect: { uri: '/x', redirectCode: 307 } }])).toBe('307');
    expect(at([{ directResponse: { status: 503 } }])).toBe('503');
    expect(at([{ ...open, fault: { abort: { httpStatus: 500, percentage: { value: 100 } } } }])).toBe('500');
    expect(at([{ ...open, fault: { abort: { httpStatus: 500, percentage: { value: 1 } } } }])).toBe('unknown');
    expect(at([{ ...shut, fault: { abort: { httpStatus: 500, percentage: { value: 1 } } } }])).not.toBe('unknown');
    expect(at([{ ...open, fault: { abort: { http2Error: 'x', percentage: { value: 0 } } } }])).toBe('unknown');
    expect(at([{ ...open, fault: { abort: { httpStatus: 500, percentage: { valu: 100 } } } }])).toBe('unknown');
    expect(at([{ ...open, fault: { abort: { httpStatus: 500 } } }])).toBe('open');
    expect(at([{ ...open, fault: { delay: { fixedDelay: '5s', percentage: { value: 50 } } } }])).toBe('open');
    expect(at([{ ...open, mirror: { host: 'shut' }, timeout: '1s', retries: { attempts: 2 } }])).toBe('open');
  });

  test('leaves open what is not modelled, and only that', () => {
    const delegate = { match: [{ uri: { prefix: '/d' } }], delegate: { name: 'other' } };
    const expression = { match: [{ uri: { prefix: '/e' } }], rewrite: { uriRegexRewrite: { match: '/e', rewrite: '/' } }, ...open };
    expect([at([delegate, expression, open], { path: '/d' }), at([delegate, expression, open], { path: '/e' }), at([delegate, expression, open], { path: '/f' })])
      .toEqual(['unknown', 'unknown', 'open']);
    expect(at([{ match: [{ uri: { prefix: '/a' } }], ...open, future: true }, shut], { path: '/a' })).toBe('unknown');
    expect(at([{ match: [{ uri: { prefix: '/a' }, future: true }], ...open }, open], { path: '/a' })).toBe('open');
    expect(at([{ match: [{ uri: { prefix: '/a' }, future: true }], ...open }, shut], { path: '/a' })).toBe('unknown');
  });

  test('sends to hosts in its own namespace, by their full name, or to nobody knows what', () => {
    expect(at([to('open.shop.svc.cluster.local')])).toBe('open');
    expect(at([to('open.shop')])).toBe('unknown');
    expect(at([to('api.example.com')])).toBe('unknown');
    expect(at([{ route: [{ destination: { host: 'open' } }] }])).toBe('open');
    expect(at([{ route: [{ destination: { host: 'open', port: { number: 81 } } }] }])).toBe('503');
    expect(at([{ route: [{ destination: { host: 'nobody' } }] }])).toBe('unknown');
  });

  test('all destinations with a weight have to agree', () => {
    const weighed = (one: number, other: number) => at([{ route: [{ ...open.route[0], weight: one }, { ...shut.route[0], weight: other }] }]);
    expect([weighed(90, 10), weighed(100, 0), weighed(0, 100)]).toEqual(['unknown', 'open', 'shut']);
  });

  test('rewrites what the backend sees', () => {
    const deny = (operation: Manifest) => policy('shop/deny', { action: 'DENY', selector: { matchLabels: { app: 'open' } }, rules: [{ to: [{ operation }] }] });
    const seen = (http: Manifest, operation: Manifest, path = '/a/b') => knock([gw, bound([{ match: [{ uri: { prefix: '/a' } }], ...open, ...http }]), deny(operation)], { path }).decision;
    expect(seen({ rewrite: { uri: '/c' } }, { paths: ['/c/b'] })).toBe('DENY');
    expect(seen({ rewrite: { uri: '/' } }, { paths: ['//b'] })).toBe('DENY');
    expect(seen({ rewrite: { authority: 'in.example' } }, { hosts: ['in.example'] })).toBe('DENY');
    expect(seen({ headers: { request: { set: { ':authority': 'in.example' } } } }, { hosts: ['in.example'] })).toBe('DENY');
    expect(seen({ headers: { response: { set: { x: 'y' } } } }, { paths: ['/a/b'] })).toBe('DENY');
    const exact = knock([gw, bound([{ match: [{ uri: { exact: '/a' } }], ...open, rewrite: { uri: '/c' } }]), deny({ paths: ['/c'] })], { path: '/a?q' });
    expect(exact.decision).toBe('DENY');
    const regex = knock([gw, bound([{ match: [{ uri: { regex: '/a.*' } }], ...open, rewrite: { uri: '/c' } }]), deny({ paths: ['/c'] })], { path: '/a/b' });
    expect(regex.decision).toBe('DENY');
  });
});

describe('VirtualServices are bound', () => {
  const asked = (gateways: readonly string[], ns = 'shop', more: Manifest = {}) => reached(knock([
    gw, namespace('team'), virtualService(`${ns}/v`, { hosts: ['shop.example'], gateways, http: [to('open.shop.svc.cluster.local')], ...more }),
  ]));

  test('by name, qualified name, and the old form', () => {
    expect(asked(['gw'])).toBe('open');
    expect(asked(['gw'], 'team')).toBe('404');
    expect(asked(['shop/gw'], 'team')).toBe('open');
    expect(asked(['gw.shop.svc.cluster.local'], 'team')).toBe('open');
    expect(asked(['./gw'])).toBe('open');
    expect(asked(['mesh'])).toBe('404');
    expect(asked([])).toBe('404');
  });

  test('where they are exported to', () => {
    expect(asked(['shop/gw'], 'team', { exportTo: ['istio-system'] })).toBe('open');
    expect(asked(['shop/gw'], 'team', { exportTo: ['.'] })).toBe('404');
    expect(asked(['shop/gw'], 'team', { exportTo: ['shop'] })).toBe('404');
  });

  test('to hosts that the server has for their namespace', () => {
    const server = (hosts: readonly string[]) => istioGateway('shop/gw', [{ ...http80, hosts }]);
    const hosted = (hosts: readonly string[], ns: string, own: string, host: string) => reached(knock([
      server(hosts), namespace('team'), virtualService(`${ns}/v`, { hosts: [own], gateways: ['shop/gw'], http: [to('open.shop.svc.cluster.local')] }),
    ], { host }));
    expect(hosted(['*.example'], 'shop', 'a.example', 'a.example')).toBe('open');
    expect(hosted(['a.example'], 'shop', '*.example', 'a.example')).toBe('open');
    expect(hosted(['a.example'], 'shop', '*.example', 'b.example')).toBe('404');
    expect(hosted(['team/*'], 'shop', 'a.example', 'a.example')).toBe('404');
    expect(hosted(['team/*'], 'team', 'a.example', 'a.example')).toBe('open');
    expect(hosted(['./*'], 'shop', 'a.example', 'a.example')).toBe('open');
    expect(hosted(['*/a.example'], 'team', 'a.example', 'a.example')).toBe('open');
  });

  test('several to one host, the oldest first, and what is for everything last', () => {
    const v = (name: string, http: readonly Manifest[], creationTimestamp: string) => (
      virtualService(`shop/${name}`, { hosts: ['shop.example'], gateways: ['gw'], http }, { creationTimestamp }));
    const a = (rule: Manifest) => ({ match: [{ uri: { prefix: '/a' } }], ...rule });
    expect(reached(knock([gw, v('x', [shut], '2026-01-01T00:00:00Z'), v('y', [a(open)], '2026-01-02T00:00:00Z')], { path: '/a' }))).toBe('open');
    expect(reached(knock([gw, v('x', [a(shut)], '2026-01-01T00:00:00Z'), v('y', [a(open)], '2026-01-02T00:00:00Z')], { path: '/a' }))).toBe('shut');
    expect(reached(knock([gw, v('x', [a(shut)], '2026-01-03T00:00:00Z'), v('y', [a(open)], '2026-01-02T00:00:00Z')], { path: '/a' }))).toBe('open');
  });
});

describe('the pods of a gateway of Istio', () => {
  test('have to be among the input, by their labels', () => {
    expect(knock([istioGateway('shop/gw', [http80], { selector: { istio: 'other' } }), bound([open])])).toMatchObject({ decision: 'UNKNOWN', missing: [{ supply: 'their manifests' }] });
    expect(knock([], {}, { to: { gateway: 'shop/none', port: 80 } }).decision).toBe('UNKNOWN');
    expect(knock([gw, bound([open])], {}, { to: { gateway: 'shop/gw', port: 81 } })).toMatchObject({ decision: 'UNKNOWN', missing: [{ supply: 'to.port' }] });
  });

  test('are known by their account to those behind them, and by their own port to policies', () => {
    const only = (principal: string) => policy('shop/only', { selector: { matchLabels: { app: 'open' } }, rules: [{ from: [{ source: { principals: [principal], ipBlocks: ['10.9.0.1'] } }] }] });
    expect(reached(knock([gw, bound([open]), only('cluster.local/ns/istio-system/sa/gw')]))).toBe('open');
    expect(knock([gw, bound([open]), only('cluster.local/ns/shop/sa/gw')])).toMatchObject({ decision: 'DENY', hop: 'sidecar' });
    const port = (number: string) => policy('istio-system/port', { selector: { matchLabels: INGRESS }, rules: [{ to: [{ operation: { ports: [number] } }] }] });
    expect(reached(knock([gw, bound([open]), port('8080')]))).toBe('open');
    expect(reached(knock([gw, bound([open]), port('80')]))).toBe('403');
  });

  test('serve every Gateway that selects them', () => {
    const other = istioGateway('team/gw', [{ ...http80, hosts: ['team.example'] }]);
    const teams = virtualService('team/v', { hosts: ['team.example'], gateways: ['gw'], http: [to('open.shop.svc.cluster.local')] });
    expect(reached(knock([gw, bound([shut]), namespace('team'), other, teams], { host: 'team.example' }))).toBe('open');
    const tcp = istioGateway('team/gw', [{ port: { number: 80, name: 'tcp', protocol: 'TCP' }, hosts: ['*'] }]);
    expect(knock([gw, bound([open]), namespace('team'), tcp]).decision).toBe('UNKNOWN');
    expect(knock([gw, bound([open]), namespace('team'), { ...other, spec: { selector: 'all' } }]).decision).toBe('UNKNOWN');
  });
});

describe('servers of Istio', () => {
  const https = (mode: string, hosts = ['shop.example']) => ({ port: { number: 443, name: 'https', protocol: 'HTTPS' }, hosts, tls: { mode, credentialName: 'c' } });
  const at443 = { to: { gateway: 'shop/gw', port: 443 } };

  test('redirect to https where they say so', () => {
    const redirecting = istioGateway('shop/gw', [{ ...http80, tls: { httpsRedirect: true } }, https('SIMPLE')]);
    expect(reached(knock([redirecting, bound([open])]))).toBe('301');
    expect(reached(knock([redirecting, bound([open])], {}, at443))).toBe('open');
  });

  test('ask for certificates by their mode', () => {
    const modes = (mode: string, from: Manifest) => reached(knock([istioGateway('shop/gw', [https(mode)]), bound([open])], {}, { ...at443, from: { ip: '203.0.113.7', ...from } }));
    const ours = { principal: 'cluster.local/ns/x/sa/y' };
    expect([modes('SIMPLE', {}), modes('MUTUAL', {}), modes('ISTIO_MUTUAL', {}), modes('OPTIONAL_MUTUAL', {})]).toEqual(['open', 'closed', 'closed', 'open']);
    expect([modes('SIMPLE', ours), modes('MUTUAL', ours), modes('ISTIO_MUTUAL', ours), modes('OPTIONAL_MUTUAL', ours)]).toEqual(['open', 'unknown', 'open', 'open']);
  });

  test.each(['subjectAltNames', 'verifyCertificateHash', 'verifyCertificateSpki'])('that choose among clients by %s may refuse whom the mesh trusts', (field) => {
    const server = https('ISTIO_MUTUAL');
    const choosing = istioGateway('shop/gw', [{ ...server, tls: { ...server.tls, [field]: ['spiffe://cluster.local/ns/x/sa/z'] } }]);
    const from = (client: Manifest) => reached(knock([choosing, bound([open])], {}, { ...at443, from: { ip: '203.0.113.7', ...client } }));
    expect([from({ principal: 'cluster.local/ns/x/sa/y' }), from({})]).toEqual(['unknown', 'closed']);
  });

  test('pass TLS on by its server name', () => {
    const passing = istioGateway('shop/gw', [{ ...https('PASSTHROUGH', ['*.example']), port: { number: 443, name: 'tls', protocol: 'TLS' } }]);
    const tls = (name: string, sniHosts: readonly string[], host: string) => virtualService(`shop/${name}`, { hosts: sniHosts, gateways: ['gw'], tls: [{ match: [{ sniHosts, port: 443 }], route: [{ destination: { host } }] }] });
    const bytes = (sni: string) => reached(knock([passing, ...tlsServices, tls('a', ['a.example'], 'tls-open'), tls('b', ['*.example'], 'tls-shut')], undefined, { ...at443, http: undefined, sni }));
    expect([bytes('a.example'), bytes('c.example'), bytes('a.org')]).toEqual(['open', 'shut', 'closed']);
    const auto = istioGateway('shop/gw', [{ port: { number: 443, name: 'tls', protocol: 'TLS' }, hosts: ['*'], tls: { mode: 'AUTO_PASSTHROUGH' } }]);
    expect(knock([auto], {}, { ...at443, sni: 'outbound_.80_._.open.shop.svc.cluster.local' }).decision).toBe('UNKNOWN');
  });

  test('take bytes by port', () => {
    const tcp = istioGateway('shop/gw', [{ port: { number: 80, name: 'tcp', protocol: 'TCP' }, hosts: ['*'] }]);
    const by = (match: readonly Manifest[]) => reached(knock([tcp, virtualService('shop/v', { hosts: ['*'], gateways: ['gw'], tcp: [{ match, ...open }, shut] })]));
    expect([by([]), by([{ port: 80 }]), by([{ port: 81 }]), by([{ gateways: ['other'] }])]).toEqual(['open', 'open', 'shut', 'shut']);
    expect(by([{ destinationSubnets: ['10.0.0.0/8'] }])).toBe('unknown');
  });
});
