import { Diagnostic, Labels, MissingFact, Read, Reach } from '../../model/mesh';

/** What would have to be readable. */
export function missingReading(diagnostic: Diagnostic): MissingFact {
  return { fact: `what ${diagnostic.at.file}:${diagnostic.at.line} says: ${diagnostic.message}`, supply: 'a manifest that can be read' };
}

/** Where something stands; without labels, anything of these namespaces is meant. */
export interface Place {
  readonly namespaces: readonly string[];
  readonly labels?: Labels;
}

export type Unreadable = { readonly kind: 'unreadable'; readonly diagnostic: Diagnostic; readonly reach?: Reach };

export function readOnes<T>(items: readonly Read<T>[]): readonly T[] {
  return items.flatMap((item) => (item.kind === 'read' ? [item.value] : []));
}

/** The unreadable ones that may concern an object with these labels; without labels, any object of the namespaces. */
export function unreadableOnes<T>(items: readonly Read<T>[], place: Place): readonly Unreadable[] {
  return items.filter((item): item is Unreadable => item.kind === 'unreadable' && mayReach(item.reach, place));
}

function mayReach(reach: Reach | undefined, place: Place): boolean {
  if (!reach) return true;
  if (!place.namespaces.includes(reach.namespace)) return false;
  return reach.selector === undefined || place.labels === undefined || isSubset(reach.selector, place.labels);
}

/** Exact keys and values; there are no wildcards (1.3). No labels are a subset of any. */
export function isSubset(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);
}
