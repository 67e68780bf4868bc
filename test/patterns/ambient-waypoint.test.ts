import { parse } from 'yaml';
import { AmbientWaypoint, AmbientWaypointProps, DataPlane, Http, Mesh, MeshApp, MeshNamespace, Port, Tcp, WaypointTraffic, Workload, ZeroTrustNamespace } from '../../src';
import { find, Manifest, manifestsOf, policy, verdict } from '../support/cluster';
import { connects } from '../support/network';
import { aShop, aShopForHttp, HTTP_PORT, misuseCode, refusedCodes } from '../support/shop';

function withWaypoint(props: AmbientWaypointProps) {
  const shop = aShop(DataPlane.AMBIENT);
  return { ...shop, waypoint: new AmbientWaypoint(shop.shop, 'waypoint', props) };
}

const gateway = (manifests: readonly Manifest[]) => find(manifests, 'Gateway', 'shop/waypoint')!;

describe('the Gateway of a waypoint', () => {
  test('has the class, the listener and the label by which Istio knows it', () => {
    const { metadata, spec } = gateway(manifestsOf(withWaypoint({}).app));

    expect(metadata.labels).toEqual({ 'istio.io/waypoint-for': 'service' });
    expect(spec).toMatchObject({
      gatewayClassName: 'istio-waypoint',
      listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE', allowedRoutes: { namespaces: { from: 'Same' } } }],
    });
  });

  test('denies by default, because no waypoint reads the deny-all of its namespace', () => {
    expect(policy(manifestsOf(withWaypoint({}).app), 'shop/waypoint-deny-all').spec).toEqual({
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'waypoint' }],
    });
  });

  test('gets as many proxies as asked for, with their resources, and keeps one alive', () => {
    const manifests = manifestsOf(withWaypoint({ replicas: 3, resources: { cpuRequest: '100m', memoryLimit: '1Gi' } }).app);
    const { name } = gateway(manifests).spec.infrastructure.parametersRef;
    const data = find(manifests, 'ConfigMap', `shop/${name}`)!.data as Record<string, string>;
    const { spec } = parse(data.deployment) as { spec: { replicas: number; template: { spec: { containers: object[] } } } };

    expect(spec.replicas).toBe(3);
    expect(spec.template.spec.containers).toEqual([{ name: 'istio-proxy', resources: { requests: { cpu: '100m' }, limits: { memory: '1Gi' } } }]);
    expect(parse(data.podDisruptionBudget)).toEqual({ spec: { minAvailable: 1 } });
  });

  test('can be patched, and is not there in a namespace with sidecars', () => {
    expect(withWaypoint({}).waypoint.gateway?.name).toBe('waypoint');
    expect(aShopForHttp(DataPlane.SIDECAR).waypoint.gateway).toBeUndefined();
    expect(manifestsOf(aShopForHttp(DataPlane.SIDECAR).app).filter(({ metadata }) => metadata.name.includes('waypoint'))).toEqual([]);
  });
});

describe('what goes through a waypoint', () => {
  const call = { from: 'shop/web', to: 'shop/payments', port: HTTP_PORT, http: {} };

  test('is the whole namespace by default, and by its label', () => {
    const { app, web, payments } = withWaypoint({});
    payments.allowFrom(web, Http.get('/'));
    const manifests = manifestsOf(app);

    expect(find(manifests, 'Namespace', 'shop')?.metadata.labels).toMatchObject({ 'istio.io/use-waypoint': 'waypoint', 'istio.io/ingress-use-waypoint': 'true' });
    expect(verdict(manifests, call)).toBe('ALLOW');
  });

  test('is a single workload, by the label of its Service, when only that is protected', () => {
    const { app, shop, web, payments } = aShop(DataPlane.AMBIENT);
    const cart = shop.addWorkload('cart', { ports: [Port.http(HTTP_PORT)] });
    new AmbientWaypoint(shop, 'waypoint', { protects: [payments] });
    payments.allowFrom(web, Http.get('/'));
    cart.allowFrom(web, Tcp.port(HTTP_PORT));
    const manifests = manifestsOf(app);

    expect(find(manifests, 'Namespace', 'shop')?.metadata.labels).not.toHaveProperty(['istio.io/use-waypoint']);
    expect(find(manifests, 'Service', 'shop/payments')?.metadata.labels).toMatchObject({ 'istio.io/use-waypoint': 'waypoint' });
    expect(policy(manifests, 'shop/cart-allow').spec).toHaveProperty('selector');
    expect(verdict(manifests, call)).toBe('ALLOW');
    expect(verdict(manifests, { ...call, to: 'shop/cart' })).toBe('ALLOW');
  });

  test('still needs a waypoint where it is not protected', () => {
    const { app, shop, web, payments } = aShop(DataPlane.AMBIENT);
    const cart = shop.addWorkload('cart', { ports: [Port.http(HTTP_PORT)] });
    new AmbientWaypoint(shop, 'waypoint', { protects: [payments] });
    cart.allowFrom(web, Http.get('/'));

    expect(refusedCodes(app)).toEqual(['ZT-C012']);
  });

  test('is not a workload without a Service, which is called by nobody', () => {
    const { app } = withWaypoint({});

    expect(manifestsOf(app).some(({ metadata }) => metadata.name.startsWith('jobs-allow'))).toBe(false);
  });

  test('is not the traffic of an ingress gateway when that is not wanted', () => {
    const { app, mesh, payments } = withWaypoint({ servesIngress: false });
    payments.allowFrom(mesh.gateway('ingress', 'public'), Tcp.port(HTTP_PORT));
    const manifests = manifestsOf(app);

    expect(find(manifests, 'Namespace', 'shop')?.metadata.labels).not.toHaveProperty(['istio.io/ingress-use-waypoint']);
    expect(verdict(manifests, { ...call, from: 'ingress/public-istio', plane: 'gateway' })).toBe('ALLOW');
    expect(verdict(manifests, { ...call, from: 'ingress/other-istio', plane: 'gateway' })).toBe('DENY');
  });
});

