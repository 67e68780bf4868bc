import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Chart, Testing } from 'cdk8s';
import { AmbientWaypoint, DataPlane, Http, Mesh, MeshApp, MeshBaseline, Port, Tcp, ZeroTrustNamespace } from '../../src';
import { Manifest, manifestsOf, verdict } from '../support/cluster';
import { aShopForHttp, HTTP_PORT, planesForHttp, refusal, SQL_PORT } from '../support/shop';

function filled(dataPlane: DataPlane, app: App): App {
  const { mesh, web, payments, shop } = aShopForHttp(dataPlane, { app });
  new MeshBaseline(mesh, 'baseline');
  shop.addWorkload('cart', { ports: [Port.grpc(9000)], container: { image: 'cart:1' } }).allowFrom(web);
  payments.allowFrom(web, Http.post('/charge'));
  return app;
}

function filesOf(make: (outdir: string) => App): Record<string, string> {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'plain-app-'));
  try {
    make(outdir).synth();
    return Object.fromEntries(fs.readdirSync(outdir).sort().map((file) => [file, fs.readFileSync(path.join(outdir, file), 'utf8')]));
  } finally {
    fs.rmSync(outdir, { recursive: true });
  }
}

describe.each(planesForHttp)('a plain App (%s)', (dataPlane) => {
  test('writes the files of a MeshApp', () => {
    const plain = filesOf((outdir) => filled(dataPlane, new App({ outdir })));

    expect(plain).toEqual(filesOf((outdir) => filled(dataPlane, new MeshApp({ outdir }))));
    expect(Object.keys(plain).length).toBeGreaterThan(1);
  });

  test('refuses what a MeshApp refuses', () => {
    const wrong = (app: App) => {
      const { web, payments, jobs } = aShopForHttp(dataPlane, { app });
      payments.allowFrom(web, Http.get('/x', { ports: [SQL_PORT] }));
      jobs.allowFrom(web);
      return refusal(app).match(/ZT-C\d{3}/g)?.sort();
    };

    expect(wrong(new App())).toEqual(['ZT-C011', 'ZT-C013']);
    expect(wrong(new MeshApp())).toEqual(['ZT-C011', 'ZT-C013']);
  });
});

describe('a chart', () => {
  class Shop extends Chart {
    public constructor(app: App, dataPlane: DataPlane, namespace?: string) {
      super(app, 'shop-chart', { namespace, labels: { chart: 'shop' } });
      const mesh = new Mesh(this, 'mesh', { trustDomain: 'corp.example', dataPlane });
      const shop = new ZeroTrustNamespace(this, 'shop', { mesh });
      const web = shop.addWorkload('web');
      const payments = shop.addWorkload('payments', { ports: [Port.http(HTTP_PORT), Port.tcp(SQL_PORT)] });
      new AmbientWaypoint(shop, 'waypoint');
      payments.allowFrom(web, Http.post('/charge'));
      payments.allowFrom(web, Tcp.port(SQL_PORT));
      new MeshBaseline(mesh, 'baseline');
    }
  }

  test.each(planesForHttp)('is synthesised by cdk8s\' own Testing (%s)', (dataPlane) => {
    const manifests = Testing.synth(new Shop(Testing.app(), dataPlane)) as Manifest[];

    expect(verdict(manifests, { from: 'shop/web', to: 'shop/payments', port: HTTP_PORT, http: { method: 'POST', path: '/charge' } })).toBe('ALLOW');
    expect(verdict(manifests, { from: 'shop/web', to: 'shop/payments', port: HTTP_PORT, http: { method: 'GET', path: '/charge' } })).toBe('DENY');
  });

  test.each(planesForHttp)('with a namespace of its own changes no namespace of ours (%s)', (dataPlane) => {
    const of = (namespace?: string) => Testing.synth(new Shop(Testing.app(), dataPlane, namespace)) as Manifest[];
    const namespaces = (manifests: readonly Manifest[]) => manifests.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`);

    expect(namespaces(of('elsewhere'))).toEqual(namespaces(of()));
    expect(of('elsewhere').find(({ kind }) => kind === 'Namespace')?.metadata).not.toHaveProperty('namespace');
  });

  test('is told of problems by cdk8s\' own Testing', () => {
    const app = Testing.app();
    const chart = new Chart(app, 'chart');
    const shop = new ZeroTrustNamespace(chart, 'shop', { mesh: new Mesh(chart, 'mesh', { dataPlane: DataPlane.AMBIENT }) });
    const web = shop.addWorkload('web', { ports: [Port.http(HTTP_PORT)] });
    web.allowFrom(web, Http.get('/'));

    expect(() => Testing.synth(chart)).toThrow('ZT-C012');
  });

  test('may hold several namespaces', () => {
    const app = new App();
    const chart = new Chart(app, 'all');
    const mesh = new Mesh(chart, 'mesh');
    const [one, two] = ['one', 'two'].map((id) => new ZeroTrustNamespace(chart, id, { mesh }));
    two.addWorkload('db', { ports: [Port.tcp(SQL_PORT)] }).allowFrom(one.addWorkload('web'));

    expect(manifestsOf(app).filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name)).toEqual(['one', 'two']);
  });
});
