import { CompiledRules } from './compiled-rules';
import { Facts } from './facts';
import { RuleClauses, ruleTruth } from './rule-clauses';
import { compileRule } from './rule-match';
import { ChainScope } from './rule-scope';
import { DecidingPolicy, WrittenPolicy, WrittenRule } from '../../model/mesh';
import { missingReading, Unreadable } from '../truth/reading';
import { anyOf, Truth, unknown } from '../truth/truth';

/** What a list of policies says about a request, with those that made it so. */
export interface PolicyMatch {
  readonly truth: Truth;
  readonly policies: readonly DecidingPolicy[];
}

export interface RuleTruth {
  readonly truth: Truth;
  readonly policy: DecidingPolicy;
}

export interface Asked {
  readonly scope: ChainScope;
  readonly facts: Facts;
}

/** Whether any rule of any of these policies matches; they are all one filter (1.1). */
export function matchPolicies(policies: readonly WrittenPolicy[], unreadable: readonly Unreadable[], { scope, facts }: Asked): PolicyMatch {
  const results = policies.flatMap((policy) => ruleTruths(policy, (rule) => compiledRule(policy, rule, scope), facts));
  return combine(results, unreadable);
}

/** What is unreadable may match. */
export function combine(results: readonly RuleTruth[], unreadable: readonly Unreadable[]): PolicyMatch {
  const truth = anyOf([...results.map((one) => one.truth), ...unreadable.map((one) => unknown(missingReading(one.diagnostic)))], (one) => one);
  const decisive = truth.kind === 'no' ? [] : results.filter((one) => one.truth.kind === truth.kind);
  return { truth, policies: decisive.map((one) => one.policy) };
}

/** @param compile makes of a rule what the point has of it */
export function ruleTruths(policy: WrittenPolicy, compile: (rule: WrittenRule) => RuleClauses, facts: Facts): readonly RuleTruth[] {
  if (policy.rules === 'nothing') return [];
  return policy.rules.map((rule, index) => ({
    truth: rule.kind === 'unreadable' ? unknown(missingReading(rule.diagnostic)) : ruleTruth(compile(rule.value), facts),
    policy: decidingPolicy(policy, index),
  }));
}

const compiled = new CompiledRules<RuleClauses>();

export function compiledRule(policy: WrittenPolicy, rule: WrittenRule, scope: ChainScope): RuleClauses {
  return compiled.get(rule, scope, () => (
    compileRule(rule, { ...scope, policyNamespace: policy.namespace, isAllow: policy.action === 'ALLOW' })
  ));
}

export function decidingPolicy(policy: WrittenPolicy, rule?: number): DecidingPolicy {
  return { name: `${policy.namespace}/${policy.name}`, action: policy.action, ...rule === undefined ? {} : { rule }, at: policy.at };
}
