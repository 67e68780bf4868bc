import * as fc from 'fast-check';
import { answer, base, call, known, mode } from './client-mesh';
import { AMBIENT, ask, type Manifest, namespace, pod, policy, service, SIDECAR } from './small-mesh';

function sidecar(qualified: string, spec: Manifest, metadata: Manifest = {}): Manifest {
  const [ns, name] = qualified.split('/');
  return { apiVersion: 'networking.istio.io/v1', kind: 'Sidecar', metadata: { name, namespace: ns, ...metadata }, spec };
}

const knows = (...hosts: string[]): Manifest => ({ egress: [{ hosts }] });
const closed = (...hosts: string[]): Manifest => ({ egress: [{ hosts }], outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } });
const select = (app: string): Manifest => ({ workloadSelector: { labels: { app } } });
const notSent = { decision: 'DENY', reason: expect.stringContaining("the caller's own sidecar sends nothing to shop/pay") };

describe('what the Sidecar of a caller lists', () => {
  test.each(['*/*', 'shop/*', 'shop/pay.shop.svc.cluster.local', '*/*.shop.svc.cluster.local', '*/pay.shop.svc.cluster.local'])(
    'is sent on as ever: %s', (host) => {
      expect(answer([known, sidecar('web/s', closed('./*', host))])).toEqual(answer([known]));
    });

  test.each(['./*', 'istio-system/*', 'web/pay.shop.svc.cluster.local', 'shop/other.shop.svc.cluster.local', '*/pay', 'shop'])(
    'is nothing else: %s', (host) => {
      expect(answer([known, sidecar('web/s', closed(host))])).toMatchObject(notSent);
    });

  test('is less than what is left out', () => {
    expect(answer([sidecar('web/s', closed('*/*', '~shop/*'))])).toMatchObject(notSent);
    expect(answer([sidecar('web/s', closed('*/*', '~/*.shop.svc.cluster.local'))])).toMatchObject(notSent);
    expect(answer([sidecar('web/s', closed('*/*', '~other/*'))]).decision).toBe('ALLOW');
  });

  test('may be for one port alone', () => {
    const port = (number: number) => ({ ...closed(), egress: [{ port: { number, protocol: 'HTTP' }, hosts: ['*/*'] }] });
    expect(answer([sidecar('web/s', port(80))]).decision).toBe('ALLOW');
    expect(answer([sidecar('web/s', port(8080))])).toMatchObject(notSent);
  });

  test('at an address of its own leaves the answer open', () => {
    const own = { egress: [{ bind: '127.0.0.1', port: { number: 80, protocol: 'HTTP' }, hosts: ['*/*'] }], outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } };
    expect(answer([sidecar('web/s', own)]).decision).toBe('UNKNOWN');
    expect(answer([sidecar('web/s', own), policy('shop/none', {})])).toMatchObject({ decision: 'DENY', hop: 'sidecar' });
  });
});

