import type { Provenance } from '../../model/mesh';

/** Keys and indices from the root of a document down to one of its values. */
export type FieldPath = readonly (string | number)[];

/** One Kubernetes object as it was read, and where each part of it was written. */
export interface ManifestDocument {
  readonly value: unknown;
  /** Where the value at `path` was written; of the nearest one above, if there is none. */
  readonly locate: (path: FieldPath) => Provenance;
}

/** An object that comes from no text: all of it stands at one place. */
export function plainDocument(value: unknown, at: Provenance): ManifestDocument {
  return { value, locate: () => at };
}
