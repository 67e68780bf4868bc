import { AmbientWaypoint, AmbientWaypointProps, DataPlane, Http, Mesh, Peer, ZeroTrustNamespace } from '../../src';
import { manifestsOf, verdict } from '../support/cluster';
import { aShop, aShopForHttp, HTTP_PORT, misuseCode, refusal, refusedCodes } from '../support/shop';

function withWaypoint(props: AmbientWaypointProps) {
  const shop = aShop(DataPlane.AMBIENT);
  return { ...shop, waypoint: new AmbientWaypoint(shop.shop, 'waypoint', props) };
}

describe('a caller with a sidecar', () => {
  const legacy = (mesh: Mesh) => mesh.workload('legacy', 'client', { dataPlane: DataPlane.SIDECAR });
  const call = { from: 'legacy/client', plane: 'sidecar' as const, to: 'shop/payments', port: HTTP_PORT, http: {} };

  test('is refused, because it would go past the waypoint', () => {
    const { app, mesh, payments } = withWaypoint({});
    payments.allowFrom(legacy(mesh), Http.get('/'));

    expect(refusal(app)).toMatch(/ZT-C014 .*legacy\/client has a sidecar/);
  });

  test.each<[string, (mesh: Mesh) => Parameters<AmbientWaypoint['admitSidecarCaller']>[0]]>([
    ['itself', legacy],
    ['with its namespace', (mesh) => mesh.namespace('legacy', { dataPlane: DataPlane.SIDECAR })],
  ])('is let past it when it is admitted %s, and nobody else with it', (_, admitted) => {
    const { app, mesh, payments, waypoint } = withWaypoint({});
    payments.allowFrom(legacy(mesh), Http.get('/'));
    waypoint.admitSidecarCaller(admitted(mesh), { reason: 'moves in the spring' });
    const manifests = manifestsOf(app);

    expect(verdict(manifests, call)).toBe('ALLOW');
    expect(verdict(manifests, { ...call, from: 'newer/client' })).toBe('DENY');
  });

  test('that is admitted is not meant by another one of its namespace', () => {
    const { app, mesh, payments, waypoint } = withWaypoint({});
    payments.allowFrom(mesh.namespace('legacy', { dataPlane: DataPlane.SIDECAR }), Http.get('/'));
    waypoint.admitSidecarCaller(legacy(mesh), { reason: 'moves in the spring' });

    expect(refusedCodes(app)).toEqual(['ZT-C014']);
  });

  test('that is admitted meets no denial of requests, which is refused', () => {
    const { app, mesh, payments, waypoint } = withWaypoint({});
    waypoint.admitSidecarCaller(legacy(mesh), { reason: 'moves in the spring' });
    payments.denyFrom(legacy(mesh), Http.any('/admin/*'));

    expect(refusedCodes(app)).toEqual(['ZT-C029']);
  });

  test('may be admitted first and described later', () => {
    const { app, mesh, payments, waypoint } = withWaypoint({});
    const client = mesh.workload('legacy', 'client');
    payments.allowFrom(client, Http.get('/'));
    waypoint.admitSidecarCaller(client, { reason: 'moves in the spring' });
    new ZeroTrustNamespace(app, 'legacy', { mesh, dataPlane: DataPlane.SIDECAR });

    expect(verdict(manifestsOf(app), call)).toBe('ALLOW');
  });
});

describe('letting past a waypoint', () => {
  test('whoever goes by it anyway is refused: it would open the pods to them', () => {
    const { app, web, waypoint } = withWaypoint({});
    waypoint.admitSidecarCaller(web, { reason: 'it seemed to be needed' });

    expect(refusal(app)).toMatch(/ZT-C054 .*shop\/web has no sidecar/);
  });

  test('a gateway is refused: it goes by the waypoint, or is granted a port', () => {
    const { app, mesh, waypoint } = withWaypoint({});
    waypoint.admitSidecarCaller(mesh.gateway('ingress', 'public'), { reason: 'it seemed to be needed' });

    expect(refusedCodes(app)).toEqual(['ZT-C054']);
  });

  test('needs a reason, and a caller that ztunnel can tell', () => {
    const { mesh, waypoint } = withWaypoint({});

    expect(misuseCode(() => waypoint.admitSidecarCaller(mesh.workload('legacy', 'client'), { reason: 'migration' }))).toBe('ZT-C005');
    expect(misuseCode(() => waypoint.admitSidecarCaller(Peer.anyIdentity(), { reason: 'moves in the spring' }))).toBe('ZT-C026');
    expect(misuseCode(() => waypoint.admitSidecarCaller(Peer.ipBlock('10.0.0.0/8'), { reason: 'moves in the spring' }))).toBe('ZT-C026');
  });

  test('means nothing in a namespace with sidecars', () => {
    const { app, web, waypoint } = aShopForHttp(DataPlane.SIDECAR);
    waypoint.admitSidecarCaller(web, { reason: 'needed in the other plane' });

    expect(() => manifestsOf(app)).not.toThrow();
  });
});