describe('a waypoint for several namespaces', () => {
  function shared(props: (cart: ZeroTrustNamespace, item: Workload) => AmbientWaypointProps, dataPlane = DataPlane.AMBIENT) {
    const { app, mesh, shop, web } = aShop(DataPlane.AMBIENT);
    const other = new ZeroTrustNamespace(app, 'other', { mesh, dataPlane });
    const item = other.addWorkload('item', { ports: [Port.http(HTTP_PORT).onServicePort(80)] });
    new AmbientWaypoint(shop, 'waypoint', props(other, item));
    return { app, shop, web, other, item };
  }
  const call = { from: 'shop/web', to: 'other/item', port: HTTP_PORT, http: {} };

  test('lets each of them bind, and no other', () => {
    const { app } = shared((other) => ({ sharedWith: [other] }));

    expect(gateway(manifestsOf(app)).spec.listeners[0].allowedRoutes.namespaces).toEqual({
      from: 'Selector', selector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['other', 'shop'] }] },
    });
  });

  test('is where their grants are enforced, and the one that reaches their pods', () => {
    const { app, web, item } = shared((other) => ({ sharedWith: [other] }));
    item.allowFrom(web, Http.get('/'));
    const manifests = manifestsOf(app);

    expect(find(manifests, 'Namespace', 'other')?.metadata.labels).toMatchObject({ 'istio.io/use-waypoint': 'waypoint', 'istio.io/use-waypoint-namespace': 'shop' });
    expect(policy(manifests, 'other/item-allow').spec.targetRefs).toEqual([{ group: '', kind: 'Service', name: 'item' }]);
    expect(verdict(manifests, call)).toBe('ALLOW');
    expect(verdict(manifests, { ...call, http: { path: '/other' } })).toBe('DENY');
    expect(verdict(manifests, { ...call, by: 'pod' })).toBe('DENY');
  });

  test('does nothing to a namespace with sidecars, whose grants are enforced there', () => {
    const { app, web, item } = shared((other) => ({ sharedWith: [other] }), DataPlane.SIDECAR);
    item.allowFrom(web, Http.get('/'));
    const manifests = manifestsOf(app);

    expect(find(manifests, 'Namespace', 'other')?.metadata.labels).not.toHaveProperty(['istio.io/use-waypoint']);
    expect(policy(manifests, 'other/item-allow').spec).toHaveProperty('selector');
    expect(verdict(manifests, call)).toBe('ALLOW');
    expect(verdict(manifests, { ...call, http: { path: '/other' } })).toBe('DENY');
  });

  test('has to be shared before a workload of another namespace is protected', () => {
    expect(misuseCode(() => shared((_, item) => ({ protects: [item] })))).toBe('ZT-C051');
  });

  test('can protect single workloads of another namespace', () => {
    const { app, web, item } = shared((other, one) => ({ sharedWith: [other], protects: [one] }));
    item.allowFrom(web, Http.get('/'));
    const manifests = manifestsOf(app);

    expect(find(manifests, 'Service', 'other/item')?.metadata.labels).toMatchObject({ 'istio.io/use-waypoint-namespace': 'shop' });
    expect(verdict(manifests, call)).toBe('ALLOW');
  });
});

