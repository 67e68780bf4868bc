import { ApiObject, App, Chart } from 'cdk8s';
import { AmbientWaypoint, DataPlane, Mesh, MeshApp, MeshProps, NamespaceOwnership, Omission, PodSecurity, Port, ZeroTrustNamespace, ZeroTrustNamespaceProps } from '../../src';
import { find, Manifest, manifestsOf, policyNames, verdict } from '../support/cluster';
import { aShop, HTTP_PORT, misuseCode, planesForHttp, refusedCodes, SQL_PORT } from '../support/shop';

function aNamespace(props: Partial<ZeroTrustNamespaceProps> = {}, meshProps: MeshProps = {}) {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'mesh', { trustDomain: 'corp.example', ...meshProps });
  return { app, mesh, shop: new ZeroTrustNamespace(app, 'shop', { mesh, ...props }) };
}

const emitted = (props?: Partial<ZeroTrustNamespaceProps>, meshProps?: MeshProps) => manifestsOf(aNamespace(props, meshProps).app);
const labelsOf = (manifests: readonly Manifest[]) => find(manifests, 'Namespace', 'shop')?.metadata.labels;
const namesOf = (manifests: readonly Manifest[]) => manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort();

describe('a namespace denies by default', () => {
  test.each(planesForHttp)('every call, before anything is granted (%s)', (dataPlane) => {
    const { app } = aShop(dataPlane);
    const manifests = manifestsOf(app);

    for (const from of [undefined, 'shop/web', 'shop/payments', 'other/any', 'istio-system/istiod']) {
      for (const port of [HTTP_PORT, SQL_PORT, 15008]) {
        expect([from, port, verdict(manifests, { from, to: 'shop/payments', port, http: {} })]).toEqual([from, port, 'DENY']);
      }
    }
  });

  test('with sidecars it consists of these objects', () => {
    expect(namesOf(emitted())).toEqual([
      'AuthorizationPolicy deny-all', 'Namespace shop', 'NetworkPolicy allow-mesh', 'NetworkPolicy default-deny', 'PeerAuthentication default',
      'ServiceAccount default', 'Sidecar default',
    ]);
  });

  test('in ambient mode there is no Sidecar, which ztunnel would not read', () => {
    expect(namesOf(emitted({ dataPlane: DataPlane.AMBIENT }))).toEqual([
      'AuthorizationPolicy deny-all', 'Namespace shop', 'NetworkPolicy allow-mesh', 'NetworkPolicy default-deny', 'PeerAuthentication default',
      'ServiceAccount default',
    ]);
  });

  test('with the empty spec that Istio reads as "nobody", and mutual TLS for everyone', () => {
    const manifests = emitted();

    expect(find(manifests, 'AuthorizationPolicy', 'shop/deny-all')?.spec).toEqual({});
    expect(find(manifests, 'PeerAuthentication', 'shop/default')?.spec).toEqual({ mtls: { mode: 'STRICT' } });
    expect(find(manifests, 'ServiceAccount', 'shop/default')).toHaveProperty('automountServiceAccountToken', false);
  });
});

