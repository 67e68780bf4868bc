import { known, mode, rule } from './client-mesh';
import { AMBIENT, ask, type Manifest, namespace, pod, policy, service, SIDECAR, waypoint } from './small-mesh';

function networking(kind: string, qualified: string, spec: Manifest, metadata: Manifest = {}): Manifest {
  const [ns, name] = qualified.split('/');
  return { apiVersion: 'networking.istio.io/v1', kind, metadata: { name, namespace: ns, ...metadata }, spec };
}

const entry = (spec: Manifest, metadata: Manifest = {}) => networking('ServiceEntry', 'shop/pay', { hosts: ['pay.example'], ports: [{ number: 80, name: 'http', protocol: 'HTTP' }], ...spec }, metadata);
const machine = (spec: Manifest, metadata: Manifest = {}) => networking('WorkloadEntry', 'shop/vm', { address: '10.9.0.1', labels: { app: 'vm' }, ...spec }, metadata);

const clients = [
  namespace('shop'), namespace('web'), pod('web/front', { annotations: SIDECAR, ips: ['10.1.0.2'] }), pod('web/amb', { annotations: AMBIENT, ips: ['10.1.0.7'] }),
];
const http = { method: 'GET', path: '/', host: 'pay.example' };
const to = { service: 'shop/pay', port: 80 };
const front = { from: { workload: 'web/front' }, to, http };
const amb = { from: { workload: 'web/amb' }, to, http };
const outside = { from: { ip: '10.8.0.1' }, to, http };

function answer(objects: readonly Manifest[], request: Manifest = front, meshConfig: Manifest = {}) {
  return ask([...clients, ...objects], request, meshConfig);
}

describe('a ServiceEntry for something outside of the mesh', () => {
  const external = entry({ location: 'MESH_EXTERNAL', resolution: 'DNS' });

  test('is called by its name, and nothing is enforced there', () => {
    expect(answer([external])).toMatchObject({ decision: 'ALLOW', reason: expect.stringContaining('nothing enforces') });
    expect(answer([external], amb).decision).toBe('ALLOW');
    expect(answer([external], outside).decision).toBe('ALLOW');
    expect(answer([external, known], front).decision).toBe('ALLOW');
    expect(answer([external], { ...front, to: { ...to, port: 81 } })).toMatchObject({ decision: 'UNKNOWN', missing: [{ fact: expect.stringContaining('which has 80') }] });
  });

  test('whose host is a short name of a Service takes the requests for that name', () => {
    const called = [namespace('shop'), pod('shop/web', { annotations: SIDECAR, ips: ['10.1.0.9'] }), service('shop/web')];
    const asked = (host: string) => answer([...called, entry({ hosts: ['web.shop'], resolution: 'DNS' })], { ...front, to: { service: 'shop/web', port: 80 }, http: { ...http, host } });
    expect(asked('web.shop')).toMatchObject({ decision: 'UNKNOWN', missing: [{ fact: 'what the ServiceEntry shop/pay makes of the same host' }] });
    expect(asked('web.shop.svc.cluster.local').decision).toBe('ALLOW');
  });

  test('is called by one of its hosts, when a sidecar calls it', () => {
    expect(answer([external], { ...front, http: { ...http, host: 'other.example' } })).toMatchObject({ decision: 'UNKNOWN', missing: [{ supply: 'http.host: pay.example' }] });
    const wide = entry({ hosts: ['*.example'], resolution: 'NONE' });
    expect(answer([wide]).decision).toBe('ALLOW');
  });

  test('takes TLS that a DestinationRule originates, but not Istio\'s', () => {
    const tls = (value: string) => rule('shop/r', { host: 'pay.example', trafficPolicy: { tls: { mode: value } } });
    expect(answer([external, tls('SIMPLE')]).decision).toBe('ALLOW');
    expect(answer([external, tls('ISTIO_MUTUAL')])).toMatchObject({ decision: 'DENY', reason: expect.stringContaining('no proxy terminates') });
  });

  test('is what REGISTRY_ONLY lets through, to those who know it', () => {
    const registryOnly = { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } };
    expect(answer([external], front, registryOnly).decision).toBe('ALLOW');
    expect(answer([entry({ resolution: 'DNS', exportTo: ['.'] })], front, registryOnly).decision).toBe('DENY');
    expect(answer([external, networking('Sidecar', 'web/s', { egress: [{ hosts: ['./*'] }] })], front, registryOnly).decision).toBe('DENY');
    expect(answer([external, networking('Sidecar', 'web/s', { egress: [{ hosts: ['*/pay.example'] }] })], front, registryOnly).decision).toBe('ALLOW');
  });

  test('leaves it open who answers when two objects claim its host', () => {
    expect(answer([external, { ...external, metadata: { name: 'twin', namespace: 'shop' } }]).decision).toBe('UNKNOWN');
    const claim = networking('ServiceEntry', 'web/claim', { hosts: ['api.shop.svc.cluster.local'], resolution: 'DNS' });
    const api = [service('shop/api'), pod('shop/api', { annotations: SIDECAR })];
    const asked = { from: { workload: 'web/front' }, to: { service: 'shop/api', port: 80 }, http: { ...http, host: 'api.shop' } };
    expect(answer(api, asked).decision).toBe('ALLOW');
    expect(answer([...api, claim], asked)).toMatchObject({ decision: 'UNKNOWN', missing: [{ fact: expect.stringContaining('ServiceEntry web/claim') }] });
  });
});

