import type { Attachment } from './attachment';
import { AT_GATEWAY, AT_WAYPOINT, CALLER, EDGE, GET, type Scene, SIDECARS } from './judged';
import {
  BACKEND_TLS_POLICY, DESTINATION_RULE_SUBSETS, GRPC_ROUTE, HTTP_ROUTE, ISTIO_GATEWAY, LISTENER_SET, REFERENCE_GRANT, TCP_ROUTE, THROUGH_ASKED,
  TLS_ROUTE, VIRTUAL_SERVICE,
} from './route-scenes';
import { specWith } from './written-field';
import { type Manifest, namespace } from '../evaluate/small-mesh';

const ON_SIDECAR: Attachment = {
  scenes: [SIDECARS],
  samples: {
    'selector.matchLabels.*': ['app', 'api', 'web'], 'workloadSelector.labels.*': ['app', 'api', 'web'], 'workloadSelector.matchLabels.*': ['app', 'web', 'api'],
  },
};
/** The Gateway in question replaces the one of the scene. */
const GATEWAY_ALONE: Scene = { ...AT_GATEWAY, objects: AT_GATEWAY.objects.filter((object) => object !== EDGE), request: { ...AT_GATEWAY.request, to: { gateway: 'shop/asked', port: 80 } } };
/** A gateway of the class in question. */
const OF_CLASS: Scene = { ...AT_GATEWAY, objects: [namespace('shop'), { ...EDGE, spec: { ...EDGE.spec as Manifest, gatewayClassName: 'asked' } }] };
const AT_ENTRY: Scene = { ...SIDECARS, request: { at: 'sidecar', from: CALLER, to: { workload: 'shop/asked', port: 8080 }, http: GET } };

