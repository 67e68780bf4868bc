import * as fc from 'fast-check';
import { AMBIENT, type Manifest, namespace, pod, policy, service, SIDECAR, waypoint } from './small-mesh';
import { decide } from '../../src/evaluate';
import { plainDocument } from '../../src/manifest/parse/manifest-document';
import { parseMesh } from '../../src/manifest/parse/parse-mesh';
import { parseRequest } from '../../src/manifest/parse/parse-request';

function network(qualified: string, spec: Manifest): Manifest {
  const [ns, name] = qualified.split('/');
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace: ns }, spec };
}

const document = (value: unknown) => plainDocument(value, { file: 'network.yaml', line: 1, column: 1 });
const app = (name: string): Manifest => ({ podSelector: { matchLabels: { app: name } } });
const inNamespace = (name: string): Manifest => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } });

const mesh = [
  namespace('shop'), namespace('web', { team: 'front' }), pod('shop/pay', { annotations: SIDECAR }), service('shop/pay'),
  pod('web/front', { annotations: SIDECAR, ips: ['10.1.0.2'] }), pod('shop/mate', { annotations: SIDECAR, ips: ['10.1.0.3'] }),
];
const call = { from: { workload: 'web/front' }, to: { service: 'shop/pay', port: 80 }, http: { method: 'GET', path: '/', host: 'pay.shop' } };

function ask(objects: readonly Manifest[], request: Manifest = call, networkPolicies = true) {
  return decide(parseMesh(objects.map(document), { networkPolicies }), parseRequest(document({ id: 'asked', ...request })).request!);
}

const answer = (policies: readonly Manifest[], request: Manifest = {}) => ask([...mesh, ...policies], { ...call, ...request });
const refused = { decision: 'DENY', hop: 'network' };
const ingress = (...rules: Manifest[]) => network('shop/in', { podSelector: {}, policyTypes: ['Ingress'], ingress: rules });
const from = (...peers: Manifest[]) => ingress({ from: peers });

describe('a NetworkPolicy', () => {
  test('isolates the pods that it selects, in the directions that it names', () => {
    expect(answer([])).toMatchObject({ decision: 'ALLOW', hop: 'sidecar' });
    expect(answer([ingress()])).toMatchObject({ ...refused, policies: [{ name: 'shop/in', action: 'NetworkPolicy' }] });
    expect(answer([network('shop/in', app('other'))]).decision).toBe('ALLOW');
    expect(answer([network('shop/in', app('pay'))])).toMatchObject(refused);
    expect(answer([network('web/in', { podSelector: {} })]).decision).toBe('ALLOW');
    expect(answer([network('shop/out', { podSelector: {}, policyTypes: ['Egress'] })]).decision).toBe('ALLOW');
    expect(answer([network('web/out', { podSelector: {}, policyTypes: ['Egress'] })])).toMatchObject({ ...refused, policies: [{ name: 'web/out' }] });
  });

  test('names its directions itself where nobody did', () => {
    expect(answer([network('shop/p', { podSelector: {} })])).toMatchObject(refused);
    expect(answer([network('web/p', { podSelector: {}, egress: [] })]).decision).toBe('ALLOW');
    expect(answer([network('web/p', { podSelector: {}, egress: [{ ports: [{ port: 1 }] }] })])).toMatchObject(refused);
    expect(answer([network('web/p', { podSelector: {}, egress: [{}] })]).decision).toBe('ALLOW');
  });

  test('selects by expressions, too', () => {
    const expression = (operator: string, ...values: string[]) => network('shop/p', { podSelector: { matchExpressions: [{ key: 'app', operator, values }] } });
    expect(['In', 'NotIn'].map((operator) => answer([expression(operator, 'pay')]).decision)).toEqual(['DENY', 'ALLOW']);
    expect(['Exists', 'DoesNotExist'].map((operator) => answer([expression(operator)]).decision)).toEqual(['DENY', 'ALLOW']);
  });

  test('is asked at both ends, and adds to what others admit', () => {
    const out = network('web/out', { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [inNamespace('shop')] }] });
    expect(answer([from(inNamespace('web')), out]).decision).toBe('ALLOW');
    expect(answer([network('shop/deny', { podSelector: {} }), from(inNamespace('web'))]).decision).toBe('ALLOW');
    expect(answer([ingress(), network('shop/more', { ...app('pay'), ingress: [{ from: [inNamespace('web')] }] })]).decision).toBe('ALLOW');
  });

  test('comes before the proxies, which have the last word', () => {
    const closed = policy('shop/none', {});
    expect(answer([from(inNamespace('web')), closed])).toMatchObject({ decision: 'DENY', hop: 'sidecar', status: 403 });
    expect(answer([ingress(), closed])).toMatchObject(refused);
    expect(answer([from(inNamespace('web'))]).walk.map(({ hop, stage }) => `${hop} ${stage}`).slice(0, 2)).toEqual(['network ingress', 'sidecar mTLS']);
  });

  test('changes nothing unless it is asked for', () => {
    const broken = network('shop/p', { podSelector: 'all' });
    expect(ask([...mesh, ingress(), broken], call, false)).toEqual(ask(mesh, call, false));
    expect(parseMesh([...mesh, broken].map(document)).diagnostics).toEqual([]);
  });
});

