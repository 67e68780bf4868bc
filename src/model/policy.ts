import { NonEmpty } from './non-empty';
import { Rules } from './rule';

/** What a policy with `targetRefs` is bound to. Sidecars and ztunnel ignore such policies. */
export interface TargetRef {
  readonly kind: 'Service' | 'ServiceEntry' | 'Gateway' | 'GatewayClass';
  readonly name: string;
}

/** Whom a policy is for: every workload of its namespace, those with labels, or the targets of waypoints and gateways. */
export type Attachment =
  | { readonly kind: 'namespace' }
  | { readonly kind: 'workloads'; readonly labels: Readonly<Record<string, string>> }
  | { readonly kind: 'targets'; readonly refs: NonEmpty<TargetRef> };

export type Action = 'ALLOW' | 'DENY';

/** An AuthorizationPolicy without its name: what it is for, what it does, and to what. */
export interface AuthorizationPolicy {
  readonly action: Action;
  readonly attachment: Attachment;
  readonly rules: Rules;
}
