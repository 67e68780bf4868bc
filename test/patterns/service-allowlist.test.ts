import { App, Chart, JsonPatch } from 'cdk8s';
import { AllowlistEntry, AmbientWaypoint, DataPlane, Http, MeshApp, Operation, Peer, ServiceAllowlist, Tcp } from '../../src';
import { manifestsOf, policy, policyNames, verdict } from '../support/cluster';
import { connects } from '../support/network';
import { aShop, aShopForHttp, HTTP_PORT, misuseCode, planesForHttp, refusal, refusedCodes, SQL_PORT } from '../support/shop';

const call = { from: 'shop/web', to: 'shop/payments', port: HTTP_PORT, http: { method: 'POST', path: '/charge' } };

describe.each(planesForHttp)('a list (%s)', (dataPlane) => {
  test('lets in whom it names, for what it names', () => {
    const { app, web, jobs, payments } = aShopForHttp(dataPlane);
    new ServiceAllowlist(payments, 'callers', {
      target: payments,
      grants: [{ peers: [web], operations: [Http.post('/charge')] }, { peers: [jobs, web], operations: [Http.get('/status/*'), Tcp.port(SQL_PORT)] }],
    });
    const manifests = manifestsOf(app);

    expect(verdict(manifests, call)).toBe('ALLOW');
    expect(verdict(manifests, { ...call, from: 'shop/jobs' })).toBe('DENY');
    expect(verdict(manifests, { ...call, from: 'shop/jobs', http: { path: '/status/1' } })).toBe('ALLOW');
    expect(verdict(manifests, { ...call, from: 'shop/jobs', port: SQL_PORT, http: undefined })).toBe('ALLOW');
    expect(verdict(manifests, { ...call, from: 'other/web', plane: dataPlane })).toBe('DENY');
  });

  test('is a policy of its own beside the grants of the workload, and adds to them', () => {
    const { app, web, jobs, payments } = aShopForHttp(dataPlane);
    payments.allowFrom(jobs, Http.get('/'));
    new ServiceAllowlist(payments, 'callers', { target: payments, grants: [{ peers: [web], operations: [Http.post('/charge')] }] });
    const manifests = manifestsOf(app);

    expect(policyNames(manifests)).toEqual(expect.arrayContaining(['shop/payments-allow', 'shop/payments-callers-allow']));
    expect(verdict(manifests, call)).toBe('ALLOW');
    expect(verdict(manifests, { ...call, from: 'shop/jobs', http: {} })).toBe('ALLOW');
  });

  test('takes nothing back, and is overridden by a denial', () => {
    const { app, web, payments } = aShopForHttp(dataPlane);
    new ServiceAllowlist(payments, 'callers', { target: payments, grants: [{ peers: [web] }] });
    payments.denyFrom(web, Http.any('/charge'));

    expect(verdict(manifestsOf(app), call)).toBe('DENY');
  });

  test('opens the network like a grant of the workload', () => {
    const { app, web, payments } = aShopForHttp(dataPlane);
    new ServiceAllowlist(payments, 'callers', { target: payments, grants: [{ peers: [web] }] });
    const pods = (labels: Record<string, string>) => ({ namespace: 'shop', labels });
    const [to, port] = dataPlane === DataPlane.SIDECAR
      ? [pods({ app: 'payments' }), HTTP_PORT] : [pods({ 'gateway.networking.k8s.io/gateway-name': 'waypoint' }), 15008];

    expect(connects(manifestsOf(app), { from: pods({ app: 'web' }), to, port })).toBe(true);
    expect(connects(manifestsOf(app), { from: pods({ app: 'jobs' }), to, port })).toBe(false);
  });

  test('may stand anywhere, and is still a policy of its target\'s namespace', () => {
    const { app, web, payments } = aShopForHttp(dataPlane);
    new ServiceAllowlist(new Chart(app, 'elsewhere', { namespace: 'elsewhere' }), 'charted', { target: payments, grants: [{ peers: [web] }] });
    new ServiceAllowlist(app, 'bare', { target: payments, grants: [{ peers: [web] }] });

    expect(policyNames(manifestsOf(app))).toEqual(expect.arrayContaining(['shop/payments-charted-allow', 'shop/payments-bare-allow']));
  });

  test('can be patched, and is checked with its patches', () => {
    const { app, web, payments } = aShopForHttp(dataPlane);
    const list = new ServiceAllowlist(payments, 'callers', { target: payments, grants: [{ peers: [web] }] });
    list.policies[0].addJsonPatch(JsonPatch.add('/spec/surprise', true));

    expect(refusal(app)).toMatch(/ZT-C007 .*payments\/callers\/Allow.*spec\.surprise/);
  });

  test('is split where Istio\'s limits ask for it', () => {
    const { app, payments } = aShopForHttp(dataPlane);
    const grants = Array.from({ length: 520 }, (_, index): AllowlistEntry => (
      { peers: [Peer.serviceAccount('callers', `caller-${index}`)], operations: [Http.get(`/item-${index}`)] }));
    new ServiceAllowlist(payments, 'callers', { target: payments, grants });
    const manifests = manifestsOf(app);

    expect(policyNames(manifests)).toEqual(expect.arrayContaining(['shop/payments-callers-allow', 'shop/payments-callers-allow-2']));
    for (const index of [0, 511, 512, 519]) {
      const one = { ...call, from: `callers/caller-${index}`, plane: dataPlane };
      expect(verdict(manifests, { ...one, http: { path: `/item-${index}` } })).toBe('ALLOW');
      expect(verdict(manifests, { ...one, http: { path: '/item-1' } })).toBe('DENY');
    }
  });
});