/** By group and kind. */
const ATTACHMENTS: Readonly<Record<string, Attachment>> = {
  'networking.istio.io DestinationRule': {
    scenes: [SIDECARS],
    spec: { host: 'api' },
    samples: { 'trafficPolicy.loadBalancer.simple': ['', 'RANDOM', 'PASSTHROUGH'], 'trafficPolicy.portLevelSettings[].loadBalancer.simple': ['', 'RANDOM', 'PASSTHROUGH'] },
    beside: {
      'trafficPolicy.portLevelSettings[]': { trafficPolicy: { portLevelSettings: [{ port: { number: 80 } }] } },
    },
    parts: { 'subsets[]': DESTINATION_RULE_SUBSETS },
  },
  'networking.istio.io VirtualService': VIRTUAL_SERVICE,
  'networking.istio.io Gateway': ISTIO_GATEWAY,
  'networking.istio.io ServiceEntry': {
    scenes: [SIDECARS],
    spec: { hosts: ['db.example'], resolution: 'STATIC', ports: [{ number: 80, name: 'http', protocol: 'HTTP' }], endpoints: [{ address: '10.3.0.1' }] },
  },
  'networking.istio.io Sidecar': {
    scenes: [SIDECARS],
    spec: { egress: [{ hosts: ['*/*'] }] },
    samples: {
      'workloadSelector.labels.*': ['app', 'web', 'api'],
      'egress[].hosts[]': ['', 'shop/*', 'ops/*'],
      'egress[].bind': ['', '', '127.0.0.1'],
      'egress[].port.protocol': ['', 'HTTP', 'HTTP_PROXY'],
      'ingress[].bind': ['', '', '127.0.0.1'],
      'ingress[].port.protocol': ['', 'HTTP', 'TCP'],
    },
    beside: {
      'ingress[]': { ingress: [{ port: { number: 8080, protocol: 'HTTP' }, defaultEndpoint: '127.0.0.1:8080' }] },
      'outboundTrafficPolicy.egressProxy': { egress: [{ hosts: ['ops/*'] }] },
    },
  },
  'networking.istio.io WorkloadEntry': { scenes: [AT_ENTRY], isCalled: true },
  'networking.istio.io WorkloadGroup': { scenes: [SIDECARS], spec: { template: { serviceAccount: 'vm' } } },
  'networking.istio.io ProxyConfig': ON_SIDECAR,
  'networking.istio.io EnvoyFilter': ON_SIDECAR,
  'extensions.istio.io WasmPlugin': ON_SIDECAR,
  'extensions.istio.io TrafficExtension': ON_SIDECAR,
  'telemetry.istio.io Telemetry': { ...ON_SIDECAR, scenes: [SIDECARS, AT_GATEWAY, AT_WAYPOINT] },
  'gateway.networking.k8s.io Gateway': {
    scenes: [GATEWAY_ALONE, THROUGH_ASKED],
    isCalled: true,
    beside: {
      'addresses[]': { addresses: [{ value: '192.0.2.1' }] },
      'allowedListeners.namespaces.selector': { allowedListeners: { namespaces: { from: 'Selector' } } },
      'allowedListeners.namespaces.selector.matchExpressions': specWith('allowedListeners.namespaces.selector.matchExpressions[]', { key: 'team', operator: 'In' }) as Manifest,
      'infrastructure.parametersRef': { infrastructure: { parametersRef: { group: '', kind: 'ConfigMap', name: 'parameters' } } },
      'listeners[].tls': { listeners: [{ tls: {} }] },
      'tls.frontend.perPort[].port': { tls: { frontend: { perPort: [{ tls: { validation: {} } }] } } },
      'tls.frontend.perPort[].tls': { tls: { frontend: { perPort: [{ port: 80 }] } } },
      'listeners[].allowedRoutes.namespaces.selector': { listeners: [{ allowedRoutes: { namespaces: { from: 'Selector' } } }] },
      'listeners[].allowedRoutes.namespaces.selector.matchExpressions': specWith('listeners[].allowedRoutes.namespaces.selector.matchExpressions[]', { key: 'team', operator: 'In' }) as Manifest,
    },
    spec: EDGE.spec as Manifest,
    samples: {
      'infrastructure.annotations.*': ['proxy.istio.io/config', 'concurrency: 2', 'gatewayTopology: {numTrustedProxies: 1}'],
      'addresses[].type': ['', 'IPAddress', 'Hostname'],
      'listeners[].tls.options.*': ['gateway.istio.io/tls-terminate-mode', 'SIMPLE', 'MUTUAL'],
      'listeners[].port': ['', 80, 81],
      'tls.frontend.perPort[].port': ['', 80, 81],
      'listeners[].protocol': ['', 'HTTP', 'TCP'],
    },
  },
  'gateway.networking.k8s.io GatewayClass': { scenes: [OF_CLASS], isCalled: true, spec: { controllerName: 'istio.io/gateway-controller' } },
  'gateway.networking.k8s.io ListenerSet': LISTENER_SET,
  'gateway.networking.k8s.io HTTPRoute': HTTP_ROUTE,
  'gateway.networking.k8s.io GRPCRoute': GRPC_ROUTE,
  'gateway.networking.k8s.io TCPRoute': TCP_ROUTE,
  'gateway.networking.k8s.io TLSRoute': TLS_ROUTE,
  'gateway.networking.k8s.io UDPRoute': { scenes: [SIDECARS], spec: { parentRefs: [{ group: '', kind: 'Service', name: 'api' }] } },
  'gateway.networking.k8s.io BackendTLSPolicy': BACKEND_TLS_POLICY,
  'gateway.networking.k8s.io ReferenceGrant': REFERENCE_GRANT,
};

/** Where a field of a kind attaches, by the longest of its parts that it is below of. */
export function attachmentOf(kind: string, path: string): Attachment {
  const { [kind]: whole } = ATTACHMENTS;
  const [part] = Object.keys(whole.parts ?? {}).filter((one) => path.startsWith(one)).sort((one, other) => other.length - one.length);
  return part === undefined ? whole : whole.parts![part];
}
