import type { Attachment } from './attachment';
import { AT_WAYPOINT, CALLER, EDGE, GET, type Scene, SIDECARS } from './judged';
import { type Manifest, namespace, pod, service, SIDECAR } from '../evaluate/small-mesh';

const GATEWAY_API = 'gateway.networking.k8s.io/v1';
const INGRESS = { istio: 'ingress' };
const PARENTS = [{ name: 'edge' }];
const API = { name: 'api', port: 80 };
const TO_API = { route: [{ destination: { host: 'api', port: { number: 80 } } }] };
const HOST = 'api.shop.svc.cluster.local';

function other(kind: string, spec: Manifest, apiVersion = GATEWAY_API): Manifest {
  return { apiVersion, kind, metadata: { name: 'other', namespace: 'shop' }, spec };
}

const CLIENT = { ip: '203.0.113.7' };
const through = (gateway: string, objects: readonly Manifest[], more: Manifest = {}): Scene => ({
  objects: [...SIDECARS.objects, ...objects], request: { from: CLIENT, to: { gateway, port: 80 }, http: GET, ...more },
});
const ROUTED = other('HTTPRoute', { parentRefs: PARENTS, rules: [{ backendRefs: [API] }] });
const AT_EDGE = through('shop/edge', [EDGE]);

/** Behind the waypoint of `shop/api`. */
const BEHIND_WAYPOINT: Scene = { ...AT_WAYPOINT, request: { from: { ...CALLER, dataPlane: 'ambient' }, to: { service: 'shop/api', port: 80 }, http: { ...GET, host: 'api.shop' } } };

/** The Gateway in question takes requests for `shop/api`. */
export const THROUGH_ASKED: Scene = through('shop/asked', [
  other('HTTPRoute', { parentRefs: [{ name: 'asked' }], rules: [{ backendRefs: [API] }] }),
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'parameters', namespace: 'shop' }, data: { deployment: 'spec: {replicas: 2}' } },
]);

const FOR_BYTES: readonly Manifest[] = [...SIDECARS.objects.filter(({ kind }) => kind !== 'Service'), service('shop/api', { portName: 'tcp' })];
const BYTES: Scene = { objects: FOR_BYTES, request: { from: CALLER, to: { service: 'shop/api', port: 80 } } };
const INGRESS_POD = pod('shop/gw', { labels: INGRESS, annotations: { 'inject.istio.io/templates': 'gateway' }, ips: ['10.9.0.1'] });
const FOR_TLS: readonly Manifest[] = [namespace('shop'), pod('shop/api', { annotations: SIDECAR, ips: ['10.1.0.2'] }), service('shop/api', { portName: 'tls' })];
const passing = (more: readonly Manifest[]): Scene => ({ objects: [...FOR_TLS, ...more], request: { from: CLIENT, to: { gateway: 'shop/edge', port: 80 }, sni: 'api.example' } });
const ISTIO_PASSING = passing([INGRESS_POD, {
  apiVersion: 'networking.istio.io/v1',
  kind: 'Gateway',
  metadata: { name: 'edge', namespace: 'shop' },
  spec: { selector: INGRESS, servers: [{ port: { number: 80, name: 'tls', protocol: 'TLS' }, hosts: ['*'], tls: { mode: 'PASSTHROUGH' } }] },
}]);
const API_PASSING = passing([{ ...EDGE, spec: { gatewayClassName: 'istio', listeners: [{ name: 'tls', port: 80, protocol: 'TLS', tls: { mode: 'Passthrough' } }] } }]);

export const ISTIO_GATEWAY: Attachment = {
  scenes: [through('shop/asked', [INGRESS_POD, other('VirtualService', { hosts: ['*'], gateways: ['asked'], http: [TO_API] }, 'networking.istio.io/v1')])],
  isCalled: true,
  spec: { selector: INGRESS, servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }] },
  beside: { 'servers[].tls': { servers: [{ port: { protocol: 'HTTPS' }, tls: { mode: 'SIMPLE' } }] } },
};

const ABORTED = { http: [{ fault: { abort: { percentage: { value: 100 } } } }] };

export const VIRTUAL_SERVICE: Attachment = {
  scenes: [SIDECARS, BEHIND_WAYPOINT],
  isCalled: true,
  spec: { hosts: [HOST], http: [TO_API] },
  beside: {
    'http[].directResponse.body': { http: [{ directResponse: { status: 403 } }] },
    'http[].fault.abort.grpcStatus': ABORTED,
    'http[].fault.abort.httpStatus': ABORTED,
    'http[].match[].ignoreUriCase': { http: [{ match: [{ uri: { prefix: '/' } }] }] },
    'http[].redirect': { http: [{ redirect: { uri: '/b' } }] },
  },
  samples: {
    'http[].directResponse.status': ['', 403, 404],
    'http[].fault.abort.httpStatus': ['', 403, 503],
    'http[].redirect.redirectCode': ['', 302, 307],
    'http[].match[].headers.*.exact': ['x-a', 'a', 'b'],
  },
  parts: {
    'tcp[]': { scenes: [BYTES], isCalled: true, spec: { hosts: [HOST], tcp: [TO_API] } },
    'tls[]': { scenes: [ISTIO_PASSING], isCalled: true, spec: { hosts: ['api.example'], gateways: ['edge'], tls: [{ match: [{ sniHosts: ['api.example'] }], ...TO_API }] } },
  },
};