describe('a list in ambient mode', () => {
  test('moves to the waypoint when that is made later', () => {
    const { app, shop, web, payments } = aShop(DataPlane.AMBIENT);
    new ServiceAllowlist(payments, 'callers', { target: payments, grants: [{ peers: [web], operations: [Http.post('/charge')] }] });
    new AmbientWaypoint(shop, 'waypoint');
    const manifests = manifestsOf(app);

    expect(policy(manifests, 'shop/payments-callers-allow').spec).toHaveProperty('targetRefs');
    expect(verdict(manifests, call)).toBe('ALLOW');
    expect(verdict(manifests, { ...call, by: 'pod' })).toBe('DENY');
  });

  test('reaches pods only for a gateway that goes past the waypoint', () => {
    const { app, mesh, shop, payments } = aShop(DataPlane.AMBIENT);
    new AmbientWaypoint(shop, 'waypoint', { servesIngress: false });
    new ServiceAllowlist(payments, 'edge', { target: payments, grants: [{ peers: [mesh.gateway('ingress', 'public')], operations: [Tcp.port(HTTP_PORT)] }] });
    const manifests = manifestsOf(app);
    const ingress = { ...call, from: 'ingress/public-istio', plane: 'gateway' as const };

    expect(verdict(manifests, ingress)).toBe('ALLOW');
    expect(verdict(manifests, { ...ingress, port: SQL_PORT })).toBe('DENY');
    expect(verdict(manifests, call)).toBe('DENY');
  });

  test('asks for a waypoint, with the line that asked for it', () => {
    const { app, web, payments } = aShop(DataPlane.AMBIENT);
    new ServiceAllowlist(payments, 'callers', { target: payments, grants: [{ peers: [web], operations: [Http.post('/charge')] }] });

    expect(refusal(app)).toMatch(/ZT-C012 .*payments\/callers[\s\S]*new ServiceAllowlist\(payments[\s\S]*service-allowlist\.test\.ts:\d+/);
  });
});

describe('a list in a plain App', () => {
  test('is the same as in a MeshApp', () => {
    const written = (app: App) => {
      const { web, payments } = aShopForHttp(DataPlane.AMBIENT, { app });
      new ServiceAllowlist(payments, 'callers', { target: payments, grants: [{ peers: [web], operations: [Http.post('/charge')] }] });
      return app.synthYaml();
    };

    expect(written(new App())).toBe(written(new MeshApp()));
  });
});

describe('a list that says nothing, or everything, by accident', () => {
  const { web } = aShop(DataPlane.SIDECAR);

  test.each<[string, string, AllowlistEntry[]]>([
    ['no line', 'ZT-C032', []],
    ['no peer', 'ZT-C032', [{ peers: [] }]],
    ['no operation', 'ZT-C032', [{ peers: [web], operations: [] }]],
    ['a port that is not declared', 'ZT-C004', [{ peers: [web], operations: [Tcp.port(9999)] }]],
  ])('is refused: %s', (_, code, grants) => {
    const { payments: target } = aShop(DataPlane.SIDECAR);

    expect(misuseCode(() => new ServiceAllowlist(target, 'list', { target, grants }))).toBe(code);
  });

  test.each<[string, unknown]>([
    ['an operation that is undefined by a slip', [{ peers: [web], operations: [undefined as unknown as Operation] }]],
    ['operations that are null', [{ peers: [web], operations: null }]],
    ['a peer that is undefined by a slip', [{ peers: [undefined] }]],
  ])('never becomes a grant: %s', (_, grants) => {
    const { app, payments: target } = aShop(DataPlane.SIDECAR);

    expect(() => new ServiceAllowlist(target, 'list', { target, grants: grants as AllowlistEntry[] })).toThrow();
    expect(verdict(manifestsOf(app), { ...call, http: {} })).toBe('DENY');
  });

  test('needs ports that can be granted', () => {
    const { app, web: caller, jobs } = aShop(DataPlane.SIDECAR);
    new ServiceAllowlist(jobs, 'callers', { target: jobs, grants: [{ peers: [caller] }] });

    expect(refusedCodes(app)).toEqual(['ZT-C013']);
  });
});
