import { ApiObject, App, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { isApiObject, isInChart } from './construct-tree';
import { Dependencies, Vertex } from './dependencies';
import { ProblemList } from './problem-list';
import { sortByDependencies } from './topology';
import { YamlText } from './yaml-text';

/** One Kubernetes object as it will be written, and the construct that it comes from. */
export interface Manifest {
  readonly json: any; // what `toJson()` of cdk8s returns; overrides may return anything
  readonly source: IConstruct;
}

/**
 * The steps of `App.synth()`, each done once for the whole app instead of once for each chart.
 *
 * Charts and objects are looked up when they are rendered, not before: validations, `Chart.toJson()` overrides and
 * lazy values may still add some, and cdk8s would write them.
 */
export class Synthesis {
  public readonly problems = new ProblemList();
  public readonly yaml = new YamlText();

  /** cdk8s takes dependencies from the constructs that were there before the first validation ran. */
  private readonly initial: readonly IConstruct[];
  private dependencies?: Dependencies;

  constructor(private readonly app: App) {
    this.initial = app.node.findAll();
  }

  /** Validates every construct once, those included that validations add. */
  public validate(): void {
    const validated = new Set<IConstruct>();
    for (let fresh = this.initial; fresh.length > 0; fresh = this.app.node.findAll().filter((c) => !validated.has(c))) {
      for (const construct of fresh) {
        validated.add(construct);
        this.validateOne(construct);
      }
    }
  }

  public resolveDependencies(): void {
    const astray = this.initial.flatMap((source) => source.node.dependencies
      .filter((target) => !isInChart(source) || !isInChart(target))
      .map((target) => ({ source, target })));
    for (const { source, target } of astray) this.problems.add(source, outsideOfCharts(source, target));
    if (astray.length === 0) this.dependencies = Dependencies.ofApp(this.initial);
  }

  /** Whether charts wait for each other, which makes their file names start with an index. */
  public get hasDependentCharts(): boolean {
    return this.dependencies?.betweenCharts ?? false;
  }

  /** The charts in the order in which they are written. */
  public charts(): Chart[] {
    return this.sorted(this.app.node.findAll(), () => []).filter((construct) => Chart.isChart(construct));
  }

  /** The charts, unless something is wrong with the app already: then one error tells all of it. */
  public chartsWithoutProblems(): Chart[] {
    const charts = this.charts();
    if (!this.problems.isEmpty) this.renderForProblems();
    this.problems.throwIfAny();
    return charts;
  }

  /** What `chart.toJson()` returns, an override of it included. */
  public manifests(chart: Chart): Manifest[] {
    if (chart.toJson === Chart.prototype.toJson) return this.rendered(this.objects(chart));
    const found = this.problems.attempt(chart, () => Object.values(chart.toJson()).map((json) => ({ json, source: chart })));
    return found ?? this.rendered(this.objects(chart));
  }

  /**
   * The objects of one chart, each after what it depends on. Charts nested below take part in the order: they may wait
   * for objects of this one, or make them wait.
   */
  public objects(chart: Chart): ApiObject[] {
    const constructs = chart.node.findAll();
    const added = Dependencies.among(constructs);
    return objectsOf(chart, this.sorted(constructs, (construct) => added.of(construct)));
  }

  /** As `objects`, but blind to what the dependencies of constructs imply that validations added: cdk8s, when it writes folders. */
  public objectsInFolder(chart: Chart): ApiObject[] {
    return objectsOf(chart, this.sorted(chart.node.findAll(), () => []));
  }

  public rendered(objects: readonly ApiObject[]): Manifest[] {
    const manifests: Manifest[] = [];
    for (const object of objects) {
      this.problems.attempt(object, () => manifests.push({ json: object.toJson(), source: object }));
    }
    return manifests;
  }

  /** With a problem found already nothing is written, but the others shall be told too. */
  private renderForProblems(): void {
    this.rendered(this.app.node.findAll().filter(isApiObject));
  }

  private validateOne(construct: IConstruct): void {
    const messages = this.problems.attempt(construct, () => construct.node.validate()) ?? [];
    for (const message of messages) this.problems.add(construct, message);
  }

  /** The order in which dependencies were recorded counts: first what `resolveDependencies` found, then what came later. */
  private sorted(constructs: readonly IConstruct[], later: (construct: IConstruct) => readonly Vertex[]): readonly IConstruct[] {
    const recorded = this.dependencies;
    const { constructs: sorted, cycle } = sortByDependencies(constructs, (construct) =>
      (recorded?.of(construct) ?? []).concat(construct.node.dependencies, later(construct)));
    if (cycle) this.problems.add(cycle[0], cycleFound(cycle));
    return sorted;
  }
}

/** An object is written with the chart closest to it. */
function objectsOf(chart: Chart, constructs: readonly IConstruct[]): ApiObject[] {
  return constructs.filter(isApiObject).filter((object) => Chart.of(object) === chart);
}

function outsideOfCharts(source: IConstruct, target: IConstruct): string {
  const outside = isInChart(source)
    ? `'${target.node.path}', which '${source.node.path}' depends on`
    : `'${source.node.path}', which depends on '${target.node.path}'`;
  return `cannot find a parent chart of ${outside}\n`
    + 'Dependencies order charts and objects; a construct outside of every chart has no place in that order.\n'
    + 'Move it into a chart, or remove the addDependency call.';
}

function cycleFound(cycle: readonly IConstruct[]): string {
  return `Dependency cycle detected: ${cycle.map((construct) => construct.node.path).join(' => ')}\n`
    + 'Charts and objects are written after what they depend on; in a cycle none can be the first.\n'
    + 'Remove one of these dependencies (addDependency, or a chart nested in another one).';
}
