import { Labels } from '../../model/mesh';

/** Things by keys, in the order in which they were given. */
export class KeyIndex<T> {
  private readonly placed = new Map<string, { readonly item: T; readonly place: number }[]>();

  /** @param keysOf under each of them the item is found */
  constructor(items: readonly T[], keysOf: (item: T) => readonly string[]) {
    items.forEach((item, place) => new Set(keysOf(item)).forEach((key) => {
      const known = this.placed.get(key);
      if (known === undefined) this.placed.set(key, [{ item, place }]);
      else known.push({ item, place });
    }));
  }

  count(key: string): number {
    return this.placed.get(key)?.length ?? 0;
  }

  /** What stands under any of the keys, each once. */
  get(keys: readonly string[]): readonly T[] {
    const found = [...new Set(keys)].flatMap((key) => this.placed.get(key) ?? []);
    const byPlace = new Map(found.sort((one, other) => one.place - other.place).map(({ item, place }) => [place, item]));
    return [...byPlace.values()];
  }
}

/** Each label as one text. */
export function labelKeys(labels: Labels): readonly string[] {
  return Object.keys(labels).map((name) => `${name}=${labels[name]}`);
}

/** Whatever a selector with labels selects has its first one; the first in the order of names, so that no order of writing counts. */
export function selectorKey(selector: Labels): string | undefined {
  return [...labelKeys(selector)].sort()[0];
}