describe('the labels of a namespace', () => {
  const podSecurity = { 'pod-security.kubernetes.io/enforce': 'restricted', 'pod-security.kubernetes.io/warn': 'restricted' };

  test.each<[string, Partial<ZeroTrustNamespaceProps>, MeshProps, object]>([
    ['inject sidecars', {}, {}, { 'istio-injection': 'enabled' }],
    ['inject those of a revision, and of no other', {}, { revision: 'canary' }, { 'istio.io/rev': 'canary' }],
    ['put pods into the ambient mesh, without sidecars', { dataPlane: DataPlane.AMBIENT }, {}, { 'istio.io/dataplane-mode': 'ambient' }],
    ['put pods into the ambient mesh, whatever the revision', { dataPlane: DataPlane.AMBIENT }, { revision: 'canary' }, { 'istio.io/dataplane-mode': 'ambient' }],
  ])('%s', (_, props, meshProps, expected) => {
    expect(labelsOf(emitted(props, meshProps))).toEqual({ ...podSecurity, ...expected });
  });

  test('are the user\'s own as well', () => {
    expect(labelsOf(emitted({ labels: { 'team': 'shop', 'pod-security.kubernetes.io/enforce-version': 'v1.30' } }))).toMatchObject({
      'team': 'shop', 'pod-security.kubernetes.io/enforce-version': 'v1.30', 'istio-injection': 'enabled',
    });
  });

  test.each([
    'istio-injection', 'istio.io/rev', 'istio.io/dataplane-mode', 'istio.io/use-waypoint', 'istio.io/use-waypoint-namespace',
    'istio.io/ingress-use-waypoint', 'sidecar.istio.io/inject', 'pod-security.kubernetes.io/enforce', 'kubernetes.io/metadata.name',
  ])('are not taken away by the user: %s', (label) => {
    expect(misuseCode(() => aNamespace({ labels: { [label]: 'disabled' } }))).toBe('ZT-C088');
  });

  test.each<[PodSecurity, string]>([
    [PodSecurity.restricted(), 'restricted'],
    [PodSecurity.baseline('a vendor image runs as root'), 'baseline'],
    [PodSecurity.privileged('node agents mount the host'), 'privileged'],
  ])('set the Pod Security level (%#)', (podSecurityLevel, level) => {
    expect(labelsOf(emitted({ podSecurity: podSecurityLevel }))).toMatchObject({ 'pod-security.kubernetes.io/enforce': level });
  });

  test('lower Pod Security only with a reason', () => {
    expect(misuseCode(() => PodSecurity.baseline('legacy'))).toBe('ZT-C005');
    expect(misuseCode(() => PodSecurity.privileged(''))).toBe('ZT-C005');
  });

  test('do not forbid the init container of sidecars where there is no istio-cni', () => {
    const withoutCni = (props: Partial<ZeroTrustNamespaceProps>) => aNamespace(props, { istioCni: false }).app;

    expect(refusedCodes(withoutCni({}))).toEqual(['ZT-C083']);
    expect(refusedCodes(withoutCni({ podSecurity: PodSecurity.baseline('a vendor image runs as root') }))).toEqual(['ZT-C083']);
    expect(() => manifestsOf(withoutCni({ podSecurity: PodSecurity.privileged('sidecars need an init container') }))).not.toThrow();
    expect(() => manifestsOf(withoutCni({ dataPlane: DataPlane.AMBIENT }))).not.toThrow();
  });
});

describe('a part of the baseline', () => {
  const reason = 'somebody else provides it';

  test.each<[string, Omission, string]>([
    ['strict mutual TLS', Omission.strictMtls(reason), 'PeerAuthentication default'],
    ['the denial of everything', Omission.denyAll(reason), 'AuthorizationPolicy deny-all'],
    ['the hosts that sidecars may call', Omission.egressRegistry(reason), 'Sidecar default'],
    ['the default service account', Omission.defaultServiceAccount(reason), 'ServiceAccount default'],
  ])('can be left out, and nothing else with it: %s', (_, omission, name) => {
    expect(namesOf(emitted({ omit: [omission] }))).toEqual(namesOf(emitted()).filter((one) => one !== name));
  });

  test('can be left out: all NetworkPolicies, those of workloads and waypoints too', () => {
    const { app, shop } = aNamespace({ dataPlane: DataPlane.AMBIENT, omit: [Omission.networkPolicies(reason)] });
    shop.addWorkload('web', { ports: [Port.http(HTTP_PORT)] });
    new AmbientWaypoint(shop, 'waypoint');

    expect(manifestsOf(app).filter(({ kind }) => kind === 'NetworkPolicy')).toEqual([]);
  });

  test('is left out with a reason only', () => {
    for (const omit of [Omission.strictMtls, Omission.denyAll, Omission.egressRegistry, Omission.networkPolicies, Omission.defaultServiceAccount]) {
      expect(misuseCode(() => omit('not now'))).toBe('ZT-C005');
    }
  });

  test('that is left out still keeps no workload from denying by default once it is granted something', () => {
    const { app, shop } = aNamespace({ omit: [Omission.denyAll(reason)] });
    const web = shop.addWorkload('web');
    shop.addWorkload('db', { ports: [Port.tcp(SQL_PORT)] }).allowFrom(web);

    expect(verdict(manifestsOf(app), { from: 'other/any', to: 'shop/db', port: SQL_PORT })).toBe('DENY');
  });
});

