import { AMBIENT, ask, type Manifest, namespace, pod, policy, service, SIDECAR, waypoint } from './small-mesh';
import { closed, meta, path, reached, route, rule, shop, virtualService } from './small-routes';

const to = (host: string) => ({ route: [{ destination: { host } }] });
const SHUT = 'shut.shop.svc.cluster.local';
const callers = [
  namespace('web', {}), pod('web/web', { annotations: SIDECAR, labels: { version: 'v1' }, ips: ['10.3.0.1'] }),
  pod('web/plain', { ips: ['10.3.0.2'] }), pod('web/amb', { annotations: AMBIENT, ips: ['10.3.0.3'] }),
];

/** What a request for `open` reaches. */
function call(objects: readonly Manifest[], http: Manifest | undefined = {}, more: Manifest = {}) {
  return ask([...shop, ...callers, ...objects], {
    from: { workload: 'web/web' }, to: { service: 'shop/open', port: 80 }, http: { method: 'GET', path: '/', host: 'open.shop', ...http }, ...more,
  });
}
const redirected = (spec: Manifest = {}, ns = 'shop') => virtualService(`${ns}/v`, { hosts: ['open.shop.svc.cluster.local'], http: [to(SHUT)], ...spec });

describe('the VirtualService of a Service', () => {
  test('sends callers with a sidecar elsewhere, and nobody else', () => {
    expect(reached(call([]))).toBe('open');
    expect(reached(call([redirected()]))).toBe('shut');
    expect(reached(call([redirected()], {}, { from: { workload: 'web/plain' } }))).toBe('open');
    expect(reached(call([redirected()], {}, { from: { workload: 'web/amb' } }))).toBe('open');
    expect(reached(call([redirected()], {}, { to: { workload: 'shop/open', port: 8080 } }))).toBe('open');
    expect(call([redirected()], {}, { from: { principal: 'cluster.local/ns/web/sa/web', ip: '10.3.0.9' } })).toMatchObject({ decision: 'UNKNOWN', missing: [{ supply: 'from.dataPlane' }] });
  });

  test('of other hosts has no part in the answer', () => {
    const other = virtualService('shop/v', { hosts: [SHUT, 'example.com', '*.other.svc.cluster.local'], http: [to('nobody')] });
    expect(call([other])).toEqual(call([]));
    expect(call([virtualService('shop/v', { hosts: ['open'], gateways: ['edge'], http: [to(SHUT)] })])).toEqual(call([]));
  });

  test('of a short name of the Service, which is another host to Istio, takes the requests for that name alone', () => {
    const half = virtualService('shop/half', { hosts: ['open.shop'], http: [to(SHUT)] });
    expect(call([half], { host: 'open.shop:80' })).toMatchObject({ decision: 'UNKNOWN', missing: [{ supply: 'http.host: open.shop.svc.cluster.local' }] });
    expect(reached(call([half], { host: 'open.shop.svc.cluster.local' }))).toBe('open');
    expect(reached(call([virtualService('shop/half', { hosts: ['open.shop'], exportTo: ['.'], http: [to(SHUT)] })]))).toBe('open');
    expect(call([half, redirected({ http: [to('open.shop.svc.cluster.local')] })]).decision).toBe('UNKNOWN');
  });

  test('within the wildcard of a ServiceEntry takes the requests for its own host', () => {
    const wide = { apiVersion: 'networking.istio.io/v1', kind: 'ServiceEntry', metadata: meta('shop/wide'), spec: { hosts: ['*.example.com'], ports: [{ number: 80, name: 'http', protocol: 'HTTP' }], resolution: 'NONE' } };
    const narrow = virtualService('shop/narrow', { hosts: ['a.example.com'], http: [to(SHUT)] });
    const asked = (host: string) => call([wide, narrow], { host }, { to: { service: 'shop/wide', port: 80 } }).decision;
    expect([asked('a.example.com'), asked('b.example.com')]).toEqual(['UNKNOWN', 'ALLOW']);
  });

  test('may be of any namespace that exports it, of the caller or not', () => {
    expect(reached(call([redirected({}, 'web')]))).toBe('shut');
    expect(reached(call([namespace('third'), redirected({}, 'third')]))).toBe('shut');
    expect(reached(call([redirected({ exportTo: ['.'] }, 'shop')]))).toBe('open');
    expect(reached(call([redirected({ exportTo: ['web'] }, 'shop')]))).toBe('shut');
    expect(reached(call([redirected({ exportTo: ['~'] }, 'web')]))).toBe('open');
    const meshConfig = { defaultVirtualServiceExportTo: ['.'] };
    const request = { from: { workload: 'web/web' }, to: { service: 'shop/open', port: 80 }, http: { method: 'GET', path: '/', host: 'open.shop' } };
    expect(reached(ask([...shop, ...callers, redirected()], request, meshConfig))).toBe('open');
    expect(reached(ask([...shop, ...callers, redirected({}, 'web')], request, meshConfig))).toBe('shut');
  });

  test('whose bare host is one of its own namespace', () => {
    expect(reached(call([redirected({ hosts: ['open'] }, 'shop')]))).toBe('shut');
    expect(reached(call([redirected({ hosts: ['open'] }, 'web')]))).toBe('open');
  });

  test('with a suffix counts where none names the host, and the longest suffix first', () => {
    const suffix = (name: string, host: string, destination: string) => virtualService(`shop/${name}`, { hosts: [host], http: [to(destination)] });
    expect(reached(call([suffix('a', '*.svc.cluster.local', SHUT)]))).toBe('shut');
    expect(reached(call([suffix('a', '*.svc.cluster.local', SHUT), suffix('b', '*.shop.svc.cluster.local', 'open')]))).toBe('open');
    expect(reached(call([suffix('a', '*.svc.cluster.local', SHUT), suffix('b', 'open', 'open')]))).toBe('open');
  });

  test('is the oldest one of several', () => {
    const v = (name: string, destination: string, creationTimestamp: string) => virtualService(`shop/${name}`, { hosts: ['open'], http: [to(destination)] }, { creationTimestamp });
    expect(reached(call([v('a', SHUT, '2026-01-02T00:00:00Z'), v('b', 'open', '2026-01-01T00:00:00Z')]))).toBe('open');
    expect(reached(call([v('a', SHUT, '2026-01-01T00:00:00Z'), v('b', 'open', '2026-01-02T00:00:00Z')]))).toBe('shut');
  });

  test('that takes no request of this kind answers 404, at the caller', () => {
    expect(call([redirected({ http: [{ match: [{ uri: { prefix: '/x' } }], ...to(SHUT) }] })])).toMatchObject({ decision: 'DENY', status: 404, hop: 'sidecar' });
    expect(reached(call([redirected({ http: [{ match: [{ port: 81 }], ...to(SHUT) }] })]))).toBe('open');
  });

  test('goes by the labels and the namespace of the caller', () => {
    const by = (match: Manifest, more: Manifest = {}) => reached(call([redirected({ http: [{ match: [match], ...to(SHUT) }, to('open')] })], {}, more));
    expect([by({ sourceLabels: { version: 'v1' } }), by({ sourceLabels: { version: 'v2' } })]).toEqual(['shut', 'open']);
    expect([by({ sourceNamespace: 'web' }), by({ sourceNamespace: 'shop' })]).toEqual(['shut', 'open']);
    const nameless = { from: { principal: 'cluster.local/ns/web/sa/web', dataPlane: 'sidecar', ip: '10.3.0.9' } };
    expect(by({ sourceLabels: { version: 'v1' } }, nameless)).toBe('unknown');
    expect(by({ sourceNamespace: 'web' }, nameless)).toBe('shut');
  });

  test('changes what the destination sees, and who it sees stays', () => {
    const rewritten = redirected({ http: [{ ...to('open'), rewrite: { uri: '/in', authority: 'in' }, headers: { request: { set: { 'x-a': 'b' } } } }] });
    const deny = (one: Manifest) => call([rewritten, closed('shop/open', [one])], { path: '/out' }).decision;
    expect(deny({ to: [{ operation: { paths: ['/inout'], hosts: ['in'] } }] })).toBe('DENY');
    expect(deny({ when: [{ key: 'request.headers[x-a]', values: ['b'] }] })).toBe('DENY');
    expect(deny({ from: [{ source: { principals: ['cluster.local/ns/web/sa/web'], ipBlocks: ['10.3.0.1'] } }] })).toBe('DENY');
    expect(deny({ to: [{ operation: { paths: ['/out'] } }] })).toBe('ALLOW');
  });

  test('that cannot be read leaves open where callers with a sidecar are sent', () => {
    const broken = virtualService('third/x', { hosts: 'all' });
    expect(call([broken]).decision).toBe('UNKNOWN');
    expect(reached(call([broken], {}, { from: { workload: 'web/plain' } }))).toBe('open');
  });

  test('is not that of another host that is asked for', () => {
    expect(call([redirected()], { host: 'example.com' })).toMatchObject({ decision: 'UNKNOWN', missing: [{ supply: 'http.host: open.shop.svc.cluster.local' }] });
  });

  test('counts for bytes, too', () => {
    const raw = shop.map((object) => (object.kind === 'Service' ? service(`shop/${(object.metadata as { name: string }).name}`, { portName: 'tcp' }) : object));
    const asked = { from: { workload: 'web/web' }, to: { service: 'shop/open', port: 80 } };
    const by = (match: readonly Manifest[]) => reached(ask([...raw, ...callers, redirected({ http: [], tcp: [{ match, ...to(SHUT) }] })], asked));
    expect(reached(ask([...raw, ...callers], asked))).toBe('open');
    expect([by([]), by([{ port: 80 }]), by([{ sourceLabels: { version: 'v1' } }])]).toEqual(['shut', 'shut', 'shut']);
    expect([by([{ port: 81 }]), by([{ sourceLabels: { version: 'v2' } }]), by([{ gateways: ['x'] }]), by([{ sourceNamespace: 'x' }])]).toEqual(['open', 'open', 'open', 'open']);
    expect(by([{ sourceSubnet: '10.0.0.0/8' }])).toBe('unknown');
  });

  test('is seen through the Sidecar of the caller alone', () => {
    const sidecar = (hosts: readonly string[]) => ({ apiVersion: 'networking.istio.io/v1', kind: 'Sidecar', metadata: meta('web/default'), spec: { egress: [{ hosts }] } });
    const third = [namespace('third'), redirected({}, 'third')];
    expect(reached(call([...third, sidecar(['./*', 'shop/*'])]))).toBe('open');
    expect(reached(call([...third, sidecar(['./*', 'shop/*', 'third/*'])]))).toBe('shut');
    expect(reached(call([...third, sidecar(['*/*'])]))).toBe('shut');
    const ported = (egress: readonly Manifest[]) => ({ apiVersion: 'networking.istio.io/v1', kind: 'Sidecar', metadata: meta('web/default'), spec: { egress } });
    expect(reached(call([...third, ported([{ port: { number: 80 }, hosts: ['*/*'] }])]))).toBe('shut');
    expect(reached(call([...third, ported([{ port: { number: 80 }, hosts: ['shop/*'] }, { hosts: ['*/*'] }])]))).toBe('open');
    expect(reached(call([...third, sidecar(['*/*', '~third/*'])]))).toBe('open');
    expect(call([...third, { ...sidecar(['*/*']), spec: { egress: 'all' } }]).decision).toBe('UNKNOWN');
  });

  test('sends to the workloads of a subset alone', () => {
    const pods = ['v1', 'v2'].map((version, index) => pod(`shop/many-${version}`, { labels: { app: 'many', version }, annotations: SIDECAR, ips: [`10.8.0.${index + 1}`] }));
    const many = [...pods, service('shop/many'), policy('shop/v2', { selector: { matchLabels: { version: 'v2' } } })];
    const rules = (subsets: readonly Manifest[]) => ({ apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', metadata: meta('shop/many'), spec: { host: 'many', subsets } });
    const versions = rules(['v1', 'v2'].map((version) => ({ name: version, labels: { version } })));
    const by = (subset: string, settings: Manifest) => reached(call([...many, settings, redirected({ http: [{ route: [{ destination: { host: 'many', subset } }] }] })]));
    expect(reached(call([...many, versions, redirected({ http: [to('many')] })]))).toBe('unknown');
    expect([by('v1', versions), by('v2', versions), by('v3', versions)]).toEqual(['open', '403', '503']);
    expect(by('v1', rules([{ name: 'v1', labels: { version: 'v1' }, trafficPolicy: { tls: { mode: 'SIMPLE' } } }]))).toBe('unknown');
    expect(by('v1', rules([{ name: 'v1', future: true }]))).toBe('unknown');
  });
});

describe('a route of the Gateway API for a Service', () => {
  const parent = (more: Manifest = {}) => [{ group: '', kind: 'Service', name: 'open', namespace: 'shop', ...more }];
  const toShut = { rules: [rule([{ name: 'shut', namespace: 'shop', port: 80 }])] };
  const toOpen = { rules: [rule([{ name: 'open', namespace: 'shop', port: 80 }])] };

  test('of its own namespace is for every caller, of another one for callers there', () => {
    expect(reached(call([route('shop/r', { parents: parent(), ...toShut })]))).toBe('shut');
    expect(reached(call([route('web/r', { parents: parent(), ...toShut })]))).toBe('shut');
    expect(reached(call([namespace('third'), route('third/r', { parents: parent(), ...toShut })]))).toBe('open');
    expect(reached(call([route('shop/r', { parents: parent(), ...toShut }), route('web/r', { parents: parent(), ...toOpen })]))).toBe('open');
  });

  test('may be for one port', () => {
    expect(reached(call([route('shop/r', { parents: parent({ port: 80 }), ...toShut })]))).toBe('shut');
    expect(reached(call([route('shop/r', { parents: parent({ port: 81 }), ...toShut })]))).toBe('open');
  });

  test('goes by precedence, and needs no grant', () => {
    const rules = [rule(['open'], { matches: [path('/')] }), rule(['shut'], { matches: [path('/a')] })];
    const both = route('shop/r', { parents: parent(), rules });
    expect([reached(call([both], { path: '/a' })), reached(call([both], { path: '/b' }))]).toEqual(['shut', 'open']);
    expect(reached(call([both]))).toBe('open');
    const headers = route('shop/r', { parents: parent(), rules: [rule(['shut'], { matches: [{ headers: [{ name: 'x', value: 'y' }] }] })] });
    expect(call([headers])).toMatchObject({ decision: 'DENY', status: 404, hop: 'sidecar' });
  });

  test('answers 500 for backends that are not there', () => {
    expect(call([route('shop/r', { parents: parent(), rules: [rule([{ name: 'open', port: 82 }])] })])).toMatchObject({ status: 500, hop: 'sidecar' });
  });

  test('for TCP takes connections to its ports', () => {
    const tcp = route('shop/r', { kind: 'TCPRoute', parents: parent(), ...toShut });
    expect(reached(call([tcp]))).toBe('open');
    const raw = { ...service('shop/open', { portName: 'tcp' }) };
    const others = shop.filter((object) => !(object.kind === 'Service' && (object.metadata as { name: string }).name === 'open'));
    const asked = { from: { workload: 'web/web' }, to: { service: 'shop/open', port: 80 } };
    expect(ask([...others, ...callers, raw, tcp], asked).decision).toBe('DENY');
    expect(ask([...others, ...callers, raw], asked).decision).toBe('ALLOW');
  });
});

describe('at a waypoint', () => {
  const amb: readonly Manifest[] = [
    namespace('amb', { 'istio.io/dataplane-mode': 'ambient', 'istio.io/use-waypoint': 'wp' }), waypoint('amb/wp'),
    pod('amb/open', { annotations: AMBIENT, ips: ['10.4.0.1'] }), service('amb/open'),
    pod('amb/shut', { annotations: AMBIENT, ips: ['10.4.0.2'] }), service('amb/shut'), policy('amb/none', { selector: { matchLabels: { app: 'shut' } } }),
  ];
  const asked = { from: { workload: 'web/amb' }, to: { service: 'amb/open', port: 80 }, http: { method: 'GET', path: '/a', host: 'anything.example' } };
  const at = (objects: readonly Manifest[], more: Manifest = {}) => ask([...amb, ...callers, ...objects], { ...asked, ...more });
  const parents = [{ group: '', kind: 'Service', name: 'open' }];

  test('routes of the Service lead on, whatever the host', () => {
    expect(at([])).toMatchObject({ decision: 'ALLOW', hop: 'ztunnel' });
    expect(at([route('amb/r', { parents, rules: [rule(['shut'])] })])).toMatchObject({ decision: 'DENY', hop: 'ztunnel', policies: [{ name: 'amb/none' }] });
    expect(at([virtualService('amb/v', { hosts: ['open'], http: [to('shut')] })])).toMatchObject({ decision: 'DENY', hop: 'ztunnel' });
    expect(at([route('amb/r', { parents, rules: [rule(['shut'], { matches: [path('/b')] })] })])).toMatchObject({ decision: 'DENY', hop: 'waypoint', status: 404 });
  });

  test('routes of other namespaces are none, and neither are matches by label', () => {
    const foreign = route('web/r', { parents: [{ ...parents[0], namespace: 'amb' }], rules: [rule([{ name: 'shut', namespace: 'amb', port: 80 }])] });
    expect(at([foreign])).toMatchObject({ decision: 'ALLOW' });
    expect(at([virtualService('web/v', { hosts: ['open.amb.svc.cluster.local'], http: [to('shut.amb.svc.cluster.local')] })])).toMatchObject({ decision: 'ALLOW' });
    const byLabel = virtualService('amb/v', { hosts: ['open'], http: [{ match: [{ sourceLabels: { version: 'v1' } }], ...to('shut') }] });
    expect(at([byLabel])).toMatchObject({ decision: 'ALLOW' });
  });

  test('callers that go round it have none of its routes', () => {
    const routes = [route('amb/r', { parents, rules: [rule(['shut'])] })];
    expect(at(routes, { from: { workload: 'web/plain' } })).toMatchObject({ decision: 'ALLOW', hop: 'ztunnel' });
    expect(at(routes, { to: { workload: 'amb/open', port: 8080 } })).toMatchObject({ decision: 'ALLOW', hop: 'ztunnel' });
    expect(at(routes, { from: { workload: 'web/web' }, http: { ...asked.http, host: 'open.amb' } })).toMatchObject({ decision: 'DENY', hop: 'ztunnel' });
  });

  test('its policies are those of the Service that was called, and come first', () => {
    const deny = (name: string) => policy(`amb/${name}`, { action: 'DENY', targetRefs: [{ kind: 'Service', group: '', name }], rules: [{}] });
    const toOther = [route('amb/r', { parents, rules: [rule(['other'])] }), service('amb/other'), pod('amb/other', { annotations: AMBIENT, ips: ['10.4.0.3'] })];
    expect(at([...toOther, deny('other')])).toMatchObject({ decision: 'ALLOW' });
    expect(at([...toOther, deny('open')])).toMatchObject({ decision: 'DENY', hop: 'waypoint', status: 403 });
  });

  test('bytes go by TCPRoutes', () => {
    const raw = [...amb.filter((object) => !(object.kind === 'Service' && (object.metadata as { name: string }).name === 'open')), service('amb/open', { portName: 'tcp' })];
    const bytes = { from: { workload: 'web/amb' }, to: { service: 'amb/open', port: 80 } };
    const tcp = route('amb/r', { kind: 'TCPRoute', parents, rules: [rule(['shut'])] });
    expect(ask([...raw, ...callers], bytes).decision).toBe('ALLOW');
    expect(ask([...raw, ...callers, tcp], bytes)).toMatchObject({ decision: 'DENY', hop: 'ztunnel' });
  });

  test('a route that cannot be read leaves open where its namespace is concerned', () => {
    expect(at([virtualService('amb/v', { hosts: 'x' })]).decision).toBe('UNKNOWN');
    expect(at([virtualService('web/v', { hosts: 'x' })]).decision).toBe('ALLOW');
  });
});

test('the order of documents never changes where a request goes', () => {
  const several = [
    redirected(), virtualService('web/v', { hosts: ['open.shop.svc.cluster.local'], http: [to('open.shop.svc.cluster.local')] }),
    virtualService('shop/w', { hosts: ['*.shop.svc.cluster.local'], http: [to('open')] }),
    route('shop/r', { parents: [{ group: '', kind: 'Service', name: 'open' }], rules: [rule(['open'], { matches: [path('/a')] })] }),
    route('web/r', { parents: [{ group: '', kind: 'Service', name: 'open', namespace: 'shop' }], rules: [rule([{ name: 'shut', namespace: 'shop', port: 80 }])] }),
  ];
  const subsets = several.flatMap((one, index) => several.slice(index + 1).map((other) => [one, other]));
  for (const some of [...subsets, several]) {
    for (const wire of ['/', '/a']) expect(reached(call([...some].reverse(), { path: wire }))).toBe(reached(call(some, { path: wire })));
  }
});
