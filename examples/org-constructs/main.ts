import { Chart } from 'cdk8s';
import { DataPlane, Http, MeshApp } from 'cdk8s-istio-zero-trust';
import { Construct } from 'constructs';
import { AcmeMesh, AcmeService } from './src';

const ORDERS = { team: 'checkout', costCentre: 'cc-4711', image: 'registry.acme.example/orders:1.4.0' };
const WEB = { team: 'storefront', costCentre: 'cc-0815', image: 'registry.acme.example/web:2.1.0' };

/** What a team of Acme writes. */
export class Shop extends Chart {
  readonly orders: AcmeService;
  readonly web: AcmeService;

  constructor(scope: Construct, id: string, dataPlane: DataPlane) {
    super(scope, id);
    const { mesh } = new AcmeMesh(this, 'acme', { dataPlane });
    this.web = new AcmeService(this, 'web', { ...WEB, mesh });
    this.orders = new AcmeService(this, 'orders', { ...ORDERS, mesh });
    this.orders.allow(this.web, Http.post('/orders'), Http.get('/orders/*'));
  }
}

export function build(dataPlane: DataPlane, outdir?: string): MeshApp {
  const app = new MeshApp({ outdir });
  new Shop(app, 'shop', dataPlane);
  return app;
}

if (require.main === module) {
  build(DataPlane.AMBIENT).synth();
}
