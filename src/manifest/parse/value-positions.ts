import { own, setOwn } from '../check-field';

/** Something wrong at an offset of the text. */
export interface OffsetFault {
  readonly code: string;
  readonly message: string;
  readonly offset: number;
}

/** Where the children of one map or list were written. A Map would take several times the memory. */
type Offsets = Record<string | number, number>;

/** Where everything in one document was written, and what is wrong with it. */
export class ValuePositions {
  private readonly offsets = new Map<object, Offsets>();
  private readonly offsetsOfLists = new Map<object, readonly number[]>();
  private readonly faults = new Map<object, Map<string | number, OffsetFault>>();

  constructor(readonly start: number) {}

  set(container: object, key: string | number, offset: number): void {
    const known = this.offsets.get(container);
    if (known === undefined) this.offsets.set(container, withOffset({}, key, offset));
    else withOffset(known, key, offset);
  }

  /** All children of a list at once. */
  setList(list: object, offsets: readonly number[]): void {
    this.offsetsOfLists.set(list, offsets);
  }

  /** What is wrong with one child. The first word counts. */
  addFault(container: object, key: string | number, fault: OffsetFault | undefined): void {
    if (fault === undefined) return;
    const faults = this.faults.get(container) ?? new Map<string | number, OffsetFault>();
    if (!faults.has(key)) this.faults.set(container, faults.set(key, fault));
  }

  offsetOf(container: object, key: string | number): number | undefined {
    return typeof key === 'number' ? this.offsetsOfLists.get(container)?.[key] ?? this.offsets.get(container)?.[key] : own(this.offsets.get(container), key);
  }

  faultOf(container: object, key: string | number): OffsetFault | undefined {
    return this.faults.size === 0 ? undefined : this.faults.get(container)?.get(key);
  }
}

function withOffset(offsets: Offsets, key: string | number, offset: number): Offsets {
  if (key === '__proto__') setOwn(offsets, key, offset);
  else offsets[key] = offset;
  return offsets;
}
