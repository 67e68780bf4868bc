import { ObjectHeader } from './policies';
import { Provenance, Read } from './provenance';
import { Labels } from './workload';

export interface GatewayListener {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly hostname?: string;
  /** `Terminate`, `Passthrough`, or absent without TLS. */
  readonly tlsMode?: string;
  readonly allowedNamespaces: AllowedNamespaces;
  /** `group/Kind`; none: every kind that the protocol bears. */
  readonly allowedKinds: readonly string[];
  /** How TLS that ends here treats certificates of clients, in Istio's words. */
  readonly termination: 'SIMPLE' | 'MUTUAL' | 'OPTIONAL_MUTUAL' | 'ISTIO_MUTUAL';
  readonly at: Provenance;
}

export type AllowedNamespaces =
  | { readonly from: 'None' | 'Same' | 'All' }
  | { readonly from: 'Selector'; readonly matchLabels: Labels; readonly matchExpressions: readonly LabelRequirement[] };

export interface LabelRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** A Gateway of the Gateway API: an ingress gateway, or a waypoint. */
export interface MeshGateway extends ObjectHeader {
  readonly className: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly listeners: readonly GatewayListener[];
  /** How many proxies in front its own pods trust; absent: as many as the mesh configuration says. */
  readonly trustedProxies?: number;
  /** Labels for its pods; absent: those of the Gateway. */
  readonly podLabels?: Labels;
  /** Its pods are of somebody else's making. */
  readonly isManual: boolean;
  /** The ConfigMap, by name, that changes what istiod makes. */
  readonly options?: string;
  /** Which namespaces may add listeners. */
  readonly allowedListeners: AllowedNamespaces;
}

/** A ConfigMap with parameters of Gateways. */
export interface GatewayOptions extends ObjectHeader {
  /** Labels, annotations or the ServiceAccount of the pods. */
  readonly changesPods: boolean;
  /** In the root namespace they are for every Gateway of this class. */
  readonly className?: string;
}

/** Whose Gateways a class is for. */
export interface GatewayClass extends ObjectHeader {
  readonly controllerName: string;
}

/** Listeners that are added to a Gateway. */
export interface ListenerSet extends ObjectHeader {
  /** `namespace/name` */
  readonly gateway: string;
}

/** A Gateway of networking.istio.io. */
export interface IstioGateway extends ObjectHeader {
  /** Of the pods; without labels every gateway is meant. */
  readonly selector: Labels;
  readonly servers: readonly Read<GatewayServer>[];
}

export interface GatewayServer {
  /** As clients dial it. */
  readonly port: number;
  readonly protocol: string;
  /** `namespace/host`, or a host of any namespace. */
  readonly hosts: readonly string[];
  /** Absent without TLS. */
  readonly tlsMode?: string;
  readonly redirectsToHttps: boolean;
  /** Not every client with a trusted certificate gets in. */
  readonly choosesClients: boolean;
  readonly at: Provenance;
}
