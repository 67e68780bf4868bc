import { placeOf, policyJson } from './policy-json';
import { AlternativeReading, ClauseReading, ExplainedStep, FieldReading, PolicyReading, RuleReading } from '../model/mesh';

/** A step of the walk: what came out, and each rule that was asked, with what it wanted and what the request had. */
export function stepJson({ hop, place, stage, outcome, policies, reading }: ExplainedStep): object {
  return {
    hop,
    place,
    stage,
    outcome,
    policies: policies.map(policyJson),
    rules: reading.policies.flatMap((policy) => policy.rules.map((rule) => ruleJson(policy, rule))),
    jwtRules: reading.jwtRules.map(({ name, index, at, issuer, result }) => ({ name, rule: index, issuer, result, source: placeOf(at) })),
  };
}

function ruleJson({ name, action, isDryRun }: PolicyReading, { index, at, matches, isDropped, unreadable, clauses }: RuleReading): object {
  return {
    name,
    action,
    rule: index,
    source: placeOf(at),
    matches,
    ...(isDryRun ? { dryRun: true } : {}),
    ...(isDropped ? { dropped: true } : {}),
    ...(unreadable ? { unreadable: unreadable.message } : {}),
    clauses: clauses.map(clauseJson),
  };
}

function clauseJson({ matches, alternatives }: ClauseReading): object {
  return { matches, alternatives: alternatives.map(alternativeJson) };
}

function alternativeJson({ name, matches, isSkipped, fields }: AlternativeReading): object {
  return { name, matches, ...(isSkipped ? { skipped: true } : {}), fields: fields.map(fieldJson) };
}

function fieldJson({ name, written, isNegated, has, matches, ignored, missing }: FieldReading): object {
  return {
    field: name,
    written,
    ...(isNegated ? { negated: true } : {}),
    has,
    matches,
    ...(ignored === undefined ? {} : { ignored }),
    ...(missing.length === 0 ? {} : { missing }),
  };
}
