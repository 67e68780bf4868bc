import { DataPlane, IstioVersion, Mesh, MeshApp, MeshBaseline } from 'cdk8s-istio-zero-trust';
import { Edge } from './edge';
import { Bookinfo } from './services';

export function build(dataPlane: DataPlane, outdir?: string): MeshApp {
  const app = new MeshApp({ outdir });
  const mesh = new Mesh(app, 'mesh', { istioVersion: IstioVersion.V1_31, dataPlane });
  new MeshBaseline(mesh, 'baseline');
  const { productpage } = new Bookinfo(app, 'bookinfo', mesh);
  new Edge(app, 'edge', { mesh, productpage });
  return app;
}

if (require.main === module) {
  build(DataPlane.AMBIENT).synth();
}