describe('what the Sidecar of a caller does not list', () => {
  test('is sent as plaintext, so that nobody sees an identity', () => {
    expect(answer([known, sidecar('web/s', knows('./*'))])).toMatchObject({ decision: 'DENY', hop: 'sidecar', status: 403 });
    expect(answer([mode('STRICT'), sidecar('web/s', knows('./*'))])).toMatchObject({ decision: 'DENY', reason: expect.stringContaining('plaintext is refused') });
    expect(answer([sidecar('web/s', knows('./*'))]).decision).toBe('ALLOW');
    const ambient = [namespace('shop'), pod('shop/pay', { annotations: AMBIENT }), service('shop/pay'), ...base.slice(5)];
    expect(ask([...ambient, known, sidecar('web/s', knows('./*'))], call)).toMatchObject({ decision: 'DENY', hop: 'ztunnel' });
  });

  test('goes nowhere under REGISTRY_ONLY, of the mesh or of the Sidecar', () => {
    const registryOnly = { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } };
    expect(answer([sidecar('web/s', knows('./*'))], {}, registryOnly)).toMatchObject({ ...notSent, policies: [{ name: 'web/s', action: 'Sidecar' }] });
    expect(answer([], {}, registryOnly).decision).toBe('ALLOW');
    expect(answer([sidecar('web/s', { ...knows('./*'), outboundTrafficPolicy: { mode: 'ALLOW_ANY' } })], {}, registryOnly).decision).toBe('ALLOW');
    expect(answer([sidecar('web/s', { ...knows('./*'), outboundTrafficPolicy: {} })])).toMatchObject(notSent);
  });

  test('is open where an egress proxy or DNS decides', () => {
    expect(answer([sidecar('web/s', { ...knows('./*'), outboundTrafficPolicy: { mode: 'ALLOW_ANY', egressProxy: { host: 'x' } } })]).decision).toBe('UNKNOWN');
    expect(answer([sidecar('web/s', knows('./*'))], {}, { outboundTrafficPolicy: { mode: 'ALLOW_ANY_DYNAMIC_DNS' } }).decision).toBe('UNKNOWN');
  });

  test('is open where the host of the request may be another\'s', () => {
    const http = { method: 'GET', path: '/', host: 'example.com' };
    expect(answer([sidecar('web/s', closed('./*'))], { http })).toMatchObject({ decision: 'UNKNOWN', missing: [{ supply: 'http.host: pay.shop.svc.cluster.local' }] });
  });

  test('is the address of a pod, too', () => {
    const to = { workload: 'shop/pay', port: 8080 };
    expect(answer([sidecar('web/s', closed('*/*'))], { to, http: undefined })).toMatchObject(notSent);
    expect(answer([sidecar('web/s', closed('*/*'))], { to, http: { ...call.http, host: '10.1.0.1:8080' } })).toMatchObject(notSent);
    expect(answer([sidecar('web/s', closed('*/*'))], { to }).decision).toBe('UNKNOWN');
    expect(answer([sidecar('web/s', knows('*/*'))], { to }).decision).toBe('ALLOW');
    const headless = { ...service('shop/direct'), spec: { clusterIP: 'None', selector: { app: 'pay' }, ports: [{ name: 'http', port: 8080 }] } };
    const byAddress = { to, http: { ...call.http, host: '10.1.0.1:8080' } };
    expect(answer([sidecar('web/s', closed('*/*')), headless], byAddress)).toMatchObject({ decision: 'UNKNOWN', missing: [{ supply: 'to.service' }] });
  });

  test('is a Service that is not exported to the caller', () => {
    const exported = (value: string) => [
      namespace('shop'), namespace('web'), pod('shop/pay', { annotations: SIDECAR }), pod('web/front', { annotations: SIDECAR, ips: ['10.1.0.2'] }), known,
      { ...service('shop/pay'), metadata: { name: 'pay', namespace: 'shop', annotations: { 'networking.istio.io/exportTo': value } } },
    ];
    expect(['*', 'web', 'x,web'].map((value) => ask(exported(value), call).decision)).toEqual(['ALLOW', 'ALLOW', 'ALLOW']);
    expect(['.', 'x', '~'].map((value) => ask(exported(value), call).decision)).toEqual(['DENY', 'DENY', 'DENY']);
    expect(answer([known], {}, { defaultServiceExportTo: ['.'] }).decision).toBe('DENY');
  });

  test('is as open to callers in ambient mode and outside of the mesh as ever', () => {
    expect(answer([sidecar('web/s', closed('./*'))], { from: { ip: '10.9.9.9' } }).decision).toBe('ALLOW');
    expect(answer([sidecar('web/s', closed('./*')), pod('web/amb', { annotations: AMBIENT, ips: ['10.1.0.7'] })], { from: { workload: 'web/amb' } }).decision).toBe('ALLOW');
  });
});

