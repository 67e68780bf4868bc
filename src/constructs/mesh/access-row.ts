/** One line of "who may reach what": a caller, a target, and what it may do there. */
export interface AccessRow {
  /** `namespace/name` of the workload that is reached. */
  readonly target: string;
  /** The caller in words, for example `orders/order-service` or `monitoring/*`. */
  readonly caller: string;
  /** `ALLOW` or `DENY`. */
  readonly effect: string;
  /** What it may do, for example `POST /charge` or `TCP 5432`. */
  readonly operations: string[];
  /** The proxy that decides: `sidecar`, `ztunnel`, `waypoint` or `gateway`. */
  readonly enforcedBy: string;
}
