/** What the command line asks for. */
export interface BenchOptions {
  /** Leaves out what takes longer than a few seconds. */
  readonly quick: boolean;
}

/** A promise about speed, and whether this run kept it. */
export interface Target {
  readonly promise: string;

  /** What was measured; `undefined` when it was left out. */
  readonly measured?: string;
  readonly holds?: boolean;
}

/** One subject: its figures as text, and the promises about it. */
export interface BenchResult {
  readonly title: string;
  readonly report: string;
  readonly targets: readonly Target[];
}
