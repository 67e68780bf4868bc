import { Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { isWithin, objectsOfChart } from './construct-tree';

/** Stands for several vertices, so that n objects which wait for m others cost n + m edges instead of n × m. */
export class Junction {
  /** @param below the construct that all targets are at or below, when they are objects */
  constructor(public readonly targets: readonly Vertex[], public readonly below?: IConstruct) {}
}

export type Vertex = IConstruct | Junction;

/**
 * What constructs wait for: their own dependencies, and those that cdk8s adds to the tree before it sorts it, here kept
 * beside the tree.
 *
 * 1. A chart waits for the charts nested in it.
 * 2. A chart waits for another one when a construct of the first depends on a construct of the second.
 * 3. Every object at or below a construct waits for every object at or below what the construct depends on, in each
 *    case only the objects of the construct's own chart.
 *
 * The order in which dependencies are recorded decides the order of charts and objects, hence it is cdk8s' order.
 */
export class Dependencies {
  /** Of a whole app: `sources` are the constructs whose dependencies count, in the order of `node.findAll()`. */
  public static ofApp(sources: readonly IConstruct[]): Dependencies {
    return new Dependencies(sources, () => true);
  }

  /** Of the constructs at and below one chart, among each other. */
  public static among(constructs: readonly IConstruct[]): Dependencies {
    const members = new Set(constructs);
    return new Dependencies(constructs, (target) => members.has(target));
  }

  private readonly chartEdges = new Map<IConstruct, Set<IConstruct>>();
  private readonly objectEdges = new Map<IConstruct, Vertex[]>();
  private readonly junctions = new Map<IConstruct, Junction>();
  private readonly recorded = new Map<IConstruct, readonly Vertex[]>();

  private constructor(sources: readonly IConstruct[], private readonly counts: (target: IConstruct) => boolean) {
    for (const source of sources) {
      if (Chart.isChart(source)) this.addNestedCharts(source);
    }
    for (const source of sources) this.addChartDependencies(source);
    for (const source of sources) this.addObjectDependencies(source);
    // Objects may be younger than the sources: validations add some.
    for (const waiting of new Set([...sources, ...this.objectEdges.keys()])) this.record(waiting);
  }

  /** Whether charts wait for each other: file names then start with an index. */
  public get betweenCharts(): boolean {
    return this.chartEdges.size > 0;
  }

  public of(construct: IConstruct): readonly Vertex[] {
    return this.recorded.get(construct) ?? [];
  }

  private addNestedCharts(chart: Chart): void {
    for (const child of chart.node.children) {
      if (Chart.isChart(child)) this.addChartEdge(chart, child);
    }
  }

  private addChartDependencies(source: IConstruct): void {
    for (const target of source.node.dependencies.filter(this.counts)) {
      const [from, to] = [Chart.of(source), Chart.of(target)];
      if (from !== to) this.addChartEdge(from, to);
    }
  }

  private addChartEdge(from: Chart, to: IConstruct): void {
    const edges = this.chartEdges.get(from) ?? new Set();
    this.chartEdges.set(from, edges.add(to));
  }

  private addObjectDependencies(source: IConstruct): void {
    const targets = new Set([...source.node.dependencies.filter(this.counts), ...this.chartEdges.get(source) ?? []]);
    if (targets.size === 0) return;
    const objects = objectsOfChart(source);
    let disjoint: Vertex[] = [];
    for (const target of targets) {
      if (overlap(source, target)) {
        this.connect(objects, disjoint);
        disjoint = [];
        this.connectOverlapping(objects, objectsOfChart(target));
      } else {
        disjoint.push(this.objectsBelow(target));
      }
    }
    this.connect(objects, disjoint);
  }

  private connect(sources: readonly IConstruct[], targets: readonly Vertex[]): void {
    if (targets.length === 0) return;
    const junction = targets.length === 1 ? targets[0] : new Junction(targets);
    for (const source of sources) this.addObjectEdge(source, junction);
  }

  /**
   * Of a construct that depends on a part of itself, or on what it is a part of. No object waits for itself; two that
   * are on both sides wait for each other, a cycle which is complete with these two.
   */
  private connectOverlapping(sources: readonly IConstruct[], targets: readonly IConstruct[]): void {
    const both = new Set(targets);
    const shared = sources.filter((source) => both.has(source)).slice(0, 2);
    const isCycle = shared.length > 1;
    for (const source of isCycle ? shared : sources) {
      for (const target of isCycle ? shared : targets) {
        if (source !== target) this.addObjectEdge(source, target);
      }
    }
  }

  private addObjectEdge(from: IConstruct, to: Vertex): void {
    const edges = this.objectEdges.get(from);
    if (edges) edges.push(to);
    else this.objectEdges.set(from, [to]);
  }

  private objectsBelow(target: IConstruct): Junction {
    const known = this.junctions.get(target) ?? new Junction(objectsOfChart(target), target);
    this.junctions.set(target, known);
    return known;
  }

  private record(waiting: IConstruct): void {
    const all = [...waiting.node.dependencies, ...this.chartEdges.get(waiting) ?? [], ...this.objectEdges.get(waiting) ?? []];
    if (all.length > 0) this.recorded.set(waiting, all);
  }
}

/** Whether the two have objects of one chart in common. */
function overlap(a: IConstruct, b: IConstruct): boolean {
  return Chart.of(a) === Chart.of(b) && (isWithin(a, b) || isWithin(b, a));
}
