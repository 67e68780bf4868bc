import { AmbientWaypoint, DataPlane, IPeer, Mesh, MeshApp, Peer, Port, Tcp, ZeroTrustNamespace } from '../../src';
import { Manifest, manifestsOf } from '../support/cluster';
import { connects, Host } from '../support/network';
import { aShop, HTTP_PORT, misuseCode, SQL_PORT } from '../support/shop';

const HBONE = 15008;
const PLANES = [DataPlane.SIDECAR, DataPlane.AMBIENT];
const pod = (namespace: string, name: string): Host => ({ namespace, labels: { app: name } });
const dns: Host = { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } };
const istiod: Host = { namespace: 'istio-system', labels: { app: 'istiod' } };

describe.each(PLANES)('a namespace (%s)', (dataPlane) => {
  const { app } = aShop(dataPlane);
  const manifests = manifestsOf(app);

  test('lets nothing in and nothing out, not even between its own pods', () => {
    for (const port of [HTTP_PORT, SQL_PORT, HBONE, 443]) {
      expect(connects(manifests, { from: pod('shop', 'web'), to: pod('shop', 'payments'), port })).toBe(false);
      expect(connects(manifests, { from: pod('other', 'any'), to: pod('shop', 'payments'), port })).toBe(false);
      expect(connects(manifests, { from: pod('shop', 'web'), to: { ip: '203.0.113.9' }, port })).toBe(false);
      expect(connects(manifests, { from: { ip: '203.0.113.9' }, to: pod('shop', 'web'), port })).toBe(false);
    }
  });

  test('covers pods that no workload describes', () => {
    expect(connects(manifests, { from: pod('shop', 'stray'), to: pod('other', 'any'), port: 443 })).toBe(false);
    expect(connects(manifests, { from: pod('other', 'any'), to: pod('shop', 'stray'), port: 443 })).toBe(false);
  });

  test('lets every pod ask DNS, over both protocols', () => {
    expect(connects(manifests, { from: pod('shop', 'web'), to: dns, port: 53, protocol: 'UDP' })).toBe(true);
    expect(connects(manifests, { from: pod('shop', 'web'), to: dns, port: 53 })).toBe(true);
    expect(connects(manifests, { from: pod('shop', 'web'), to: dns, port: 443 })).toBe(false);
    expect(connects(manifests, { from: pod('shop', 'web'), to: { ip: '203.0.113.9' }, port: 53, protocol: 'UDP' })).toBe(false);
  });

  test('lets sidecars to istiod; pods without one do not need it', () => {
    expect(connects(manifests, { from: pod('shop', 'web'), to: istiod, port: 15012 })).toBe(dataPlane === DataPlane.SIDECAR);
    expect(connects(manifests, { from: pod('shop', 'web'), to: istiod, port: 443 })).toBe(false);
  });

  test('lets the kubelet\'s probes through as ztunnel disguises them, on every port', () => {
    for (const ip of ['169.254.7.127', 'fd16:9254:7127:1337:ffff:ffff:ffff:ffff']) {
      expect(connects(manifests, { from: { ip }, to: pod('shop', 'payments'), port: HTTP_PORT })).toBe(dataPlane === DataPlane.AMBIENT);
    }
  });
});

test('istiod is looked for in the root namespace', () => {
  const { app } = aShop(DataPlane.SIDECAR, { mesh: { rootNamespace: 'mesh-root' } });

  expect(connects(manifestsOf(app), { from: pod('shop', 'web'), to: { namespace: 'mesh-root', labels: {} }, port: 15012 })).toBe(true);
});

