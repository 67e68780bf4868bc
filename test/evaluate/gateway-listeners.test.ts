import { type Manifest, namespace, policy } from './small-mesh';
import { gateway, knock, meta, path, reached, route, rule, tlsServices } from './small-routes';

const all = { namespaces: { from: 'All' } };
const toOpen = { rules: [rule(['open'])] };
const toShut = { rules: [rule(['shut'])] };

describe('a route is attached', () => {
  const two = gateway('shop/edge', [{ name: 'a', port: 80, protocol: 'HTTP' }, { name: 'b', port: 8080, protocol: 'HTTP' }]);

  test('to every listener, to the one of its section, or to those of its port', () => {
    const at = (parent: Manifest, port: number) => reached(knock([two, route('shop/r', { parents: [{ name: 'edge', ...parent }], ...toOpen })], {}, { to: { gateway: 'shop/edge', port } }));
    expect([at({}, 80), at({}, 8080)]).toEqual(['open', 'open']);
    expect([at({ sectionName: 'b' }, 80), at({ sectionName: 'b' }, 8080)]).toEqual(['404', 'open']);
    expect([at({ port: 80 }, 80), at({ port: 80 }, 8080)]).toEqual(['open', '404']);
    expect([at({ sectionName: 'a', port: 8080 }, 80), at({ sectionName: 'a', port: 8080 }, 8080)]).toEqual(['404', '404']);
  });

  test.each<[string, Manifest, Manifest, string]>([
    ['from its own namespace by default', {}, {}, '404'],
    ['from every namespace', { allowedRoutes: all }, {}, 'open'],
    ['from namespaces with labels', { allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { edge: 'yes' } } } } }, { edge: 'yes' }, 'open'],
    ['not from others', { allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { edge: 'yes' } } } } }, { edge: 'no' }, '404'],
    ['by expressions', { allowedRoutes: { namespaces: { from: 'Selector', selector: { matchExpressions: [{ key: 'edge', operator: 'Exists' }] } } } }, { edge: '' }, 'open'],
  ])('%s', (_title, listener, labels, expected) => {
    const grant = {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'ReferenceGrant',
      metadata: meta('shop/g'),
      spec: { from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'team' }], to: [{ group: '', kind: 'Service' }] },
    };
    const foreign = route('team/r', { parents: [{ name: 'edge', namespace: 'shop' }], rules: [rule([{ name: 'open', namespace: 'shop', port: 80 }])] });
    const edge = gateway('shop/edge', [{ name: 'a', port: 80, protocol: 'HTTP', ...listener }]);
    expect(reached(knock([edge, foreign, grant, namespace('team', labels)]))).toBe(expected);
  });

  test('by labels of a namespace that is not there nobody knows', () => {
    const edge = gateway('shop/edge', [{ name: 'a', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { edge: 'yes' } } } } }]);
    const decision = knock([edge, route('team/r', { parents: [{ name: 'edge', namespace: 'shop' }], ...toOpen })]);
    expect(decision).toMatchObject({ decision: 'UNKNOWN', missing: [{ supply: 'the manifest of Namespace team' }] });
  });

  test('when its kind is allowed', () => {
    const edge = (kinds: readonly Manifest[]) => gateway('shop/edge', [{ name: 'a', port: 80, protocol: 'HTTP', allowedRoutes: { kinds } }]);
    expect(reached(knock([edge([{ kind: 'HTTPRoute' }]), route('shop/r', toOpen)]))).toBe('open');
    expect(reached(knock([edge([{ kind: 'GRPCRoute' }]), route('shop/r', toOpen)]))).toBe('404');
    expect(reached(knock([edge([{ kind: 'HTTPRoute', group: 'example.com' }]), route('shop/r', toOpen)]))).toBe('404');
  });

  test('to nothing when its parent is another gateway', () => {
    expect(reached(knock([gateway('shop/edge'), gateway('shop/other'), route('shop/r', { parents: [{ name: 'other' }], ...toOpen })]))).toBe('404');
  });
});

