import { groupBy, inOrder, keyOf, sortedByKey, Value } from './canonical';
import { Condition, isNonEmpty, ListMatch, NonEmpty, OperationMatch, Rule, SourceMatch } from '../../model';

/** One grant as a rule with a single source and a single operation. */
export interface SimpleRule {
  readonly from: SourceMatch | 'any';
  readonly to: OperationMatch | 'any';
  readonly when: readonly Condition[];
  /** Rules that read requests stay apart: on a TCP port Istio drops such a rule whole, its other alternatives too. */
  readonly readsRequests: boolean;
}

/** Some of the alternatives, or no constraint at all. */
type Alternatives<T> = 'any' | NonEmpty<T>;

interface WideRule {
  readonly from: Alternatives<SourceMatch>;
  readonly to: Alternatives<OperationMatch>;
  readonly when: readonly Condition[];
  readonly readsRequests: boolean;
}

/**
 * Writes the same meaning with fewer rules.
 *
 * INVARIANT: what is accepted stays the same. Two rules become one only when all but one of `from`, `to` and `when`
 * are equal, two alternatives only when all but one of their fields are.
 */
export function mergeRules(rules: readonly SimpleRule[]): readonly Rule[] {
  const wide = rules.map<WideRule>((rule) => ({ ...rule, from: alone(rule.from), to: alone(rule.to) }));
  const perCaller = groupBy(wide, (rule) => keyOf([rule.from, rule.when, rule.readsRequests]))
    .map((group) => ({ ...group[0], to: union(group.map((rule) => rule.to), ['methods', 'paths']) }));
  return sortedByKey(groupBy(perCaller, (rule) => keyOf([rule.to, rule.when, rule.readsRequests]))
    .map((group): Rule => ({
      from: union(group.map((rule) => rule.from), ['principals', 'namespaces', 'ipBlocks', 'remoteIpBlocks']),
      to: group[0].to,
      when: group[0].when,
    })));
}

/** Istio refuses an empty source or operation, and would read it as "any". */
function alone<T extends object>(match: T | 'any'): Alternatives<T> {
  return match === 'any' || Object.keys(match).length === 0 ? 'any' : [match];
}

function union<T extends object>(sets: readonly Alternatives<T>[], joinable: readonly (keyof T)[]): Alternatives<T> {
  const all: T[] = [];
  for (const set of sets) {
    if (set === 'any') {
      return 'any';
    }
    all.push(...set);
  }
  const ordered = sortedByKey(all.length < 2 ? all : joinable.reduce<readonly T[]>(joinOn, all));
  return isNonEmpty(ordered) ? ordered : 'any';
}

/** Joins the alternatives that differ in one field only. */
function joinOn<T extends object>(alternatives: readonly T[], field: keyof T): readonly T[] {
  return groupBy(alternatives, (alternative) => joinKey(alternative, field)).map((group) => join(group, field));
}

function joinKey<T extends object>(alternative: T, field: keyof T): string {
  const { [field]: match, ...others } = alternative;
  return isPositive(match) ? keyOf(['but for the field', others]) : keyOf(['as it is', alternative]);
}

function isPositive(match: unknown): boolean {
  return match === undefined || (match as ListMatch<Value>).notValues === undefined;
}

/** Where one alternative leaves the field open, so does the union. */
function join<T extends object>(group: NonEmpty<T>, field: keyof T): T {
  const { [field]: first, ...others } = group[0];
  const matches = group.map((alternative) => alternative[field] as ListMatch<Value> | undefined);
  const values = matches.flatMap((match) => match?.values ?? []);
  if (matches.includes(undefined)) {
    return others as T;
  }
  return { ...others, [field]: inOrder({ ...(first as ListMatch<Value>), ...(isNonEmpty(values) ? { values } : {}) }) } as T;
}
