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
}

/** Who selects which pods. A policy holds for every pod that its labels select, whichever workload that belongs to. */
export class PodSelectors {
  private readonly workloads: SelectedPods[] = [];

  public add(workload: SelectedPods): void {
    this.workloads.push(workload);
  }

  /** A problem for each workload whose pods another one selects, too. */
  public overlapping(): readonly string[] {
    const byLabel = groupByFirstLabel(this.workloads);
    return this.workloads.flatMap((workload) => {
      const other = selectorsOf(workload, byLabel).find((one) => one !== workload);
      return other === undefined ? [] : [describeProblem('OVERLAPPING_SELECTORS', workload, {
        workload: workload.label, other: other.label, labels: Object.entries(other.selector).map(([name, value]) => `${name}: ${value}`).join(', '),
      })];
    });
  }
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
