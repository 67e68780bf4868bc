import { DecidingPolicy, Labels, Read, TrafficPolicy, TrafficSubset, WrittenDestinationRule } from '../../model/mesh';
import { byAge } from '../mesh/age';

/** Several DestinationRules for one host, as Istio makes them one (3.2). */
export interface MergedRule {
  readonly namespace: string;
  readonly exportTo: readonly string[];
  readonly selector?: Labels;
  readonly policy: Read<TrafficPolicy | undefined>;
  readonly subsets: readonly Read<readonly TrafficSubset[]>[];
  /** The rule that the policy comes from. */
  readonly source: DecidingPolicy;
}

/** A rule that selects clients is for those of its own namespace. */
export function exportsOf({ selector, exportTo }: WrittenDestinationRule): readonly string[] {
  return selector === undefined ? [...new Set(exportTo)] : ['.'];
}

/**
 * Rules of one host and one namespace. The oldest policy stands, and subsets are added up; rules that are exported to others, or
 * select others, stay beside each other.
 */
export function mergeRules(rules: readonly WrittenDestinationRule[]): readonly MergedRule[] {
  return [...rules].sort(byPrecedence).reduce<readonly MergedRule[]>((merged, rule) => take(merged, startOf(rule)), []);
}

function byPrecedence(one: WrittenDestinationRule, other: WrittenDestinationRule): number {
  const selecting = Number(other.selector !== undefined) - Number(one.selector !== undefined);
  return selecting || byAge(one, other);
}

function startOf(rule: WrittenDestinationRule): MergedRule {
  const { namespace, name, selector, policy, subsets, at } = rule;
  const source = { name: `${namespace}/${name}`, action: 'DestinationRule', at };
  return { namespace, exportTo: exportsOf(rule), ...selector === undefined ? {} : { selector }, policy, subsets: [subsets], source };
}

/** Istio's own order of tests: the last rule that was looked at says whether the new one also stands alone. */
function take(merged: readonly MergedRule[], rule: MergedRule): readonly MergedRule[] {
  let standsAlone = true;
  const taken = merged.map((known) => {
    const isSameExport = isSubsetOf(rule.exportTo, known.exportTo) && isSubsetOf(known.exportTo, rule.exportTo);
    const isWider = known.exportTo.length > 0 && isSubsetOf(known.exportTo, rule.exportTo);
    const selectsOthers = known.selector !== undefined && rule.selector !== undefined && !isSameSelector(known.selector, rule.selector);
    standsAlone = !isSameExport || selectsOthers;
    if ((!isSameExport && !isWider) || selectsOthers) return known;
    if ((known.selector === undefined) === (rule.selector === undefined)) standsAlone = false;
    return join(known, rule);
  });
  return standsAlone ? [...taken, rule] : taken;
}

function join(known: MergedRule, rule: MergedRule): MergedRule {
  const hasPolicy = known.policy.kind === 'unreadable' || known.policy.value !== undefined;
  const { policy, source } = hasPolicy ? known : rule;
  return { ...known, policy, source, subsets: [...known.subsets, ...rule.subsets] };
}

function isSubsetOf(some: readonly string[], all: readonly string[]): boolean {
  return some.every((one) => all.includes(one));
}

function isSameSelector(one: Labels, other: Labels): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => Object.hasOwn(other, key) && one[key] === other[key]);
}