describe('a peer', () => {
  test.each<[string, Manifest, string]>([
    ['a namespace', inNamespace('web'), 'ALLOW'], ['another namespace', inNamespace('shop'), 'DENY'], ['any namespace', { namespaceSelector: {} }, 'ALLOW'],
    ['a labelled namespace', { namespaceSelector: { matchLabels: { team: 'front' } } }, 'ALLOW'], ['one labelled otherwise', { namespaceSelector: { matchLabels: { team: 'back' } } }, 'DENY'],
    ['pods there', { ...inNamespace('web'), ...app('front') }, 'ALLOW'], ['other pods there', { ...inNamespace('web'), ...app('back') }, 'DENY'],
    ['pods of the own namespace', app('front'), 'DENY'], ['a block', { ipBlock: { cidr: '10.1.0.0/24' } }, 'ALLOW'], ['another block', { ipBlock: { cidr: '10.2.0.0/24' } }, 'DENY'],
    ['a block without it', { ipBlock: { cidr: '10.1.0.0/24', except: ['10.1.0.0/30'] } }, 'DENY'], ['a block without others', { ipBlock: { cidr: '0.0.0.0/0', except: ['10.1.0.4/30'] } }, 'ALLOW'],
  ])('is %s', (_, peer, decision) => {
    expect(answer([from(peer)]).decision).toBe(decision);
    expect(answer([from({ ipBlock: { cidr: '192.0.2.0/24' } }, peer)]).decision).toBe(decision);
  });

  test('of the own namespace needs no namespace selector', () => {
    expect(answer([from(app('mate'))], { from: { workload: 'shop/mate' } }).decision).toBe('ALLOW');
  });

  test('may be known by its address alone', () => {
    expect(answer([from({ ipBlock: { cidr: '203.0.113.0/24' } })], { from: { ip: '203.0.113.7' } }).decision).toBe('ALLOW');
    expect(answer([from({ ipBlock: { cidr: '203.0.113.0/24' } })], { from: { ip: '203.0.114.7' } })).toMatchObject(refused);
    expect(answer([from(inNamespace('web'))], { from: { ip: '203.0.113.7' } })).toMatchObject({ decision: 'UNKNOWN', missing: [{ fact: 'which pod 203.0.113.7 is', supply: 'from.workload' }] });
    expect(answer([from(inNamespace('web'))], { from: { ip: '10.1.0.2' } }).decision).toBe('ALLOW');
    expect(answer([from({ ipBlock: { cidr: '203.0.113.0/24' } })], { from: {} })).toMatchObject({ decision: 'UNKNOWN', missing: [{ supply: 'from.ip' }] });
  });

  test('may be known by its namespace alone', () => {
    const principal = { from: { principal: 'cluster.local/ns/web/sa/front', dataPlane: 'sidecar' } };
    expect(answer([from(inNamespace('web'))], principal).decision).toBe('ALLOW');
    expect(answer([from({ ...inNamespace('web'), ...app('front') })], principal)).toMatchObject({ decision: 'UNKNOWN', missing: [{ supply: 'from.workload' }] });
    expect(answer([from({ ...inNamespace('other'), ...app('front') })], principal)).toMatchObject(refused);
    const out = (rules: Manifest[]) => network('web/out', { ...app('front'), policyTypes: ['Egress'], egress: rules });
    expect(answer([out([])], principal)).toMatchObject({ decision: 'UNKNOWN', missing: [{ supply: 'from.workload' }] });
    expect(answer([out([{}])], principal).decision).toBe('ALLOW');
  });

  test('in a namespace that was not given is known by the name of it alone', () => {
    const without = mesh.filter(({ metadata }) => (metadata as Manifest).name !== 'web');
    expect(ask([...without, from(inNamespace('web'))]).decision).toBe('ALLOW');
    expect(ask([...without, from({ namespaceSelector: { matchLabels: { team: 'front' } } })])).toMatchObject({ decision: 'UNKNOWN', missing: [{ supply: 'the manifest of Namespace web' }] });
  });

  test('on the network of its node is seen as each network likes', () => {
    const host = { ...pod('web/host', { ips: ['10.0.0.1'] }), spec: { hostNetwork: true, containers: [] } };
    const asked = { from: { workload: 'web/host' } };
    expect(answer([host, from(inNamespace('web'))], asked).decision).toBe('UNKNOWN');
    expect(answer([host, from(inNamespace('shop'))], asked)).toMatchObject(refused);
    expect(answer([host, ingress({})], asked).decision).toBe('ALLOW');
    expect(answer([host, network('web/out', { podSelector: {}, policyTypes: ['Egress'] })], asked).decision).toBe('UNKNOWN');
  });
});

