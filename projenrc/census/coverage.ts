import { FieldEntry, KindCensus } from './entry';
import { Crd, StructuralSchema } from '../crd';

/** A field of a CRD that holds no fields itself, by its path below `spec`. */
export interface Leaf {
  readonly path: string;
  readonly schema: StructuralSchema;
}

/** The leaves of all versions of a CRD. */
export function leavesOf(crd: Crd): readonly Leaf[] {
  const all = crd.spec.versions.flatMap(({ schema }) => leavesBelow('', schema.openAPIV3Schema.properties?.spec ?? {}));
  return [...new Map(all.map((leaf) => [leaf.path, leaf])).values()];
}

function leavesBelow(path: string, schema: StructuralSchema): Leaf[] {
  if (schema.properties) {
    return Object.entries(schema.properties).flatMap(([name, child]) => leavesBelow(path === '' ? name : `${path}.${name}`, child));
  }
  if (schema.items) return leavesBelow(`${path}[]`, schema.items);
  return schema.additionalProperties ? leavesBelow(`${path}.*`, schema.additionalProperties) : [{ path, schema }];
}

/** The key of the entry that holds for a field: the longest path that it is below of. */
export function entryKeyFor(fields: KindCensus['fields'], path: string): string | undefined {
  return Object.keys(fields).filter((key) => isBelow(path, key)).sort((a, b) => b.length - a.length)[0];
}

export function entryFor(fields: KindCensus['fields'], path: string): FieldEntry | undefined {
  const key = entryKeyFor(fields, path);
  return key === undefined ? undefined : fields[key];
}

function isBelow(path: string, ancestor: string): boolean {
  if (ancestor === '' || path === ancestor) return true;
  return path.startsWith(ancestor) && ['.', '['].includes(path[ancestor.length]);
}

/** Leaves without an entry, and entries without a leaf. */
export function gapsOf({ kind, fields }: KindCensus, leaves: readonly Leaf[]): readonly string[] {
  const used = new Set(leaves.map(({ path }) => entryKeyFor(fields, path)));
  return [
    ...leaves.filter(({ path }) => entryKeyFor(fields, path) === undefined).map(({ path }) => `${kind} ${path} is not in the census`),
    ...Object.keys(fields).filter((key) => !used.has(key)).map((key) => `${kind} ${key} is in the census and in no CRD`),
  ];
}
