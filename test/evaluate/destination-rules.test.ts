import { answer, base, call, known, mode, rule, withTls } from './client-mesh';
import { AMBIENT, ask, type Manifest, namespace, pod, service, SIDECAR } from './small-mesh';

describe('the TLS that a client is told to speak', () => {
  test.each([
    ['DISABLE', 'STRICT', 'DENY', 'plaintext is refused'], ['DISABLE', 'PERMISSIVE', 'ALLOW', 'no ALLOW policy is attached'], ['DISABLE', 'DISABLE', 'ALLOW', ''],
    ['ISTIO_MUTUAL', 'STRICT', 'ALLOW', ''], ['ISTIO_MUTUAL', 'PERMISSIVE', 'ALLOW', ''], ['ISTIO_MUTUAL', 'DISABLE', 'DENY', 'what arrives is not'],
    ['SIMPLE', 'STRICT', 'DENY', 'without a client certificate'], ['SIMPLE', 'PERMISSIVE', 'DENY', 'what arrives is not'], ['SIMPLE', 'DISABLE', 'DENY', 'what arrives is not'],
    ['MUTUAL', 'STRICT', 'UNKNOWN', 'STRICT'], ['MUTUAL', 'PERMISSIVE', 'DENY', 'what arrives is not'],
  ])('%s at a sidecar that is %s: %s', (tls, server, decision, reason) => {
    const result = answer([rule('shop/r', withTls({ mode: tls })), mode(server)]);
    expect(result).toMatchObject({ decision, reason: expect.stringContaining(reason) });
    expect(result.status).toBeUndefined();
  });

  test('decides whether a sidecar sees the identity', () => {
    expect(answer([known]).decision).toBe('ALLOW');
    expect(answer([known, rule('shop/r', withTls({ mode: 'DISABLE' }))])).toMatchObject({ decision: 'DENY', status: 403 });
    expect(answer([known, rule('shop/r', withTls({}))])).toMatchObject({ decision: 'DENY', status: 403 });
    expect(answer([known, rule('shop/r', withTls({ mode: 'ISTIO_MUTUAL' }))]).decision).toBe('ALLOW');
  });

  test('stands at the head of the walk, and beside the policy that refuses what it sends', () => {
    const off = rule('shop/r', withTls({ mode: 'DISABLE' }));
    const decision = answer([off, mode('STRICT')]);
    expect(decision.policies.map(({ name, action }) => `${action} ${name}`)).toEqual(['PeerAuthentication shop/peers', 'DestinationRule shop/r']);
    expect(decision.walk[0]).toMatchObject({ hop: 'sidecar', place: 'web/front', stage: 'mTLS', outcome: 'sends plaintext, as the DestinationRule has it' });
    expect(answer([rule('shop/r', { host: 'pay', trafficPolicy: {} })]).walk).toEqual(answer([]).walk);
  });

  test('is bytes to a permissive port that is not declared as HTTP', () => {
    const raw = [namespace('shop'), pod('shop/pay', { annotations: SIDECAR }), service('shop/pay', { portName: 'tcp' }), ...base.slice(5)];
    const simple = rule('shop/r', withTls({ mode: 'SIMPLE' }));
    expect(ask([...raw, simple], { ...call, http: undefined })).toMatchObject({ decision: 'ALLOW', hop: 'sidecar' });
    expect(ask([...raw, simple, known], { ...call, http: undefined })).toMatchObject({ decision: 'DENY', hop: 'sidecar' });
  });

  test('is wrapped in HBONE to a pod in ambient mode, whatever it is', () => {
    const ambient = [namespace('shop'), pod('shop/pay', { annotations: AMBIENT }), service('shop/pay'), ...base.slice(5), known, mode('STRICT')];
    for (const tls of ['DISABLE', 'SIMPLE', 'ISTIO_MUTUAL']) {
      expect(ask([...ambient, rule('shop/r', withTls({ mode: tls }))], call)).toMatchObject({ decision: 'ALLOW', hop: 'ztunnel' });
    }
    expect(ask([...ambient], call, { enableAutoMtls: false })).toMatchObject({ decision: 'ALLOW', hop: 'ztunnel' });
  });

  test('comes to nothing at a pod without a proxy only where it is Istio\'s own', () => {
    const bare = [namespace('shop'), pod('shop/pay'), service('shop/pay'), ...base.slice(5)];
    expect(ask([...bare, rule('shop/r', withTls({ mode: 'ISTIO_MUTUAL' }))], call)).toMatchObject({ decision: 'DENY', reason: expect.stringContaining('no proxy terminates') });
    expect(ask([...bare, rule('shop/r', withTls({ mode: 'SIMPLE' }))], call).decision).toBe('ALLOW');
    expect(ask(bare, call).decision).toBe('ALLOW');
  });

  test('may accept only other names than the server has', () => {
    const names = (...subjectAltNames: string[]) => rule('shop/r', withTls({ mode: 'ISTIO_MUTUAL', subjectAltNames }));
    expect(answer([names('spiffe://cluster.local/ns/shop/sa/pay')]).decision).toBe('ALLOW');
    expect(answer([names('spiffe://cluster.local/ns/shop/sa/other')])).toMatchObject({ decision: 'DENY', reason: expect.stringContaining('sa/other') });
  });

  test('is nothing for a sidecar that gets no Secret', () => {
    const secret = (credentialName: string, more: Manifest = {}) => rule('web/r', withTls({ mode: 'SIMPLE', credentialName }, { host: 'pay.shop.svc.cluster.local', ...more }));
    expect(answer([secret('certs')])).toMatchObject({ decision: 'ALLOW' });
    expect(answer([secret('certs'), mode('STRICT')])).toMatchObject({ decision: 'DENY', reason: expect.stringContaining('plaintext') });
    const mine = { workloadSelector: { matchLabels: { app: 'front' } } };
    expect(answer([secret('certs', mine), mode('STRICT')])).toMatchObject({ decision: 'DENY', reason: expect.stringContaining('without a client certificate') });
    expect(answer([secret('configmap://ca'), mode('STRICT')])).toMatchObject({ decision: 'DENY', reason: expect.stringContaining('without a client certificate') });
  });

  test('matters to sidecars, and not to ztunnel or callers outside of the mesh', () => {
    const off = rule('shop/r', withTls({ mode: 'DISABLE' }));
    const ambient = [namespace('shop'), pod('shop/pay', { annotations: AMBIENT }), service('shop/pay'), mode('STRICT'), pod('web/amb', { annotations: AMBIENT, ips: ['10.1.0.7'] }), namespace('web')];
    expect(ask([...ambient, off], { ...call, from: { workload: 'web/amb' } })).toMatchObject({ decision: 'ALLOW', hop: 'ztunnel' });
    expect(answer([off], { from: { ip: '10.9.9.9' } }).decision).toBe('ALLOW');
  });

  test('makes it matter how a caller is connected of whom nobody said it', () => {
    const from = { principal: 'cluster.local/ns/web/sa/front' };
    expect(answer([known], { from }).decision).toBe('ALLOW');
    expect(answer([known, rule('shop/r', withTls({ mode: 'DISABLE' }))], { from })).toMatchObject({ decision: 'UNKNOWN', missing: [{ supply: 'from.dataPlane' }] });
    expect(answer([known, rule('shop/r', withTls({ mode: 'ISTIO_MUTUAL' }))], { from }).decision).toBe('ALLOW');
  });
});

