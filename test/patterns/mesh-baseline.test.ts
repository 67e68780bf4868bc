import { App, Chart } from 'cdk8s';
import { DataPlane, Http, Mesh, MeshApp, MeshBaseline, MeshBaselineProps, MeshProps, Peer, Port, Tcp, ZeroTrustNamespace } from '../../src';
import { Manifest, manifestsOf, policy, policyNames, verdict } from '../support/cluster';
import { aShop, aShopForHttp, HTTP_PORT, misuseCode, planesForHttp, refusal, refusedCodes, SQL_PORT } from '../support/shop';

function aBaseline(meshProps: MeshProps = {}, props: (mesh: Mesh) => MeshBaselineProps = () => ({})) {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'mesh', { trustDomain: 'corp.example', ...meshProps });
  new MeshBaseline(mesh, 'baseline', props(mesh));
  return { app, mesh };
}

const names = (manifests: readonly Manifest[]) => manifests.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`);

describe('the baseline of a mesh', () => {
  test('is strict mutual TLS and a denial of everything', () => {
    const manifests = manifestsOf(aBaseline().app);

    expect(names(manifests)).toEqual(['PeerAuthentication istio-system/default', 'AuthorizationPolicy istio-system/deny-all']);
    expect(manifests[0].spec).toEqual({ mtls: { mode: 'STRICT' } });
    expect(manifests[1].spec).toEqual({});
  });

  test('lies in the root namespace, whatever that is called', () => {
    expect(names(manifestsOf(aBaseline({ rootNamespace: 'mesh-root' }).app))).toEqual([
      'PeerAuthentication mesh-root/default', 'AuthorizationPolicy mesh-root/deny-all',
    ]);
  });

  test('denies at every waypoint as well where there are any', () => {
    expect(policy(manifestsOf(aBaseline({ dataPlane: DataPlane.AMBIENT }).app), 'istio-system/waypoint-deny-all').spec).toEqual({
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'GatewayClass', name: 'istio-waypoint' }],
    });
  });

  test.each([['before', true], ['after', false]])('denies at waypoints, too, when a namespace is in ambient mode (described %s)', (_, isFirst) => {
    const app = new MeshApp();
    const mesh = new Mesh(app, 'mesh');
    const steps = [() => new ZeroTrustNamespace(app, 'shop', { mesh, dataPlane: DataPlane.AMBIENT }), () => new MeshBaseline(mesh, 'baseline')];
    (isFirst ? steps : steps.reverse()).forEach((step) => step());

    expect(policyNames(manifestsOf(app)).filter((name) => name.endsWith('waypoint-deny-all'))).toEqual(['istio-system/waypoint-deny-all']);
  });

  test.each(planesForHttp)('changes nothing for those who are granted something (%s)', (dataPlane) => {
    const { app, mesh, web, payments } = aShopForHttp(dataPlane);
    new MeshBaseline(mesh, 'baseline');
    payments.allowFrom(web, Http.get('/'));
    const manifests = manifestsOf(app);
    const call = { from: 'shop/web', to: 'shop/payments', port: HTTP_PORT, http: {} };

    expect(verdict(manifests, call)).toBe('ALLOW');
    expect(verdict(manifests, { ...call, from: 'shop/jobs' })).toBe('DENY');
  });

  test('belongs to the mesh it is created in, or to the one that is passed', () => {
    const app = new App();
    const mesh = new Mesh(app, 'mesh', { rootNamespace: 'mesh-root' });
    new MeshBaseline(new Chart(app, 'chart', { namespace: 'elsewhere' }), 'baseline', { mesh });

    expect(names(manifestsOf(app))).toContain('AuthorizationPolicy mesh-root/deny-all');
    expect(misuseCode(() => new MeshBaseline(new App(), 'baseline'))).toBe('ZT-C085');
  });

  test('is one, and the second one is told where the first is', () => {
    const { mesh } = aBaseline();

    expect(misuseCode(() => new MeshBaseline(mesh, 'second'))).toBe('ZT-C081');
    expect(() => new MeshBaseline(mesh, 'third')).toThrow('mesh/baseline');
  });
});

describe('an ingress gateway that the denial reaches, too', () => {
  test('is let through whole when it is one of the Gateway API', () => {
    const { app } = aBaseline({}, (mesh) => ({ ingressGateways: [mesh.gateway('ingress', 'public')] }));
    const { spec, metadata } = policy(manifestsOf(app), 'ingress/allow-ingress-public');

    expect(spec).toEqual({ action: 'ALLOW', rules: [{}], targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public' }] });
    expect(metadata.annotations).toHaveProperty(['ztmesh.dev/open-to-anyone']);
  });

  test('is let through on its ports when it is a Deployment of its own', () => {
    const labels = { istio: 'ingressgateway' };
    const { app } = aBaseline({}, (mesh) => ({ ingressGateways: [mesh.classicGateway('istio-ingress', { serviceAccountName: 'gw', labels, ports: [8443] })] }));

    expect(policy(manifestsOf(app), 'istio-ingress/allow-ingress-gw').spec).toEqual({
      action: 'ALLOW', selector: { matchLabels: labels }, rules: [{ to: [{ operation: { ports: ['8443'] } }] }],
    });
  });

  test('is never cut off unnoticed once something is granted to it', () => {
    const { app, mesh, payments } = aShop(DataPlane.SIDECAR);
    new MeshBaseline(mesh, 'baseline');
    payments.allowFrom(mesh.gateway('ingress', 'public'), Http.get('/'));

    expect(refusal(app)).toMatch(/ZT-C080 .*gateway ingress\/public-istio/);
  });

  test.each<[string, (edge: Peer) => Peer]>([
    ['to its users', (through) => Peer.user({ issuer: 'https://idp.example', through })],
    ['to its clients\' addresses', (behind) => Peer.clientIpBlock('203.0.113.0/24', { behind })],
    ['to it among others', (edge) => Peer.anyOf(Peer.inNamespace('orders'), edge)],
  ])('is not cut off when the grant is %s', (_, peer) => {
    const { app, mesh, payments } = aShop(DataPlane.SIDECAR);
    new MeshBaseline(mesh, 'baseline');
    payments.allowFrom(peer(mesh.gateway('ingress', 'public').grantPeer), Http.get('/'));

    expect(refusedCodes(app)).toContain('ZT-C080');
  });

  test('is not thought of when a workload is the proxy that vouches for addresses', () => {
    const { app, mesh, web, payments } = aShop(DataPlane.SIDECAR);
    new MeshBaseline(mesh, 'baseline');
    payments.allowFrom(Peer.clientIpBlock('203.0.113.0/24', { behind: web }), Http.get('/'));

    expect(() => manifestsOf(app)).not.toThrow();
  });

  test('is not cut off when the baseline names it', () => {
    const { app, mesh, payments } = aShop(DataPlane.SIDECAR);
    new MeshBaseline(mesh, 'baseline', { ingressGateways: [mesh.gateway('ingress', 'public')] });
    payments.allowFrom(mesh.gateway('ingress', 'public'), Http.get('/'));
    const manifests = manifestsOf(app);

    expect(verdict(manifests, { from: 'ingress/public-istio', plane: 'gateway', to: 'shop/payments', port: HTTP_PORT, http: {} })).toBe('ALLOW');
  });

  test('is not missed in a mesh without a baseline, which does not deny it', () => {
    const { app, mesh, payments } = aShop(DataPlane.SIDECAR);
    payments.allowFrom(mesh.gateway('ingress', 'public'), Http.get('/'));

    expect(() => manifestsOf(app)).not.toThrow();
  });
});

test('a namespace without a deny-all of its own still denies by the baseline', () => {
  const { app, mesh } = aBaseline();
  const shop = new ZeroTrustNamespace(app, 'shop', { mesh });
  const db = shop.addWorkload('db', { ports: [Port.tcp(SQL_PORT)] });
  db.allowFrom(shop.addWorkload('web'), Tcp.port(SQL_PORT));

  expect(verdict(manifestsOf(app), { from: 'other/any', to: 'shop/db', port: SQL_PORT })).toBe('DENY');
});