describe('the Sidecar that a caller goes by', () => {
  test('selects it, is of its namespace, or is of the root namespace', () => {
    expect(answer([sidecar('istio-system/s', closed('./*'))])).toMatchObject(notSent);
    expect(answer([sidecar('istio-system/s', closed('./*')), sidecar('web/s', closed('*/*'))]).decision).toBe('ALLOW');
    expect(answer([sidecar('web/s', closed('*/*')), sidecar('web/mine', { ...closed('./*'), ...select('front') })])).toMatchObject(notSent);
    expect(answer([sidecar('web/s', closed('*/*')), sidecar('web/theirs', { ...closed('./*'), ...select('back') })]).decision).toBe('ALLOW');
    expect(answer([sidecar('istio-system/theirs', { ...closed('./*'), ...select('front') })]).decision).toBe('ALLOW');
    expect(answer([sidecar('shop/s', closed('./*'))]).decision).toBe('ALLOW');
  });

  test('is the oldest of several', () => {
    const aged = (year: number) => ({ creationTimestamp: `${year}-01-01T00:00:00Z` });
    expect(answer([sidecar('web/a', closed('./*'), aged(2021)), sidecar('web/b', closed('*/*'), aged(2020))]).decision).toBe('ALLOW');
    expect(answer([sidecar('web/a', closed('./*'), aged(2020)), sidecar('web/b', closed('*/*'), aged(2021))])).toMatchObject(notSent);
  });

  test('is open for a caller whose labels nobody gave, where that matters', () => {
    const from = { principal: 'cluster.local/ns/web/sa/front', dataPlane: 'sidecar' };
    expect(answer([sidecar('web/mine', { ...closed('./*'), ...select('front') })], { from })).toMatchObject({ decision: 'UNKNOWN', missing: [{ supply: 'from.workload' }] });
    expect(answer([sidecar('web/mine', { ...closed('*/*'), ...select('front') })], { from }).decision).toBe('ALLOW');
  });

  test('that cannot be read leaves open what depends on it, and nothing else', () => {
    const broken = (more: Manifest) => sidecar('web/s', { egress: 'all', ...more });
    expect(answer([broken({})]).decision).toBe('UNKNOWN');
    expect(answer([broken(select('back'))]).decision).toBe('ALLOW');
    expect(answer([broken({})], { from: { ip: '10.9.9.9' } }).decision).toBe('ALLOW');
    expect(answer([sidecar('web/s', { ingress: 'all' })]).decision).toBe('ALLOW');
    expect(answer([sidecar('web/s', { ...select('back'), future: 1 })]).decision).toBe('ALLOW');
    expect(answer([sidecar('web/s', { ...select('front'), future: 1 })]).decision).toBe('UNKNOWN');
  });
});

describe('the Sidecar of the one that is called', () => {
  const listens = (...ingress: Manifest[]) => sidecar('shop/s', { ingress });
  const onlyGet = policy('shop/get', { rules: [{ to: [{ operation: { methods: ['GET'] } }] }] });

  test('declares what its ports speak, in place of the Services', () => {
    expect(answer([onlyGet]).decision).toBe('ALLOW');
    expect(answer([onlyGet, listens({ port: { number: 8080, protocol: 'TCP' }, defaultEndpoint: '127.0.0.1:9' })])).toMatchObject({ decision: 'DENY', hop: 'sidecar' });
    expect(answer([onlyGet, listens({ port: { number: 8080, protocol: 'HTTP' } })]).decision).toBe('ALLOW');
    expect(answer([onlyGet, listens({ port: { number: 9, protocol: 'TCP' } })]).decision).toBe('ALLOW');
  });

  test('leaves a port that it does not list to be sniffed', () => {
    const raw = [...base.filter(({ kind }) => kind !== 'Service'), service('shop/pay', { portName: 'tcp' }), onlyGet];
    expect(ask(raw, call).decision).toBe('DENY');
    expect(ask([...raw, listens({ port: { number: 9, protocol: 'TCP' } })], call).decision).toBe('ALLOW');
  });

  test('decides about its port number, as policies see it', () => {
    const port = (value: string) => policy('shop/port', { rules: [{ to: [{ operation: { ports: [value] } }] }] });
    const own = listens({ port: { number: 8080, protocol: 'HTTP' }, defaultEndpoint: '127.0.0.1:9090' });
    expect(answer([port('8080'), own]).decision).toBe('ALLOW');
    expect(answer([port('9090'), own]).decision).toBe('DENY');
  });

  test('leaves open what listens elsewhere, and only that port', () => {
    expect(answer([listens({ port: { number: 8080, protocol: 'HTTP' }, bind: '172.16.1.32' })]).decision).toBe('UNKNOWN');
    expect(answer([listens({ port: { number: 8080, protocol: 'HTTP' }, captureMode: 'NONE' })]).decision).toBe('UNKNOWN');
    expect(answer([listens({ port: { number: 8080, protocol: 'HTTP' } }, { port: { number: 9, protocol: 'HTTP' }, captureMode: 'NONE' })]).decision).toBe('ALLOW');
    expect(answer([listens({ port: { number: 8080, protocol: 'HTTP' }, tls: { mode: 'SIMPLE' } })]).decision).toBe('ALLOW');
  });

  test('that cannot be read leaves the answer open', () => {
    expect(answer([sidecar('shop/s', { ingress: 'all' })]).decision).toBe('UNKNOWN');
    expect(answer([sidecar('shop/s', { egress: 'all' })]).decision).toBe('ALLOW');
  });
});