describe('a port', () => {
  const port = (...ports: Manifest[]) => answer([ingress({ ports })]).decision;

  test('is that of the pod, by number, name or range', () => {
    expect([port({ port: 8080 }), port({ port: 'main' }), port({ port: 8000, endPort: 8100 }), port({}), port({ protocol: 'TCP', port: 8080 })]).toEqual(Array(5).fill('ALLOW'));
    expect([port({ port: 80 }), port({ port: 'other' }), port({ port: 8000, endPort: 8079 }), port({ protocol: 'UDP', port: 8080 })]).toEqual(Array(4).fill('DENY'));
  });

  test('is needed beside a peer, not instead of one', () => {
    expect(answer([ingress({ from: [inNamespace('web')], ports: [{ port: 1 }] })])).toMatchObject(refused);
    expect(answer([ingress({ from: [inNamespace('shop')] }, { ports: [{ port: 8080 }] })]).decision).toBe('ALLOW');
  });

  test('of a name is none that the pod declares for UDP', () => {
    const containers = [{ name: 'app', image: 'app', ports: [{ containerPort: 8080, name: 'main', protocol: 'UDP' }] }];
    const speaksUdp = { ...mesh[2], spec: { serviceAccountName: 'pay', containers } };
    const byNumber = { ...mesh[3], spec: { selector: { app: 'pay' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] } };
    const others = mesh.filter((one) => one !== mesh[2] && one !== mesh[3]);
    const declared = (policies: readonly Manifest[]) => ask([...others, speaksUdp, byNumber, ...policies]);
    expect(declared([ingress({ ports: [{ port: 'main' }] })])).toMatchObject(refused);
    expect(declared([ingress({ ports: [{ port: 8080 }] })]).decision).toBe('ALLOW');
  });
});