describe('a Namespace that somebody else owns', () => {
  test('is not emitted; the labels that it needs are told', () => {
    const { app, shop } = aNamespace({ ownership: NamespaceOwnership.EXISTING, dataPlane: DataPlane.AMBIENT });
    new AmbientWaypoint(shop, 'waypoint');
    const manifests = manifestsOf(app);

    expect(manifests.filter(({ kind }) => kind === 'Namespace')).toEqual([]);
    expect(policyNames(manifests)).toContain('shop/deny-all');
    expect(shop.requiredLabels).toEqual({
      'istio.io/dataplane-mode': 'ambient',
      'istio.io/use-waypoint': 'waypoint',
      'istio.io/ingress-use-waypoint': 'true',
      'pod-security.kubernetes.io/enforce': 'restricted',
      'pod-security.kubernetes.io/warn': 'restricted',
    });
  });

  test('binds no Service by accident only: each is labelled itself, later ones too', () => {
    const { app, shop } = aNamespace({ ownership: NamespaceOwnership.EXISTING, dataPlane: DataPlane.AMBIENT });
    shop.addWorkload('early', { ports: [Port.http(HTTP_PORT)] });
    new AmbientWaypoint(shop, 'waypoint');
    shop.addWorkload('late', { ports: [Port.http(HTTP_PORT)] });
    const manifests = manifestsOf(app);

    for (const name of ['early', 'late']) {
      expect(find(manifests, 'Service', `shop/${name}`)?.metadata.labels).toMatchObject({ 'istio.io/use-waypoint': 'waypoint' });
    }
  });

  test('hands out no way to change the labels', () => {
    const { shop } = aNamespace();
    delete shop.requiredLabels['istio-injection'];

    expect(shop.requiredLabels).toHaveProperty(['istio-injection'], 'enabled');
  });
});

describe('the hosts that sidecars may call', () => {
  const hosts = (app: App) => find(manifestsOf(app), 'Sidecar', 'shop/default')?.spec.egress[0].hosts;

  test('are their own and the control plane\'s, and nothing outside of the registry', () => {
    const { app } = aNamespace();

    expect(hosts(app)).toEqual(['./*', 'istio-system/*']);
    expect(find(manifestsOf(app), 'Sidecar', 'shop/default')?.spec.outboundTrafficPolicy).toEqual({ mode: 'REGISTRY_ONLY' });
  });

  test('follow from the grants of other namespaces, each once, in order', () => {
    const { app, mesh, shop } = aNamespace({}, { clusterDomain: 'k8s.corp' });
    const other = new ZeroTrustNamespace(app, 'other', { mesh });
    const web = shop.addWorkload('web');
    const jobs = shop.addWorkload('jobs');
    const stock = other.addWorkload('stock', { ports: [Port.http(HTTP_PORT)] });
    const ledger = other.addWorkload('ledger', { ports: [Port.tcp(SQL_PORT)] });
    other.addWorkload('secret', { ports: [Port.tcp(SQL_PORT)] });
    stock.allowFrom(web);
    stock.allowFrom(jobs);
    ledger.allowFrom(shop);
    web.allowTo(mesh.workload('billing', 'invoices', { ports: [Port.http(80)] }));

    expect(hosts(app)).toEqual([
      './*', 'istio-system/*', 'billing/invoices.billing.svc.k8s.corp', 'other/ledger.other.svc.k8s.corp', 'other/stock.other.svc.k8s.corp',
    ]);
  });

  test('are others as well when they are listed', () => {
    const { app } = aNamespace({ egressHosts: ['istio-egress/*', 'partners/api.partner.example', '*/*.svc.example'] });

    expect(hosts(app)).toEqual(['./*', 'istio-system/*', '*/*.svc.example', 'istio-egress/*', 'partners/api.partner.example']);
  });

  test.each([
    ['api.partner.example', 'ZT-C037'], ['https://api.partner.example', 'ZT-C037'], ['Partners/api.example', 'ZT-C001'], ['partners/a_b', 'ZT-C037'], ['a/b/c', 'ZT-C037'],
  ])('are written as namespace/host: not %s', (host, code) => {
    expect(misuseCode(() => aNamespace({ egressHosts: [host] }))).toBe(code);
  });
});

test('the Namespace object carries no namespace, wherever it is made', () => {
  const app = new App();
  const chart = new Chart(app, 'chart', { namespace: 'elsewhere' });
  const shop = new ZeroTrustNamespace(chart, 'shop', { mesh: new Mesh(app, 'mesh') });
  const object = shop.node.findAll().find((construct): construct is ApiObject => ApiObject.isApiObject(construct) && construct.kind === 'Namespace')!;

  expect(object.toJson().metadata).not.toHaveProperty('namespace');
});
