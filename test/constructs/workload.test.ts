import { AmbientWaypoint, Condition, DataPlane, Grpc, Http, HttpMethod, IPeer, Operation, Peer, Port, Tcp } from '../../src';
import { ClusterCall, find, manifestsOf, verdict } from '../support/cluster';
import { aShop, aShopForHttp, HTTP_PORT, misuseCode, planesForHttp, refusedCodes, SQL_PORT } from '../support/shop';

const PAY = { to: 'shop/payments', port: HTTP_PORT };
const charge = { method: 'POST', path: '/charge' };

describe.each(planesForHttp)('a grant about requests (%s)', (dataPlane) => {
  const { app, web, payments } = aShopForHttp(dataPlane);
  payments.allowFrom(web, Http.post('/charge'));
  const manifests = manifestsOf(app);

  test.each<[string, Partial<ClusterCall>, string]>([
    ['lets the caller do what was granted', { from: 'shop/web', http: charge }, 'ALLOW'],
    ['lets it use no other method', { from: 'shop/web', http: { ...charge, method: 'GET' } }, 'DENY'],
    ['lets it use no other path', { from: 'shop/web', http: { ...charge, path: '/charges' } }, 'DENY'],
    ['lets nobody else in', { from: 'shop/jobs', http: charge }, 'DENY'],
    ['lets no namesake of another namespace in', { from: 'other/web', plane: dataPlane, http: charge }, 'DENY'],
    ['lets no namesake of another mesh in', { from: 'shop/web', plane: dataPlane, trustDomain: 'evil.example', http: charge }, 'DENY'],
    ['lets no caller without identity in', { http: charge }, 'DENY'],
    ['opens no other port', { from: 'shop/web', port: SQL_PORT }, 'DENY'],
  ])('%s', (_, call, expected) => {
    expect(verdict(manifests, { ...PAY, ...call })).toBe(expected);
  });
});

test('ambient: whoever dials the pod past the waypoint is refused, although the grant names it', () => {
  const { app, web, payments } = aShopForHttp(DataPlane.AMBIENT);
  payments.allowFrom(web, Http.post('/charge'));
  const manifests = manifestsOf(app);

  expect(verdict(manifests, { ...PAY, from: 'shop/web', by: 'pod', http: charge })).toBe('DENY');
  expect(verdict(manifests, { ...PAY, from: 'shop/web', plane: 'sidecar', http: charge })).toBe('DENY');
});

test.each([DataPlane.SIDECAR, DataPlane.AMBIENT])('a grant without operations means the declared ports, and nothing else (%s)', (dataPlane) => {
  const { app, web, payments } = aShop(dataPlane);
  payments.allowFrom(web);
  const manifests = manifestsOf(app);

  expect(verdict(manifests, { ...PAY, from: 'shop/web' })).toBe('ALLOW');
  expect(verdict(manifests, { ...PAY, from: 'shop/web', port: SQL_PORT })).toBe('ALLOW');
  expect(verdict(manifests, { ...PAY, from: 'shop/web', port: 9999 })).toBe('DENY');
  expect(verdict(manifests, { ...PAY, from: 'shop/jobs' })).toBe('DENY');
});

test('the ports of a grant are container ports at ztunnel and at a sidecar, and Service ports at a waypoint', () => {
  const ports = (dataPlane: DataPlane, withWaypoint: boolean): unknown => {
    const { app, shop, web, payments } = aShop(dataPlane);
    if (withWaypoint) {
      new AmbientWaypoint(shop, 'waypoint');
    }
    payments.allowFrom(web, Tcp.port(HTTP_PORT));
    return find(manifestsOf(app), 'AuthorizationPolicy', 'shop/payments-allow')?.spec.rules[0].to[0].operation.ports;
  };

  expect(ports(DataPlane.SIDECAR, false)).toEqual(['8080']);
  expect(ports(DataPlane.AMBIENT, false)).toEqual(['8080']);
  expect(ports(DataPlane.AMBIENT, true)).toEqual(['80']);
});

