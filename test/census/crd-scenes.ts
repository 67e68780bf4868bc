import { AT_GATEWAY, AT_WAYPOINT, CALLER, EDGE, GET, type Scene, SIDECARS } from './judged';
import { specWith } from './written-field';
import type { Manifest } from '../evaluate/small-mesh';

/** Where objects of a kind attach, and the rest of the spec with which they do. */
export interface Attachment {
  readonly scenes: readonly Scene[];
  readonly spec?: Manifest;
  /** The object is what is called: without it there is no answer. */
  readonly isCalled?: true;
  /** What else stands beside some fields, by how their paths begin. */
  readonly beside?: Readonly<Record<string, Manifest>>;
  /** Keys and values of some fields, where any text will not do: what stands for `*`, one value, and another. */
  readonly samples?: Readonly<Record<string, readonly [string, unknown, unknown]>>;
}

const ON_SIDECAR: Attachment = {
  scenes: [SIDECARS],
  samples: {
    'selector.matchLabels.*': ['app', 'api', 'web'], 'workloadSelector.labels.*': ['app', 'api', 'web'], 'workloadSelector.matchLabels.*': ['app', 'web', 'api'],
  },
};
const ON_ROUTE: Attachment = { scenes: [SIDECARS], spec: { parentRefs: [{ group: '', kind: 'Service', name: 'api' }] } };
/** The Gateway in question replaces the one of the scene. */
const GATEWAY_ALONE: Scene = { ...AT_GATEWAY, objects: AT_GATEWAY.objects.filter((object) => object !== EDGE), request: { ...AT_GATEWAY.request, to: { gateway: 'shop/asked', port: 80 } } };
const AT_ENTRY: Scene = { ...SIDECARS, request: { at: 'sidecar', from: CALLER, to: { workload: 'shop/asked', port: 8080 }, http: GET } };

/** By group and kind. */
export const ATTACHMENTS: Readonly<Record<string, Attachment>> = {
  'networking.istio.io DestinationRule': {
    scenes: [SIDECARS],
    spec: { host: 'api' },
    samples: { 'trafficPolicy.loadBalancer.simple': ['', 'RANDOM', 'PASSTHROUGH'], 'trafficPolicy.portLevelSettings[].loadBalancer.simple': ['', 'RANDOM', 'PASSTHROUGH'] },
    beside: {
      'trafficPolicy.portLevelSettings[]': { trafficPolicy: { portLevelSettings: [{ port: { number: 80 } }] } },
      'subsets[]': { subsets: [{ name: 'v1' }] },
    },
  },
  'networking.istio.io VirtualService': { scenes: [SIDECARS] },
  'networking.istio.io Gateway': { scenes: [AT_GATEWAY] },
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
    scenes: [GATEWAY_ALONE],
    isCalled: true,
    beside: {
      'listeners[].allowedRoutes.namespaces.selector': { listeners: [{ allowedRoutes: { namespaces: { from: 'Selector' } } }] },
      'listeners[].allowedRoutes.namespaces.selector.matchExpressions': specWith('listeners[].allowedRoutes.namespaces.selector.matchExpressions[]', { key: 'team', operator: 'In' }) as Manifest,
    },
    spec: EDGE.spec as Manifest,
    samples: {
      'infrastructure.annotations.*': ['proxy.istio.io/config', 'concurrency: 2', 'gatewayTopology: {numTrustedProxies: 1}'],
      'listeners[].port': ['', 80, 81],
      'listeners[].protocol': ['', 'HTTP', 'TCP'],
    },
  },
  'gateway.networking.k8s.io GatewayClass': { scenes: [SIDECARS, AT_GATEWAY, AT_WAYPOINT] },
  'gateway.networking.k8s.io ListenerSet': { scenes: [AT_GATEWAY] },
  'gateway.networking.k8s.io HTTPRoute': ON_ROUTE,
  'gateway.networking.k8s.io GRPCRoute': ON_ROUTE,
  'gateway.networking.k8s.io TCPRoute': ON_ROUTE,
  'gateway.networking.k8s.io TLSRoute': ON_ROUTE,
  'gateway.networking.k8s.io UDPRoute': ON_ROUTE,
  'gateway.networking.k8s.io BackendTLSPolicy': { scenes: [SIDECARS, AT_GATEWAY] },
  'gateway.networking.k8s.io ReferenceGrant': { scenes: [SIDECARS, AT_GATEWAY] },
};
