import { ConditionKey } from './condition-key';
import { Facts } from './facts';
import { allOf, anyOf, NO, not, Truth, YES } from '../truth/truth';

/** Whether a connection or request has what one value of a rule asks for. */
export type ValueMatcher = (facts: Facts) => Truth;

/** Why a point does not go by all that a field says, and which rules fall with it. */
export interface Loss {
  readonly reason: string;
  readonly breaks: 'no rule' | 'an ALLOW rule' | 'the rule';
}

/** One list of values, as a point reads it. */
export interface RuleField {
  /** As in `from[0].source.notPrincipals` or `when[0] request.headers[x]`. */
  readonly name: string;
  /** What it looks at; absent: nothing that the point knows. */
  readonly key?: ConditionKey;
  readonly isNegated: boolean;
  readonly written: readonly string[];
  /** Those that the point goes by. Without any the field constrains nothing. */
  readonly values: readonly ValueMatcher[];
  readonly loss?: Loss;
}

/** A source, an operation or a condition: all of its fields must hold. */
export interface Alternative {
  /** As in `from[0]`. */
  readonly name: string;
  readonly fields: readonly RuleField[];
  /** ztunnel passes over alternatives of which it knows nothing (2.3). */
  readonly isSkipped: boolean;
}

/** Some alternative must hold. */
export type Clause = readonly Alternative[];

/** A rule as one point goes by it, for the truth and for people. */
export interface RuleClauses {
  readonly clauses: readonly Clause[];
  /** The point never gets the rule. */
  readonly isDropped: boolean;
}

/** A rule with a loss that it does not survive is dropped (1.7, 2.2). */
export function ruleOf(clauses: readonly Clause[], isAllow: boolean): RuleClauses {
  const breaks = ({ loss }: RuleField) => loss !== undefined && (loss.breaks === 'the rule' || (isAllow && loss.breaks === 'an ALLOW rule'));
  return { clauses, isDropped: clauses.some((clause) => clause.some(({ fields }) => fields.some(breaks))) };
}

/** Every clause holds (1.6). */
export function ruleTruth({ clauses, isDropped }: RuleClauses, facts: Facts): Truth {
  return isDropped ? NO : allOf(clauses, clauseTruth, facts);
}

export function clauseTruth(clause: Clause, facts: Facts): Truth {
  return anyOf(clause, alternativeTruth, facts);
}

export function alternativeTruth({ fields, isSkipped }: Alternative, facts: Facts): Truth {
  return isSkipped ? NO : allOf(fields, fieldTruth, facts);
}

function valueTruth(value: ValueMatcher, facts: Facts): Truth {
  return value(facts);
}

/** Some value, or none of the negated ones (1.6). */
export function fieldTruth({ values, isNegated }: RuleField, facts: Facts): Truth {
  if (values.length === 0) return YES;
  const truth = anyOf(values, valueTruth, facts);
  return isNegated ? not(truth) : truth;
}