describe('a grant', () => {
  /** Which of the ports are open between a caller and a target, each in a data plane of its own. */
  function open(caller: DataPlane, target: DataPlane) {
    const app = new MeshApp();
    const mesh = new Mesh(app, 'mesh', { trustDomain: 'corp.example' });
    const orders = new ZeroTrustNamespace(app, 'orders', { mesh, dataPlane: caller });
    const shop = new ZeroTrustNamespace(app, 'shop', { mesh, dataPlane: target });
    const web = orders.addWorkload('web');
    orders.addWorkload('stranger');
    shop.addWorkload('payments', { ports: [Port.http(HTTP_PORT), Port.tcp(SQL_PORT), Port.tcp(9000, 'admin')] }).allowFrom(web, Tcp.ports([HTTP_PORT, SQL_PORT]));
    const manifests = manifestsOf(app);
    const ports = (name: string) => [HTTP_PORT, SQL_PORT, 9000, HBONE].filter((port) => (
      connects(manifests, { from: pod('orders', name), to: pod('shop', 'payments'), port })));
    return { web: ports('web'), stranger: ports('stranger') };
  }

  test.each([
    [DataPlane.SIDECAR, DataPlane.SIDECAR, [HTTP_PORT, SQL_PORT]],
    [DataPlane.SIDECAR, DataPlane.AMBIENT, [HBONE]],
    [DataPlane.AMBIENT, DataPlane.SIDECAR, [HTTP_PORT, SQL_PORT, HBONE]],
    [DataPlane.AMBIENT, DataPlane.AMBIENT, [HBONE]],
  ])('from %s to %s opens what the tunnel of the two needs, and that to the caller alone', (caller, target, expected) => {
    expect(open(caller, target)).toEqual({ web: expected, stranger: [] });
  });

  const granted = (dataPlane: DataPlane, grant: (mesh: Mesh) => IPeer): readonly Manifest[] => {
    const { app, mesh, payments } = aShop(dataPlane);
    payments.allowFrom(grant(mesh), Tcp.port(SQL_PORT));
    return manifestsOf(app);
  };
  const arrives = (manifests: readonly Manifest[], from: Host, port: number) => connects(manifests, { from, to: pod('shop', 'payments'), port });

  test.each([[DataPlane.SIDECAR, SQL_PORT], [DataPlane.AMBIENT, HBONE]])('to a namespace opens it to that namespace (%s)', (dataPlane, port) => {
    const manifests = granted(dataPlane, () => Peer.inNamespace('orders'));

    expect(arrives(manifests, pod('orders', 'any'), port)).toBe(true);
    expect(arrives(manifests, pod('other', 'any'), port)).toBe(false);
  });

  test.each([[DataPlane.SIDECAR, SQL_PORT], [DataPlane.AMBIENT, HBONE]])('to any identity opens it inside the cluster only (%s)', (dataPlane, port) => {
    const manifests = granted(dataPlane, () => Peer.anyIdentity());

    expect(arrives(manifests, pod('other', 'any'), port)).toBe(true);
    expect(arrives(manifests, { ip: '203.0.113.9' }, port)).toBe(false);
    expect(arrives(manifests, pod('other', 'any'), 22)).toBe(false);
  });

  test.each(PLANES)('to an address opens the port to that address (%s)', (dataPlane) => {
    const manifests = granted(dataPlane, () => Peer.ipBlock('192.0.2.7'));

    expect(arrives(manifests, { ip: '192.0.2.7' }, SQL_PORT)).toBe(true);
    expect(arrives(manifests, { ip: '192.0.2.8' }, SQL_PORT)).toBe(false);
    expect(arrives(manifests, { ip: '192.0.2.7' }, HTTP_PORT)).toBe(false);
  });

  test.each(PLANES)('to anyone opens the port to everybody, and the tunnel to those of the mesh (%s)', (dataPlane) => {
    const manifests = granted(dataPlane, () => Peer.anyone({ reason: 'a public database indeed' }));

    expect(arrives(manifests, { ip: '203.0.113.9' }, SQL_PORT)).toBe(true);
    expect(arrives(manifests, pod('other', 'any'), SQL_PORT)).toBe(true);
    expect(arrives(manifests, pod('other', 'any'), HBONE)).toBe(true);
    expect(arrives(manifests, { ip: '203.0.113.9' }, HTTP_PORT)).toBe(false);
  });

  test('to a gateway opens port and tunnel of a sidecar, which may offer both, and the tunnel of an ambient pod', () => {
    const edge = (mesh: Mesh) => mesh.gateway('ingress', 'public');
    const from: Host = { namespace: 'ingress', labels: {} };

    expect([SQL_PORT, HBONE].map((port) => arrives(granted(DataPlane.SIDECAR, edge), from, port))).toEqual([true, true]);
    expect([SQL_PORT, HBONE].map((port) => arrives(granted(DataPlane.AMBIENT, edge), from, port))).toEqual([false, true]);
  });

  test('that is a denial opens nothing', () => {
    const { app, payments } = aShop(DataPlane.SIDECAR);
    payments.denyFrom(Peer.inNamespace('orders'));

    expect(arrives(manifestsOf(app), pod('orders', 'any'), SQL_PORT)).toBe(false);
  });

  test('to a caller whose data plane is said later opens what that needs', () => {
    const { app, mesh, payments } = aShop(DataPlane.SIDECAR);
    payments.allowFrom(Peer.inNamespace('young'), Tcp.port(SQL_PORT));
    new ZeroTrustNamespace(app, 'young', { mesh, dataPlane: DataPlane.AMBIENT }).addWorkload('web');

    expect(arrives(manifestsOf(app), pod('young', 'web'), HBONE)).toBe(true);
  });
});

