import { AmbientWaypoint, DataPlane, Http, Mesh, MeshApp, Peer, Port, Tcp, ZeroTrustNamespace } from '../../src';
import { find, manifestsOf, policy, verdict } from '../support/cluster';
import { connects } from '../support/network';
import { aShop, aShopForHttp, HTTP_PORT, misuseCode, planesForHttp, refusedCodes, SQL_PORT } from '../support/shop';

const call = { to: 'shop/payments', port: HTTP_PORT, http: { method: 'POST', path: '/charge' } };

describe.each(planesForHttp)('something that is described elsewhere (%s)', (dataPlane) => {
  test('can be granted access: a workload, by its own account', () => {
    const { app, mesh, payments } = aShopForHttp(dataPlane);
    payments.allowFrom(mesh.workload('orders', 'order-service', { serviceAccountName: 'orders-sa' }), Http.post('/charge'));
    const manifests = manifestsOf(app);

    expect(verdict(manifests, { ...call, from: 'orders/orders-sa', plane: dataPlane })).toBe('ALLOW');
    expect(verdict(manifests, { ...call, from: 'orders/order-service', plane: dataPlane })).toBe('DENY');
  });

  test('can be granted access: a namespace', () => {
    const { app, mesh, payments } = aShopForHttp(dataPlane);
    payments.allowFrom(mesh.namespace('orders'), Http.post('/charge'));
    const manifests = manifestsOf(app);

    expect(verdict(manifests, { ...call, from: 'orders/any', plane: dataPlane })).toBe('ALLOW');
    expect(verdict(manifests, { ...call, from: 'orders-eu/any', plane: dataPlane })).toBe('DENY');
  });

  test('can be granted access: a gateway, of the Gateway API or of its own', () => {
    const { app, mesh, payments } = aShopForHttp(dataPlane);
    payments.allowFrom(mesh.gateway('ingress', 'public'), Http.post('/charge'));
    payments.allowFrom(mesh.classicGateway('istio-ingress', { serviceAccountName: 'gw', labels: { istio: 'ingress' } }), Http.post('/charge'));
    const manifests = manifestsOf(app);

    for (const from of ['ingress/public-istio', 'istio-ingress/gw']) {
      expect([from, verdict(manifests, { ...call, from, plane: 'gateway' })]).toEqual([from, 'ALLOW']);
    }
    expect(verdict(manifests, { ...call, from: 'ingress/public', plane: 'gateway' })).toBe('DENY');
  });

  test('can be called: it opens this side', () => {
    const { app, mesh, web } = aShop(dataPlane);
    web.allowTo(mesh.workload('ledger', 'ledger', { dataPlane: DataPlane.SIDECAR, ports: [Port.tcp(SQL_PORT)] }));
    const manifests = manifestsOf(app);
    const ledger = { namespace: 'ledger', labels: { app: 'ledger' } };

    expect(connects(manifests, { from: { namespace: 'shop', labels: { app: 'web' } }, to: ledger, port: SQL_PORT })).toBe(true);
    expect(connects(manifests, { from: { namespace: 'shop', labels: { app: 'jobs' } }, to: ledger, port: SQL_PORT })).toBe(false);
    expect(connects(manifests, { from: { namespace: 'shop', labels: { app: 'web' } }, to: ledger, port: 22 })).toBe(false);
    expect(find(manifests, 'Sidecar', 'shop/default')?.spec.egress[0].hosts ?? []).toEqual(
      dataPlane === DataPlane.SIDECAR ? ['./*', 'istio-system/*', 'ledger/ledger.ledger.svc.cluster.local'] : []);
  });
});

test('a reference without ports cannot be called', () => {
  const { mesh, web } = aShop(DataPlane.SIDECAR);

  expect(misuseCode(() => web.allowTo(mesh.workload('ledger', 'ledger')))).toBe('ZT-C013');
});

test('the data plane of a reference is that of its namespace, of the mesh, or the one that is said', () => {
  const past = (grant: (mesh: Mesh) => Peer, isDescribed: boolean) => {
    const { app, mesh, payments } = aShopForHttp(DataPlane.AMBIENT);
    if (isDescribed) {
      new ZeroTrustNamespace(app, 'legacy', { mesh, dataPlane: DataPlane.SIDECAR });
    }
    payments.allowFrom(grant(mesh), Http.get('/'));
    return app;
  };
  const client = (mesh: Mesh) => mesh.workload('legacy', 'client').grantPeer;

  expect(refusedCodes(past(client, true))).toEqual(['ZT-C014']);
  expect(() => manifestsOf(past(client, false))).not.toThrow();
  expect(refusedCodes(past((mesh) => mesh.workload('legacy', 'client', { dataPlane: DataPlane.SIDECAR }).grantPeer, false))).toEqual(['ZT-C014']);
  expect(refusedCodes(past((mesh) => mesh.namespace('legacy', { dataPlane: DataPlane.SIDECAR }).grantPeer, false))).toEqual(['ZT-C014']);
});