describe('settings of a port', () => {
  const ports = (settings: Manifest, tls: Manifest = { mode: 'DISABLE' }) => rule('shop/r', { host: 'pay', trafficPolicy: { tls, portLevelSettings: [{ port: { number: 80 }, ...settings }] } });

  test('replace those of the host', () => {
    expect(answer([known, ports({ tls: { mode: 'ISTIO_MUTUAL' } })]).decision).toBe('ALLOW');
    expect(answer([known, ports({ tls: { mode: 'DISABLE' } }, { mode: 'ISTIO_MUTUAL' })]).decision).toBe('DENY');
  });

  test('without TLS leave the endpoints announced as the host\'s mode has it', () => {
    expect(answer([known, ports({ loadBalancer: {} })]).decision).toBe('DENY');
    expect(answer([known, ports({ loadBalancer: {} }, { mode: 'ISTIO_MUTUAL' })]).decision).toBe('ALLOW');
  });

  test('of another port change nothing', () => {
    const other = { host: 'pay', trafficPolicy: { portLevelSettings: [{ port: { number: 8080 }, tls: { mode: 'DISABLE' } }] } };
    expect(answer([known, rule('shop/r', other)]).decision).toBe('ALLOW');
  });
});

describe('a DestinationRule is for a host', () => {
  const off = { trafficPolicy: { tls: { mode: 'DISABLE' } } };

  test.each(['pay', 'pay.shop.svc.cluster.local', '*.shop.svc.cluster.local', '*.local', '*'])('as %s, from the namespace of the Service', (host) => {
    expect(answer([known, rule('shop/r', { host, ...off })]).decision).toBe('DENY');
  });

  test.each(['pay.shop', 'pay.shop.svc', '*.web.svc.cluster.local', 'pay.web.svc.cluster.local'])('but not as %s', (host) => {
    expect(answer([known, rule('shop/r', { host, ...off })]).decision).toBe('ALLOW');
  });

  test('a short name is one of its own namespace', () => {
    expect(answer([known, rule('web/r', { host: 'pay', ...off })]).decision).toBe('ALLOW');
    expect(answer([known, rule('web/r', { host: 'pay.shop.svc.cluster.local', ...off })]).decision).toBe('DENY');
  });

  test('the most specific host wins, without what others say', () => {
    const on = { trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } };
    expect(answer([known, rule('shop/wide', { host: '*.local', ...off }), rule('shop/near', { host: '*.shop.svc.cluster.local', ...on })]).decision).toBe('ALLOW');
    expect(answer([known, rule('shop/wide', { host: '*.local', ...off }), rule('shop/exact', { host: 'pay' })]).decision).toBe('ALLOW');
  });
});

