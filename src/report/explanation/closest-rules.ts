import { ClauseReading, DecidingPolicy, ExplainedStep, FieldReading, PolicyReading, RuleReading } from '../../model/mesh';

/** A rule with the policy that it is of. */
export interface PlacedRule {
  readonly policy: PolicyReading;
  readonly rule: RuleReading;
}

/** Those that decided, then those that came closest: with the fewest parts that do not match, then in the order of their names. */
export function closestFirst(policies: readonly PolicyReading[]): readonly PlacedRule[] {
  return policies.flatMap((policy) => policy.rules.map((rule) => ({ policy, rule }))).sort(byDistance);
}

/** What decided and is no policy with rules: a PeerAuthentication, or what istiod makes of one (3.4). */
export function withoutRules({ policies, reading }: ExplainedStep): readonly DecidingPolicy[] {
  return policies.filter(({ name }) => ![...reading.policies, ...reading.jwtRules].some((one) => one.name === name));
}

/** Policies that istiod itself makes of PeerAuthentications, where they decided (3.4). */
export function madePolicies(step: ExplainedStep): readonly DecidingPolicy[] {
  return step.stage === 'DENY' ? withoutRules(step) : [];
}

function byDistance(one: PlacedRule, other: PlacedRule): number {
  return rank(one) - rank(other) || distance(one.rule) - distance(other.rule)
    || compare(one.policy.name, other.policy.name) || one.rule.index - other.rule.index;
}

/** What is only recorded comes last. */
function rank({ policy, rule }: PlacedRule): number {
  const order = { yes: 0, unknown: 1, no: 2 };
  return policy.isDryRun ? 3 : order[rule.matches];
}

/** How many of the parts that the point looks at do not match. */
function distance({ clauses }: RuleReading): number {
  return clauses.reduce((sum, clause) => sum + (clause.matches === 'yes' ? 0 : misses(nearestAlternative(clause)).length || 1), 0);
}

/** The alternative of a clause that decides it, or comes closest. */
export function nearestAlternative({ alternatives }: ClauseReading): ClauseReading['alternatives'][number] {
  const order = { yes: 0, unknown: 1, no: 2 };
  return [...alternatives].sort((one, other) => (
    order[one.matches] - order[other.matches] || Number(one.isSkipped) - Number(other.isSkipped) || misses(one).length - misses(other).length
  ))[0];
}

function misses({ fields }: ClauseReading['alternatives'][number]): readonly FieldReading[] {
  return fields.filter(({ matches }) => matches !== 'yes');
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
