import { answer, base, call, known, mode, rule, strict, withTls } from './client-mesh';
import { AMBIENT, ask, namespace, pod, service, SIDECAR, waypoint } from './small-mesh';

describe('auto mTLS', () => {
  test('needs no rule, and can be switched off', () => {
    expect(answer([mode('STRICT')]).decision).toBe('ALLOW');
    expect(answer([mode('STRICT')], {}, { enableAutoMtls: false })).toMatchObject({ decision: 'DENY', reason: expect.stringContaining('plaintext') });
    expect(answer([mode('STRICT'), rule('shop/r', withTls({ mode: 'ISTIO_MUTUAL' }))], {}, { enableAutoMtls: false }).decision).toBe('ALLOW');
  });

  test('goes by the label of the endpoint', () => {
    const labelled = (value: string) => [
      namespace('shop'), pod('shop/pay', { annotations: SIDECAR, labels: { 'security.istio.io/tlsMode': value } }), service('shop/pay'), ...base.slice(5), known,
    ];
    expect(ask(labelled('istio'), call).decision).toBe('ALLOW');
    expect(ask(labelled('disabled'), call).decision).toBe('DENY');
  });

  test('goes by the mode of the port, and by that of the namespace even where the workload has another', () => {
    const selector = { matchLabels: { app: 'pay' } };
    expect(answer([known, strict('shop', { selector, mtls: { mode: 'STRICT' }, portLevelMtls: { 8080: { mode: 'DISABLE' } } })])).toMatchObject({ decision: 'DENY', status: 403 });
    expect(answer([strict('shop', { selector, mtls: { mode: 'STRICT' } }, 'w'), mode('DISABLE')])).toMatchObject({ decision: 'DENY', reason: expect.stringContaining('plaintext') });
  });

  test('is for none of the endpoints of a headless Service unless all of them take it', () => {
    const headless = { ...service('shop/pay'), spec: { clusterIP: 'None', selector: { app: 'pay' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] } };
    const bare = { ...pod('shop/old', { labels: { app: 'pay' }, ips: ['10.1.0.8'] }) };
    const others = [namespace('shop'), pod('shop/pay', { annotations: SIDECAR }), headless, ...base.slice(5)];
    const closed = [...others, mode('STRICT')];
    expect(ask(closed, call).decision).toBe('ALLOW');
    expect(ask([...closed, bare], { ...call, to: { service: 'shop/pay', port: 80 } })).toMatchObject({ decision: 'UNKNOWN', missing: [{ supply: 'to.workload' }] });
    expect(ask([namespace('shop'), pod('shop/pay', { annotations: AMBIENT }), headless, ...base.slice(5), mode('STRICT')], call)).toMatchObject({ decision: 'DENY', hop: 'ztunnel' });
  });
});

describe('a waypoint', () => {
  const mesh = [
    namespace('shop'), service('shop/pay', { labels: { 'istio.io/use-waypoint': 'wp' } }), waypoint('shop/wp'), namespace('web'),
    pod('web/amb', { annotations: AMBIENT, ips: ['10.1.0.7'] }),
  ];
  const asked = { ...call, from: { workload: 'web/amb' } };

  test('speaks HBONE with pods in ambient mode, whatever a DestinationRule says', () => {
    const pods = [...mesh, pod('shop/pay', { annotations: AMBIENT }), mode('STRICT')];
    for (const tls of ['DISABLE', 'SIMPLE', 'ISTIO_MUTUAL']) {
      expect(ask([...pods, rule('shop/r', withTls({ mode: tls }))], asked)).toMatchObject({ decision: 'ALLOW', hop: 'ztunnel' });
    }
  });

  test('sends plaintext to sidecars that take no HBONE', () => {
    const sidecars = [...mesh, pod('shop/pay', { annotations: SIDECAR })];
    expect(ask(sidecars, asked)).toMatchObject({ decision: 'ALLOW', hop: 'sidecar' });
    expect(ask([...sidecars, mode('STRICT')], asked)).toMatchObject({ decision: 'DENY', hop: 'sidecar', reason: expect.stringContaining('plaintext') });
    expect(ask([...sidecars, mode('STRICT'), rule('shop/r', withTls({ mode: 'SIMPLE' }))], asked)).toMatchObject({ decision: 'DENY', reason: expect.stringContaining('certificate') });
  });
});

describe('a gateway as client', () => {
  const gateway = pod('web/edge', { labels: { 'gateway.networking.k8s.io/gateway-name': 'edge' }, ips: ['10.1.0.9'] });
  const asked = { ...call, from: { workload: 'web/edge' }, http: { method: 'GET', path: '/', host: 'www.example' } };
  const at = (...more: Parameters<typeof ask>[0]) => ask([...base, gateway, known, ...more], asked);

  test('speaks mutual TLS with sidecars, whatever host was asked for', () => {
    expect(at(mode('STRICT'))).toMatchObject({ decision: 'ALLOW', hop: 'sidecar' });
  });

  test('goes by DestinationRules of its own namespace and of the Service', () => {
    expect(at(rule('shop/r', withTls({ mode: 'DISABLE' }))).decision).toBe('DENY');
    expect(at(rule('web/r', { host: 'pay.shop.svc.cluster.local', trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } }), rule('shop/r', withTls({ mode: 'DISABLE' }))).decision).toBe('ALLOW');
  });

  test('may use a Secret', () => {
    expect(at(mode('STRICT'), rule('shop/r', withTls({ mode: 'SIMPLE', credentialName: 'c' })))).toMatchObject({ decision: 'DENY', reason: expect.stringContaining('without a client certificate') });
  });
});