describe('listeners with hostnames', () => {
  const edge = gateway('shop/edge', [
    { name: 'a', port: 80, protocol: 'HTTP', hostname: 'a.shop.example' },
    { name: 'any', port: 80, protocol: 'HTTP', hostname: '*.shop.example' },
  ]);

  test('take only hosts of theirs', () => {
    const asked = (hostnames: readonly string[], host: string) => reached(knock([edge, route('shop/r', { hostnames, ...toOpen })], { host }));
    expect(asked([], 'a.shop.example')).toBe('open');
    expect(asked([], 'other.example')).toBe('404');
    expect(asked(['*.example'], 'b.shop.example')).toBe('open');
    expect(asked(['*.example'], 'other.example')).toBe('404');
    expect(asked(['b.shop.example'], 'b.shop.example')).toBe('open');
    expect(asked(['other.example'], 'other.example')).toBe('404');
  });

  test('a host belongs to the narrowest listener, even for a route of another one', () => {
    const wide = route('shop/r', { parents: [{ name: 'edge', sectionName: 'any' }], hostnames: ['a.shop.example'], ...toOpen });
    expect(reached(knock([edge, wide], { host: 'a.shop.example' }))).toBe('404');
  });

  test('of two that cannot stand side by side the first one is there', () => {
    const twins = gateway('shop/edge', [{ name: 'a', port: 80, protocol: 'HTTP' }, { name: 'b', port: 80, protocol: 'HTTP' }]);
    const at = (sectionName: string) => reached(knock([twins, route('shop/r', { parents: [{ name: 'edge', sectionName }], ...toOpen })]));
    expect([at('a'), at('b')]).toEqual(['open', '404']);
  });
});

describe('TLS', () => {
  const tls = { certificateRefs: [{ name: 'c' }] };
  const https = (hostname: string, more: Manifest = {}) => ({ name: hostname.replace(/\*/, 'any'), port: 443, protocol: 'HTTPS', hostname, tls, ...more });
  const ask443 = (objects: readonly Manifest[], http: Manifest | undefined, more: Manifest = {}) => knock(objects, http, { to: { gateway: 'shop/edge', port: 443 }, ...more });
  const byHost = [
    route('shop/a', { parents: [{ name: 'edge', sectionName: 'a.example' }], ...toOpen }),
    route('shop/b', { parents: [{ name: 'edge', sectionName: 'any.example' }], ...toShut }),
  ];

  test('the server name chooses the listener, and the host its routes', () => {
    const edge = gateway('shop/edge', [https('a.example'), https('*.example')]);
    expect(reached(ask443([edge, ...byHost], { host: 'a.example' }))).toBe('open');
    expect(reached(ask443([edge, ...byHost], { host: 'b.example' }))).toBe('shut');
    expect(reached(ask443([edge, ...byHost], { host: 'b.example' }, { sni: 'a.example' }))).toBe('404');
    expect(reached(ask443([edge, ...byHost], { host: 'other.org' }))).toBe('closed');
    expect(ask443([edge, ...byHost], { host: 'other.org' })).toMatchObject({ decision: 'DENY', hop: 'gateway' });
  });

  test('a listener without a tls section is not there', () => {
    const edge = gateway('shop/edge', [{ name: 'a', port: 443, protocol: 'HTTPS' }]);
    expect(ask443([edge, route('shop/r', toOpen)], {}).decision).toBe('UNKNOWN');
  });

  test('that asks for certificates refuses who shows none, and trusts nobody knows whom', () => {
    const validation = { caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: 'ca' }] };
    const edge = gateway('shop/edge', [https('a.example')], { tls: { frontend: { default: { validation } } } });
    const partner = { from: { principal: 'partner.example/ns/x/sa/y', ip: '203.0.113.7' } };
    expect(reached(ask443([edge, byHost[0]], { host: 'a.example' }))).toBe('closed');
    expect(ask443([edge, byHost[0]], { host: 'a.example' }, partner)).toMatchObject({ decision: 'UNKNOWN' });
    const nobody = policy('shop/none', { targetRefs: [{ kind: 'Gateway', group: 'gateway.networking.k8s.io', name: 'edge' }], rules: [{ from: [{ source: { principals: ['other/*'] } }] }] });
    expect(ask443([edge, byHost[0], nobody], { host: 'a.example' }, partner)).toMatchObject({ decision: 'DENY', hop: 'gateway' });
  });

  test('of the mesh shows the identity of the client to the policies of the gateway', () => {
    const edge = gateway('shop/edge', [https('a.example', { tls: { ...tls, options: { 'gateway.istio.io/tls-terminate-mode': 'ISTIO_MUTUAL' } } })]);
    const only = policy('shop/only', { targetRefs: [{ kind: 'Gateway', group: 'gateway.networking.k8s.io', name: 'edge' }], rules: [{ from: [{ source: { principals: ['cluster.local/ns/x/sa/y'] } }] }] });
    const as = (principal: string) => reached(ask443([edge, byHost[0], only], { host: 'a.example' }, { from: { principal, ip: '10.0.0.9' } }));
    expect(as('cluster.local/ns/x/sa/y')).toBe('open');
    expect(as('cluster.local/ns/x/sa/z')).toBe('403');
    expect(as('elsewhere/ns/x/sa/y')).toBe('closed');
  });

  test('that goes on is routed by its server name, as bytes', () => {
    const edge = gateway('shop/edge', [{ name: 'pass', port: 443, protocol: 'TLS', tls: { mode: 'Passthrough' } }]);
    const tlsRoute = (name: string, hostnames: readonly string[], backend: string) => route(`shop/${name}`, { kind: 'TLSRoute', hostnames, rules: [rule([backend])] });
    const routes = [tlsRoute('a', ['a.example'], 'tls-open'), tlsRoute('b', ['*.example'], 'tls-shut')];
    const bytes = (sni: string) => reached(knock([edge, ...routes, ...tlsServices], undefined, { to: { gateway: 'shop/edge', port: 443 }, http: undefined, sni }));
    expect(bytes('A.example')).toBe('open');
    expect(bytes('b.example')).toBe('shut');
    expect(bytes('other.org')).toBe('closed');
    const post = policy('shop/post', { selector: { matchLabels: { app: 'open' } }, action: 'DENY', rules: [{ to: [{ operation: { methods: ['POST'] } }] }] });
    expect(ask443([edge, ...routes, ...tlsServices, post], { host: 'a.example' })).toMatchObject({ decision: 'DENY', hop: 'sidecar' });
  });

  test('that ends at a TCP listener leads by TCPRoutes and TLSRoutes', () => {
    const edge = gateway('shop/edge', [{ name: 'db', port: 443, protocol: 'TLS', hostname: 'db.example', tls: { mode: 'Terminate', ...tls } }]);
    const at = (kind: string) => reached(knock([edge, route('shop/r', { kind, ...kind === 'TLSRoute' ? { hostnames: ['db.example'] } : {}, ...toOpen })], undefined, {
      to: { gateway: 'shop/edge', port: 443 }, sni: 'db.example',
    }));
    expect([at('TCPRoute'), at('TLSRoute')]).toEqual(['open', 'open']);
    expect(at('HTTPRoute')).toBe('closed');
  });
});