describe('a DestinationRule is looked for', () => {
  const host = 'pay.shop.svc.cluster.local';
  const off = { host, trafficPolicy: { tls: { mode: 'DISABLE' } } };
  const on = { host, trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } };

  test('with the client, then the Service, then in the root namespace, and nowhere else', () => {
    expect(answer([known, rule('istio-system/r', off)]).decision).toBe('DENY');
    expect(answer([known, rule('istio-system/r', off), rule('shop/r', on)]).decision).toBe('ALLOW');
    expect(answer([known, rule('shop/r', on), rule('web/r', off)]).decision).toBe('DENY');
    expect(answer([known, rule('elsewhere/r', off)]).decision).toBe('ALLOW');
    expect(answer([known, rule('web/wide', { ...off, host: '*.local' }), rule('shop/r', on)]).decision).toBe('DENY');
  });

  test('among those that are exported to the client', () => {
    expect(answer([known, rule('shop/r', { ...off, exportTo: ['.'] })]).decision).toBe('ALLOW');
    expect(answer([known, rule('shop/r', { ...off, exportTo: ['shop'] })]).decision).toBe('ALLOW');
    expect(answer([known, rule('shop/r', { ...off, exportTo: ['other'] })]).decision).toBe('ALLOW');
    expect(answer([known, rule('shop/r', { ...off, exportTo: ['web'] })]).decision).toBe('DENY');
    expect(answer([known, rule('shop/r', { ...off, exportTo: ['*'] })]).decision).toBe('DENY');
    expect(answer([known, rule('shop/r', off)], {}, { defaultDestinationRuleExportTo: ['.'] }).decision).toBe('ALLOW');
    expect(answer([known, rule('web/r', { ...off, exportTo: ['.'] })]).decision).toBe('DENY');
    expect(answer([known, rule('web/r', { ...off, exportTo: ['elsewhere'] })]).decision).toBe('ALLOW');
  });

  test('by clients of the root namespace there only when it is private', () => {
    const from = { workload: 'istio-system/tool' };
    expect(answer([known, rule('istio-system/r', off), rule('shop/r', on)], { from }).decision).toBe('ALLOW');
    expect(answer([known, rule('istio-system/r', { ...off, exportTo: ['.'] }), rule('shop/r', on)], { from }).decision).toBe('DENY');
    expect(answer([known, rule('istio-system/r', { ...off, exportTo: ['.'] })]).decision).toBe('ALLOW');
  });

  test('with a selector only for the clients that it selects, and none of another namespace', () => {
    const select = (app: string) => ({ workloadSelector: { matchLabels: { app } } });
    expect(answer([known, rule('web/r', { ...off, ...select('front') })]).decision).toBe('DENY');
    expect(answer([known, rule('web/r', { ...off, ...select('back') })]).decision).toBe('ALLOW');
    expect(answer([known, rule('shop/r', { ...off, ...select('front') })]).decision).toBe('ALLOW');
    expect(answer([known, rule('web/mine', { ...on, ...select('front') }), rule('web/all', off)]).decision).toBe('ALLOW');
    expect(answer([known, rule('web/others', { ...on, ...select('back') }), rule('web/all', off)]).decision).toBe('DENY');
    const from = { principal: 'cluster.local/ns/web/sa/front', dataPlane: 'sidecar' };
    expect(answer([known, rule('web/r', { ...off, ...select('front') })], { from })).toMatchObject({ decision: 'UNKNOWN', missing: [{ supply: 'from.workload' }] });
  });

  test('and hides those further away even where it selects others', () => {
    expect(answer([known, rule('web/r', { ...on, workloadSelector: { matchLabels: { app: 'back' } } }), rule('shop/r', off)]).decision).toBe('ALLOW');
  });
});