describe('what a waypoint cannot be', () => {
  const { shop } = aShop(DataPlane.AMBIENT);

  test.each<[string, string, (home: MeshNamespace) => unknown]>([
    ['called none', 'ZT-C050', (home) => new AmbientWaypoint(home, 'none')],
    ['for workloads only', 'ZT-C053', (home) => new AmbientWaypoint(home, 'workloads', { traffic: 'workload' as WaypointTraffic })],
    ['for nothing', 'ZT-C053', (home) => new AmbientWaypoint(home, 'nothing', { traffic: 'none' as WaypointTraffic })],
    ['without a proxy', 'ZT-C056', (home) => new AmbientWaypoint(home, 'absent', { replicas: 0 })],
    ['half a proxy', 'ZT-C056', (home) => new AmbientWaypoint(home, 'half', { replicas: 0.5 })],
    ['of a size that Kubernetes cannot read', 'ZT-C057', (home) => new AmbientWaypoint(home, 'large', { resources: { memoryLimit: '1 GB' } })],
    ['one that protects nobody', 'ZT-C032', (home) => new AmbientWaypoint(home, 'nobody', { protects: [] })],
  ])('%s', (_, code, make) => {
    expect(misuseCode(() => make(shop))).toBe(code);
  });

  test('the second of a namespace or of a workload', () => {
    const { shop: home, payments } = withWaypoint({});

    expect(misuseCode(() => new AmbientWaypoint(home, 'second'))).toBe('ZT-C052');
    expect(misuseCode(() => new AmbientWaypoint(home, 'third', { protects: [payments] }))).toBe('ZT-C052');
  });

  test('in the way of a scraper that dials pods, when it takes the traffic of pods', () => {
    const scraped = (props: AmbientWaypointProps) => {
      const app = new MeshApp();
      const mesh = new Mesh(app, 'mesh', { dataPlane: DataPlane.AMBIENT });
      const shopNamespace = new ZeroTrustNamespace(app, 'shop', { mesh });
      const cart = shopNamespace.addWorkload('cart', { ports: [Port.http(HTTP_PORT), Port.metrics(9090)] });
      new AmbientWaypoint(shopNamespace, 'waypoint', props);
      cart.allowMonitoringFrom(mesh.workload('monitoring', 'prometheus'));
      return app;
    };

    expect(refusedCodes(scraped({ traffic: WaypointTraffic.ALL }))).toEqual(['ZT-C055']);
    expect(() => manifestsOf(scraped({}))).not.toThrow();
  });
});

describe('the network around a waypoint', () => {
  const waypointPod = { namespace: 'shop', labels: { 'gateway.networking.k8s.io/gateway-name': 'waypoint' } };
  const pod = (name: string) => ({ namespace: 'shop', labels: { app: name } });

  test('lets callers to it, it to the pods, and nobody else to them', () => {
    const { app, web, payments } = withWaypoint({});
    payments.allowFrom(web, Http.get('/'));
    const manifests = manifestsOf(app);

    expect(connects(manifests, { from: pod('web'), to: waypointPod, port: 15008 })).toBe(true);
    expect(connects(manifests, { from: waypointPod, to: pod('payments'), port: 15008 })).toBe(true);
    expect(connects(manifests, { from: pod('web'), to: pod('payments'), port: 15008 })).toBe(false);
    expect(connects(manifests, { from: pod('web'), to: pod('payments'), port: HTTP_PORT })).toBe(false);
    expect(connects(manifests, { from: pod('jobs'), to: waypointPod, port: 15008 })).toBe(false);
    expect(connects(manifests, { from: waypointPod, to: { ip: '203.0.113.9' }, port: 443 })).toBe(false);
  });

  test('lets it to istiod and DNS', () => {
    const manifests = manifestsOf(withWaypoint({}).app);

    expect(connects(manifests, { from: waypointPod, to: { namespace: 'istio-system', labels: { app: 'istiod' } }, port: 15012 })).toBe(true);
    expect(connects(manifests, { from: waypointPod, to: { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } }, port: 53, protocol: 'UDP' })).toBe(true);
  });

  test('lets an ingress gateway to it', () => {
    const { app, mesh, payments } = withWaypoint({});
    payments.allowFrom(mesh.gateway('ingress', 'public'), Http.get('/'));

    expect(connects(manifestsOf(app), { from: { namespace: 'ingress', labels: {} }, to: waypointPod, port: 15008 })).toBe(true);
  });
});
