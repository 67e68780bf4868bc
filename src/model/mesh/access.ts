import { MissingFact } from './decision';

/** One line of "who may reach what": a caller, a target, and what it may or may not do there. */
export interface AccessRow {
  /** `namespace/name` of the Service, workload or gateway that is reached. */
  readonly target: string;
  /** In words, for example `orders/order-service` or `monitoring/*`. */
  readonly caller: string;
  /** Unknown is never a pass: `missing` says what would settle it. */
  readonly effect: 'ALLOW' | 'DENY' | 'UNKNOWN';
  /** In words, for example `POST /charge` or `TCP 5432`. */
  readonly operations: readonly string[];
  /** The proxy that decides: `sidecar`, `ztunnel`, `waypoint` or `gateway`; `nobody` where none does, `unknown` where that is open. */
  readonly enforcedBy: string;
  readonly missing: readonly MissingFact[];
}