describe.each(planesForHttp)('a denial (%s)', (dataPlane) => {
  test('keeps out one caller of a wide grant, requests or connections', () => {
    const { app, web, jobs, payments } = aShopForHttp(dataPlane);
    payments.allowFrom(Peer.anyIdentity());
    payments.denyFrom(jobs);
    payments.denyFrom(web, Http.any('/admin/*'));
    const manifests = manifestsOf(app);

    expect(verdict(manifests, { ...PAY, from: 'shop/jobs', http: charge })).toBe('DENY');
    expect(verdict(manifests, { ...PAY, from: 'shop/jobs', by: 'pod', http: charge })).toBe('DENY');
    expect(verdict(manifests, { ...PAY, from: 'shop/web', http: charge })).toBe('ALLOW');
    expect(verdict(manifests, { ...PAY, from: 'shop/web', http: { path: '/admin/users' } })).toBe('DENY');
  });

  test('about requests leaves the byte ports alone', () => {
    const { app, web, payments } = aShopForHttp(dataPlane);
    payments.allowFrom(web);
    payments.denyFrom(web, Http.any('/admin/*'));

    expect(verdict(manifestsOf(app), { ...PAY, from: 'shop/web', port: SQL_PORT })).toBe('ALLOW');
  });
});

describe('monitoring and health', () => {
  test.each(planesForHttp)('a scraper reaches the metrics port by the pod, and nothing else (%s)', (dataPlane) => {
    const { app, mesh, shop } = aShopForHttp(dataPlane);
    const cart = shop.addWorkload('cart', { ports: [Port.http(HTTP_PORT), Port.metrics(9090)] });
    cart.allowMonitoringFrom(mesh.workload('monitoring', 'prometheus', { dataPlane }));
    const manifests = manifestsOf(app);
    const scrape: ClusterCall = { from: 'monitoring/prometheus', plane: dataPlane, to: 'shop/cart', port: 9090, by: 'pod', http: { path: '/metrics' } };

    expect(verdict(manifests, scrape)).toBe('ALLOW');
    expect(verdict(manifests, { ...scrape, port: HTTP_PORT })).toBe('DENY');
    expect(verdict(manifests, { ...scrape, from: 'shop/web' })).toBe('DENY');
  });

  test('a grant without operations does not open the metrics port', () => {
    const { app, shop, web } = aShop(DataPlane.SIDECAR);
    const cart = shop.addWorkload('cart', { ports: [Port.http(HTTP_PORT), Port.metrics(9090)] });
    cart.allowFrom(web);

    expect(verdict(manifestsOf(app), { from: 'shop/web', to: 'shop/cart', port: 9090, http: { path: '/metrics' } })).toBe('DENY');
  });

  test('a metrics path on a port of the application needs a proxy that reads requests', () => {
    const { app, mesh, payments } = aShopForHttp(DataPlane.AMBIENT);
    payments.allowMonitoringFrom(mesh.workload('monitoring', 'prometheus'), { port: HTTP_PORT });

    expect(refusedCodes(app)).toEqual(['ZT-C020']);
  });

  test.each(planesForHttp)('a health checker may ask for health and nothing else (%s)', (dataPlane) => {
    const { app, web, payments } = aShopForHttp(dataPlane);
    payments.allowHealthChecksFrom(web, { path: '/ready' });
    const manifests = manifestsOf(app);

    expect(verdict(manifests, { ...PAY, from: 'shop/web', http: { path: '/ready' } })).toBe('ALLOW');
    expect(verdict(manifests, { ...PAY, from: 'shop/web', http: { path: '/ready', method: 'POST' } })).toBe('DENY');
  });
});

