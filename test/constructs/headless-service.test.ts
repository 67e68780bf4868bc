import { Chart } from 'cdk8s';
import { Service, ServiceAccount, StatefulSet } from 'cdk8s-plus-28';
import { AmbientWaypoint, DataPlane, Http, Port, Tcp, WaypointTraffic, Workload } from '../../src';
import { manifestsOf, policy, verdict } from '../support/cluster';
import { aShop, refusal, Shop } from '../support/shop';

const PORT = 6379;

function aCache({ app, shop }: Shop): Workload {
  const chart = new Chart(app, 'data', { namespace: 'shop' });
  const service = new Service(chart, 'service', { metadata: { name: 'cache' }, clusterIP: 'None', ports: [{ port: PORT }] });
  const serviceAccount = new ServiceAccount(chart, 'account', { metadata: { name: 'cache' } });
  const set = new StatefulSet(chart, 'cache', { metadata: { name: 'cache' }, service, serviceAccount, containers: [{ image: 'cache:1' }] });
  return shop.adopt(set, { ports: [Port.http(PORT)], service });
}

describe('a StatefulSet behind a headless Service, in a namespace with a waypoint', () => {
  test('is granted at ztunnel, because its callers dial the pods', () => {
    const world = aShop(DataPlane.AMBIENT);
    const cache = aCache(world);
    new AmbientWaypoint(world.shop, 'waypoint');
    cache.allowFrom(world.web, Tcp.port(PORT));
    const manifests = manifestsOf(world.app);

    expect(policy(manifests, 'shop/cache-allow').spec.targetRefs).toBeUndefined();
    expect(verdict(manifests, { from: 'shop/web', to: 'shop/cache', port: PORT, plane: DataPlane.AMBIENT })).toBe('ALLOW');
    expect(verdict(manifests, { from: 'shop/jobs', to: 'shop/cache', port: PORT, plane: DataPlane.AMBIENT })).toBe('DENY');
  });

  test('cannot be granted requests', () => {
    const world = aShop(DataPlane.AMBIENT);
    const cache = aCache(world);
    new AmbientWaypoint(world.shop, 'waypoint');
    cache.allowFrom(world.web, Http.get('/'));

    expect(refusal(world.app)).toContain('ZT-C058  shop/Default/cache: callers of shop/cache dial its pods');
  });

  test('cannot be bound to a waypoint itself', () => {
    const world = aShop(DataPlane.AMBIENT);
    new AmbientWaypoint(world.shop, 'waypoint', { protects: [aCache(world)] });

    expect(refusal(world.app)).toContain('ZT-C058');
  });

  test('cannot be behind a waypoint that takes calls to pods', () => {
    const world = aShop(DataPlane.AMBIENT);
    const cache = aCache(world);
    new AmbientWaypoint(world.shop, 'waypoint', { traffic: WaypointTraffic.ALL });
    cache.allowFrom(world.web);

    expect(refusal(world.app)).toContain('ZT-C058');
  });

  test('is like any other with sidecars', () => {
    const world = aShop(DataPlane.SIDECAR);
    aCache(world).allowFrom(world.web, Http.get('/'));

    expect(verdict(manifestsOf(world.app), { from: 'shop/web', to: 'shop/cache', port: PORT, plane: DataPlane.SIDECAR, http: { path: '/' } })).toBe('ALLOW');
  });
});
