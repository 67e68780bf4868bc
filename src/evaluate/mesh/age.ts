import { ObjectHeader } from '../../model/mesh';

/** What Istio orders objects by. */
type Dated = Pick<ObjectHeader, 'namespace' | 'name' | 'creationTimestamp'>;

/** The older first; ties go by name, then namespace (3.1). */
export function byAge(one: Dated, other: Dated): number {
  return byInstant(one, other) || compare(one.name, other.name) || compare(one.namespace, other.namespace);
}

/** As routes of the Gateway API go: ties by namespace, then name. */
export function byAgeAndNamespace(one: Dated, other: Dated): number {
  return byInstant(one, other) || compare(one.namespace, other.namespace) || compare(one.name, other.name);
}

function byInstant(one: Dated, other: Dated): number {
  const age = instantOf(one) - instantOf(other);
  return Number.isNaN(age) ? 0 : age;
}

/** Objects without a timestamp count as younger than those with one. */
function instantOf({ creationTimestamp }: Dated): number {
  return creationTimestamp === undefined ? Infinity : Date.parse(creationTimestamp);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
