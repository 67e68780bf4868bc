/** Something wrong at an offset of the text. */
export interface OffsetFault {
  readonly code: string;
  readonly message: string;
  readonly offset: number;
}

/** Where the children of one map or list were written: keys of a map, items of a list. */
interface Container {
  readonly offsets: Map<string | number, number>;
  faults?: Map<string | number, OffsetFault>;
}

/** Where everything in one document was written, and what is wrong with it. */
export class ValuePositions {
  private readonly containers = new Map<object, Container>();

  constructor(readonly start: number) {}

  set(container: object, key: string | number, offset: number): void {
    this.container(container).offsets.set(key, offset);
  }

  /** What is wrong with one child. The first word counts. */
  addFault(container: object, key: string | number, fault: OffsetFault | undefined): void {
    const { faults = new Map<string | number, OffsetFault>() } = this.container(container);
    if (fault === undefined || faults.has(key)) return;
    this.container(container).faults = faults.set(key, fault);
  }

  offsetOf(container: object, key: string | number): number | undefined {
    return this.containers.get(container)?.offsets.get(key);
  }

  faultOf(container: object, key: string | number): OffsetFault | undefined {
    return this.containers.get(container)?.faults?.get(key);
  }

  private container(of: object): Container {
    const known = this.containers.get(of);
    if (known !== undefined) return known;
    const made: Container = { offsets: new Map() };
    this.containers.set(of, made);
    return made;
  }
}
