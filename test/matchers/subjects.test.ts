import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ApiObject, App, Chart, Testing, YamlOutputType } from 'cdk8s';
import { DataPlane, Http, IstioVersion, Mesh, MeshApp, MeshBaseline, Port, ZeroTrustNamespace } from 'cdk8s-istio-zero-trust';
import { configureMesh, meshOf, request } from 'cdk8s-istio-zero-trust/jest';
import { parseAllDocuments } from 'yaml';
import { build as bookinfo } from '../../examples/bookinfo/main';
import { build as quickstart } from '../../examples/quickstart/main';
import { aShop } from '../support/shop';

const charge = request('shop/web', 'shop/payments').onPort(80).post('/charge');
const read = request('shop/web', 'shop/payments').onPort(80).get('/charge');
const IN_CORP = { meshConfig: { trustDomain: 'corp.example' } };

afterEach(() => configureMesh({}));

class Shop extends Chart {
  constructor(app: App, mesh: Mesh) {
    super(app, 'shop');
    const shop = new ZeroTrustNamespace(this, 'namespace', { mesh, name: 'shop' });
    const container = { image: 'registry.example/shop:1' };
    const web = shop.addWorkload('web', { ports: [Port.http(8080)], container });
    const payments = shop.addWorkload('payments', { ports: [Port.http(8443).onServicePort(80)], container });
    payments.allowFrom(web, Http.post('/charge'));
  }
}

function shopIn(app: App): Shop {
  return new Shop(app, new Mesh(app, 'mesh', { trustDomain: 'corp.example', dataPlane: DataPlane.SIDECAR }));
}

describe('what can be judged', () => {
  test('an app of cdk8s, a chart in one, and a construct', () => {
    const app = new App();
    const chart = shopIn(app);
    for (const subject of [app, chart, chart.node.findChild('namespace')]) {
      expect(subject).toAllow(charge);
      expect(subject).toDeny(read);
    }
  });

  test('only the objects below a construct count, each at the line that synth gives it', () => {
    const app = new MeshApp({ outdir: 'dist' });
    const chart = shopIn(app);
    new Chart(app, 'other', { namespace: 'shop' }).node.addDependency(chart);
    new ApiObject(chart, 'web-is-closed', {
      apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name: 'closed', namespace: 'shop' }, spec: { action: 'DENY', rules: [{}] },
    });
    expect(app).toDeny(charge, { by: 'shop/closed' });
    expect(chart.node.findChild('namespace')).toAllow(charge);
    const [{ at }] = meshOf(chart.node.findChild('namespace')).judged.mesh.services;
    const lines = app.synthYaml().split('\n');
    expect(at.file).toBe('dist/0000-shop.k8s.yaml');
    expect(lines[at.line - 1]).toBe('apiVersion: v1');
    expect(lines.slice(at.line, at.line + 3)).toContain('kind: Service');
  });

  test.each(Object.values(YamlOutputType).filter((type) => typeof type === 'number'))('files as they would be written (%s)', (yamlOutputType) => {
    const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'matchers-'));
    const app = new MeshApp({ outdir, yamlOutputType });
    shopIn(app);
    const judged = meshOf(app).judged.mesh.workloads.map(({ at }) => at);
    expect(fs.readdirSync(outdir)).toEqual([]);
    app.synth();
    const written = meshOf(outdir, IN_CORP).judged.mesh.workloads.map(({ at }) => at);
    fs.rmSync(outdir, { recursive: true });
    expect(judged).toHaveLength(2);
    expect(written).toEqual(judged);
  });

  test('manifests as objects, and folders and files of them', () => {
    configureMesh(IN_CORP);
    const chart = shopIn(Testing.app());
    const manifests = Testing.synth(chart);
    const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'matchers-'));
    fs.writeFileSync(path.join(outdir, 'shop.json'), JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests }));
    for (const subject of [manifests, outdir, path.join(outdir, 'shop.json')]) {
      expect(subject).toAllow(charge);
      expect(subject).toDeny(read);
    }
    fs.rmSync(outdir, { recursive: true });
  });

  test('a chart without its namespace is undecided', () => {
    const app = new App();
    const mesh = new Mesh(app, 'mesh', { trustDomain: 'corp.example' });
    const chart = new Chart(app, 'elsewhere');
    const pod = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web', ports: [{ containerPort: 80 }] }] } };
    new ApiObject(chart, 'pod', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'elsewhere' }, spec: { template: pod } } as never);
    expect(mesh.trustDomain).toBe('corp.example');
    expect(chart).toBeUndecided(request.plaintext('elsewhere/web').get('/').host('web'));
  });

  test('nothing, and what is no manifest, is refused', () => {
    expect(() => expect([]).toDeny(read)).toThrow('the list of manifests is empty');
    expect(() => expect([{ kind: 'Service' }]).toDeny(read)).toThrow('manifests[0] is no manifest');
    expect(() => expect([shopIn(Testing.app())]).toDeny(read)).toThrow('manifests[0] is the construct shop');
    expect(() => expect('no/such/folder').toDeny(read)).toThrow('cannot read no/such/folder');
    expect(() => expect(__dirname).toDeny(read)).toThrow('there is no .yaml, .yml or .json file');
    expect(() => expect(undefined).toDeny(read)).toThrow('what is judged is an app, a chart');
    expect(() => expect(new Chart(undefined as never, 'alone')).toDeny(read)).toThrow('alone is in no App');
  });

  test('a chart that renders itself is judged as a whole', () => {
    class Rendering extends Shop {
      override toJson() {
        return super.toJson().filter(({ kind }) => kind !== 'NetworkPolicy');
      }
    }
    const app = new App();
    const chart = new Rendering(app, new Mesh(app, 'mesh', { trustDomain: 'corp.example', dataPlane: DataPlane.SIDECAR }));
    expect(chart).toAllow(charge);
    expect(() => expect(chart.node.findChild('namespace')).toAllow(charge)).toThrow('chart shop renders itself');
  });
});

