import { App, Chart } from 'cdk8s';
import { DataPlane, IstioVersion, Mesh, MeshApp, MeshProps, Peer, Port, Tcp, ZeroTrustNamespace } from '../../src';
import { manifestsOf, planeOf, policy, verdict } from '../support/cluster';
import { misuseCode, SQL_PORT } from '../support/shop';

describe('a mesh', () => {
  test('has Istio\'s own defaults', () => {
    const mesh = new Mesh(new App(), 'mesh');

    expect(mesh).toMatchObject({
      trustDomain: 'cluster.local',
      rootNamespace: 'istio-system',
      clusterDomain: 'cluster.local',
      dataPlane: DataPlane.SIDECAR,
      istioCni: true,
      istioVersion: IstioVersion.V1_31,
      trustDomainAliases: [],
      foreignTrustDomains: [],
    });
    expect(mesh.revision).toBeUndefined();
  });

  test('is found from whatever is created in it', () => {
    const app = new App();
    const mesh = new Mesh(app, 'mesh');
    const shop = new ZeroTrustNamespace(new Chart(mesh, 'chart'), 'shop');

    expect(Mesh.of(shop)).toBe(mesh);
    expect(Mesh.of(shop.addWorkload('web'))).toBe(mesh);
    expect(Mesh.of(mesh)).toBe(mesh);
  });

  test('is the one that was passed, however near another is', () => {
    const app = new App();
    const other = new Mesh(app, 'other');
    const mesh = new Mesh(app, 'mesh');
    const shop = new ZeroTrustNamespace(other, 'shop', { mesh });

    expect(Mesh.of(shop.addWorkload('web'))).toBe(mesh);
  });

  test('is missed where there is none', () => {
    const app = new App();

    expect(misuseCode(() => Mesh.of(new Chart(app, 'chart')))).toBe('ZT-C085');
    expect(misuseCode(() => new ZeroTrustNamespace(app, 'shop'))).toBe('ZT-C085');
  });

  test.each<[string, string, MeshProps]>([
    ['a trust domain with a scheme', 'ZT-C040', { trustDomain: 'spiffe://corp.example' }],
    ['a trust domain with a wildcard', 'ZT-C040', { trustDomain: '*.example' }],
    ['an empty trust domain', 'ZT-C040', { trustDomain: '' }],
    ['an alias with a slash', 'ZT-C040', { trustDomainAliases: ['corp/old'] }],
    ['an alias that is its own name', 'ZT-C084', { trustDomain: 'corp.example', trustDomainAliases: ['corp.example'] }],
    ['a domain that is own and foreign', 'ZT-C084', { trustDomainAliases: ['old.example'], foreignTrustDomains: ['old.example'] }],
    ['a root namespace that is none', 'ZT-C001', { rootNamespace: 'Istio' }],
    ['a revision that is none', 'ZT-C001', { revision: '1.31' }],
    ['a cluster domain that is none', 'ZT-C037', { clusterDomain: 'cluster local' }],
    ['a data plane that is none', 'ZT-C084', { dataPlane: 'Ambient' as DataPlane }],
  ])('refuses %s', (_, code, props) => {
    expect(misuseCode(() => new Mesh(new App(), 'mesh', props))).toBe(code);
  });
});

describe('the names of a mesh', () => {
  const trust = { domain: 'corp.example', aliases: ['old.example'], foreign: ['partner.example'] };
  function granted(peer: Peer, plane = DataPlane.SIDECAR) {
    const app = new MeshApp();
    const mesh = new Mesh(app, 'mesh', {
      trustDomain: trust.domain, trustDomainAliases: trust.aliases, foreignTrustDomains: trust.foreign, dataPlane: plane,
    });
    new ZeroTrustNamespace(app, 'shop', { mesh }).addWorkload('db', { ports: [Port.tcp(SQL_PORT)] }).allowFrom(peer, Tcp.port(SQL_PORT));
    return manifestsOf(app);
  }
  const call = (from: string, trustDomain: string) => ({ from, trustDomain, to: 'shop/db', port: SQL_PORT });

  test('mean one mesh: an account is the same under each', () => {
    const manifests = granted(Peer.serviceAccount('orders', 'web'));

    expect(verdict(manifests, call('orders/web', 'corp.example'), trust)).toBe('ALLOW');
    expect(verdict(manifests, call('orders/web', 'old.example'), trust)).toBe('ALLOW');
    expect(verdict(manifests, call('orders/web', 'partner.example'), trust)).toBe('DENY');
  });

  test('keep a namespace apart from the namesake of a trusted mesh', () => {
    const manifests = granted(Peer.inNamespace('orders'));

    expect(verdict(manifests, call('orders/web', 'corp.example'), trust)).toBe('ALLOW');
    expect(verdict(manifests, call('orders/web', 'partner.example'), trust)).toBe('DENY');
  });

  test('keep "any identity" to this mesh', () => {
    const manifests = granted(Peer.anyIdentity());

    expect(verdict(manifests, call('orders/web', 'corp.example'), trust)).toBe('ALLOW');
    expect(verdict(manifests, call('orders/web', 'partner.example'), trust)).toBe('DENY');
  });
});

describe('one app', () => {
  test('may describe two meshes that know nothing of each other', () => {
    const app = new MeshApp();
    const policies = ['east', 'west'].map((cluster) => {
      const dataPlane = cluster === 'east' ? DataPlane.SIDECAR : DataPlane.AMBIENT;
      const mesh = new Mesh(app, cluster, { trustDomain: `${cluster}.example`, dataPlane });
      const shop = new ZeroTrustNamespace(mesh, 'shop', { name: `${cluster}-shop` });
      const web = shop.addWorkload('web');
      shop.addWorkload('db', { ports: [Port.tcp(SQL_PORT)] }).allowFrom(web);
      return `${cluster}-shop`;
    });
    const manifests = manifestsOf(app);

    for (const namespace of policies) {
      const cluster = namespace.split('-')[0];
      expect(policy(manifests, `${namespace}/db-allow`).spec.rules[0].from[0].source.principals).toEqual([`${cluster}.example/ns/${namespace}/sa/web`]);
    }
    expect(policies.map((namespace) => planeOf(manifests, namespace))).toEqual(['sidecar', 'ambient']);
  });

  test('may have both data planes in one mesh, each enforcing where its workloads are', () => {
    const app = new MeshApp();
    const mesh = new Mesh(app, 'mesh', { trustDomain: 'corp.example' });
    const old = new ZeroTrustNamespace(app, 'old', { mesh });
    const young = new ZeroTrustNamespace(app, 'young', { mesh, dataPlane: DataPlane.AMBIENT });
    const [oldWeb, youngWeb] = [old, young].map((namespace) => namespace.addWorkload('web'));
    const [oldDb, youngDb] = [old, young].map((namespace) => namespace.addWorkload('db', { ports: [Port.tcp(SQL_PORT)] }));
    oldDb.allowFrom(youngWeb);
    youngDb.allowFrom(oldWeb);
    const manifests = manifestsOf(app);

    expect(verdict(manifests, { from: 'young/web', to: 'old/db', port: SQL_PORT })).toBe('ALLOW');
    expect(verdict(manifests, { from: 'old/web', to: 'young/db', port: SQL_PORT })).toBe('ALLOW');
    expect(verdict(manifests, { from: 'old/web', to: 'old/db', port: SQL_PORT })).toBe('DENY');
  });
});
