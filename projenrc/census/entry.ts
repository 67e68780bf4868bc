import { Feature } from '../../src/model';

/**
 * How far `ztmesh check` takes a field into account.
 *
 * - `modelled`: the answer is Istio's, whatever the field says
 * - `bounded`: for some values, or together with a fact that the request gives; otherwise the answer is UNKNOWN
 * - `unknown`: where the field attaches, the answer is UNKNOWN
 * - `rejected`: a diagnostic says what is wrong
 * - `no effect`: it decides nothing about who may call what
 */
export const SUPPORTS = ['modelled', 'bounded', 'unknown', 'rejected', 'no effect'] as const;
export type Support = (typeof SUPPORTS)[number];

/** What holds for one field, or for all fields below it. */
export interface FieldEntry {
  readonly support: Support;
  /** Why, how far, or where; empty when there is nothing to add. */
  readonly note: string;
  /** The part of Istio's API that it belongs to, when not every known version has it. */
  readonly feature?: Feature;
}

/**
 * The fields of one kind by their path, with `[]` for items of a list and `*` for keys of a map: below `spec` where `crd` is
 * there, else from the root of the object. An entry holds for everything below its path, unless a longer path says otherwise.
 */
export interface KindCensus {
  readonly kind: string;
  /** The group of the CRD that every field is compared with; absent where no CRD lists the fields. */
  readonly crd?: string;
  readonly about: string;
  readonly fields: Readonly<Record<string, FieldEntry>>;
}

/** A group of kinds, as the page shows them. */
export interface CensusSection {
  readonly title: string;
  readonly kinds: readonly KindCensus[];
}

export const modelled = (note = '', feature?: Feature): FieldEntry => entry('modelled', note, feature);
export const bounded = (note: string, feature?: Feature): FieldEntry => entry('bounded', note, feature);
export const unknown = (note: string, feature?: Feature): FieldEntry => entry('unknown', note, feature);
export const rejected = (note: string, feature?: Feature): FieldEntry => entry('rejected', note, feature);
export const noEffect = (note: string, feature?: Feature): FieldEntry => entry('no effect', note, feature);

function entry(support: Support, note: string, feature: Feature | undefined): FieldEntry {
  return { support, note, ...(feature === undefined ? {} : { feature }) };
}

/** The same entry for several paths. */
export function each(paths: readonly string[], shared: FieldEntry): Readonly<Record<string, FieldEntry>> {
  return Object.fromEntries(paths.map((path) => [path, shared]));
}