describe('in ambient mode', () => {
  const ambient = [
    namespace('shop'), namespace('web'), pod('shop/pay', { annotations: AMBIENT }), service('shop/pay'), pod('web/front', { annotations: AMBIENT, ips: ['10.1.0.2'] }),
  ];
  const only = (port: number) => network('shop/in', { podSelector: {}, ingress: [{ ports: [{ port }] }] });

  test('the tunnel is what crosses the network, and without one the port', () => {
    expect(ask([...ambient, only(15008)])).toMatchObject({ decision: 'ALLOW', hop: 'ztunnel' });
    expect(ask([...ambient, only(8080)])).toMatchObject(refused);
    expect(ask([...ambient, only(15008)], { ...call, from: { ip: '10.9.9.9' } })).toMatchObject(refused);
    expect(ask([...ambient, only(8080)], { ...call, from: { ip: '10.9.9.9' } }).decision).toBe('ALLOW');
  });

  test('a sidecar speaks on the port itself', () => {
    expect(answer([only(15008)])).toMatchObject(refused);
  });

  describe('a waypoint', () => {
    const through = [...ambient.filter(({ kind }) => kind !== 'Service'), service('shop/pay', { labels: { 'istio.io/use-waypoint': 'wp' } }), waypoint('shop/wp')];
    const ofWaypoint = { podSelector: { matchLabels: { 'gateway.networking.k8s.io/gateway-name': 'wp' } } };

    test('is reached by one connection, and opens another', () => {
      const pay = (peer: Manifest) => network('shop/pay', { ...app('pay'), ingress: [{ from: [peer], ports: [{ port: 15008 }] }] });
      expect(ask([...through, pay(ofWaypoint)])).toMatchObject({ decision: 'ALLOW' });
      expect(ask([...through, pay(inNamespace('web'))])).toMatchObject({ ...refused, reason: expect.stringContaining('from shop/wp') });
      const wp = (peer: Manifest) => network('shop/wp', { ...ofWaypoint, ingress: [{ from: [peer], ports: [{ port: 15008 }] }] });
      expect(ask([...through, wp(inNamespace('web'))]).decision).toBe('ALLOW');
      expect(ask([...through, wp(inNamespace('shop'))])).toMatchObject({ ...refused, reason: expect.stringContaining('shop/wp admits') });
      const out = network('shop/wp', { ...ofWaypoint, policyTypes: ['Egress'], egress: [{ to: [app('other')] }] });
      expect(ask([...through, out])).toMatchObject({ ...refused, reason: expect.stringContaining('to shop/pay') });
    });
  });
});

describe('a gateway', () => {
  const edge = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'edge', namespace: 'shop' },
    spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
  };
  const asked = { from: { ip: '203.0.113.7' }, to: { gateway: 'shop/edge', port: 80 }, http: call.http };

  test('is reached from outside on its own port', () => {
    const admits = (cidr: string, port: number) => network('shop/edge', { podSelector: { matchLabels: { 'gateway.networking.k8s.io/gateway-name': 'edge' } }, ingress: [{ from: [{ ipBlock: { cidr } }], ports: [{ port }] }] });
    expect(answer([edge, admits('192.0.2.0/24', 80)], asked)).toMatchObject(refused);
    expect(answer([edge, admits('0.0.0.0/0', 8080)], asked)).toMatchObject(refused);
    expect(answer([edge, admits('0.0.0.0/0', 80), policy('shop/none', {})], asked)).toMatchObject({ decision: 'DENY', hop: 'gateway' });
  });
});

