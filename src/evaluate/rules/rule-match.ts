import { ConditionKey, isHttpOnly, readConditionKey } from './condition-key';
import { Alternative, Clause, Loss, RuleClauses, RuleField, ruleOf, ValueMatcher } from './rule-clauses';
import { RuleScope } from './rule-scope';
import { compileValue } from './value-match';
import { conditionLists, fieldLists, WrittenList } from './written-lists';
import { isAvailable, SOURCE_TRUST_DOMAINS } from '../../model';
import { OperationField, SourceField, TextMatch, WrittenCondition, WrittenRule } from '../../model/mesh';
import { expandTrustDomains, migratePrincipals } from '../values/trust-domain';

export const SOURCE_KEYS: Readonly<Record<SourceField, ConditionKey>> = {
  principals: { kind: 'source.principal' },
  requestPrincipals: { kind: 'request.auth.principal' },
  namespaces: { kind: 'source.namespace' },
  serviceAccounts: { kind: 'source.serviceAccount' },
  ipBlocks: { kind: 'source.ip' },
  remoteIpBlocks: { kind: 'remote.ip' },
  trustDomains: { kind: 'source.trustDomain' },
};
export const OPERATION_KEYS: Readonly<Record<OperationField, ConditionKey>> = {
  hosts: { kind: 'hosts' },
  ports: { kind: 'destination.port' },
  methods: { kind: 'methods' },
  paths: { kind: 'paths' },
};

/** A rule compiled for one chain: some source, some operation and every condition (1.6). */
export function compileRule(rule: WrittenRule, scope: RuleScope): RuleClauses {
  return ruleOf([
    ...compileAlternatives(rule.from, { part: 'from', wrapper: 'source', keys: SOURCE_KEYS }, scope),
    ...compileAlternatives(rule.to, { part: 'to', wrapper: 'operation', keys: OPERATION_KEYS }, scope),
    ...rule.when.map((condition, index) => [compileCondition(condition, index, scope)]),
  ], scope.isAllow);
}

interface Part<F extends string> {
  readonly part: string;
  readonly wrapper: string;
  readonly keys: Readonly<Record<F, ConditionKey>>;
}

/** An absent or empty list of alternatives is any (1.6). */
function compileAlternatives<F extends string>(
  alternatives: readonly Readonly<Partial<Record<F, TextMatch>>>[], { part, wrapper, keys }: Part<F>, scope: RuleScope,
): readonly Clause[] {
  if (alternatives.length === 0) return [];
  return [alternatives.map((fields, index): Alternative => {
    const name = `${part}[${index}]`;
    return { name, isSkipped: false, fields: fieldLists(`${name}.${wrapper}`, fields, keys).map(([key, list]) => compileField(key, list, scope)) };
  })];
}

function compileCondition(condition: WrittenCondition, index: number, scope: RuleScope): Alternative {
  const key = readConditionKey(condition.key);
  return { name: `when[${index}]`, isSkipped: false, fields: conditionLists(condition, index).map((list) => compileConditionList(key, list, scope)) };
}

function compileConditionList(key: ConditionKey | undefined, list: WrittenList, scope: RuleScope): RuleField {
  if (!key || isPruned(key, scope)) return lost(list, { reason: `Istio ${key ? `${scope.version} ` : ''}knows no such key`, breaks: 'the rule' });
  if (key.kind === 'malformed') return lost(list, { reason: 'istiod cannot read the key', breaks: 'an ALLOW rule' });
  return compileField(key, list, scope);
}

/** Some value, or none of the negated ones; each value that cannot be compiled falls alone, unless the rule falls with it (1.7). */
function compileField(key: ConditionKey, list: WrittenList, scope: RuleScope): RuleField {
  // Older versions prune the field, so it constrains nothing.
  if (isPruned(key, scope)) return lost(list, { reason: `Istio ${scope.version} does not know the field`, breaks: 'no rule' });
  if (scope.chain === 'TCP' && isHttpOnly(key)) return lost(list, { reason: 'an HTTP field on a TCP port', breaks: 'an ALLOW rule' });
  const values: ValueMatcher[] = [];
  const bad: string[] = [];
  for (const value of migrate(key, list.values, scope)) {
    const matcher = compileValue(key, value, scope);
    if (matcher) values.push(matcher);
    else bad.push(value);
  }
  const { name, isNegated, values: written } = list;
  const loss: Loss | undefined = bad.length === 0 ? undefined : { reason: `istiod cannot read ${bad.join(', ')} here`, breaks: 'an ALLOW rule' };
  return { name, key, isNegated, written, values, ...loss ? { loss } : {} };
}

/** A field of which the chain gets nothing. */
function lost({ name, isNegated, values }: WrittenList, loss: Loss): RuleField {
  // Without a value there is nothing to lose but the condition itself.
  return { name, isNegated, written: values, values: [], ...values.length > 0 || loss.breaks === 'the rule' ? { loss } : {} };
}

function isPruned({ kind }: ConditionKey, { version }: RuleScope): boolean {
  return kind === 'source.trustDomain' && !isAvailable(SOURCE_TRUST_DOMAINS, version);
}

function migrate(key: ConditionKey, values: readonly string[], { configuration }: RuleScope): readonly string[] {
  if (key.kind === 'source.principal') return migratePrincipals(values, configuration);
  return key.kind === 'source.trustDomain' ? expandTrustDomains(values, configuration) : values;
}
