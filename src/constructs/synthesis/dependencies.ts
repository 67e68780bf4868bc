import { Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { constructsOfChart, isApiObject, isWithin, objectsOfChart } from './construct-tree';

/** Stands for several vertices, so that n objects which wait for m others cost n + m edges instead of n × m. */
export class Junction {
  private expanded?: readonly Vertex[];

  constructor(private readonly expand: () => readonly Vertex[]) {}

  public get targets(): readonly Vertex[] {
    this.expanded ??= this.expand();
    return this.expanded;
  }
}

export type Vertex = IConstruct | Junction;

/**
 * The dependencies that cdk8s adds to a tree before it sorts it, kept beside the tree instead of in it:
 *
 * 1. a chart waits for the charts nested in it;
 * 2. a chart waits for another one when a construct of the first depends on a construct of the second;
 * 3. every object at or below a construct waits for every object at or below what the construct depends on.
 *
 * The order in which they are recorded decides the order of charts and objects, hence it is cdk8s' order.
 */
export class ImpliedDependencies {
  /** Whether charts wait for each other: file names then start with an index. */
  public readonly betweenCharts: boolean;

  private readonly chartEdges = new Map<IConstruct, Set<IConstruct>>();
  private readonly objectEdges = new Map<IConstruct, Vertex[]>();
  private readonly objectsBelow = new Map<IConstruct, Junction>();

  /** @param sources the constructs whose dependencies count, parents before children */
  private constructor(sources: readonly IConstruct[], withCharts: boolean) {
    if (withCharts) {
      this.addNestedCharts(sources);
      this.addChartDependencies(sources);
    }
    this.betweenCharts = this.chartEdges.size > 0;
    for (const source of sources) this.addObjectDependencies(source, withCharts ? undefined : sources[0]);
  }

  /** Of a whole app. */
  public static ofApp(constructs: readonly IConstruct[]): ImpliedDependencies {
    return new ImpliedDependencies(constructs, true);
  }

  /**
   * Among the constructs of one chart. What they depend on outside of it cannot lead back into it (that would be a
   * cycle between charts), so it has no influence on the order inside.
   */
  public static ofChart(chart: Chart, counts: (construct: IConstruct) => boolean): ImpliedDependencies {
    return new ImpliedDependencies(constructsOfChart(chart).filter(counts), false);
  }

  /** What a construct waits for, first its own dependencies. */
  public of(construct: IConstruct): readonly Vertex[] {
    const own = construct.node.dependencies;
    const charts = this.chartEdges.get(construct);
    const objects = this.objectEdges.get(construct);
    return charts || objects ? [...own, ...charts ?? [], ...objects ?? []] : own;
  }
}
