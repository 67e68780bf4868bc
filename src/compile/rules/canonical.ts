import { isNonEmpty, ListMatch, NonEmpty, StringMatch, textOf } from '../../model';

/** Order by UTF-16 code unit: the same on every machine and in every locale. */
export function byCodeUnit(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** One text per meaning, whatever the order in which an object's fields were written. */
export function keyOf(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(keyOf).join()}]`;
  }
  return isObject(value) ? keyOfObject(value) : JSON.stringify(value) ?? '';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** A field that is there without a value means the same as one that is not there. */
function keyOfObject(object: Readonly<Record<string, unknown>>): string {
  const fields = Object.keys(object).filter((name) => object[name] !== undefined).sort();
  return `{${fields.map((name) => `${JSON.stringify(name)}:${keyOf(object[name])}`).join()}}`;
}

/** The items in the order of their keys; each key is made once. */
export function sortedByKey<T>(items: readonly T[]): readonly T[] {
  return items
    .map((item) => ({ item, key: keyOf(item) }))
    .sort((left, right) => byCodeUnit(left.key, right.key))
    .map(({ item }) => item);
}

export function groupBy<T>(items: readonly T[], key: (item: T) => string): NonEmpty<T>[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group === undefined) {
      groups.set(name, [item]);
    } else {
      group.push(item);
    }
  }
  return [...groups.values()];
}

/** What a field of a rule lists. */
export type Value = StringMatch | string | number;

/** A field's values without duplicates, in order. */
export function inOrder<T extends Value>(match: ListMatch<T>): ListMatch<T> {
  return {
    ...(match.values === undefined ? {} : { values: sorted(match.values) }),
    ...(match.notValues === undefined ? {} : { notValues: sorted(match.notValues) }),
  };
}

function sorted<T extends Value>(values: NonEmpty<T>): NonEmpty<T> {
  const byText = new Map(values.map((value) => [sortKey(value), value]));
  const ordered = [...byText].sort(([left], [right]) => byCodeUnit(left, right)).map(([, value]) => value);
  return isNonEmpty(ordered) ? ordered : values;
}

const PORT_DIGITS = 5;

function sortKey(value: Value): string {
  if (typeof value === 'number') {
    return String(value).padStart(PORT_DIGITS, '0');
  }
  return typeof value === 'string' ? value : textOf(value);
}
