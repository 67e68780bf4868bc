import { WrittenRule } from '../../model/mesh';
import { ConditionKey } from '../rules/condition-key';
import { ENVOY_INTERNAL } from '../rules/facts';
import { Alternative, Clause, Loss, RuleClauses, RuleField, ruleOf, ValueMatcher } from '../rules/rule-clauses';
import { conditionLists, fieldLists, WrittenList } from '../rules/written-lists';
import { whenKnown } from '../truth/fact';
import { truthOf } from '../truth/truth';
import { contains, parseIpBlock } from '../values/ip-match';
import { matchesText, readTextPattern } from '../values/string-dialects';

/** What a field is for ztunnel: something that it matches, that istiod reports, or that istiod drops in silence (2.2). */
type FieldKind = ConditionKey | 'reported' | 'dropped';

const SOURCE_KINDS: Readonly<Record<keyof WrittenRule['from'][number], FieldKind>> = {
  principals: { kind: 'source.principal' },
  namespaces: { kind: 'source.namespace' },
  serviceAccounts: { kind: 'source.serviceAccount' },
  ipBlocks: { kind: 'source.ip' },
  remoteIpBlocks: 'reported',
  requestPrincipals: 'reported',
  trustDomains: 'dropped',
};
const OPERATION_KINDS: Readonly<Record<keyof WrittenRule['to'][number], FieldKind>> = {
  ports: { kind: 'destination.port' },
  hosts: 'reported',
  methods: 'reported',
  paths: 'reported',
};
const CONDITIONS: ReadonlyMap<string, ConditionKey> = new Map([
  'source.ip', 'source.namespace', 'source.principal', 'destination.ip', 'destination.port',
].map((kind) => [kind, { kind } as ConditionKey]));

/** A rule as ztunnel gets it (2.2, 2.3). An ALLOW rule with a field that is reported is omitted. */
export function ztunnelRule(rule: WrittenRule, isAllow: boolean, policyNamespace: string): RuleClauses {
  const compile = ([kind, list]: readonly [FieldKind, WrittenList]) => compileField(kind, list, policyNamespace);
  return ruleOf([
    ...clausesOf('from', rule.from, (fields, name) => fieldLists(`${name}.source`, fields, SOURCE_KINDS).map(compile)),
    ...clausesOf('to', rule.to, (fields, name) => fieldLists(`${name}.operation`, fields, OPERATION_KINDS).map(compile)),
    ...rule.when.map((condition, index) => [
      alternativeOf(`when[${index}]`, conditionLists(condition, index).map((list) => compile([CONDITIONS.get(condition.key) ?? 'reported', list]))),
    ]),
  ], isAllow);
}

/** An empty list of alternatives is no clause (2.2). */
function clausesOf<T>(part: string, alternatives: readonly T[], compile: (fields: T, name: string) => readonly RuleField[]): readonly Clause[] {
  if (alternatives.length === 0) return [];
  return [alternatives.map((fields, index) => alternativeOf(`${part}[${index}]`, compile(fields, `${part}[${index}]`)))];
}

/** A field that is not known is removed from its alternative, and alternatives without any are skipped: a clause of nothing else never matches (2.3, 2.5). */
function alternativeOf(name: string, fields: readonly RuleField[]): Alternative {
  return { name, fields, isSkipped: fields.every(({ values }) => values.length === 0) };
}

function compileField(kind: FieldKind, { name, isNegated, values: written }: WrittenList, policyNamespace: string): RuleField {
  if (typeof kind === 'string') {
    return { name, isNegated, written, values: [], loss: { reason: 'ztunnel does not know the field', breaks: kind === 'reported' ? 'an ALLOW rule' : 'no rule' } };
  }
  const values: ValueMatcher[] = [];
  const bad: string[] = [];
  for (const value of written) {
    const matcher = compileValue(kind, value, policyNamespace);
    if (matcher) values.push(matcher);
    else bad.push(value);
  }
  const loss: Loss | undefined = bad.length === 0 ? undefined : { reason: `istiod cannot read ${bad.join(', ')} here`, breaks: 'no rule' };
  return { name, key: kind, isNegated, written, values, ...loss ? { loss } : {} };
}

/** Undefined: a bad address or port, which is dropped alone (2.2). */
function compileValue(key: ConditionKey, value: string, policyNamespace: string): ValueMatcher | undefined {
  switch (key.kind) {
    case 'source.principal': return textMatcher(value, (identity) => identity);
    case 'source.namespace': return textMatcher(value, namespaceOf);
    case 'source.serviceAccount': return serviceAccountMatcher(value, policyNamespace);
    case 'source.ip':
    case 'destination.ip': return addressMatcher(key.kind, value);
    case 'destination.port': return /^\d{1,5}$/.test(value) && Number(value) <= 65535 ? ({ port }) => truthOf(port === Number(value)) : undefined;
    default: return undefined;
  }
}

/** Plain strings without the scheme; no identity is the empty string, which only negations accept (2.6). */
function textMatcher(value: string, part: (identity: string) => string): ValueMatcher {
  const pattern = readTextPattern(value);
  return ({ principal }) => truthOf(matchesText(pattern, principal === undefined ? '' : part(principal)));
}

function namespaceOf(identity: string): string {
  return /^[^/]+\/ns\/([^/]+)\/sa\/[^/]+$/.exec(identity)?.[1] ?? '';
}

function serviceAccountMatcher(value: string, policyNamespace: string): ValueMatcher {
  const [namespace, account] = value.includes('/') ? value.split('/', 2) : [policyNamespace, value];
  return ({ principal }) => truthOf(principal?.split('/').slice(1).join('/') === `ns/${namespace}/sa/${account}`);
}

function addressMatcher(kind: 'source.ip' | 'destination.ip', value: string): ValueMatcher | undefined {
  const block = parseIpBlock(value);
  if (!block) return undefined;
  return (facts) => whenKnown(kind === 'source.ip' ? facts.sourceIp : facts.destinationIp, (one) => truthOf(one !== ENVOY_INTERNAL && contains(block, one)));
}
