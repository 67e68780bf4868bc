/** The files that each file imports. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** The groups of files that import each other in a circle, each sorted; empty when the graph has none (Tarjan's algorithm). */
export function findCycles(graph: ImportGraph): string[][] {
  return new StronglyConnected(graph).components()
    .filter((group) => group.length > 1 || graph.get(group[0])!.includes(group[0]))
    .map((group) => [...group].sort());
}

class StronglyConnected {
  private readonly found: string[][] = [];
  private readonly order = new Map<string, number>();
  private readonly lowest = new Map<string, number>();
  private readonly open: string[] = [];

  constructor(private readonly graph: ImportGraph) {}

  components(): string[][] {
    for (const file of this.graph.keys()) if (!this.order.has(file)) this.visit(file);
    return this.found;
  }

  private visit(file: string): void {
    const index = this.order.size;
    this.order.set(file, index);
    this.lowest.set(file, index);
    this.open.push(file);
    for (const next of this.graph.get(file) ?? []) this.follow(file, next);
    if (this.lowest.get(file) === index) this.found.push(this.open.splice(this.open.indexOf(file)));
  }

  private follow(file: string, next: string): void {
    if (!this.order.has(next)) this.visit(next);
    else if (!this.open.includes(next)) return;
    this.lowest.set(file, Math.min(this.lowest.get(file)!, this.lowest.get(next)!));
  }
}