describe('scraping', () => {
  const scraper: Host = { namespace: 'monitoring', labels: { app: 'prometheus' } };

  test.each(PLANES)('of Istio\'s own metrics is open to the namespaces that are named (%s)', (dataPlane) => {
    const manifests = manifestsOf(aShop(dataPlane, { namespace: { scrapedFrom: ['monitoring'] } }).app);

    for (const port of [15020, 15090]) {
      expect(connects(manifests, { from: scraper, to: pod('shop', 'web'), port })).toBe(true);
      expect(connects(manifests, { from: pod('other', 'any'), to: pod('shop', 'web'), port })).toBe(false);
    }
    expect(connects(manifests, { from: scraper, to: pod('shop', 'payments'), port: HTTP_PORT })).toBe(false);
  });

  test.each([[DataPlane.SIDECAR, 9090], [DataPlane.AMBIENT, HBONE]])('of a workload\'s metrics is open to its scraper (%s)', (dataPlane, port) => {
    const { app, mesh, shop } = aShop(dataPlane);
    const cart = shop.addWorkload('cart', { ports: [Port.http(HTTP_PORT), Port.metrics(9090)] });
    cart.allowMonitoringFrom(mesh.workload('monitoring', 'prometheus', { dataPlane }));
    const manifests = manifestsOf(app);

    expect(connects(manifests, { from: scraper, to: pod('shop', 'cart'), port })).toBe(true);
    expect(connects(manifests, { from: scraper, to: pod('shop', 'cart'), port: HTTP_PORT })).toBe(false);
    expect(connects(manifests, { from: pod('other', 'any'), to: pod('shop', 'cart'), port })).toBe(false);
  });

  test('passes the waypoint by', () => {
    const { app, mesh, shop } = aShop(DataPlane.AMBIENT);
    const cart = shop.addWorkload('cart', { ports: [Port.http(HTTP_PORT), Port.metrics(9090)] });
    new AmbientWaypoint(shop, 'waypoint');
    cart.allowMonitoringFrom(mesh.workload('monitoring', 'prometheus'));

    expect(connects(manifestsOf(app), { from: scraper, to: pod('shop', 'cart'), port: HBONE })).toBe(true);
  });

  test('is refused for what is no namespace', () => {
    expect(misuseCode(() => aShop(DataPlane.SIDECAR, { namespace: { scrapedFrom: ['*'] } }))).toBe('ZT-C001');
  });
});

describe('callers that are let past a waypoint', () => {
  test('reach the pods by the tunnel, from their namespace', () => {
    const { app, mesh, shop } = aShop(DataPlane.AMBIENT);
    const waypoint = new AmbientWaypoint(shop, 'waypoint');
    waypoint.admitSidecarCaller(mesh.workload('legacy', 'client', { dataPlane: DataPlane.SIDECAR }), { reason: 'moves in the spring' });
    const manifests = manifestsOf(app);

    expect(connects(manifests, { from: pod('legacy', 'client'), to: pod('shop', 'payments'), port: HBONE })).toBe(true);
    expect(connects(manifests, { from: pod('other', 'client'), to: pod('shop', 'payments'), port: HBONE })).toBe(false);
  });
});
