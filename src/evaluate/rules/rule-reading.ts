import { Facts } from './facts';
import { requestHas } from './request-has';
import { Alternative, alternativeTruth, Clause, clauseTruth, RuleClauses, RuleField, fieldTruth, ruleTruth } from './rule-clauses';
import { AlternativeReading, ClauseReading, FieldReading, PolicyReading, RuleReading, WrittenPolicy, WrittenRule } from '../../model/mesh';

/** Policies for people, by the same rules and the same tests that decide. */
export function readPolicies(
  policies: readonly WrittenPolicy[], compile: (policy: WrittenPolicy, rule: WrittenRule) => RuleClauses, facts: Facts,
): readonly PolicyReading[] {
  return policies.map((policy) => ({
    name: `${policy.namespace}/${policy.name}`,
    action: policy.action,
    at: policy.at,
    isDryRun: policy.isDryRun,
    rules: policy.rules === 'nothing' ? [] : policy.rules.map((rule, index): RuleReading => {
      if (rule.kind === 'read') return readRule(compile(policy, rule.value), { index, at: rule.value.at }, facts);
      return { index, at: rule.diagnostic.at, matches: 'unknown', isDropped: false, unreadable: rule.diagnostic, clauses: [] };
    }),
  }));
}

function readRule(rule: RuleClauses, place: Pick<RuleReading, 'index' | 'at'>, facts: Facts): RuleReading {
  return {
    ...place,
    matches: ruleTruth(rule, facts).kind,
    isDropped: rule.isDropped,
    clauses: rule.clauses.map((clause) => readClause(clause, facts)),
  };
}

function readClause(clause: Clause, facts: Facts): ClauseReading {
  return { matches: clauseTruth(clause, facts).kind, alternatives: clause.map((alternative) => readAlternative(alternative, facts)) };
}

function readAlternative(alternative: Alternative, facts: Facts): AlternativeReading {
  const { name, fields, isSkipped } = alternative;
  return { name, matches: alternativeTruth(alternative, facts).kind, isSkipped, fields: fields.map((field) => readField(field, facts)) };
}

function readField(field: RuleField, facts: Facts): FieldReading {
  const { name, written, isNegated, key, values, loss } = field;
  const truth = fieldTruth(field, facts);
  return {
    name,
    written,
    isNegated,
    has: key && values.length > 0 ? requestHas(key, facts) : '',
    matches: truth.kind,
    missing: truth.kind === 'unknown' ? truth.missing : [],
    ...loss ? { ignored: loss.reason } : {},
  };
}
