import { AmbientWaypoint, DataPlane, Http, Mesh, MeshApp, Peer, Port, Tcp, Workload, ZeroTrustNamespace } from '../../src';
import { find, Manifest, manifestsOf, policy, policyNames, verdict } from '../support/cluster';
import { aShop, aShopForHttp, HTTP_PORT, planesForHttp, refusedCodes, Shop, SQL_PORT } from '../support/shop';

const MAX_RULES = 512;

describe.each(planesForHttp)('the same thing granted twice (%s)', (dataPlane) => {
  test('is one rule', () => {
    const { app, web, payments } = aShopForHttp(dataPlane);
    payments.allowFrom(web, Http.post('/charge'));
    payments.allowFrom(web, Http.post('/charge'));
    payments.allowFrom(Peer.anyOf(web, web), Http.post('/charge'));
    const { rules } = policy(manifestsOf(app), 'shop/payments-allow').spec;

    expect(rules).toHaveLength(1);
    expect(rules[0].from).toHaveLength(1);
    expect(rules[0].from[0].source.principals).toEqual(['corp.example/ns/shop/sa/web']);
    expect(rules[0].to).toHaveLength(1);
  });
});

describe('the order of the calls', () => {
  const grants: ((shop: Shop) => void)[] = [
    ({ payments, web }) => payments.allowFrom(web, Http.post('/charge')),
    ({ payments, jobs }) => payments.allowFrom(jobs, Http.get('/status/*')),
    ({ payments, jobs }) => payments.allowFrom(jobs, Tcp.port(SQL_PORT)),
    ({ payments, web }) => payments.allowFrom(Peer.anyOf(Peer.inNamespace('orders'), web), Http.get('/status/*')),
    ({ payments, jobs }) => payments.denyFrom(jobs, Http.any('/admin/*')),
    ({ payments }) => payments.denyFrom(Peer.inNamespace('quarantine')),
    ({ payments }) => payments.allowFrom(Peer.anyone({ reason: 'public status page' }), Http.get('/public')),
    ({ payments }) => payments.allowFrom(Peer.anyone({ reason: 'open to everyone here' }), Http.get('/open')),
    ({ payments }) => payments.addRawAllowRule({ to: [{ operation: { ports: ['80'] } }], from: [{ source: { namespaces: ['b'] } }] }, { reason: 'a rule by hand' }),
    ({ payments }) => payments.addRawAllowRule({ from: [{ source: { namespaces: ['a'] } }] }, { reason: 'by hand, the second' }),
  ];

  function policiesAfter(dataPlane: DataPlane, order: readonly ((shop: Shop) => void)[]): readonly Manifest[] {
    const shop = aShopForHttp(dataPlane);
    order.forEach((grant) => grant(shop));
    return manifestsOf(shop.app).filter(({ kind }) => kind === 'AuthorizationPolicy' || kind === 'NetworkPolicy')
      .sort((left, right) => (left.metadata.name < right.metadata.name ? -1 : 1));
  }

  test.each(planesForHttp)('changes no policy (%s)', (dataPlane) => {
    const inOrder = policiesAfter(dataPlane, grants);
    const rotated = [...grants.slice(4), ...grants.slice(0, 4)];

    expect(policiesAfter(dataPlane, [...grants].reverse())).toEqual(inOrder);
    expect(JSON.stringify(policiesAfter(dataPlane, rotated))).toBe(JSON.stringify(inOrder));
  });

  test('does not matter for what is known of a caller: its namespace may be described after the grant', () => {
    const app = new MeshApp();
    const mesh = new Mesh(app, 'mesh', { trustDomain: 'corp.example', dataPlane: DataPlane.AMBIENT });
    const shop = new ZeroTrustNamespace(app, 'shop', { mesh });
    const payments = shop.addWorkload('payments', { ports: [Port.http(HTTP_PORT)] });
    new AmbientWaypoint(shop, 'waypoint');
    payments.allowFrom(Peer.serviceAccount('legacy', 'client'), Http.get('/'));
    new ZeroTrustNamespace(app, 'legacy', { mesh, dataPlane: DataPlane.SIDECAR });

    expect(refusedCodes(app)).toEqual(['ZT-C014']);
  });
});