describe('a ServiceEntry behind a waypoint', () => {
  const bound = (spec: Manifest = {}, labels: Manifest = {}) => entry({ location: 'MESH_EXTERNAL', resolution: 'DNS', ...spec }, { labels: { 'istio.io/use-waypoint': 'wp', ...labels } });
  const wp = waypoint('shop/wp');
  const target = (kind: string, group: string) => policy('shop/l7', { action: 'DENY', targetRefs: [{ kind, group, name: 'pay' }], rules: [{}] });
  const egress = target('ServiceEntry', 'networking.istio.io');

  test('is guarded by policies that target it', () => {
    expect(answer([bound(), wp, egress], amb)).toMatchObject({ decision: 'DENY', hop: 'waypoint', status: 403 });
    expect(answer([bound(), wp, target('Service', '')], amb)).toMatchObject({ decision: 'ALLOW', hop: 'waypoint' });
    expect(answer([bound(), wp, target('ServiceEntry', '')], amb).decision).toBe('ALLOW');
    const api = [service('shop/pay', { labels: { 'istio.io/use-waypoint': 'wp' } }), pod('shop/pay', { annotations: AMBIENT })];
    expect(answer([...api, wp, egress], { ...amb, http: { ...http, host: 'pay.shop' } })).toMatchObject({ decision: 'ALLOW' });
  });

  test('is not guarded from sidecars, nor without an address that ztunnel knows it by', () => {
    expect(answer([bound(), wp, egress], front).decision).toBe('ALLOW');
    expect(answer([bound({ resolution: 'NONE' }), wp, egress], amb).decision).toBe('ALLOW');
    expect(answer([bound({ resolution: 'NONE', addresses: ['192.0.2.1'] }), wp, egress], amb).decision).toBe('DENY');
    expect(answer([bound({}, { 'networking.istio.io/enable-autoallocate-ip': 'false' }), wp, egress], amb).decision).toBe('ALLOW');
  });
});

