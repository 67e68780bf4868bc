import { AmbientWaypoint, DataPlane, Http, IPeer, Peer, Port, Tcp } from '../../src';
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
