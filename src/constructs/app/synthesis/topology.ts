import { IConstruct } from 'constructs';
import { Junction, Vertex } from './dependencies';

export interface DependencyOrder {
  /** Each construct after what it depends on; without a meaning when there is a cycle. */
  readonly constructs: readonly IConstruct[];

  /** The constructs of the first cycle found, the first one again at the end. */
  readonly cycle?: readonly IConstruct[];
}

interface Visit {
  readonly vertex: Vertex;
  readonly targets: readonly Vertex[];
  next: number;
}

/**
 * Sorts constructs by their dependencies into the order of cdk8s' `DependencyGraph`, but visits each vertex once
 * (cdk8s walks every path, which doubles with every diamond) and without recursion. Dependencies on constructs that are
 * not among `constructs` are ignored.
 */
export function sortByDependencies(
  constructs: readonly IConstruct[], dependenciesOf: (construct: IConstruct) => readonly Vertex[],
): DependencyOrder {
  const edges = new Map<IConstruct, readonly Vertex[]>();
  for (const construct of constructs) {
    const targets = dependenciesOf(construct);
    if (targets.length > 0) edges.set(construct, targets);
  }
  return edges.size === 0 ? { constructs: inOrderOfPaths(constructs) } : new Sort(constructs, edges).run();
}

class Sort {
  private readonly edges = new Map<Vertex, readonly Vertex[]>();
  private readonly awaited = new Set<Vertex>();
  private readonly state = new Map<Vertex, 'open' | 'done'>();
  private readonly sorted: IConstruct[] = [];

  constructor(private readonly constructs: readonly IConstruct[], edges: ReadonlyMap<IConstruct, readonly Vertex[]>) {
    for (const construct of constructs) this.edges.set(construct, []);
    for (const [construct, targets] of edges) this.link(construct, targets);
  }

  public run(): DependencyOrder {
    const roots = inOrderOfPaths(this.constructs.filter((construct) => !this.awaited.has(construct)));
    // What no root leads to is on a cycle or behind one.
    const cycle = this.visitAll(roots) ?? this.visitAll(this.constructs);
    return { constructs: this.sorted, cycle };
  }

  private link(from: Vertex, targets: readonly Vertex[]): void {
    const known = targets.filter((target) => this.isInside(target));
    this.edges.set(from, known);
    for (const target of known) {
      this.awaited.add(target);
      if (target instanceof Junction && !this.edges.has(target)) this.link(target, target.targets);
    }
  }

  private isInside(vertex: Vertex): boolean {
    const construct = vertex instanceof Junction ? vertex.below : vertex;
    return construct === undefined || this.edges.has(construct);
  }

  private visitAll(vertices: readonly Vertex[]): IConstruct[] | undefined {
    for (const vertex of vertices) {
      const cycle = this.state.has(vertex) ? undefined : this.visit(vertex);
      if (cycle) return cycle;
    }
    return undefined;
  }

  private visit(start: Vertex): IConstruct[] | undefined {
    const trail = [this.open(start)];
    for (let visit = trail.at(-1); visit; visit = trail.at(-1)) {
      if (visit.next === visit.targets.length) {
        this.close(visit.vertex);
        trail.pop();
        continue;
      }
      const target = visit.targets[visit.next++];
      const state = this.state.get(target);
      if (state === 'open') return cycleOf(trail, target);
      if (state === undefined) trail.push(this.open(target));
    }
    return undefined;
  }

  private open(vertex: Vertex): Visit {
    this.state.set(vertex, 'open');
    return { vertex, targets: this.edges.get(vertex)!, next: 0 };
  }

  private close(vertex: Vertex): void {
    this.state.set(vertex, 'done');
    if (!(vertex instanceof Junction)) this.sorted.push(vertex);
  }
}

function cycleOf(trail: readonly Visit[], closing: Vertex): IConstruct[] {
  const vertices = trail.map((visit) => visit.vertex);
  const constructs = vertices.slice(vertices.indexOf(closing)).filter((vertex): vertex is IConstruct => !(vertex instanceof Junction));
  return [...constructs, constructs[0]];
}

/** cdk8s keeps vertices in an object by path: keys that are integers come first there. */
function inOrderOfPaths(constructs: readonly IConstruct[]): readonly IConstruct[] {
  if (!constructs.some(({ node }) => /^\d+$/.test(node.id) && node.path === node.id)) return constructs;
  return Object.values(Object.fromEntries(constructs.map((construct) => [construct.node.path, construct])));
}
