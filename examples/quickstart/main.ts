import {
  AmbientWaypoint, DataPlane, Http, IstioVersion, Mesh, MeshApp, MeshBaseline, Port, ZeroTrustNamespace,
} from 'cdk8s-istio-zero-trust';

export function build(dataPlane: DataPlane, outdir?: string): MeshApp {
  const app = new MeshApp({ outdir });
  const mesh = new Mesh(app, 'mesh', { trustDomain: 'corp.example', istioVersion: IstioVersion.V1_31, dataPlane });
  new MeshBaseline(mesh, 'baseline');

  const shop = new ZeroTrustNamespace(app, 'shop', { mesh });
  const web = shop.addWorkload('web', { ports: [Port.http(8080)] });
  const payments = shop.addWorkload('payments', { ports: [Port.http(8443)] });
  const ledger = shop.addWorkload('ledger', { ports: [Port.tcp(5432, 'postgres')] });

  new AmbientWaypoint(shop, 'waypoint');
  payments.allowFrom(web, Http.post('/charge'));
  ledger.allowFrom(payments);
  return app;
}

if (require.main === module) {
  build(DataPlane.AMBIENT).synth();
}