describe('TCP', () => {
  const edge = gateway('shop/edge', [{ name: 'db', port: 80, protocol: 'TCP' }]);

  test('goes where the TCPRoute leads, and nowhere without one', () => {
    expect(reached(knock([edge, route('shop/r', { kind: 'TCPRoute', ...toOpen })]))).toBe('open');
    expect(reached(knock([edge, route('shop/r', { kind: 'TCPRoute', ...toShut })]))).toBe('shut');
    expect(reached(knock([edge, route('shop/r', { kind: 'TCPRoute', rules: [rule([])] })]))).toBe('closed');
    expect(reached(knock([edge]))).toBe('closed');
    expect(reached(knock([edge, route('shop/r', toOpen)]))).toBe('closed');
  });

  test('is judged by the network policies of the gateway', () => {
    const byPath = policy('shop/p', { targetRefs: [{ kind: 'Gateway', group: 'gateway.networking.k8s.io', name: 'edge' }], rules: [{ to: [{ operation: { paths: ['/'] } }] }] });
    expect(knock([edge, byPath, route('shop/r', { kind: 'TCPRoute', ...toOpen })])).toMatchObject({ decision: 'DENY', hop: 'gateway' });
  });
});

describe('what is not known of a gateway', () => {
  const toEdge = route('shop/r', toOpen);

  test('is asked for: its class, its parameters, pods of its own', () => {
    expect(knock([gateway('shop/edge', undefined, { gatewayClassName: 'nginx' }), toEdge])).toMatchObject({ decision: 'UNKNOWN', missing: [{ supply: 'the manifest of that GatewayClass' }] });
    const ours = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'GatewayClass', metadata: { name: 'nginx' }, spec: { controllerName: 'istio.io/gateway-controller' } };
    expect(reached(knock([gateway('shop/edge', undefined, { gatewayClassName: 'nginx' }), toEdge, ours]))).toBe('open');
    const theirs = (name: string) => ({ ...ours, metadata: { name }, spec: { controllerName: 'nginx.org/gateway-controller' } });
    expect(knock([gateway('shop/edge', undefined, { gatewayClassName: 'nginx' }), toEdge, theirs('nginx')]).decision).toBe('UNKNOWN');
    expect(knock([gateway('shop/edge'), toEdge, theirs('istio')]).decision).toBe('UNKNOWN');
    expect(reached(knock([gateway('shop/edge'), toEdge, theirs('nginx')]))).toBe('open');
    const withOptions = gateway('shop/edge', undefined, { infrastructure: { parametersRef: { group: '', kind: 'ConfigMap', name: 'o' } } });
    const options = (deployment: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: meta('shop/o'), data: { deployment } });
    expect(knock([withOptions, toEdge])).toMatchObject({ decision: 'UNKNOWN', missing: [{ supply: 'that ConfigMap' }] });
    expect(reached(knock([withOptions, toEdge, options('spec: {replicas: 3}')]))).toBe('open');
    expect(knock([withOptions, toEdge, options('spec: {template: {spec: {serviceAccountName: x}}}')]).decision).toBe('UNKNOWN');
    const defaults = (qualified: string, deployment: string, className = 'istio') => ({
      ...options(deployment), metadata: meta(qualified, { labels: { 'gateway.istio.io/defaults-for-class': className } }),
    });
    const renamed = 'spec: {template: {spec: {serviceAccountName: x}}}';
    const byDefaults = (...more: Parameters<typeof defaults>) => reached(knock([gateway('shop/edge'), toEdge, defaults(...more)]));
    expect([byDefaults('istio-system/o', renamed), byDefaults('istio-system/o', 'spec: {replicas: 3}')]).toEqual(['unknown', 'open']);
    expect([byDefaults('shop/o', renamed), byDefaults('istio-system/o', renamed, 'other')]).toEqual(['open', 'open']);
    const byOthers = gateway('shop/edge', undefined, { infrastructure: { parametersRef: { group: 'example.com', kind: 'Parameters', name: 'o' } } });
    expect(knock([byOthers, toEdge, options('spec: {replicas: 3}')]).decision).toBe('UNKNOWN');
    expect(knock([gateway('shop/edge', undefined, { addresses: [{ type: 'Hostname', value: 'x.shop.svc' }] }), toEdge]).decision).toBe('UNKNOWN');
    const waypoint = gateway('shop/edge', undefined, { gatewayClassName: 'istio-waypoint' });
    expect(knock([waypoint, toEdge])).toMatchObject({ decision: 'UNKNOWN', missing: [{ supply: 'to.service' }] });
  });

  test('a ListenerSet counts only where the Gateway lets one in', () => {
    const set = {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'ListenerSet',
      metadata: meta('shop/s'),
      spec: { parentRef: { name: 'edge' }, listeners: [{ name: 'x', port: 81, protocol: 'HTTP' }] },
    };
    expect(reached(knock([gateway('shop/edge'), toEdge, set]))).toBe('open');
    expect(knock([gateway('shop/edge', undefined, { allowedListeners: { namespaces: { from: 'Same' } } }), toEdge, set]).decision).toBe('UNKNOWN');
    expect(reached(knock([gateway('shop/edge'), gateway('shop/other', undefined, { allowedListeners: { namespaces: { from: 'All' } } }), toEdge, { ...set, spec: { ...set.spec, parentRef: { name: 'other' } } }]))).toBe('open');
  });

  test('a field of a listener that does not exist leaves the gateway open', () => {
    expect(knock([gateway('shop/edge', [{ name: 'http', port: 80, protocol: 'HTTP', future: true }]), toEdge]).decision).toBe('UNKNOWN');
  });

  test('a route that cannot be read may be any, but does not hide a denial of the gateway', () => {
    const broken = route('shop/x', { parents: [{ name: 'edge', future: 1 }] });
    expect(knock([gateway('shop/edge'), toEdge, broken]).decision).toBe('UNKNOWN');
    const none = policy('shop/none', { targetRefs: [{ kind: 'Gateway', group: 'gateway.networking.k8s.io', name: 'edge' }] });
    expect(knock([gateway('shop/edge'), toEdge, broken, none])).toMatchObject({ decision: 'DENY', status: 403, hop: 'gateway' });
  });

  test('a rule that cannot be read leaves only its own requests open, and what no other rule of its route takes', () => {
    const odd = route('shop/r', { rules: [rule(['open'], { matches: [path('/odd')], filters: [{ type: 'ExtensionRef', extensionRef: { group: 'x', kind: 'Y', name: 'z' } }] })] });
    const plain = route('shop/p', { rules: [rule(['open'], { matches: [path('/plain')] })] });
    const at = (wire: string) => reached(knock([gateway('shop/edge'), odd, plain], { path: wire }));
    expect([at('/odd'), at('/plain'), at('/else')]).toEqual(['unknown', 'open', 'unknown']);
  });
});
