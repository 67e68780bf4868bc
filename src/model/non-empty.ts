/** A list that cannot be empty, so that "nothing" and "everything" are never spelled as an empty list. */
export type NonEmpty<T> = readonly [T, ...T[]];

/** Says whether a list has at least one element, and tells the type so. */
export function isNonEmpty<T>(list: readonly T[]): list is NonEmpty<T> {
  return list.length > 0;
}

/**
 * One field of an Istio rule: some value of `values` matches (when there are any) and none of `notValues` does.
 * A field without constraint is absent, never an empty list.
 */
export interface ListMatch<T> {
  readonly values?: NonEmpty<T>;
  readonly notValues?: NonEmpty<T>;
}