describe('what cannot be read or is not modelled', () => {
  test('leaves open what it may decide, and nothing that another policy admits', () => {
    const broken = (qualified: string) => network(qualified, { podSelector: {}, ingress: [{ from: 'all' }] });
    expect(answer([broken('shop/p')]).decision).toBe('UNKNOWN');
    expect(answer([broken('shop/p'), from(inNamespace('web'))]).decision).toBe('ALLOW');
    expect(answer([broken('elsewhere/p')]).decision).toBe('ALLOW');
    expect(answer([network('shop/p', { podSelector: {}, future: true })]).decision).toBe('UNKNOWN');
    expect(answer([network('shop/p', { podSelector: {}, ingress: [{ from: [{}] }] })]).decision).toBe('UNKNOWN');
    expect(answer([network('shop/p', { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 'ten' } }] }] })]).decision).toBe('UNKNOWN');
  });

  test('is every policy of a network of its own', () => {
    const foreign = { apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', metadata: { name: 'c', namespace: 'shop' }, spec: {} };
    expect(answer([foreign])).toMatchObject({ decision: 'UNKNOWN', missing: [{ fact: expect.stringContaining('CiliumNetworkPolicy c') }] });
    expect(ask([...mesh, foreign], call, false).decision).toBe('ALLOW');
  });
});

describe('laws', () => {
  const peer = fc.constantFrom<Manifest>(inNamespace('web'), inNamespace('shop'), app('front'), { namespaceSelector: {}, ...app('front') }, { ipBlock: { cidr: '10.1.0.0/30' } }, { ipBlock: { cidr: '0.0.0.0/0', except: ['10.1.0.2/32'] } });
  const rule = fc.record({ peers: fc.array(peer, { maxLength: 2 }), port: fc.constantFrom(undefined, 8080, 80, 15008) });
  const policies = fc.array(fc.record({
    ns: fc.constantFrom('shop', 'web'), target: fc.constantFrom('pay', 'front', undefined), types: fc.constantFrom(['Ingress'], ['Egress'], ['Ingress', 'Egress']), rules: fc.array(rule, { maxLength: 2 }),
  }), { maxLength: 4 }).map((list) => list.map(({ ns, target, types, rules }, index) => network(`${ns}/p${index}`, {
    ...target === undefined ? { podSelector: {} } : app(target),
    policyTypes: types,
    ingress: rules.map(({ peers, port }) => ({ ...peers.length > 0 ? { from: peers } : {}, ...port === undefined ? {} : { ports: [{ port }] } })),
    egress: rules.map(({ peers, port }) => ({ ...peers.length > 0 ? { to: peers } : {}, ...port === undefined ? {} : { ports: [{ port }] } })),
  })));

  test('the order of NetworkPolicies never changes a decision', () => {
    const shuffled = policies.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
    fc.assert(fc.property(shuffled, ([list, turned]) => expect(answer(turned).decision).toBe(answer(list).decision)), { numRuns: 80 });
  });

  test('no NetworkPolicy ever lets in what is refused without any', () => {
    fc.assert(fc.property(policies, (list) => {
      expect(answer([...list, policy('shop/none', {})]).decision).toBe('DENY');
    }), { numRuns: 80 });
  });

  test('once both ends are isolated, a NetworkPolicy more never revokes', () => {
    const isolating = ['shop', 'web'].map((ns) => network(`${ns}/deny`, { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }));
    fc.assert(fc.property(policies, policies, (list, more) => {
      const renamed = more.map((one, index) => ({ ...one, metadata: { ...one.metadata as Manifest, name: `more${index}` } }));
      const before = answer([...isolating, ...list]).decision;
      expect(before === 'ALLOW' ? answer([...isolating, ...list, ...renamed]).decision : 'ALLOW').toBe('ALLOW');
    }), { numRuns: 80 });
  });

  test('a NetworkPolicy without a rule more never lets anything in', () => {
    const empty = network('shop/empty', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    fc.assert(fc.property(policies, (list) => {
      expect(answer(list).decision === 'ALLOW' || answer([...list, empty]).decision === 'DENY').toBe(true);
    }), { numRuns: 80 });
  });
});
