import { ObjectHeader } from '../../model/mesh';

/** The older first; ties go by name, then namespace (3.1). */
export function byAge(one: ObjectHeader, other: ObjectHeader): number {
  const age = instantOf(one) - instantOf(other);
  if (age !== 0 && !Number.isNaN(age)) return age;
  return compare(one.name, other.name) || compare(one.namespace, other.namespace);
}

/** Objects without a timestamp count as younger than those with one. */
function instantOf({ creationTimestamp }: ObjectHeader): number {
  return creationTimestamp === undefined ? Infinity : Date.parse(creationTimestamp);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