describe('a waypoint that is made before or after the grants', () => {
  function emitted(when: 'first' | 'between' | 'last'): readonly Manifest[] {
    const app = new MeshApp();
    const mesh = new Mesh(app, 'mesh', { trustDomain: 'corp.example', dataPlane: DataPlane.AMBIENT });
    const shop = new ZeroTrustNamespace(app, 'shop', { mesh });
    const waypoint = (now: typeof when): void => {
      if (now === when) {
        new AmbientWaypoint(shop, 'waypoint');
      }
    };
    waypoint('first');
    const web = shop.addWorkload('web');
    const payments = shop.addWorkload('payments', { ports: [Port.http(HTTP_PORT).onServicePort(80), Port.metrics(9090)] });
    waypoint('between');
    payments.allowFrom(web, Http.post('/charge'));
    payments.allowMonitoringFrom(mesh.workload('monitoring', 'prometheus'));
    payments.denyFrom(Peer.inNamespace('quarantine'));
    waypoint('last');
    return [...manifestsOf(app)].sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
  }
  const keyOf = ({ kind, metadata }: Manifest): string => `${kind}/${metadata.namespace}/${metadata.name}`;

  test('emits the same objects', () => {
    expect(emitted('between')).toEqual(emitted('first'));
    expect(emitted('last')).toEqual(emitted('first'));
  });
});

describe('more grants than a policy holds', () => {
  function manyPaths(dataPlane: DataPlane, count: number, effect: 'allow' | 'deny') {
    const shop = aShopForHttp(dataPlane);
    shop.payments.allowFrom(Peer.anyIdentity(), Http.get('/open'));
    for (let index = 0; index < count; index += 1) {
      // A caller and a path of its own each: nothing can be merged.
      const peer = Peer.serviceAccount('callers', `caller-${index}`);
      const operation = Http.get(effect === 'allow' ? `/item-${index}` : '/open', { hosts: [`host-${index}.example`] });
      shop.payments[effect === 'allow' ? 'allowFrom' : 'denyFrom'](peer, operation);
    }
    return manifestsOf(shop.app);
  }
  const call = { to: 'shop/payments', port: HTTP_PORT };

  test.each(planesForHttp)('are several policies with the same meaning (%s)', (dataPlane) => {
    const manifests = manyPaths(dataPlane, 1100, 'allow');
    const from = (index: number) => ({ ...call, from: `callers/caller-${index}`, plane: dataPlane });

    expect(policyNames(manifests)).toEqual(expect.arrayContaining(['shop/payments-allow', 'shop/payments-allow-2', 'shop/payments-allow-3']));
    for (const index of [0, 511, 512, 1023, 1024, 1099]) {
      const http = { path: `/item-${index}`, host: `host-${index}.example` };
      expect([index, verdict(manifests, { ...from(index), http })]).toEqual([index, 'ALLOW']);
      expect([index, verdict(manifests, { ...from(index + 1), http })]).toEqual([index, 'DENY']);
    }
    manifests.filter(({ kind }) => kind === 'AuthorizationPolicy').forEach(({ spec }) => expect((spec.rules ?? []).length).toBeLessThanOrEqual(MAX_RULES));
  });

  test.each(planesForHttp)('split denials, too, and none of them is empty (%s)', (dataPlane) => {
    const manifests = manyPaths(dataPlane, 600, 'deny');
    const denials = manifests.filter(({ kind, spec }) => kind === 'AuthorizationPolicy' && spec?.action === 'DENY');
    const from = (index: number) => ({ ...call, from: `callers/caller-${index}`, plane: dataPlane });

    expect(denials.map(({ metadata }) => metadata.name).sort()).toEqual(['payments-deny', 'payments-deny-2']);
    denials.forEach(({ spec }) => expect(spec.rules.length).toBeGreaterThan(0));
    for (const index of [0, 511, 512, 599]) {
      expect(verdict(manifests, { ...from(index), http: { path: '/open', host: `host-${index}.example` } })).toBe('DENY');
      expect(verdict(manifests, { ...from(index), http: { path: '/open', host: 'another.example' } })).toBe('ALLOW');
    }
  });

  test('are split as well when the waypoint comes last', () => {
    const { app, shop, payments } = aShop(DataPlane.AMBIENT);
    for (let index = 0; index < 600; index += 1) {
      payments.allowFrom(Peer.serviceAccount('callers', `caller-${index}`), Http.get(`/item-${index}`));
    }
    new AmbientWaypoint(shop, 'waypoint');
    const manifests = manifestsOf(app);

    expect(policyNames(manifests)).toEqual(expect.arrayContaining(['shop/payments-allow', 'shop/payments-allow-2']));
    expect(verdict(manifests, { ...call, from: 'callers/caller-599', plane: 'ambient', http: { path: '/item-599' } })).toBe('ALLOW');
  });

  test('are split past a waypoint that comes last, too: a denial holds for whoever dials the pods', () => {
    const app = new MeshApp();
    const mesh = new Mesh(app, 'mesh', { trustDomain: 'corp.example', dataPlane: DataPlane.AMBIENT });
    const shop = new ZeroTrustNamespace(app, 'shop', { mesh });
    const numbers = Array.from({ length: 10 }, (_, index) => 9000 + index);
    const ledger = shop.addWorkload('ledger', { ports: numbers.map((number) => Port.tcp(number)) });
    // A set of ports of its own for each caller: nothing can be merged.
    const portsOf = (index: number) => numbers.filter((_, bit) => Math.floor((index + 1) / 2 ** bit) % 2 === 1);
    for (let index = 0; index < 600; index += 1) {
      ledger.denyFrom(Peer.serviceAccount('callers', `caller-${index}`), Tcp.ports(portsOf(index)));
    }
    const waypoint = new AmbientWaypoint(shop, 'waypoint');
    waypoint.admitSidecarCaller(mesh.namespace('callers', { dataPlane: DataPlane.SIDECAR }), { reason: 'moves in the spring' });
    const manifests = manifestsOf(app);

    expect(policyNames(manifests)).toEqual(expect.arrayContaining(['shop/ledger-deny-direct', 'shop/ledger-deny-direct-2']));
    for (const index of [0, 300, 511, 512, 599]) {
      const verdicts = numbers.map((port) => verdict(manifests, { from: `callers/caller-${index}`, plane: 'sidecar', to: 'shop/ledger', port }));
      expect(verdicts).toEqual(numbers.map((number) => (portsOf(index).includes(number) ? 'DENY' : 'ALLOW')));
    }
  });

  test('merge into one rule where all callers may do the same', () => {
    const { app, payments } = aShop(DataPlane.SIDECAR);
    for (let index = 0; index < 600; index += 1) {
      payments.allowFrom(Peer.serviceAccount('callers', `caller-${index}`), Tcp.port(SQL_PORT));
    }

    expect(policy(manifestsOf(app), 'shop/payments-allow').spec.rules).toHaveLength(1);
  });
});

