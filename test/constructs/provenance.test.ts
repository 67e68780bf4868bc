import { App, Chart } from 'cdk8s';
import { AmbientWaypoint, DataPlane, Http, Mesh, MeshApp, MeshBaseline, Omission, Peer, PodSecurity, Port, ServiceAllowlist, ZeroTrustNamespace } from '../../src';
import { find, Manifest, manifestsOf, policy } from '../support/cluster';
import { aShopForHttp, HTTP_PORT, planesForHttp } from '../support/shop';

const PATH = 'ztmesh.dev/construct-path';
const MESH_GROUPS = /^(security|networking|extensions|telemetry)\.istio\.io\/|^gateway\.networking\.k8s\.io\//;

function everything(dataPlane: DataPlane, app: App = new MeshApp()) {
  const shop = aShopForHttp(dataPlane, { app });
  new MeshBaseline(shop.mesh, 'baseline', { ingressGateways: [shop.mesh.gateway('ingress', 'public')] });
  shop.payments.allowFrom(shop.web, Http.post('/charge'));
  shop.payments.denyFrom(Peer.inNamespace('quarantine'));
  shop.payments.allowFrom(shop.mesh.gateway('ingress', 'public'), Http.get('/status'));
  new ServiceAllowlist(shop.payments, 'staff', { target: shop.payments, grants: [{ peers: [shop.jobs], operations: [Http.get('/status')] }] });
  return shop;
}

describe.each(planesForHttp)('an object of the mesh (%s)', (dataPlane) => {
  const manifests = manifestsOf(everything(dataPlane).app);
  const ofMesh = manifests.filter(({ apiVersion, kind }) => MESH_GROUPS.test(apiVersion) || kind === 'NetworkPolicy' || kind === 'Namespace');

  test.each(ofMesh.map((manifest) => [`${manifest.kind} ${manifest.metadata.namespace}/${manifest.metadata.name}`, manifest] as const))(
    'says where it was made: %s', (_, manifest) => {
      expect(manifest.metadata.annotations?.[PATH]).toMatch(/^[a-z]/);
    });

  test('says so only under a name of our own', () => {
    const names = manifests.flatMap(({ metadata }) => Object.keys(metadata.annotations ?? {}));

    expect(names.filter((name) => !name.startsWith('ztmesh.dev/'))).toEqual([]);
  });

  test('leads to a construct that is there', () => {
    const { app } = everything(dataPlane);
    const paths = new Set(app.node.findAll().map(({ node }) => node.path));

    ofMesh.forEach(({ metadata }) => expect(paths).toContain(metadata.annotations![PATH]));
  });
});

describe('what loosens the baseline says why in the manifest', () => {
  const annotations = (manifest: Manifest | undefined) => manifest?.metadata.annotations ?? {};

  test('a grant to anyone', () => {
    const { app, payments } = aShopForHttp(DataPlane.SIDECAR);
    payments.allowFrom(Peer.anyone({ reason: 'public status page' }), Http.get('/status'));
    payments.denyFrom(Peer.anyone({ reason: 'nobody at all here' }), Http.any('/internal/*'));
    const manifests = manifestsOf(app);

    expect(annotations(policy(manifests, 'shop/payments-allow'))).toHaveProperty(['ztmesh.dev/open-to-anyone'], 'public status page');
    expect(annotations(policy(manifests, 'shop/payments-deny'))).not.toHaveProperty(['ztmesh.dev/open-to-anyone']);
  });

  test('a part of the baseline that is left out, and a lower Pod Security level', () => {
    const app = new MeshApp();
    new ZeroTrustNamespace(app, 'shop', {
      mesh: new Mesh(app, 'mesh'),
      omit: [Omission.networkPolicies('the platform team manages them')],
      podSecurity: PodSecurity.baseline('a vendor image runs as root'),
    });

    expect(annotations(find(manifestsOf(app), 'Namespace', 'shop'))).toMatchObject({
      'ztmesh.dev/without-network-policies': 'the platform team manages them', 'ztmesh.dev/pod-security': 'a vendor image runs as root',
    });
  });

  test('a caller that is let past the waypoint', () => {
    const { app, mesh, waypoint } = aShopForHttp(DataPlane.AMBIENT);
    waypoint.admitSidecarCaller(mesh.workload('legacy', 'client', { dataPlane: DataPlane.SIDECAR }), { reason: 'moves in the spring' });

    expect(annotations(find(manifestsOf(app), 'Gateway', 'shop/waypoint'))).toHaveProperty(['ztmesh.dev/admits-past-waypoint'], 'moves in the spring');
  });
});

describe('what is built twice', () => {
  test.each(planesForHttp)('has the same bytes (%s)', (dataPlane) => {
    expect(everything(dataPlane).app.synthYaml()).toBe(everything(dataPlane).app.synthYaml());
  });

  test.each(planesForHttp)('has the same bytes when it is synthesised twice (%s)', (dataPlane) => {
    const { app } = everything(dataPlane);

    expect(app.synthYaml()).toBe(app.synthYaml());
  });

  test('keeps to itself what another app in the process does', () => {
    const first = everything(DataPlane.AMBIENT).app.synthYaml();
    const app = new MeshApp();
    const shop = new ZeroTrustNamespace(new Chart(app, 'chart'), 'shop', { mesh: new Mesh(app, 'mesh', { dataPlane: DataPlane.AMBIENT }) });
    shop.addWorkload('web', { ports: [Port.http(HTTP_PORT)] });
    new AmbientWaypoint(shop, 'waypoint');
    app.synthYaml();

    expect(everything(DataPlane.AMBIENT).app.synthYaml()).toBe(first);
  });
});
