import { ApiObject, App, Chart } from 'cdk8s';
import { AmbientWaypoint, DataPlane, Http, Mesh, MeshApp, Port, ServiceAllowlist, ZeroTrustNamespace } from '../../src';
import { manifestsOf, policyNames } from '../support/cluster';
import { aShop, aShopForHttp, HTTP_PORT, misuseCode, refusal, refusedCodes } from '../support/shop';

describe.each<[string, () => App]>([['MeshApp', () => new MeshApp()], ['App', () => new App()]])('two things of one name in %s', (_, make) => {
  test('are refused at the call when they are workloads', () => {
    const { shop } = aShop(DataPlane.SIDECAR, { app: make() });

    expect(misuseCode(() => shop.addWorkload('web'))).toBe('ZT-C002');
    expect(() => shop.addWorkload('web')).toThrow(/shop\/web.*emitted twice, here and by shop\/Default\/web/);
  });

  test('are fine in two namespaces', () => {
    const { app, mesh, web } = aShop(DataPlane.SIDECAR, { app: make() });
    const other = new ZeroTrustNamespace(app, 'other', { mesh });
    other.addWorkload('web', { ports: [Port.http(HTTP_PORT)] }).allowFrom(web);

    expect(policyNames(manifestsOf(app))).toContain('other/web-allow');
  });

  test('are refused when an allowlist is called like another workload', () => {
    const { app, shop, web, payments } = aShop(DataPlane.SIDECAR, { app: make() });
    new ServiceAllowlist(payments, 'staff', { target: payments, grants: [{ peers: [web] }] });
    shop.addWorkload('payments-staff', { ports: [Port.http(HTTP_PORT)] }).allowFrom(web);
    const message = refusal(app);

    expect(message).toContain('AuthorizationPolicy shop/payments-staff-allow is emitted twice');
    expect(message).toContain('shop/Default/payments/staff/Allow');
    expect(message).toContain('shop/Default/payments-staff/Allow');
  });

  test('are refused when two allowlists of one target have one id', () => {
    const { app, web, jobs, payments } = aShop(DataPlane.SIDECAR, { app: make() });
    new ServiceAllowlist(new Chart(app, 'one'), 'staff', { target: payments, grants: [{ peers: [web] }] });
    new ServiceAllowlist(new Chart(app, 'two'), 'staff', { target: payments, grants: [{ peers: [jobs] }] });

    expect(refusal(app)).toMatch(/ZT-C002 .*(one|two)\/staff\/Allow: .*here and by (one|two)\/staff\/Allow/);
  });

  test('are refused when one of them is an object of the user', () => {
    const { app } = aShop(DataPlane.SIDECAR, { app: make() });
    new ApiObject(new Chart(app, 'mine'), 'policy', {
      apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name: 'deny-all', namespace: 'shop' }, spec: {},
    });

    expect(refusedCodes(app)).toEqual(['ZT-C002']);
  });

  test('are fine in two clusters that one app describes', () => {
    const app = make();
    for (const cluster of ['east', 'west']) {
      const mesh = new Mesh(app, cluster, { trustDomain: `${cluster}.example` });
      new ZeroTrustNamespace(mesh, 'shop').addWorkload('web', { ports: [Port.http(HTTP_PORT)] });
    }

    expect(policyNames(manifestsOf(app))).toEqual(['shop/deny-all', 'shop/deny-all']);
  });
});

describe('a workload that is called like its waypoint', () => {
  test.each([['first', true], ['last', false]])('is refused, because it would pass for it (workload %s)', (_, isFirst) => {
    const { app, shop } = aShop(DataPlane.AMBIENT);
    const steps = [() => shop.addWorkload('gate', { ports: [Port.http(HTTP_PORT)] }), () => new AmbientWaypoint(shop, 'waypoint', { name: 'gate' })];
    (isFirst ? steps : steps.reverse()).forEach((step) => step());

    expect(refusedCodes(app)).toContain('ZT-C022');
  });

  test('is refused even with a reason to share an account', () => {
    const { app, shop } = aShop(DataPlane.AMBIENT);
    new AmbientWaypoint(shop, 'waypoint');
    shop.addWorkload('helper', { serviceAccountName: 'waypoint', sharedIdentityReason: 'it should run as the waypoint' });

    expect(refusal(app)).toMatch(/ZT-C022 .*shop\/helper and waypoint shop\/waypoint run as the same service account waypoint/);
  });

  test('is no matter in a namespace with sidecars, which has no waypoint', () => {
    const { app, shop } = aShopForHttp(DataPlane.SIDECAR);
    shop.addWorkload('gate', { serviceAccountName: 'waypoint' });

    expect(() => manifestsOf(app)).not.toThrow();
  });
});