describe('a denial', () => {
  const denials = (manifests: readonly Manifest[]): readonly Manifest[] => (
    manifests.filter(({ kind, spec }) => kind === 'AuthorizationPolicy' && spec?.action === 'DENY'));

  test.each<[string, DataPlane, (payments: Workload, web: Workload) => void]>([
    ['of requests at a waypoint', DataPlane.AMBIENT, (payments, web) => payments.denyFrom(web, Http.any('/admin/*'))],
    ['of connections at a waypoint', DataPlane.AMBIENT, (payments, web) => payments.denyFrom(web)],
    ['of requests at a sidecar', DataPlane.SIDECAR, (payments, web) => payments.denyFrom(web, Http.any('/admin/*'))],
    ['that is only raw', DataPlane.SIDECAR, (payments) => (
      payments.addRawDenyRule({ from: [{ source: { namespaces: ['quarantine'] } }] }, { reason: 'a rule by hand' }))],
  ])('%s always has rules', (_, dataPlane, deny) => {
    const { app, web, payments } = aShopForHttp(dataPlane);
    payments.allowFrom(web);
    deny(payments, web);
    const found = denials(manifestsOf(app));

    expect(found.length).toBeGreaterThan(0);
    found.forEach(({ spec }) => expect(spec.rules.length).toBeGreaterThan(0));
  });

  test('of connections cuts off nobody else behind the waypoint', () => {
    const { app, web, jobs, payments } = aShopForHttp(DataPlane.AMBIENT);
    payments.allowFrom(Peer.anyIdentity());
    payments.denyFrom(Peer.anyIdentityExcept(web));
    const manifests = manifestsOf(app);

    expect(verdict(manifests, { from: 'shop/web', to: 'shop/payments', port: HTTP_PORT, http: {} })).toBe('ALLOW');
    expect(verdict(manifests, { from: `shop/${jobs.name}`, to: 'shop/payments', port: HTTP_PORT, http: {} })).toBe('DENY');
  });
});

test('only targets of waypoints and gateways have targetRefs, and only in ambient mode', () => {
  const { app, web, payments } = aShopForHttp(DataPlane.SIDECAR);
  payments.allowFrom(web, Http.post('/charge'));
  const manifests = manifestsOf(app);

  expect(manifests.filter(({ spec }) => spec?.targetRefs !== undefined)).toEqual([]);
  expect(find(manifests, 'Gateway', 'shop/waypoint')).toBeUndefined();
});

test('no policy that ztunnel reads says anything about requests', () => {
  const { app, web, payments } = aShopForHttp(DataPlane.AMBIENT);
  payments.allowFrom(web, Http.post('/charge'));
  payments.denyFrom(web, Http.any('/admin/*'));
  payments.denyFrom(web, Tcp.port(SQL_PORT));
  const atZtunnel = manifestsOf(app).filter(({ kind, spec }) => kind === 'AuthorizationPolicy' && spec?.targetRefs === undefined);

  expect(JSON.stringify(atZtunnel)).not.toMatch(/"(methods|paths|hosts|requestPrincipals|remoteIpBlocks)"|request\./);
});