describe('what cannot be meant is refused at the call', () => {
  const { web, payments, jobs } = aShop(DataPlane.SIDECAR);
  const none = undefined as unknown as Operation;

  test.each<[string, string, () => void]>([
    ['an operation that is undefined by a slip', 'ZT-C032', () => payments.allowFrom(web, none)],
    ['an operation that is null', 'ZT-C032', () => payments.allowFrom(web, null as unknown as Operation)],
    ['a denied operation that is undefined by a slip', 'ZT-C032', () => payments.denyFrom(web, none)],
    ['no peer at all', 'ZT-C032', () => payments.allowFrom(Peer.anyOf())],
    ['no operation at all', 'ZT-C032', () => payments.allowFrom(web, Operation.anyOf())],
    ['no method at all', 'ZT-C032', () => Http.of([], '/charge')],
    ['no path at all', 'ZT-C032', () => Http.request({ paths: [] })],
    ['no host at all', 'ZT-C032', () => Http.get('/charge', { hosts: [] })],
    ['no port at all', 'ZT-C032', () => Tcp.ports([])],
    ['no condition at all', 'ZT-C032', () => Http.get('/charge', { when: [] })],
    ['no header value at all', 'ZT-C032', () => Condition.headerIs('x-tenant', [])],
    ['a port that is not declared', 'ZT-C004', () => payments.allowFrom(web, Tcp.port(9999))],
    ['a port of a workload without any', 'ZT-C004', () => jobs.allowFrom(web, Tcp.port(HTTP_PORT))],
    ['every address without a reason', 'ZT-C035', () => Peer.ipBlock('0.0.0.0/0')],
    ['every address of IPv6 without a reason', 'ZT-C035', () => Peer.ipBlock('::/0')],
    ['anyone without a reason', 'ZT-C005', () => Peer.anyone({ reason: 'because' })],
    ['a user in a list of exceptions', 'ZT-C026', () => payments.allowFrom(Peer.anyIdentityExcept(Peer.user({ issuer: 'https://idp.example' })))],
    ['an address block in a list of exceptions', 'ZT-C026', () => payments.denyFrom(Peer.anyIdentityExcept(Peer.ipBlock('10.0.0.0/8')))],
    ['a user who comes through all but some', 'ZT-C027', () => payments.allowFrom(
      Peer.user({ issuer: 'https://idp.example', through: Peer.anyIdentityExcept(web) }), Http.get('/'))],
    ['an address behind a whole namespace', 'ZT-C027', () => payments.allowFrom(Peer.clientIpBlock('10.0.0.0/8', { behind: Peer.inNamespace('edge') }))],
    ['a comparison in a header', 'ZT-C031', () => Condition.headerIs('x-amount', ['>100'])],
  ])('%s', (_, code, call) => {
    expect(misuseCode(call)).toBe(code);
  });
});

