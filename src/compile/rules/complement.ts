import { groupBy, inOrder, keyOf, Value } from './canonical';
import { MAX_RULES } from './split';
import { Condition, isNonEmpty, ListMatch, NonEmpty, OperationMatch, Rule, SourceMatch, StringMatch } from '../../model';

/** One way to match a rule: everything in it must hold. */
export interface Conjunction {
  readonly from: SourceMatch;
  readonly to: OperationMatch;
  readonly when: readonly Condition[];
}

/** A rule as the conjunctions of which it needs one. */
export function conjunctionsOf(rule: Rule): readonly Conjunction[] {
  const sources = rule.from === 'any' ? [{}] : rule.from;
  const operations = rule.to === 'any' ? [{}] : rule.to;
  return sources.flatMap((from) => operations.map((to) => ({ from, to, when: rule.when })));
}

/**
 * What none of the conjunctions matches, as alternatives: not (A and B) is (not A) or (not B), exactly. Undefined when
 * there would be more than a policy can hold.
 *
 * A conjunction with a negative list in `from` or `to` is not taken out: two such could not be written in one rule.
 */
export function complementOf(conjunctions: readonly Conjunction[]): readonly Conjunction[] | undefined {
  let alternatives: readonly Conjunction[] = [{ from: {}, to: {}, when: [] }];
  for (const conjunction of conjunctions.filter(isPositive)) {
    const negations = negate(conjunction);
    alternatives = widest(alternatives.flatMap((alternative) => negations.map((negation) => both(alternative, negation))));
    if (alternatives.length > MAX_RULES) {
      return undefined;
    }
  }
  return alternatives;
}

/** Whether a conjunction names what it means, instead of what it does not. */
export function isPositive({ from, to }: Conjunction): boolean {
  return [...Object.values(from), ...Object.values(to)].every((match: ListMatch<Value>) => match.notValues === undefined);
}

function negate({ from, to, when }: Conjunction): readonly Conjunction[] {
  return [
    ...Object.entries(from).map(([field, match]) => ({ from: { [field]: opposite(match) }, to: {}, when: [] })),
    ...Object.entries(to).map(([field, match]) => ({ from: {}, to: { [field]: opposite(match) }, when: [] })),
    ...when.flatMap(opposites).map((condition) => ({ from: {}, to: {}, when: [condition] })),
  ];
}

const opposite = (match: ListMatch<Value>): ListMatch<Value> => ({ notValues: match.values });

/** Istio holds a positive list false, and a negative one true, for an attribute that is missing: each is the other's exact opposite. */
function opposites({ key, match }: Condition): readonly Condition[] {
  const { values, notValues } = match;
  return [
    ...(values === undefined ? [] : [{ key, match: { notValues: values } }]),
    ...(notValues === undefined ? [] : [{ key, match: { values: notValues } }]),
  ];
}

function both(left: Conjunction, right: Conjunction): Conjunction {
  return { from: joined(left.from, right.from), to: joined(left.to, right.to), when: distinct([...left.when, ...right.when]) };
}

/** Neither of two lists is one list that has both. */
function joined<T extends SourceMatch | OperationMatch>(left: T, right: T): T {
  const fields = [...new Set([...Object.keys(left), ...Object.keys(right)])] as (keyof T)[];
  return Object.fromEntries(fields.map((field) => [field, neitherOf(left[field] as NegativeList, right[field] as NegativeList)])) as unknown as T;
}

type NegativeList = ListMatch<StringMatch> | undefined;

function neitherOf(left: NegativeList, right: NegativeList): ListMatch<StringMatch> {
  const values = [...(left?.notValues ?? []), ...(right?.notValues ?? [])];
  return isNonEmpty(values) ? inOrder({ notValues: values }) : {};
}

const distinct = (when: readonly Condition[]): readonly Condition[] => groupBy(when, keyOf).map(([first]) => first);

/** Drops each alternative that another one covers. */
function widest(alternatives: readonly Conjunction[]): readonly Conjunction[] {
  const different = groupBy(alternatives, keyOf).map(([first]) => ({ alternative: first, constraints: constraintsOf(first) }));
  return different
    .filter((one) => !different.some((other) => other !== one && isSubset(other.constraints, one.constraints)))
    .map(({ alternative }) => alternative);
}

function constraintsOf({ from, to, when }: Conjunction): ReadonlySet<string> {
  const fields = [...Object.entries(from), ...Object.entries(to)] as [string, { readonly notValues?: NonEmpty<Value> }][];
  const single = fields.flatMap(([field, match]) => (match.notValues ?? []).map((value) => keyOf([field, value])));
  return new Set([...single, ...when.map((condition) => keyOf(condition))]);
}

function isSubset(some: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
  return some.size <= all.size && [...some].every((constraint) => all.has(constraint));
}
