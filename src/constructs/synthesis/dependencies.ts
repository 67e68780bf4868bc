import { Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { isWithin, objectsOfChart } from './construct-tree';

/** Stands for several vertices, so that n objects which wait for m others cost n + m edges instead of n × m. */
export class Junction {
  private reached?: readonly Vertex[];

  constructor(private readonly reach: () => readonly Vertex[]) {}

  public get targets(): readonly Vertex[] {
    this.reached ??= this.reach();
    return this.reached;
  }
}

export type Vertex = IConstruct | Junction;

/**
 * The dependencies that cdk8s adds to a tree before it sorts it, kept beside the tree instead of in it:
 *
 * 1. a chart waits for the charts nested in it;
 * 2. a chart waits for another one when a construct of the first depends on a construct of the second;
 * 3. every object at or below a construct waits for every object at or below what the construct depends on,
 *    in each case only the objects of the construct's own chart.
 *
 * The order in which they are recorded decides the order of charts and objects, hence it is cdk8s' order.
 */
export class ImpliedDependencies {
  private readonly chartEdges = new Map<IConstruct, Set<IConstruct>>();
  private readonly objectEdges = new Map<IConstruct, Vertex[]>();
  private readonly objectJunctions = new Map<IConstruct, Junction>();

  private constructor() {}

  /** Of a whole app: `sources` are the constructs whose dependencies count, in the order of `node.findAll()`. */
  public static ofApp(sources: readonly IConstruct[]): ImpliedDependencies {
    const implied = new ImpliedDependencies();
    for (const source of sources) {
      if (Chart.isChart(source)) implied.addNestedCharts(source);
    }
    for (const source of sources) implied.addChartDependencies(source);
    for (const source of sources) implied.addObjectDependencies(source, implied.dependenciesOf(source));
    return implied;
  }

  /**
   * Of one chart, `members` being its constructs. What they depend on elsewhere cannot lead back into the chart (that
   * would be a cycle between charts), so it has no influence on the order inside.
   */
  public static ofChart(members: ReadonlySet<IConstruct>, sources: Iterable<IConstruct>): ImpliedDependencies {
    const implied = new ImpliedDependencies();
    for (const source of sources) {
      implied.addObjectDependencies(source, source.node.dependencies.filter((target) => members.has(target)));
    }
    return implied;
  }

  /** Whether charts wait for each other: file names then start with an index. */
  public get betweenCharts(): boolean {
    return this.chartEdges.size > 0;
  }

  /** What a construct waits for: its own dependencies first, then the implied ones. */
  public of(construct: IConstruct): readonly Vertex[] {
    const objects = this.objectEdges.get(construct);
    const own = this.dependenciesOf(construct);
    return objects ? [...own, ...objects] : own;
  }

  private dependenciesOf(construct: IConstruct): readonly IConstruct[] {
    const charts = this.chartEdges.get(construct);
    return charts ? [...construct.node.dependencies, ...charts] : construct.node.dependencies;
  }

  private addNestedCharts(chart: Chart): void {
    for (const child of chart.node.children) {
      if (Chart.isChart(child)) this.addChartEdge(chart, child);
    }
  }

  private addChartDependencies(source: IConstruct): void {
    for (const target of source.node.dependencies) {
      const [from, to] = [Chart.of(source), Chart.of(target)];
      if (from !== to) this.addChartEdge(from, to);
    }
  }

  private addChartEdge(from: Chart, to: IConstruct): void {
    const edges = this.chartEdges.get(from) ?? new Set();
    this.chartEdges.set(from, edges.add(to));
  }

  private addObjectDependencies(source: IConstruct, targets: readonly IConstruct[]): void {
    if (targets.length === 0) return;
    const objects = objectsOfChart(source);
    let disjoint: Vertex[] = [];
    const connect = (reached: readonly Vertex[]) => {
      const junction = new Junction(() => reached);
      if (reached.length > 0) for (const object of objects) this.addObjectEdge(object, junction);
    };
    for (const target of new Set(targets)) {
      if (overlap(source, target)) {
        connect(disjoint);
        disjoint = [];
        this.addOverlappingEdges(objects, objectsOfChart(target));
      } else {
        disjoint.push(this.objectsBelow(target));
      }
    }
    connect(disjoint);
  }

  /**
   * Of a construct that depends on a part of itself, or on what it is a part of. No object waits for itself; two that
   * are on both sides wait for each other, a cycle which is complete with these two.
   */
  private addOverlappingEdges(sources: readonly IConstruct[], targets: readonly IConstruct[]): void {
    const both = new Set(targets);
    const shared = sources.filter((source) => both.has(source));
    const isCycle = shared.length > 1;
    for (const source of isCycle ? shared.slice(0, 2) : sources) {
      for (const target of isCycle ? shared.slice(0, 2) : targets) {
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
    const known = this.objectJunctions.get(target) ?? new Junction(() => objectsOfChart(target));
    this.objectJunctions.set(target, known);
    return known;
  }
}

/** Whether the two have objects of one chart in common. */
function overlap(a: IConstruct, b: IConstruct): boolean {
  return Chart.of(a) === Chart.of(b) && (isWithin(a, b) || isWithin(b, a));
}
