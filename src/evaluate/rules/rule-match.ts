import { ConditionKey, isHttpOnly, readConditionKey } from './condition-key';
import { Facts } from './facts';
import { RuleScope } from './rule-scope';
import { compileValue, ValueMatcher } from './value-match';
import { isAvailable, SOURCE_TRUST_DOMAINS } from '../../model';
import { OperationField, SourceField, TextMatch, WrittenRule, WrittenSource } from '../../model/mesh';
import { allOf, anyOf, not, Truth, YES } from '../truth/truth';
import { expandTrustDomains, migratePrincipals } from '../values/trust-domain';

export type RuleMatcher = (facts: Facts) => Truth;

const SOURCE_KEYS: Readonly<Record<SourceField, ConditionKey>> = {
  principals: { kind: 'source.principal' },
  requestPrincipals: { kind: 'request.auth.principal' },
  namespaces: { kind: 'source.namespace' },
  serviceAccounts: { kind: 'source.serviceAccount' },
  ipBlocks: { kind: 'source.ip' },
  remoteIpBlocks: { kind: 'remote.ip' },
  trustDomains: { kind: 'source.trustDomain' },
};
const OPERATION_KEYS: Readonly<Record<OperationField, ConditionKey>> = {
  hosts: { kind: 'hosts' },
  ports: { kind: 'destination.port' },
  methods: { kind: 'methods' },
  paths: { kind: 'paths' },
};

/** A rule compiled for one chain: some source, some operation and every condition (1.6). Undefined: istiod drops it (1.7). */
export function compileRule(rule: WrittenRule, scope: RuleScope): RuleMatcher | undefined {
  const from = compileAlternatives(rule.from.map((source) => knownSourceFields(source, scope)), SOURCE_KEYS, scope);
  const to = compileAlternatives(rule.to, OPERATION_KEYS, scope);
  const when = compileConditions(rule, scope);
  if (!from || !to || !when) return undefined;
  const parts = [from, to, when];
  return (facts) => allOf(parts, (part) => part(facts));
}

/** Older versions prune the field, so it constrains nothing. */
function knownSourceFields(source: WrittenSource, scope: RuleScope): WrittenSource {
  if (isAvailable(SOURCE_TRUST_DOMAINS, scope.version)) return source;
  const { trustDomains, ...known } = source;
  return trustDomains ? known : source;
}

/** An absent or empty list of alternatives is any (1.6). */
function compileAlternatives<F extends string>(
  alternatives: readonly Readonly<Partial<Record<F, TextMatch>>>[], keys: Readonly<Record<F, ConditionKey>>, scope: RuleScope,
): RuleMatcher | undefined {
  const compiled = alternatives.map((fields) => compileAll((Object.keys(keys) as F[]).flatMap((name) => {
    const match = fields[name];
    return match ? [compileMatch(keys[name], match, scope)] : [];
  })));
  if (!areAllCompiled(compiled)) return undefined;
  return (facts) => (compiled.length === 0 ? YES : anyOf(compiled, (one) => one(facts)));
}

function compileConditions(rule: WrittenRule, scope: RuleScope): RuleMatcher | undefined {
  return compileAll(rule.when.map(({ key, match }) => {
    const read = readConditionKey(key);
    const isKnown = read && (read.kind !== 'source.trustDomain' || isAvailable(SOURCE_TRUST_DOMAINS, scope.version));
    return isKnown ? compileMatch(read, match, scope) : undefined;
  }));
}

/** Some value, and none of the negated ones; each list that cannot be compiled falls alone (1.7). */
function compileMatch(key: ConditionKey, match: TextMatch, scope: RuleScope): RuleMatcher | undefined {
  const values = compileList(key, match.values, scope);
  const notValues = compileList(key, match.notValues, scope);
  if (!values || !notValues) return undefined;
  return (facts) => allOf<RuleMatcher>([
    ...values.length > 0 ? [() => anyOf(values, (value) => value(facts))] : [],
    ...notValues.length > 0 ? [() => not(anyOf(notValues, (value) => value(facts)))] : [],
  ], (part) => part(facts));
}

/** Undefined: the rule falls. Empty: nothing constrains. */
function compileList(key: ConditionKey, values: readonly string[], scope: RuleScope): readonly ValueMatcher[] | undefined {
  const isExcluded = scope.chain === 'TCP' && isHttpOnly(key);
  const compiled = migrate(key, values, scope).map((value) => (isExcluded ? undefined : compileValue(key, value, scope)));
  const sound = compiled.filter((value): value is ValueMatcher => value !== undefined);
  return scope.isAllow && sound.length < compiled.length ? undefined : sound;
}

function migrate(key: ConditionKey, values: readonly string[], { configuration }: RuleScope): readonly string[] {
  if (key.kind === 'source.principal') return migratePrincipals(values, configuration);
  return key.kind === 'source.trustDomain' ? expandTrustDomains(values, configuration) : values;
}

function compileAll(parts: readonly (RuleMatcher | undefined)[]): RuleMatcher | undefined {
  return areAllCompiled(parts) ? (facts) => allOf(parts, (part) => part(facts)) : undefined;
}

function areAllCompiled(parts: readonly (RuleMatcher | undefined)[]): parts is readonly RuleMatcher[] {
  return parts.every((part) => part !== undefined);
}