describe('a workload that runs as a gateway', () => {
  test('is refused, even with a reason: backends could not tell the two apart', () => {
    const { app, mesh, shop, payments } = aShop(DataPlane.SIDECAR);
    payments.allowFrom(mesh.gateway('shop', 'public'));
    shop.addWorkload('helper', { serviceAccountName: 'public-istio', sharedIdentityReason: 'it should run as the gateway' });

    expect(refusal(app)).toMatch(/ZT-C022 .*shop\/helper and gateway shop\/public-istio run as the same service account/);
  });

  test('is nothing but itself in another namespace', () => {
    const { app, mesh, shop, payments } = aShop(DataPlane.SIDECAR);
    payments.allowFrom(mesh.classicGateway('ingress', { serviceAccountName: 'gw', labels: { istio: 'ingress' } }));
    shop.addWorkload('gw');

    expect(() => manifestsOf(app)).not.toThrow();
  });
});

describe('a shared service account', () => {
  test('is reported with both workloads', () => {
    const { app, shop } = aShop(DataPlane.SIDECAR);
    shop.addWorkload('second', { serviceAccountName: 'web' });

    expect(refusal(app)).toMatch(/ZT-C022 .*shop\/second and shop\/web run as the same service account web/);
  });

  test('is accepted with a reason, and emitted once', () => {
    const { app, shop } = aShop(DataPlane.SIDECAR);
    shop.addWorkload('second', { serviceAccountName: 'web', sharedIdentityReason: 'one binary, two deployments', container: { image: 'web:1' } });
    const manifests = manifestsOf(app);

    expect(manifests.filter(({ kind, metadata }) => kind === 'ServiceAccount' && metadata.name === 'web')).toHaveLength(1);
    expect(manifests.find(({ kind }) => kind === 'Deployment')?.spec.template.spec.serviceAccountName).toBe('web');
  });

  test('needs a reason of three words', () => {
    const { shop } = aShop(DataPlane.SIDECAR);

    expect(misuseCode(() => shop.addWorkload('second', { serviceAccountName: 'web', sharedIdentityReason: 'why not' }))).toBe('ZT-C005');
  });

  test.each(['default', 'Web', 'a/b', '*'])('cannot be %s', (serviceAccountName) => {
    const { shop } = aShop(DataPlane.SIDECAR);

    expect(['ZT-C025', 'ZT-C040']).toContain(misuseCode(() => shop.addWorkload('second', { serviceAccountName })));
  });
});

describe('a name that Kubernetes would refuse', () => {
  const { app, mesh, shop, web, payments } = aShop(DataPlane.SIDECAR);

  test.each<[string, () => unknown]>([
    ['of a workload', () => shop.addWorkload('Web_1')],
    ['of a workload, too long', () => shop.addWorkload('w'.repeat(64))],
    ['of a version', () => shop.addWorkload('cart', { versions: { 'v1.0': { image: 'cart:1' } } })],
    ['of a namespace', () => new ZeroTrustNamespace(app, 'one', { mesh, name: 'shop.eu' })],
    ['of a waypoint', () => new AmbientWaypoint(shop, 'way', { name: 'Way' })],
    ['of an allowlist', () => new ServiceAllowlist(payments, 'Staff', { target: payments, grants: [{ peers: [web] }] })],
    ['of a port', () => Port.http(8080, 'a-name-with-16-c')],
    ['of a referenced workload', () => mesh.workload('orders', 'Order Service')],
  ])('is refused at the call: %s', (_, call) => {
    expect(misuseCode(call)).toBe('ZT-C001');
  });

  test('is not made by the longest ones', () => {
    const { app: longApp, shop: home, web: caller } = aShopForHttp(DataPlane.AMBIENT);
    const long = home.addWorkload('w'.repeat(63), { ports: [Port.http(HTTP_PORT)] });
    long.allowFrom(caller, Http.get('/'));
    long.denyFrom(caller);
    const names = manifestsOf(longApp).map(({ metadata }) => metadata.name);

    expect(Math.max(...names.map((name) => name.length))).toBeLessThanOrEqual(253);
  });
});
