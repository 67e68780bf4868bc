import { describeProblem } from '../../problems';

type Labels = Readonly<Record<string, string>>;

/** A workload's pods and the labels by which its policies select them. */
export interface SelectedPods {
  readonly constructPath: string;
  readonly label: string;
  readonly namespaceName: string;
  readonly selector: Labels;
  /** What is known of its pods' labels, for each kind of pod that it has; asked for when the app is synthesised. */
  readonly podLabels: () => readonly Labels[];
  readonly serviceName?: string;
  /** What its Service selects, when policies at a waypoint hold for the Service and so for all pods behind it. */
  readonly openedSelector: () => Labels | undefined;
}

/** Who selects which pods. A policy holds for every pod that its labels select, whichever workload that belongs to. */
export class PodSelectors {
  private readonly workloads: SelectedPods[] = [];

  public add(workload: SelectedPods): void {
    this.workloads.push(workload);
  }

  /** A problem for each workload whose pods another one selects, too, itself or by the Service that opens it. */
  public overlapping(): readonly string[] {
    const byLabel = groupByFirstLabel(this.workloads);
    return [
      ...this.workloads.flatMap((workload) => {
        const other = selectorsOf(workload, byLabel).find((one) => one !== workload);
        return other === undefined ? [] : [overlap(workload, other.label, other.selector)];
      }),
      ...this.workloads.flatMap((workload) => this.openedBeside(workload)),
    ];
  }

  /** Workloads that share a Service are meant to be called as one. */
  private openedBeside(workload: SelectedPods): readonly string[] {
    const selector = workload.openedSelector();
    return selector === undefined ? [] : this.workloads
      .filter((other) => other !== workload && other.namespaceName === workload.namespaceName && other.serviceName !== workload.serviceName)
      .filter((other) => other.podLabels().some((labels) => isWithin(selector, labels)))
      .map((other) => overlap(other, `Service ${workload.serviceName} of ${workload.label}`, selector));
  }
}

function overlap(workload: SelectedPods, other: string, selector: Labels): string {
  const labels = Object.entries(selector).map(([name, value]) => `${name}: ${value}`).join(', ');
  return describeProblem('OVERLAPPING_SELECTORS', workload, { workload: workload.label, other, labels });
}

type Index = ReadonlyMap<string, readonly SelectedPods[]>;

/** Only a workload whose first label a pod has can select it, so not every pair has to be compared. */
function groupByFirstLabel(workloads: readonly SelectedPods[]): Index {
  const index = new Map<string, SelectedPods[]>();
  for (const workload of workloads) {
    const [first] = Object.entries(workload.selector);
    const key = keyOf(workload, first);
    index.set(key, [...index.get(key) ?? [], workload]);
  }
  return index;
}

const keyOf = ({ namespaceName }: SelectedPods, entry: readonly string[]): string => JSON.stringify([namespaceName, ...entry]);

function selectorsOf(workload: SelectedPods, byLabel: Index): readonly SelectedPods[] {
  return workload.podLabels().flatMap((labels) => (
    Object.entries(labels).flatMap((entry) => byLabel.get(keyOf(workload, entry)) ?? []).filter(({ selector }) => isWithin(selector, labels))
  ));
}

function isWithin(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([name, value]) => labels[name] === value);
}
