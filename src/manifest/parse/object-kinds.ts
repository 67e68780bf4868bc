import { suggestion } from '../check-wording';

/** How an object of some kind is read. `ignored`: it decides nothing about requests. */
export type Treatment =
  | 'authorization-policy' | 'peer-authentication' | 'request-authentication'
  | 'namespace' | 'workload' | 'workload-entry' | 'workload-group' | 'service' | 'service-entry'
  | 'gateway' | 'gateway-class' | 'gateway-options' | 'listener-set' | 'istio-gateway' | 'route' | 'virtual-service' | 'reference-grant'
  | 'destination-rule' | 'sidecar' | 'proxy-config' | 'network-policy' | 'foreign-network-policy' | 'opaque' | 'ignored';

/** One kind, and the versions of its group in which it is served. */
interface ServedKind {
  readonly treatment: Treatment;
  readonly versions: readonly string[];
}

function kinds(versions: readonly string[], treatments: Readonly<Record<string, Treatment>>): ReadonlyMap<string, ServedKind> {
  return new Map(Object.entries(treatments).map(([kind, treatment]) => [kind, { treatment, versions }]));
}

const WORKLOADS = { Deployment: 'workload', StatefulSet: 'workload', DaemonSet: 'workload', ReplicaSet: 'workload' } as const;

/** Groups whose every kind is known. A kind that is missing here may decide anything. */
const CLOSED_GROUPS: ReadonlyMap<string, ReadonlyMap<string, ServedKind>> = new Map([
  ['security.istio.io', kinds(['v1', 'v1beta1'], {
    AuthorizationPolicy: 'authorization-policy', PeerAuthentication: 'peer-authentication', RequestAuthentication: 'request-authentication',
  })],
  ['networking.istio.io', kinds(['v1', 'v1beta1', 'v1alpha3'], {
    DestinationRule: 'destination-rule',
    EnvoyFilter: 'opaque',
    Gateway: 'istio-gateway',
    ProxyConfig: 'proxy-config',
    ServiceEntry: 'service-entry',
    Sidecar: 'sidecar',
    VirtualService: 'virtual-service',
    WorkloadEntry: 'workload-entry',
    WorkloadGroup: 'workload-group',
  })],
  ['extensions.istio.io', kinds(['v1alpha1'], { TrafficExtension: 'opaque', WasmPlugin: 'opaque' })],
  ['telemetry.istio.io', kinds(['v1', 'v1alpha1'], { Telemetry: 'ignored' })],
  ['gateway.networking.k8s.io', kinds(['v1', 'v1beta1', 'v1alpha2', 'v1alpha3'], {
    BackendTLSPolicy: 'opaque',
    Gateway: 'gateway',
    GatewayClass: 'gateway-class',
    GRPCRoute: 'route',
    HTTPRoute: 'route',
    ListenerSet: 'listener-set',
    ReferenceGrant: 'reference-grant',
    TCPRoute: 'route',
    TLSRoute: 'route',
    UDPRoute: 'ignored',
  })],
]);

/** Groups of which only some kinds matter; the others decide nothing about requests. */
const OPEN_GROUPS: ReadonlyMap<string, ReadonlyMap<string, ServedKind>> = new Map([
  ['', kinds(['v1'], {
    ConfigMap: 'gateway-options',
    Namespace: 'namespace',
    Pod: 'workload',
    PodTemplate: 'workload',
    ReplicationController: 'workload',
    Service: 'service',
  })],
  ['apps', kinds(['v1'], WORKLOADS)],
  ['batch', kinds(['v1'], { CronJob: 'workload', Job: 'workload' })],
  ['argoproj.io', kinds(['v1alpha1'], { Rollout: 'workload' })],
]);

/** What decides on the network of the cluster, below the mesh. */
const NETWORK_GROUPS: ReadonlyMap<string, ReadonlyMap<string, ServedKind>> = new Map([
  ['networking.k8s.io', kinds(['v1'], { NetworkPolicy: 'network-policy' })],
  ['policy.networking.k8s.io', kinds(['v1alpha1', 'v1alpha2'], {
    AdminNetworkPolicy: 'foreign-network-policy', BaselineAdminNetworkPolicy: 'foreign-network-policy', ClusterNetworkPolicy: 'foreign-network-policy',
  })],
  ['cilium.io', kinds(['v2'], { CiliumNetworkPolicy: 'foreign-network-policy', CiliumClusterwideNetworkPolicy: 'foreign-network-policy' })],
  ['crd.projectcalico.org', kinds(['v1'], { NetworkPolicy: 'foreign-network-policy', GlobalNetworkPolicy: 'foreign-network-policy' })],
  ['projectcalico.org', kinds(['v3'], { NetworkPolicy: 'foreign-network-policy', GlobalNetworkPolicy: 'foreign-network-policy' })],
]);

export type KindVerdict =
  | { readonly kind: 'known'; readonly treatment: Treatment }
  | { readonly kind: 'unknown-kind'; readonly known: readonly string[] }
  /** A kind of one of these groups, under the name of another one that is close to it. */
  | { readonly kind: 'unknown-group'; readonly groups: readonly string[] }
  | { readonly kind: 'unknown-version'; readonly treatment: Treatment; readonly served: readonly string[] };

/** What to do with objects of this `apiVersion` and `kind`. */
export function lookUpKind(apiVersion: string, kind: string, withNetwork: boolean): KindVerdict {
  const [group, version] = splitApiVersion(apiVersion);
  const closed = CLOSED_GROUPS.get(group);
  const open = OPEN_GROUPS.get(group) ?? (withNetwork ? NETWORK_GROUPS.get(group) : undefined);
  const served = (closed ?? open)?.get(kind);
  if (served === undefined && closed !== undefined) return { kind: 'unknown-kind', known: [...closed.keys()] };
  if (served === undefined) return elsewhere(group, kind);
  const { treatment, versions } = served;
  return versions.includes(version) ? { kind: 'known', treatment } : { kind: 'unknown-version', treatment, served: versions };
}

/** Other vendors have kinds of the same names. */
function elsewhere(group: string, kind: string): KindVerdict {
  const groups = [...CLOSED_GROUPS].filter(([, members]) => members.has(kind)).map(([name]) => name);
  const isSlip = groups.length > 0 && (group === '' || suggestion(group, groups) !== '');
  return isSlip ? { kind: 'unknown-group', groups } : { kind: 'known', treatment: 'ignored' };
}

function splitApiVersion(apiVersion: string): readonly [string, string] {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
}
