import { AMBIENT, ask, type Manifest, namespace, pod, policy, service, SIDECAR, waypoint } from './small-mesh';

const shop = [
  namespace('shop', { 'istio.io/dataplane-mode': 'ambient' }),
  namespace('legacy'),
  pod('shop/pay', { annotations: AMBIENT }),
  service('shop/pay', { labels: { 'istio.io/use-waypoint': 'wp' } }),
  pod('shop/web', { annotations: AMBIENT, ips: ['10.1.0.2'] }),
  pod('legacy/old', { annotations: SIDECAR, ips: ['10.1.0.3'] }),
  waypoint('shop/wp'),
];
const post = { method: 'POST', path: '/charge', host: 'pay.shop.svc.cluster.local' };
const toService = { to: { service: 'shop/pay', port: 80 }, http: post };
const denyAtWaypoint = policy('shop/l7', {
  action: 'DENY', targetRefs: [{ kind: 'Service', group: '', name: 'pay' }], rules: [{ to: [{ operation: { methods: ['POST'] } }] }],
});

function from(workload: string, more: Manifest = toService, objects: readonly Manifest[] = []) {
  return ask([...shop, ...objects], { from: { workload }, ...more });
}

test('the waypoint judges callers in ambient mode, by the Service port', () => {
  expect(from('shop/web', toService, [denyAtWaypoint])).toMatchObject({ decision: 'DENY', status: 403, hop: 'waypoint' });
});

test('a sidecar, a pod address and plaintext go round the waypoint (trap T12)', () => {
  expect(from('legacy/old', toService, [denyAtWaypoint])).toMatchObject({ decision: 'ALLOW', hop: 'ztunnel' });
  expect(from('shop/web', { to: { workload: 'shop/pay', port: 8080 }, http: post }, [denyAtWaypoint])).toMatchObject({ decision: 'ALLOW', hop: 'ztunnel' });
  expect(ask([...shop, denyAtWaypoint], { from: { ip: '10.9.9.9' }, ...toService })).toMatchObject({ decision: 'ALLOW', hop: 'ztunnel' });
});

test('behind the waypoint ztunnel sees the waypoint, not the client (trap T11)', () => {
  const admits = (principal: string) => policy('shop/l4', { selector: { matchLabels: { app: 'pay' } }, rules: [{ from: [{ source: { principals: [principal] } }] }] });
  expect(from('shop/web', toService, [admits('cluster.local/ns/shop/sa/web')])).toMatchObject({ decision: 'DENY', hop: 'ztunnel' });
  expect(from('shop/web', toService, [admits('cluster.local/ns/shop/sa/wp')])).toMatchObject({ decision: 'ALLOW', hop: 'ztunnel' });
});

test('the walk tells every stage of every hop in order', () => {
  const { walk } = from('shop/web');
  expect(walk.map(({ hop, stage }) => `${hop} ${stage}`)).toEqual([
    'waypoint mTLS', 'waypoint CUSTOM', 'waypoint JWT', 'waypoint AUDIT', 'waypoint DENY', 'waypoint ALLOW', 'ztunnel mTLS', 'ztunnel DENY', 'ztunnel ALLOW',
  ]);
});

test('without a data plane it is open whether the waypoint is on the way, where that matters', () => {
  const asked = { from: { principal: 'cluster.local/ns/x/sa/y', ip: '10.2.0.1' }, ...toService };
  expect(ask([...shop, denyAtWaypoint], asked)).toMatchObject({ decision: 'UNKNOWN', missing: [{ supply: 'from.dataPlane' }] });
  expect(ask(shop, asked).decision).toBe('ALLOW');
});

test('a waypoint that does not admit the namespace is bound to nothing, and traffic goes direct', () => {
  const foreign = [
    namespace('infra'), waypoint('infra/wp'),
    { ...service('shop/pay', { labels: { 'istio.io/use-waypoint': 'wp', 'istio.io/use-waypoint-namespace': 'infra' } }) },
  ];
  const others = shop.filter((object) => !['Service', 'Gateway'].includes(String(object.kind)));
  expect(ask([...others, ...foreign, denyAtWaypoint], { from: { workload: 'shop/web' }, ...toService })).toMatchObject({ decision: 'ALLOW', hop: 'ztunnel' });
});

test('a waypoint that is not among the input leaves its answer open', () => {
  const others = shop.filter((object) => object.kind !== 'Gateway');
  expect(ask([...others, denyAtWaypoint], { from: { workload: 'shop/web' }, ...toService }).decision).toBe('UNKNOWN');
});

test('a sidecar sends HTTP by its host: only a host of the Service leads there', () => {
  const strict = { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { name: 's', namespace: 'legacy' }, spec: { mtls: { mode: 'STRICT' } } };
  const objects = [service('legacy/api'), pod('legacy/api', { annotations: SIDECAR, ips: ['10.1.0.9'] }), strict];
  const to = { service: 'legacy/api', port: 80 };
  const host = (name: string) => from('legacy/old', { to, http: { ...post, host: name } }, objects);
  expect(host('api').decision).toBe('ALLOW');
  expect(host('api.legacy.svc:80').decision).toBe('ALLOW');
  expect(host('example.com')).toMatchObject({ decision: 'UNKNOWN', missing: [{ supply: 'http.host: api.legacy.svc.cluster.local' }] });
});

test('a sidecar that dials a pod sends plaintext, which STRICT refuses', () => {
  const strict = { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { name: 's', namespace: 'legacy' }, spec: { mtls: { mode: 'STRICT' } } };
  const objects = [pod('legacy/api', { annotations: SIDECAR, ips: ['10.1.0.9'] }), strict];
  const decision = from('legacy/old', { to: { workload: 'legacy/api', port: 8080 } }, objects);
  expect(decision).toMatchObject({ decision: 'DENY', hop: 'sidecar', policies: [{ name: 'legacy/s' }] });
  expect(decision.status).toBeUndefined();
});

test('a gateway that refuses decides; one without routes sends nobody on', () => {
  const edge = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'edge', namespace: 'shop' },
    spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
  };
  const closed = policy('shop/edge', { targetRefs: [{ kind: 'Gateway', group: 'gateway.networking.k8s.io', name: 'edge' }] });
  const request = { from: { ip: '203.0.113.7' }, to: { gateway: 'shop/edge', port: 80 }, http: post };
  expect(ask([...shop, edge, closed], request)).toMatchObject({ decision: 'DENY', hop: 'gateway', status: 403 });
  expect(ask([...shop, edge], request)).toMatchObject({ decision: 'DENY', hop: 'gateway', status: 404 });
  expect(ask([...shop, edge], { ...request, at: 'gateway' })).toMatchObject({ decision: 'ALLOW', hop: 'gateway' });
});

test('with automatic waypoint policies only the waypoint of a pod reaches it', () => {
  const istiod = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'istiod', namespace: 'istio-system', labels: { app: 'istiod' } },
    spec: {
      template: {
        metadata: { labels: { app: 'istiod' } },
        spec: { containers: [{ name: 'discovery', image: 'pilot', env: [{ name: 'PILOT_AUTO_ALLOW_WAYPOINT_POLICY', value: 'true' }] }] },
      },
    },
  };
  expect(from('shop/web', toService, [istiod])).toMatchObject({ decision: 'ALLOW', hop: 'ztunnel' });
  expect(from('shop/web', { to: { workload: 'shop/pay', port: 8080 } }, [istiod])).toMatchObject({ decision: 'DENY', hop: 'ztunnel' });
  expect(from('shop/pay', { to: { workload: 'shop/web', port: 8080 } }, [istiod]).decision).toBe('ALLOW');
});