describe('what Istio would ignore or widen is refused at synthesis', () => {
  const HTTP = Http.get('/x');

  test('an HTTP grant in ambient mode without a waypoint, with the line that asked for it', () => {
    const { app, web, payments } = aShop(DataPlane.AMBIENT);
    payments.allowFrom(web, Http.post('/charge'));

    expect(() => app.synthYaml()).toThrow(/payments\.allowFrom\(web, Http\.post\('\/charge'\)\); +test\/constructs\/workload\.test\.ts:\d+/);
    expect(refusedCodes(app)).toEqual(['ZT-C012']);
  });

  test.each<[string, DataPlane, string, (shop: ReturnType<typeof aShopForHttp>) => void]>([
    ['an HTTP grant on byte ports', DataPlane.SIDECAR, 'ZT-C011', ({ payments, web }) => payments.allowFrom(web, Http.get('/x', { ports: [SQL_PORT] }))],
    ['an HTTP denial on byte ports', DataPlane.AMBIENT, 'ZT-C011', ({ payments, web }) => payments.denyFrom(web, Http.get('/x', { ports: [SQL_PORT] }))],
    ['a grant to a workload without ports', DataPlane.SIDECAR, 'ZT-C013', ({ jobs, web }) => jobs.allowFrom(web)],
    ['a grant to a workload without ports', DataPlane.AMBIENT, 'ZT-C013', ({ jobs, web }) => jobs.allowFrom(web)],
    ['a direct address at a waypoint', DataPlane.AMBIENT, 'ZT-C015', ({ payments }) => payments.allowFrom(Peer.ipBlock('10.0.0.0/8'))],
    ['a denial of a direct address at a waypoint', DataPlane.AMBIENT, 'ZT-C015', ({ payments }) => payments.denyFrom(Peer.ipBlock('10.0.0.0/8'))],
    ['a user nobody vouches for', DataPlane.SIDECAR, 'ZT-C017', ({ payments, web }) => (
      payments.allowFrom(Peer.user({ issuer: 'https://idp.example', through: web }), HTTP))],
    ['an untrusted domain', DataPlane.SIDECAR, 'ZT-C024', ({ payments }) => payments.allowFrom(Peer.inTrustDomain('partner.example'))],
    ['a denial by a template with gaps', DataPlane.SIDECAR, 'ZT-C021', ({ payments, web }) => payments.denyFrom(web, Http.any('/a/{*}/b'))],
    ['a sidecar caller of an HTTP grant', DataPlane.AMBIENT, 'ZT-C014', ({ mesh, payments }) => (
      payments.allowFrom(mesh.workload('legacy', 'client', { dataPlane: DataPlane.SIDECAR }), HTTP))],
    ['a user behind a proxy with a sidecar', DataPlane.AMBIENT, 'ZT-C014', ({ mesh, payments }) => payments.allowFrom(
      Peer.clientIpBlock('203.0.113.0/24', { behind: mesh.workload('legacy', 'proxy', { dataPlane: DataPlane.SIDECAR }) }), HTTP)],
  ])('%s (%#)', (_, dataPlane, code, grant) => {
    const shop = aShopForHttp(dataPlane);
    grant(shop);

    expect(refusedCodes(shop.app)).toEqual([code]);
  });

  test('many grants at once are refused in one report', () => {
    const { app, web, payments, jobs } = aShop(DataPlane.AMBIENT);
    payments.allowFrom(web, Grpc.service('shop.v1.Payments'));
    jobs.allowFrom(web);
    payments.denyFrom(web, Http.of([HttpMethod.GET], '/x'));

    expect(refusedCodes(app)).toEqual(['ZT-C012', 'ZT-C013']);
  });

  test('a refused denial that has no port to be about does not hide the other problems', () => {
    const { app, web, shop, jobs } = aShop(DataPlane.SIDECAR);
    const db = shop.addWorkload('db', { ports: [Port.tcp(SQL_PORT)] });
    db.denyFrom(web, Http.any('/*'));
    jobs.allowFrom(web);

    expect(refusedCodes(app)).toEqual(expect.arrayContaining(['ZT-C011', 'ZT-C013']));
  });
});

describe('a port of the application', () => {
  const { shop } = aShop(DataPlane.SIDECAR);

  test.each<[string, string, Port[]]>([
    ['is not declared twice', 'ZT-C038', [Port.http(8080), Port.tcp(8080)]],
    ['does not take the Service port of another', 'ZT-C038', [Port.http(8080).onServicePort(80), Port.http(8081).onServicePort(80)]],
    ['does not take the name that another gets', 'ZT-C038', [Port.http(8080), Port.http(8081), Port.tcp(9000, 'http-8080')]],
    ['for metrics is one, because further ones would be opened like any other', 'ZT-C001', [Port.metrics(9090), Port.metrics(9091)]],
  ])('%s', (_, code, ports) => {
    expect(misuseCode(() => shop.addWorkload('cart', { ports }))).toBe(code);
  });

  test('gets its number behind its name when two have one protocol', () => {
    const { app, shop: home } = aShop(DataPlane.SIDECAR);
    home.addWorkload('cart', { ports: [Port.http(8080), Port.http(8081)] });

    expect(find(manifestsOf(app), 'Service', 'shop/cart')?.spec.ports.map((port: { name: string }) => port.name)).toEqual(['http-8080', 'http-8081']);
  });
});

