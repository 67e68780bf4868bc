/** Where a value was written. */
export interface Provenance {
  /** The file, as it was named; `-` is standard input. */
  readonly file: string;
  /** One-based. */
  readonly line: number;
  /** One-based. */
  readonly column: number;
  /** The construct that emitted the object, if it says so. */
  readonly constructPath?: string;
}

/** What a reader could not make sense of. It makes exactly those answers unknown that depend on it. */
export interface Diagnostic {
  /** Stable, for example `duplicate-key`. */
  readonly code: string;
  readonly message: string;
  readonly at: Provenance;
  /** The field of the object, as in `spec.rules[0]`. */
  readonly field?: string;
}

/** The workloads that something unreadable may concern; without a selector all of its namespace, and in the root namespace all of the mesh. */
export interface Reach {
  readonly namespace: string;
  readonly selector?: Readonly<Record<string, string>>;
}

/**
 * Something that was read, or the reason why it could not be. Nothing that was written is ever taken for absent.
 * Of an unreadable object, `reach` says whom it may concern; without it, anybody.
 */
export type Read<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'unreadable'; readonly diagnostic: Diagnostic; readonly reach?: Reach };
