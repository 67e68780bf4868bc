import { AccessRow } from '../model/mesh';

/** Denials that are equal at several workloads. */
export interface SharedDenials {
  /** Where they hold, in words. */
  readonly where: string;
  /** The workloads, when the words do not say which. */
  readonly targets: readonly string[];
  /** A row for each caller. Its target is the first one. */
  readonly rows: readonly AccessRow[];
}

export interface SeparatedRows {
  /** What is told at its target. */
  readonly own: readonly AccessRow[];
  readonly shared: readonly SharedDenials[];
}

/**
 * Takes out the denials that several workloads have in common, so that each is told once. Those of gateways stay
 * where they are: a gateway tells clients apart, and not callers of the mesh.
 */
export function separateDenials(rows: readonly AccessRow[]): SeparatedRows {
  const equal = grouped(rows.filter((row) => row.effect === 'DENY' && !isGateway(row)), ({ caller, operations }) => [caller, ...operations]);
  const common = equal.filter((group) => targetsOf(group).length > 1);
  const isCommon = new Set(common.flat());
  return {
    own: rows.filter((row) => !isCommon.has(row)),
    shared: grouped(common, targetsOf).map((groups) => sharedBy(targetsOf(groups[0]), groups, rows)).sort(widestFirst),
  };
}

const isGateway = ({ enforcedBy }: AccessRow): boolean => enforcedBy === 'gateway';

const targetsOf = (rows: readonly AccessRow[]): readonly string[] => [...new Set(rows.map(({ target }) => target))].sort();

function grouped<T>(items: readonly T[], key: (item: T) => readonly string[]): readonly T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item).join('\n');
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return [...groups.values()];
}

function sharedBy(targets: readonly string[], groups: readonly (readonly AccessRow[])[], all: readonly AccessRow[]): SharedDenials {
  const isEverywhere = targets.length === targetsOf(all.filter((row) => !isGateway(row))).length;
  const rows = groups.map((group): AccessRow => ({ ...group[0], enforcedBy: [...new Set(group.map(({ enforcedBy }) => enforcedBy))].sort().join(', ') }));
  if (!isEverywhere) {
    return { where: `at ${targets.length} workloads:`, targets, rows };
  }
  // The same caller may still be a client of a gateway, like everybody.
  return { where: all.some(isGateway) ? 'at any workload' : 'anywhere', targets: [], rows };
}

/** The words for everywhere come before any list. */
function widestFirst(left: SharedDenials, right: SharedDenials): number {
  const [one, other] = [left, right].map(({ targets }) => targets.length || Infinity);
  return one === other ? (left.targets.join() < right.targets.join() ? -1 : 1) : other - one;
}