describe('a Deployment that is made for a container', () => {
  test('runs as the own account, under the labels that the policies select, hardened', () => {
    const { app, shop } = aShop(DataPlane.SIDECAR);
    shop.addWorkload('cart', { ports: [Port.http(8080)], container: { image: 'cart:1' }, labels: { team: 'shop' }, replicas: 3 });
    const { spec } = find(manifestsOf(app), 'Deployment', 'shop/cart')!;

    expect(spec).toMatchObject({
      replicas: 3,
      selector: { matchLabels: { app: 'cart' } },
      template: {
        metadata: { labels: { app: 'cart', team: 'shop' } },
        spec: { serviceAccountName: 'cart', securityContext: { seccompProfile: { type: 'RuntimeDefault' } } },
      },
    });
    expect(spec.template.spec.containers[0]).toMatchObject({
      ports: [{ containerPort: 8080, name: 'http' }], securityContext: { capabilities: { drop: ['ALL'] }, allowPrivilegeEscalation: false },
    });
  });

  test('exists once for each version behind one Service and one policy', () => {
    const { app, shop, web } = aShop(DataPlane.SIDECAR);
    shop.addWorkload('reviews', { ports: [Port.http(9080)], versions: { v1: { image: 'reviews:1' }, v2: { image: 'reviews:2' } } }).allowFrom(web);
    const manifests = manifestsOf(app);

    for (const version of ['v1', 'v2']) {
      expect(find(manifests, 'Deployment', `shop/reviews-${version}`)?.spec.template.metadata.labels).toMatchObject({ app: 'reviews', version });
    }
    expect(find(manifests, 'AuthorizationPolicy', 'shop/reviews-allow')?.spec.selector).toEqual({ matchLabels: { app: 'reviews' } });
    expect(find(manifests, 'Service', 'shop/reviews')?.spec.selector).toEqual({ app: 'reviews' });
  });

  test.each(['sidecar.istio.io/inject', 'istio.io/dataplane-mode', 'istio.io/use-waypoint', 'istio.io/rev', 'istio-injection'])(
    'cannot be taken out of the mesh by label %s', (label) => {
      const { shop } = aShop(DataPlane.SIDECAR);

      expect(misuseCode(() => shop.addWorkload('cart', { container: { image: 'cart:1' }, labels: { [label]: 'none' } }))).toBe('ZT-C088');
    });

  test('may carry the labels by which telemetry names it', () => {
    const { app, shop } = aShop(DataPlane.SIDECAR);
    shop.addWorkload('cart', { container: { image: 'cart:1' }, labels: { 'service.istio.io/canonical-name': 'basket' } });

    expect(find(manifestsOf(app), 'Deployment', 'shop/cart')?.spec.template.metadata.labels).toHaveProperty(['service.istio.io/canonical-name'], 'basket');
  });
});

describe('a peer', () => {
  test('can be every kind of caller at once, and the same one twice', () => {
    const { app, mesh, web, jobs, payments } = aShop(DataPlane.SIDECAR);
    const peers: IPeer[] = [web, jobs, web, mesh.namespace('orders'), Peer.serviceAccount('admin', 'console'), Peer.inNamespace('orders')];
    payments.allowFrom(Peer.anyOf(...peers), Tcp.port(SQL_PORT));
    const manifests = manifestsOf(app);
    const call = { to: 'shop/payments', port: SQL_PORT };

    for (const from of ['shop/web', 'shop/jobs', 'orders/any', 'admin/console']) {
      expect([from, verdict(manifests, { ...call, from })]).toEqual([from, 'ALLOW']);
    }
    expect(verdict(manifests, { ...call, from: 'admin/other' })).toBe('DENY');
    expect(find(manifests, 'AuthorizationPolicy', 'shop/payments-allow')?.spec.rules).toHaveLength(1);
  });
});
