import { ApiObject, App, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { constructsOfChart, isApiObject, isInChart } from './construct-tree';
import { ImpliedDependencies } from './dependencies';
import { ProblemList } from './problem-list';
import { DependencyOrder, sortByDependencies } from './topology';
import { YamlText } from './yaml-text';

/** One Kubernetes object as it will be written, and the path of the construct that it comes from. */
export interface Manifest {
  readonly json: any; // what `toJson()` of cdk8s returns; overrides may return anything
  readonly path: string;
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
  private implied?: ImpliedDependencies;

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
    for (const { source, target } of astray) this.problems.add(source.node.path, outsideOfCharts(source, target));
    if (astray.length === 0) this.implied = ImpliedDependencies.ofApp(this.initial);
  }

  /** Whether charts wait for each other, which makes their file names start with an index. */
  public get hasDependentCharts(): boolean {
    return this.implied?.betweenCharts ?? false;
  }

  /** The charts in the order in which they are written. */
  public charts(): Chart[] {
    const implied = this.implied;
    if (!implied) return [];
    return this.checked(sortByDependencies(this.app.node.findAll(), (construct) => implied.of(construct))).filter((c) => Chart.isChart(c));
  }

  /** What `chart.toJson()` returns, an override of it included. */
  public manifests(chart: Chart): Manifest[] {
    if (chart.toJson === Chart.prototype.toJson) return this.rendered(this.objects(chart));
    const path = chart.node.path;
    const found = this.problems.attempt(path, () => Object.values(chart.toJson()).map((json) => ({ json, path })));
    return found ?? this.rendered(this.objects(chart));
  }

  /** The objects of one chart, each after what it depends on. */
  public objects(chart: Chart): ApiObject[] {
    const members = constructsOfChart(chart);
    return this.sorted(members, members);
  }

  /** As `objects`, without the dependencies of constructs that validations added: what cdk8s does when it renders to folders. */
  public initialOrderOfObjects(chart: Chart): ApiObject[] {
    const members = constructsOfChart(chart);
    const initial = new Set(this.initial);
    return this.sorted(members, members.filter((member) => initial.has(member)));
  }

  public rendered(objects: readonly ApiObject[]): Manifest[] {
    return objects.flatMap((object) => {
      const path = object.node.path;
      return this.problems.attempt(path, () => [{ json: object.toJson(), path }]) ?? [];
    });
  }

  /** With a problem found already nothing is written, but the others shall be told too. */
  public renderForProblems(): void {
    this.rendered(this.app.node.findAll().filter(isApiObject));
  }

  private validateOne(construct: IConstruct): void {
    const path = construct.node.path;
    const messages = this.problems.attempt(path, () => construct.node.validate()) ?? [];
    for (const message of messages) this.problems.add(path, message);
  }

  private sorted(members: readonly IConstruct[], sources: readonly IConstruct[]): ApiObject[] {
    const implied = ImpliedDependencies.ofChart(new Set(members), sources);
    return this.checked(sortByDependencies(members, (construct) => implied.of(construct))).filter(isApiObject);
  }

  private checked({ constructs, cycle }: DependencyOrder): readonly IConstruct[] {
    if (cycle) this.problems.add(cycle[0].node.path, cycleFound(cycle));
    return constructs;
  }
}

function outsideOfCharts(source: IConstruct, target: IConstruct): string {
  const outside = isInChart(source) ? target : source;
  return `cannot find a parent chart of '${outside.node.path}', which '${source.node.path}' ${outside === target ? 'depends on' : 'is'}\n`
    + 'Dependencies order charts and objects; a construct outside of every chart has no place in that order.\n'
    + 'Move it into a chart, or remove the addDependency call.';
}

function cycleFound(cycle: readonly IConstruct[]): string {
  return `Dependency cycle detected: ${cycle.map((construct) => construct.node.path).join(' => ')}\n`
    + 'Charts and objects are written after what they depend on; in a cycle none can be the first.\n'
    + 'Remove one of these dependencies (addDependency, or a chart nested in another one).';
}