describe('what the manifests do not say', () => {
  test('pods that are deployed from elsewhere are those that the app describes', () => {
    const { app, payments, web } = aShop(DataPlane.SIDECAR);
    payments.allowFrom(web, Http.post('/charge'));
    expect(parseAllDocuments((app as MeshApp).synthYaml()).map((document) => document.get('kind'))).not.toContain('Deployment');
    expect(app).toAllow(charge);
    expect(app).toDeny(read);
  });

  test('pods that the app deploys are taken as they are', () => {
    const { workloads } = meshOf(bookinfo(DataPlane.SIDECAR)).judged.mesh;
    expect(workloads.filter(({ kind }) => kind === 'Pod')).toEqual([]);
    expect(workloads.length).toBeGreaterThan(4);
  });

  test('the trust domain, aliases, root namespace and version are those of the Mesh', () => {
    const app = new MeshApp();
    const mesh = new Mesh(app, 'mesh', {
      trustDomain: 'corp.example', trustDomainAliases: ['old.example'], rootNamespace: 'istio-config', istioVersion: IstioVersion.V1_29,
    });
    new MeshBaseline(mesh, 'baseline');
    const { configuration, istioVersion } = meshOf(app).judged.mesh;
    expect(istioVersion).toBe('1.29');
    expect(configuration).toMatchObject({ trustDomain: 'corp.example', trustDomainAliases: ['old.example'], rootNamespace: 'istio-config' });
  });

  test('a MeshConfig that says otherwise is refused, one that says more is read', () => {
    const app = new App();
    const chart = shopIn(app);
    const config = (mesh: object): ApiObject => new ApiObject(chart, 'config', {
      apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'istio', namespace: 'istio-system' }, data: { mesh: JSON.stringify(mesh) },
    });
    config({ trustDomain: 'other.example' });
    expect(() => expect(app).toDeny(read)).toThrow('trustDomain is "corp.example" in the Mesh mesh and "other.example" in the MeshConfig');
    chart.node.tryRemoveChild('config');
    config({ trustDomain: 'corp.example', extensionProviders: [{ name: 'opa', envoyExtAuthzGrpc: { service: 'opa.opa.svc', port: 9191 } }] });
    expect(app).toAllow(charge.external({ opa: 'deny' }));
    expect(() => expect(app).toAllow(charge.external({ oba: 'deny' }))).toThrow('there is no extension provider oba among the manifests (did you mean "opa"?)');
    expect(() => meshOf(app, { istioVersion: '1.28' })).toThrow('istioVersion is "1.31" in the Mesh mesh and "1.28"');
  });

  test('manifests that name a trust domain need a MeshConfig: without, every denial would hold', () => {
    const manifests = Testing.synth(shopIn(Testing.app()));
    expect(() => expect(manifests).toDeny(charge)).toThrow('the policies name the trust domain corp.example and there is no MeshConfig');
    expect(meshOf(manifests, IN_CORP)).toAllow(charge);
    const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'istio', namespace: 'istio-system' }, data: { mesh: 'trustDomain: corp.example' } };
    expect([...manifests, config]).toAllow(charge);
  });

  test('manifests beside an app are part of its mesh', () => {
    const cluster = (file: string) => path.join(__dirname, '..', '..', 'examples', 'quickstart', 'cluster', file);
    const app = quickstart(DataPlane.AMBIENT);
    const mesh = meshOf(app, { beside: [cluster('workloads.yaml'), cluster('ambient.yaml')] });
    expect(mesh.judged.mesh.workloads.find(({ name }) => name === 'payments')?.kind).toBe('Deployment');
    expect(mesh).toAllow(request('shop/web', 'shop/payments').post('/charge'));
    expect(meshOf(app).judged.mesh.workloads.find(({ name }) => name === 'payments')?.kind).toBe('Pod');
    expect(() => meshOf(app, { beside: ['no/such/folder'] })).toThrow('cannot read no/such/folder');
  });

  test('two meshes are no one mesh, but each of them can be judged', () => {
    const app = new App();
    const [one, two] = ['one', 'two'].map((id) => {
      const cluster = new Chart(app, id);
      const mesh = new Mesh(cluster, 'mesh', { trustDomain: `${id}.example` });
      new ZeroTrustNamespace(cluster, 'namespace', { mesh, name: 'shop' }).addWorkload('web', { ports: [Port.http(80)] });
      return cluster;
    });
    const asked = request.plaintext('shop/web').get('/');
    expect(() => expect(app).toDeny(asked)).toThrow('there are 2 meshes (one/mesh, two/mesh)');
    expect(one).toDeny(asked);
    expect(meshOf(two).judged.mesh.configuration.trustDomain).toBe('two.example');
  });

  test('options that are misspelt or not set are refused', () => {
    expect(() => configureMesh({ version: '1.30' } as never)).toThrow('the options of a mesh are istioVersion, meshConfig, beside, istiodEnv, not version');
    expect(() => configureMesh({ istioVersion: undefined })).toThrow('istioVersion is undefined: leave it out');
    expect(() => configureMesh({ istioVersion: '1.2' as never })).toThrow('istioVersion is one of 1.28');
    expect(() => configureMesh({ meshConfig: 'no/such/file.yaml' })).toThrow('cannot read no/such/file.yaml');
  });
});