export const DESTINATION_RULE_SUBSETS: Attachment = {
  scenes: [{
    ...SIDECARS,
    objects: [...SIDECARS.objects, other('VirtualService', { hosts: [HOST], http: [{ route: [{ destination: { host: 'api', port: { number: 80 }, subset: 'v1' } }] }] }, 'networking.istio.io/v1')],
  }],
  isCalled: true,
  spec: { host: 'api', subsets: [{ name: 'v1' }] },
  samples: { 'subsets[].trafficPolicy.loadBalancer.simple': ['', 'RANDOM', 'PASSTHROUGH'] },
};

const NAMED = { name: 'x-a', value: 'a' };
const filters = (type: string, more: Manifest = {}): Manifest => ({ rules: [{ filters: [{ type, ...more }] }] });
const backendFilters = (type: string, more: Manifest = {}): Manifest => ({ rules: [{ backendRefs: [{ filters: [{ type, ...more }] }] }] });
const changed = (list: string): Manifest => ({ requestHeaderModifier: { [list]: [NAMED] } });

const FILTERS: Attachment['beside'] = {
  'rules[].filters[].cors': filters('CORS'),
  'rules[].filters[].requestHeaderModifier': filters('RequestHeaderModifier'),
  'rules[].filters[].requestHeaderModifier.add': filters('RequestHeaderModifier', changed('add')),
  'rules[].filters[].requestHeaderModifier.set': filters('RequestHeaderModifier', changed('set')),
  'rules[].filters[].requestMirror': filters('RequestMirror'),
  'rules[].filters[].requestRedirect': filters('RequestRedirect', { requestRedirect: {} }),
  'rules[].filters[].responseHeaderModifier': filters('ResponseHeaderModifier'),
  'rules[].filters[].urlRewrite': filters('URLRewrite'),
  'rules[].filters[].urlRewrite.path.replaceFullPath': filters('URLRewrite', { urlRewrite: { path: { type: 'ReplaceFullPath' } } }),
  'rules[].filters[].urlRewrite.path.replacePrefixMatch': filters('URLRewrite', { urlRewrite: { path: { type: 'ReplacePrefixMatch' } } }),
  'rules[].filters[].urlRewrite.path.type': filters('URLRewrite', { urlRewrite: { path: { replaceFullPath: '/b', replacePrefixMatch: '/c' } } }),
  'rules[].backendRefs[].filters[].requestHeaderModifier': backendFilters('RequestHeaderModifier'),
  'rules[].backendRefs[].filters[].requestHeaderModifier.add': backendFilters('RequestHeaderModifier', changed('add')),
  'rules[].backendRefs[].filters[].requestHeaderModifier.set': backendFilters('RequestHeaderModifier', changed('set')),
  'rules[].backendRefs[].filters[].responseHeaderModifier': backendFilters('ResponseHeaderModifier'),
};

const OF_SERVICE = [...PARENTS, { group: '', kind: 'Service', name: 'api' }];

export const HTTP_ROUTE: Attachment = {
  scenes: [SIDECARS, AT_EDGE, BEHIND_WAYPOINT],
  isCalled: true,
  spec: { parentRefs: OF_SERVICE, rules: [{ backendRefs: [API] }] },
  beside: {
    ...FILTERS,
    'rules[].matches[].headers[]': { rules: [{ matches: [{ headers: [NAMED] }] }] },
    'rules[].matches[].path': { rules: [{ matches: [{ path: { type: 'PathPrefix', value: '/' } }] }] },
    'rules[].matches[].queryParams[]': { rules: [{ matches: [{ queryParams: [NAMED] }] }] },
  },
  samples: {
    'rules[].backendRefs[].filters[].type': ['', 'ResponseHeaderModifier', 'ExtensionRef'],
    'rules[].filters[].type': ['', 'ResponseHeaderModifier', 'CORS'],
    'rules[].matches[].path.value': ['', '/a', '/b'],
  },
};

export const GRPC_ROUTE: Attachment = {
  ...HTTP_ROUTE,
  beside: { ...FILTERS, 'rules[].matches[].headers[]': { rules: [{ matches: [{ headers: [NAMED] }] }] }, 'rules[].matches[].method': { rules: [{ matches: [{ method: { service: 's', method: 'm' } }] }] } },
  samples: { ...HTTP_ROUTE.samples, 'rules[].filters[].type': ['', 'ResponseHeaderModifier', 'ExtensionRef'] },
};

export const TCP_ROUTE: Attachment = { scenes: [BYTES], isCalled: true, spec: { parentRefs: OF_SERVICE, rules: [{ backendRefs: [API] }] } };
export const TLS_ROUTE: Attachment = { scenes: [API_PASSING], isCalled: true, spec: { parentRefs: PARENTS, hostnames: ['api.example'], rules: [{ backendRefs: [API] }] } };

export const REFERENCE_GRANT: Attachment = {
  scenes: [AT_EDGE], spec: { from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'ops' }], to: [{ group: '', kind: 'Service' }] },
};

/** Requests go through the gateway `shop/edge`, which lets ListenerSets in, to `shop/api`. */
export const LISTENER_SET: Attachment = {
  scenes: [through('shop/edge', [{ ...EDGE, spec: { ...EDGE.spec as Manifest, allowedListeners: { namespaces: { from: 'Same' } } } }, ROUTED])],
  spec: { parentRef: { name: 'edge' }, listeners: [{ name: 'more', port: 80, protocol: 'HTTP' }] },
};

export const BACKEND_TLS_POLICY: Attachment = { scenes: [SIDECARS, through('shop/edge', [EDGE, ROUTED]), BEHIND_WAYPOINT] };
