/** A caller, a target, and what it may or may not do there. */
export interface AccessTableRow {
  readonly target: string;
  readonly caller: string;
  /** `ALLOW` or `DENY`. */
  readonly effect: string;
  readonly operations: readonly string[];
  readonly enforcedBy: string;
}
