import { Provenance } from './provenance';
import { DecisionPoint } from './request';

/** A policy that had a part in a decision, and the zero-based rule that matched, if one did. */
export interface DecidingPolicy {
  readonly name: string;
  readonly action: string;
  readonly rule?: number;
  readonly at: Provenance;
}

/** A fact that would settle an answer, and how to supply it. */
export interface MissingFact {
  readonly fact: string;
  readonly supply: string;
}

/** Where something is asked: at a proxy, or on the network between two pods, by NetworkPolicies. */
export type Hop = DecisionPoint | 'network';

/** One step of the walk: what was asked at a hop, and what came out. */
export interface Step {
  readonly hop: Hop;
  /** Whose: `namespace/name` of the workload or Gateway. */
  readonly place: string;
  readonly stage: 'bypass' | 'egress' | 'ingress' | 'mTLS' | 'protocol' | 'CUSTOM' | 'JWT' | 'AUDIT' | 'DENY' | 'ALLOW' | 'ROUTE';
  readonly outcome: string;
  readonly policies: readonly DecidingPolicy[];
}

/** The answer to one request. Unknown is never a pass. */
export interface Decision {
  readonly decision: 'ALLOW' | 'DENY' | 'UNKNOWN';
  /** Of a denied HTTP request; absent when the connection is refused or reset instead. */
  readonly status?: number;
  readonly hop?: Hop;
  /** One sentence. */
  readonly reason: string;
  readonly policies: readonly DecidingPolicy[];
  readonly missing: readonly MissingFact[];
  readonly walk: readonly Step[];
}