describe('a ServiceEntry within the mesh', () => {
  const internal = (spec: Manifest) => entry({ location: 'MESH_INTERNAL', resolution: 'STATIC', ...spec });
  const selecting = internal({ workloadSelector: { labels: { app: 'vm' } } });

  test('leads to pods and WorkloadEntries that it selects, whose own policies hold', () => {
    const named = policy('shop/vm', { selector: { matchLabels: { app: 'vm' } }, rules: [{ from: [{ source: { principals: ['cluster.local/ns/web/sa/front'] } }] }] });
    const vm = machine({ serviceAccount: 'vm' });
    expect(answer([selecting, vm, named])).toMatchObject({ decision: 'ALLOW', hop: 'sidecar', policies: [{ name: 'shop/vm' }] });
    expect(answer([selecting, vm, named], outside)).toMatchObject({ decision: 'DENY', hop: 'sidecar', status: 403 });
    expect(answer([selecting, vm, mode('STRICT')], outside)).toMatchObject({ decision: 'DENY', hop: 'sidecar' });
    const inCluster = pod('shop/vm', { annotations: SIDECAR });
    expect(answer([selecting, inCluster, named]).decision).toBe('ALLOW');
    expect(answer([selecting, inCluster, named], outside).decision).toBe('DENY');
  });

  test('takes the port of an endpoint by name, then its targetPort, then its number', () => {
    const onPort = (value: string) => policy('shop/port', { rules: [{ to: [{ operation: { ports: [value] } }] }] });
    expect(answer([selecting, machine({ serviceAccount: 'vm', ports: { http: 8081 } }), onPort('8081')]).decision).toBe('ALLOW');
    expect(answer([selecting, machine({ serviceAccount: 'vm' }), onPort('80')]).decision).toBe('ALLOW');
    const mapped = internal({ workloadSelector: { labels: { app: 'vm' } }, ports: [{ number: 80, name: 'http', protocol: 'HTTP', targetPort: 9090 }] });
    expect(answer([mapped, machine({ serviceAccount: 'vm' }), onPort('9090')]).decision).toBe('ALLOW');
  });

  test('leaves it open whether a proxy guards an endpoint without an identity, where that matters', () => {
    expect(answer([selecting, machine({})]).decision).toBe('ALLOW');
    expect(answer([selecting, machine({}), policy('shop/none', {})])).toMatchObject({ decision: 'UNKNOWN', missing: [{ fact: 'whether a proxy guards the WorkloadEntry shop/vm' }] });
    expect(answer([selecting, machine({}, { annotations: { 'istio.io/autoRegistrationGroup': 'vm' } }), policy('shop/none', {})])).toMatchObject({ decision: 'DENY', hop: 'sidecar' });
  });

  test('may have its endpoints written in it', () => {
    const endpoint = (more: Manifest) => internal({ endpoints: [{ address: '10.9.0.1', ...more }] });
    expect(answer([endpoint({ serviceAccount: 'vm', labels: { app: 'vm' } }), mode('STRICT')])).toMatchObject({ decision: 'ALLOW', hop: 'sidecar' });
    expect(answer([endpoint({}), mode('STRICT')]).decision).toBe('UNKNOWN');
    const declared = pod('shop/vm', { annotations: SIDECAR, ips: ['10.9.0.1'] });
    expect(answer([endpoint({ labels: { 'security.istio.io/tlsMode': 'istio' } }), declared, mode('STRICT')])).toMatchObject({ decision: 'ALLOW', hop: 'sidecar' });
  });

  test('declares what the ports of the workloads that it selects speak', () => {
    const raw = internal({ workloadSelector: { labels: { app: 'api' } }, ports: [{ number: 8080, name: 'raw', protocol: 'TCP' }] });
    const api = pod('shop/api', { annotations: SIDECAR });
    const get = policy('shop/get', { rules: [{ to: [{ operation: { methods: ['GET'] } }] }] });
    const asked = { from: { workload: 'web/front' }, to: { workload: 'shop/api', port: 8080 }, http };
    expect(answer([api, get], asked).decision).toBe('ALLOW');
    expect(answer([api, get, raw], asked).decision).toBe('DENY');
  });
});

describe('a machine outside of the cluster', () => {
  const group = networking('WorkloadGroup', 'shop/vm', { metadata: { labels: { app: 'vm' } }, template: { serviceAccount: 'vm', ports: { http: 8080 } } });
  const toMachine = (name: string) => ({ from: { workload: 'web/front' }, to: { workload: name, port: 8080 }, http });

  test('of a WorkloadGroup is guarded by its labels, as a WorkloadEntry is', () => {
    const none = policy('shop/none', { selector: { matchLabels: { app: 'vm' } } });
    expect(answer([group, none], toMachine('shop/vm'))).toMatchObject({ decision: 'DENY', hop: 'sidecar' });
    expect(answer([group], toMachine('shop/vm'))).toMatchObject({ decision: 'ALLOW', hop: 'sidecar' });
    const behind = service('shop/vm', {});
    const byService = { from: { workload: 'web/front' }, to: { service: 'shop/vm', port: 80 }, http: { ...http, host: 'vm.shop' } };
    expect(answer([{ ...behind, spec: { ...behind.spec as Manifest, ports: [{ name: 'http', port: 80, targetPort: 8080 }] } }, group, mode('STRICT')], byService)).toMatchObject({ decision: 'ALLOW', hop: 'sidecar' });
  });

  test('calls with its own identity', () => {
    const calls = { from: { workload: 'shop/vm' }, to: { service: 'shop/api', port: 80 }, http: { ...http, host: 'api' } };
    const api = [service('shop/api'), pod('shop/api', { annotations: SIDECAR })];
    const admits = policy('shop/vm', { rules: [{ from: [{ source: { principals: ['cluster.local/ns/shop/sa/vm'] } }] }] });
    expect(answer([machine({ serviceAccount: 'vm' }), ...api, admits], calls).decision).toBe('ALLOW');
    expect(answer([machine({}), ...api, admits], calls)).toMatchObject({ decision: 'UNKNOWN', missing: [{ fact: expect.stringContaining('whether a proxy guards') }] });
  });

  test('is reached by ztunnel in plaintext', () => {
    const asked = { from: { workload: 'web/amb' }, to: { workload: 'shop/vm', port: 80 }, http };
    expect(answer([machine({ serviceAccount: 'vm' }), mode('STRICT')], asked)).toMatchObject({ decision: 'DENY', reason: expect.stringContaining('plaintext') });
  });
});

test('a ServiceEntry that cannot be read is a Service that nobody finds', () => {
  expect(answer([entry({ resolution: 'MAGIC' })])).toMatchObject({ decision: 'UNKNOWN', missing: [{ fact: 'the Service shop/pay' }] });
});