describe('a sidecar that leaves connections out', () => {
  const traffic = (name: string, value: string) => [
    ...base.filter(({ metadata }) => (metadata as Manifest).name !== 'front'), known,
    pod('web/front', { annotations: { ...SIDECAR, [`traffic.sidecar.istio.io/${name}`]: value }, ips: ['10.1.0.2'] }),
  ];
  const leftOut = (name: string, value: string) => ask(traffic(name, value), call).decision;

  test('sends what is called past it without an identity', () => {
    expect(['80', '443, 80', '8080'].map((value) => leftOut('excludeOutboundPorts', value))).toEqual(['DENY', 'DENY', 'ALLOW']);
    expect(['10.96.0.0/16', '10.97.0.0/16'].map((value) => leftOut('excludeOutboundIPRanges', value))).toEqual(['DENY', 'ALLOW']);
    expect(['*', '10.96.0.0/16', '10.97.0.0/16', ''].map((value) => leftOut('includeOutboundIPRanges', value))).toEqual(['ALLOW', 'ALLOW', 'DENY', 'DENY']);
    expect(ask([...traffic('excludeOutboundPorts', '80'), sidecar('web/s', closed('./*'))], { ...call, http: { ...call.http, host: 'x' } })).toMatchObject({ decision: 'DENY', hop: 'sidecar' });
  });

  test('is asked which address is dialled only where that matters', () => {
    const unaddressed = traffic('excludeOutboundIPRanges', '10.96.0.0/16').map((object) => (object.kind === 'Service' ? { ...object, spec: { ...object.spec as Manifest, clusterIP: undefined, clusterIPs: undefined } } : object));
    expect(ask(unaddressed, call)).toMatchObject({ decision: 'UNKNOWN', missing: [{ fact: expect.stringContaining('captures the connection') }] });
  });

  test('or intercepts nothing at all guards nothing that anybody could tell', () => {
    const none = { 'sidecar.istio.io/interceptionMode': 'NONE' };
    expect(ask([...base.slice(0, 3), service('shop/pay'), pod('shop/pay', { annotations: { ...SIDECAR, ...none } })], { ...call, from: { ip: '10.9.9.9' } })).toMatchObject({ decision: 'UNKNOWN' });
  });
});

test('the order of Sidecars never changes a decision', () => {
  const any = fc.record({
    place: fc.constantFrom('web', 'istio-system', 'shop'),
    hosts: fc.constantFrom(['*/*'], ['./*'], ['shop/*']),
    isClosed: fc.boolean(),
    app: fc.constantFrom(undefined, 'front', 'back'),
    year: fc.integer({ min: 2020, max: 2021 }),
    port: fc.constantFrom(undefined, 8080, 9),
  });
  const sidecars = fc.array(any, { maxLength: 5 }).map((list) => list.map(({ place, hosts, isClosed, app, year, port }, index) => sidecar(`${place}/s${index}`, {
    ...isClosed ? closed(...hosts) : knows(...hosts), ...app === undefined ? {} : select(app), ...port === undefined ? {} : { ingress: [{ port: { number: port, protocol: 'TCP' } }] },
  }, { creationTimestamp: `${year}-01-01T00:00:00Z` })));
  const turned = sidecars.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
  fc.assert(fc.property(turned, ([list, shuffled]) => expect(answer([known, ...shuffled])).toEqual(answer([known, ...list]))), { numRuns: 80 });
});
