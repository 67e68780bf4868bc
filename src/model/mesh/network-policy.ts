import { LabelRequirement } from './gateways';
import { ObjectHeader } from './policies';
import { Provenance, Read } from './provenance';
import { Labels } from './workload';

/** A Kubernetes label selector; without anything in it, it selects all. */
export interface LabelSelector {
  readonly matchLabels: Labels;
  readonly matchExpressions: readonly LabelRequirement[];
}

/** Who may be at the other end. */
export type NetworkPeer =
  /** Pods; without `namespaces` those of the policy's own. */
  | { readonly kind: 'pods'; readonly namespaces?: LabelSelector; readonly pods: LabelSelector }
  | { readonly kind: 'block'; readonly cidr: string; readonly except: readonly string[] };

export interface NetworkPort {
  readonly protocol: string;
  /** A number, or the name of a container port; absent: any. */
  readonly port?: number | string;
  readonly endPort?: number;
}

/** Without peers anybody, without ports any. */
export interface NetworkRule {
  readonly peers: readonly NetworkPeer[];
  readonly ports: readonly NetworkPort[];
  readonly at: Provenance;
}

/** A NetworkPolicy as it was written; a direction that is absent is none of its business. */
export interface WrittenNetworkPolicy extends ObjectHeader {
  readonly pods: LabelSelector;
  readonly ingress?: readonly Read<NetworkRule>[];
  readonly egress?: readonly Read<NetworkRule>[];
}