describe('several DestinationRules for one host', () => {
  const aged = (name: string, year: number, spec: Manifest) => rule(`shop/${name}`, { host: 'pay', ...spec }, { creationTimestamp: `${year}-01-01T00:00:00Z` });
  const tls = (value: string) => ({ trafficPolicy: { tls: { mode: value } } });

  test('go by the oldest policy, which is not always that of the oldest rule', () => {
    expect(answer([known, aged('b', 2020, tls('DISABLE')), aged('a', 2021, tls('ISTIO_MUTUAL'))]).decision).toBe('DENY');
    expect(answer([known, aged('b', 2021, tls('DISABLE')), aged('a', 2020, tls('ISTIO_MUTUAL'))]).decision).toBe('ALLOW');
    expect(answer([known, aged('b', 2021, tls('DISABLE')), aged('a', 2020, { subsets: [{ name: 'v1' }] })]).decision).toBe('DENY');
    expect(answer([known, aged('b', 2021, tls('DISABLE')), aged('a', 2020, { trafficPolicy: {} })]).decision).toBe('ALLOW');
  });

  test('that are exported to others stand beside each other', () => {
    expect(answer([known, aged('a', 2020, { ...tls('DISABLE'), exportTo: ['elsewhere'] }), aged('b', 2021, tls('ISTIO_MUTUAL'))]).decision).toBe('ALLOW');
  });
});

describe('what decides nothing', () => {
  test.each<[string, Manifest]>([
    ['nothing', {}], ['balancing', { loadBalancer: { simple: 'ROUND_ROBIN', localityLbSetting: { enabled: true } } }],
    ['pools and ejection', { connectionPool: { tcp: { maxConnections: 1 }, http: { h2UpgradePolicy: 'UPGRADE' } }, outlierDetection: { consecutive5xxErrors: 1 } }],
    ['a port of it', { portLevelSettings: [{ port: { number: 80 }, loadBalancer: { simple: 'RANDOM' } }] }],
  ])('leaves the answer as it is: %s', (_, trafficPolicy) => {
    expect(answer([known, mode('STRICT'), rule('shop/r', { host: 'pay', trafficPolicy })])).toEqual(answer([known, mode('STRICT')]));
  });

  test('subsets, even those that cannot be read', () => {
    expect(answer([known, rule('shop/r', { host: 'pay', subsets: [{ name: 'v1', trafficPolicy: { tls: { mode: 'DISABLE' } } }] })]).decision).toBe('ALLOW');
    expect(answer([known, rule('shop/r', { host: 'pay', subsets: 'v1' })]).decision).toBe('ALLOW');
  });
});

describe('what is not modelled or cannot be read', () => {
  test.each<[string, Manifest]>([
    ['a PROXY header', { trafficPolicy: { proxyProtocol: { version: 'V1' } } }], ['a tunnel', { trafficPolicy: { tunnel: { targetHost: 'x', targetPort: 80 } } }],
    ['a mode of the future', { trafficPolicy: { tls: { mode: 'QUANTUM' } } }], ['a field of the future', { trafficPolicy: { encryption: 'none' } }],
    ['a policy of another type', { trafficPolicy: [] }],
  ])('%s leaves the answers open that depend on it, and no others', (_, spec) => {
    expect(answer([rule('shop/r', { host: 'pay', ...spec })]).decision).toBe('UNKNOWN');
    expect(answer([rule('shop/r', { host: 'other', ...spec })]).decision).toBe('ALLOW');
    expect(answer([rule('shop/r', { host: 'pay', ...spec }), rule('web/r', { host: 'pay.shop.svc.cluster.local' })]).decision).toBe('ALLOW');
    expect(answer([rule('shop/r', { host: 'pay', ...spec })], { from: { ip: '10.9.9.9' } }).decision).toBe('ALLOW');
  });

  test('a rule without a host may be for any', () => {
    expect(answer([rule('shop/r', { trafficPolicy: {} })]).decision).toBe('UNKNOWN');
    expect(answer([rule('elsewhere/r', { trafficPolicy: {} })]).decision).toBe('ALLOW');
    expect(answer([rule('istio-system/r', { trafficPolicy: {} }), rule('shop/r', { host: 'pay' })]).decision).toBe('ALLOW');
  });
});