test('the data plane of a reference is one of the two', () => {
  const { mesh } = aShop(DataPlane.AMBIENT);

  expect(misuseCode(() => mesh.workload('legacy', 'client', { dataPlane: 'sidecars' as DataPlane }))).toBe('ZT-C084');
  expect(misuseCode(() => mesh.namespace('legacy', { dataPlane: 'sidecars' as DataPlane }))).toBe('ZT-C084');
});

describe('something of another mesh', () => {
  function twoMeshes(trusted: boolean) {
    const app = new MeshApp();
    const other = new Mesh(app, 'partner', { trustDomain: 'partner.example' });
    const partner = new ZeroTrustNamespace(other, 'shop');
    const client = partner.addWorkload('client');
    const mesh = new Mesh(app, 'mesh', { trustDomain: 'corp.example', foreignTrustDomains: trusted ? ['partner.example'] : [] });
    const payments = new ZeroTrustNamespace(mesh, 'shop', { name: 'pay' }).addWorkload('payments', { ports: [Port.tcp(SQL_PORT)] });
    return { app, other, partner, client, payments };
  }
  const trust = { domain: 'corp.example', aliases: [], foreign: ['partner.example'] };
  const fromPartner = { from: 'shop/client', trustDomain: 'partner.example', to: 'pay/payments', port: SQL_PORT };

  test('is an identity of that mesh, and none of this one', () => {
    const { app, client, payments } = twoMeshes(true);
    payments.allowFrom(client, Tcp.port(SQL_PORT));
    const manifests = manifestsOf(app);

    expect(verdict(manifests, fromPartner, trust)).toBe('ALLOW');
    expect(verdict(manifests, { ...fromPartner, trustDomain: 'corp.example' }, trust)).toBe('DENY');
  });

  test('keeps its trust domain when it is a reference', () => {
    const { app, other, payments } = twoMeshes(true);
    payments.allowFrom(other.workload('shop', 'client'), Tcp.port(SQL_PORT));

    expect(policy(manifestsOf(app), 'pay/payments-allow').spec.rules[0].from[0].source.principals).toEqual(['partner.example/ns/shop/sa/client']);
  });

  test('is refused when its certificates are not trusted', () => {
    const { app, client, payments } = twoMeshes(false);
    payments.allowFrom(client, Tcp.port(SQL_PORT));

    expect(refusedCodes(app)).toEqual(['ZT-C024']);
  });

  test('cannot be a namespace, which would mean the one of that name here', () => {
    const { other, partner, payments } = twoMeshes(true);

    expect(misuseCode(() => payments.allowFrom(partner))).toBe('ZT-C043');
    expect(misuseCode(() => payments.allowFrom(other.namespace('shop')))).toBe('ZT-C043');
    expect(misuseCode(() => payments.denyFrom(Peer.anyIdentityExcept(partner)))).toBe('ZT-C043');
  });
});

describe('clients behind a gateway that passes the waypoint by', () => {
  function withoutIngress(grant: (edge: Peer) => Peer) {
    const { app, mesh, shop, payments } = aShop(DataPlane.AMBIENT);
    new AmbientWaypoint(shop, 'waypoint', { servesIngress: false });
    payments.allowFrom(grant(mesh.gateway('ingress', 'public').grantPeer), Tcp.port(HTTP_PORT));
    return app;
  }

  test.each<[string, (edge: Peer) => Peer]>([
    ['an address', (behind) => Peer.clientIpBlock('203.0.113.0/24', { behind })],
    ['a user', (through) => Peer.user({ issuer: 'https://idp.example', through })],
  ])('cannot be told apart by %s', (_, grant) => {
    expect(refusedCodes(withoutIngress(grant))).toContain('ZT-C020');
  });

  test('can be let in as a whole', () => {
    const manifests = manifestsOf(withoutIngress((edge) => edge));

    expect(verdict(manifests, { from: 'ingress/public-istio', plane: 'gateway', to: 'shop/payments', port: HTTP_PORT, http: {} })).toBe('ALLOW');
  });

  test('are kept out by a denial of requests only where the gateway goes by the waypoint', () => {
    const { app, mesh, shop, payments } = aShop(DataPlane.AMBIENT);
    new AmbientWaypoint(shop, 'waypoint', { servesIngress: false });
    const edge = mesh.gateway('ingress', 'public');
    payments.allowFrom(edge, Tcp.port(HTTP_PORT));
    payments.denyFrom(edge, Http.any('/admin/*'));

    expect(refusedCodes(app)).toContain('ZT-C020');
  });
});
