import { ObjectHeader } from './policies';
import { Labels } from './workload';

export interface GatewayListener {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly hostname?: string;
  /** `Terminate`, `Passthrough`, or absent without TLS. */
  readonly tlsMode?: string;
  readonly allowedNamespaces: AllowedNamespaces;
}

export type AllowedNamespaces =
  | { readonly from: 'Same' | 'All' }
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
  /** Labels for its pods; absent: those of the Gateway. */
  readonly podLabels?: Labels;
  /** How many proxies in front its own pods trust; absent: as many as the mesh configuration says. */
  readonly trustedProxies?: number;
}
