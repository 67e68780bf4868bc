import type { Diagnostic, Provenance } from '../../model/mesh';

/** Keys and indices from the root of a document down to one of its values. */
export type FieldPath = readonly (string | number)[];

/** Something wrong with how one field of a map, or one item of a list, was written. */
export interface TextFault {
  readonly code: string;
  readonly message: string;
  readonly at: Provenance;
}

/** One Kubernetes object as it was read, and where each part of it was written. */
export interface ManifestDocument {
  readonly value: unknown;
  /** Where the value at `path` was written; of the nearest one above, if there is none. */
  readonly locate: (path: FieldPath) => Provenance;
  /** What is wrong with how a child of `container`, a map or list of this document, was written. */
  readonly faultOf: (container: object, key: string | number) => TextFault | undefined;
  /** The type of an item of a typed list, where it says none itself. */
  readonly impliedType?: { readonly apiVersion: string; readonly kind: string };
  /** Why there is no value: this document may hold anything. */
  readonly unreadable?: Diagnostic;
}

/** An object that comes from no text: all of it stands at one place. */
export function plainDocument(value: unknown, at: Provenance): ManifestDocument {
  return { value, locate: () => at, faultOf: () => undefined };
}

/** A document of which nothing is known but that it was there. */
export function unreadableDocument(diagnostic: Diagnostic): ManifestDocument {
  return { ...plainDocument(undefined, diagnostic.at), unreadable: diagnostic };
}
