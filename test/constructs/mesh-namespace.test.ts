import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { AmbientWaypoint, DataPlane, Http, Mesh, MeshApp, MeshNamespace, MeshNamespaceProps, Port, ZeroTrustNamespace } from '../../src';
import { find, manifestsOf, policyNames, verdict } from '../support/cluster';
import { aShop, HTTP_PORT, misuseCode, planesForHttp, refusal } from '../support/shop';

describe('a namespace', () => {
  test('is described once in a mesh', () => {
    const { app, mesh } = aShop(DataPlane.SIDECAR);
    new ZeroTrustNamespace(app, 'again', { mesh, name: 'shop' });

    expect(refusal(app)).toMatch(/ZT-C082 .*again: namespace shop is already described at shop/);
  });

  test.each(['kube-system', 'kube-public', 'kube-node-lease', 'istio-system'])('is never the cluster\'s or Istio\'s own: %s', (name) => {
    expect(misuseCode(() => new ZeroTrustNamespace(new App(), name, { mesh: new Mesh(new App(), 'mesh') }))).toBe('ZT-C086');
  });

  test('is never the root namespace, whatever that is called', () => {
    const mesh = new Mesh(new App(), 'mesh', { rootNamespace: 'mesh-root' });

    expect(misuseCode(() => new ZeroTrustNamespace(new App(), 'mesh-root', { mesh }))).toBe('ZT-C086');
  });

  test('has one of the two data planes', () => {
    const { app, mesh } = aShop(DataPlane.SIDECAR);

    expect(misuseCode(() => new ZeroTrustNamespace(app, 'other', { mesh, dataPlane: 'AMBIENT' as DataPlane }))).toBe('ZT-C084');
  });

  test('lists its workloads, and hands out no way to change the list', () => {
    const { shop, web } = aShop(DataPlane.SIDECAR);
    shop.workloads.pop();

    expect(shop.workloads.map(({ name }) => name)).toEqual(['web', 'jobs', 'payments']);
    expect(shop.workloads[0]).toBe(web);
  });

  test.each(planesForHttp)('means each of its workloads as a caller, and nobody else (%s)', (dataPlane) => {
    const { app, mesh, payments } = aShop(dataPlane);
    const orders = new ZeroTrustNamespace(app, 'orders', { mesh });
    payments.allowFrom(orders);
    const manifests = manifestsOf(app);
    const call = { to: 'shop/payments', port: HTTP_PORT };

    expect(verdict(manifests, { ...call, from: 'orders/anyone' })).toBe('ALLOW');
    expect(verdict(manifests, { ...call, from: 'shop/web' })).toBe('DENY');
    expect(verdict(manifests, call)).toBe('DENY');
  });

  test('may be described right under the App, in a chart, and in another construct', () => {
    const app = new MeshApp();
    const mesh = new Mesh(app, 'mesh');
    const chart = new Chart(app, 'chart', { namespace: 'elsewhere' });
    new ZeroTrustNamespace(app, 'one', { mesh });
    new ZeroTrustNamespace(chart, 'two', { mesh });
    new ZeroTrustNamespace(new Construct(app, 'group'), 'three', { mesh });
    const namespaces = manifestsOf(app).filter(({ kind }) => kind === 'Namespace');

    expect(namespaces.map(({ metadata }) => metadata.name).sort()).toEqual(['one', 'three', 'two']);
    namespaces.forEach(({ metadata }) => expect(metadata).not.toHaveProperty('namespace'));
  });
});

describe('an organisation\'s own kind of namespace', () => {
  class BareNamespace extends MeshNamespace {
    public constructor(scope: Construct, id: string, props: MeshNamespaceProps) {
      super(scope, id, props);
    }
  }

  test.each(planesForHttp)('has workloads, grants and waypoints like ours (%s)', (dataPlane) => {
    const app = new MeshApp();
    const mesh = new Mesh(app, 'mesh', { trustDomain: 'corp.example', dataPlane });
    const bare = new BareNamespace(app, 'bare', { mesh });
    const web = bare.addWorkload('web');
    const cart = bare.addWorkload('cart', { ports: [Port.http(HTTP_PORT)] });
    new AmbientWaypoint(bare, 'waypoint');
    cart.allowFrom(web, Http.get('/'));
    const manifests = manifestsOf(app);

    expect(policyNames(manifests)).toContain('bare/cart-allow');
    expect(manifests.filter(({ kind }) => kind === 'NetworkPolicy' || kind === 'Namespace')).toEqual([]);
    // Nobody here owns the Namespace, so each Service is bound itself.
    expect(find(manifests, 'Service', 'bare/cart')?.metadata.labels?.['istio.io/use-waypoint']).toBe(
      dataPlane === DataPlane.AMBIENT ? 'waypoint' : undefined);
  });
});
