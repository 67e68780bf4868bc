import { TextMatch, WrittenCondition, WrittenRule } from '../../model/mesh';
import { ENVOY_INTERNAL, ConnectionFacts } from '../rules/facts';
import { whenKnown } from '../truth/fact';
import { allOf, anyOf, not, Truth, truthOf, YES } from '../truth/truth';
import { contains, parseIpBlock } from '../values/ip-match';
import { matchesText, readTextPattern } from '../values/string-dialects';

type Matcher = (facts: ConnectionFacts) => Truth;
/** One alternative of a clause: its fields, all of which must hold. */
type Alternative = readonly Matcher[];
type Clause = readonly Alternative[];

interface ZtunnelField {
  readonly name: string;
  readonly match: TextMatch;
}

/** The fields that ztunnel does not know and istiod reports; trustDomains it drops in silence (2.2). */
const REPORTED = ['remoteIpBlocks', 'requestPrincipals', 'hosts', 'methods', 'paths'];
const UNKNOWN_CONDITION = 'when ';
const CONDITIONS = new Map([
  ['source.ip', 'ipBlocks'], ['source.namespace', 'namespaces'], ['source.principal', 'principals'],
  ['destination.ip', 'destinationIps'], ['destination.port', 'ports'],
]);

/** A rule as ztunnel gets it (2.2, 2.3). Undefined: an ALLOW rule with a field it does not know is omitted. */
export function ztunnelRule(rule: WrittenRule, isAllow: boolean, policyNamespace: string): Matcher | undefined {
  const clauses = [...clausesOf(rule.from), ...clausesOf(rule.to), ...rule.when.map((condition) => [conditionFields(condition)])];
  if (isAllow && clauses.some((clause) => clause.some((fields) => fields.some(isReported)))) return undefined;
  const compiled = clauses.map((clause) => clause.map((fields) => compileAlternative(fields, policyNamespace)));
  return (facts) => allOf(compiled, (clause) => matchesClause(clause, facts));
}

/** An empty list of alternatives is no clause (2.2). */
function clausesOf(alternatives: readonly Readonly<Partial<Record<string, TextMatch>>>[]): readonly (readonly ZtunnelField[])[][] {
  if (alternatives.length === 0) return [];
  return [alternatives.map((fields) => Object.entries(fields).flatMap(([name, match]) => (match ? [{ name, match }] : [])))];
}

function conditionFields({ key, match }: WrittenCondition): readonly ZtunnelField[] {
  return [{ name: CONDITIONS.get(key) ?? `${UNKNOWN_CONDITION}${key}`, match }];
}

function isReported({ name }: ZtunnelField): boolean {
  return REPORTED.includes(name) || name.startsWith(UNKNOWN_CONDITION);
}

/** A field that is not known is removed from its alternative (2.3). */
function compileAlternative(fields: readonly ZtunnelField[], policyNamespace: string): Alternative {
  return fields.flatMap((field) => compileField(field, policyNamespace));
}

function compileField({ name, match }: ZtunnelField, policyNamespace: string): readonly Matcher[] {
  const compile = (values: readonly string[]) => values.flatMap((value) => compileValue(name, value, policyNamespace) ?? []);
  const [values, notValues] = [compile(match.values), compile(match.notValues)];
  if (values.length + notValues.length === 0) return [];
  return [(facts) => allOf<Matcher>([
    () => (values.length === 0 ? YES : anyOf(values, (value) => value(facts))),
    () => not(anyOf(notValues, (value) => value(facts))),
  ], (part) => part(facts))];
}

/** Empty alternatives are skipped: a clause of nothing else never matches (2.3, 2.5). */
function matchesClause(clause: Clause, facts: ConnectionFacts): Truth {
  return anyOf(clause.filter((alternative) => alternative.length > 0), (alternative) => allOf(alternative, (field) => field(facts)));
}

/** Undefined: not known to ztunnel, or a bad address or port, which is dropped alone (2.2). */
function compileValue(name: string, value: string, policyNamespace: string): Matcher | undefined {
  switch (name) {
    case 'principals': return textMatcher(value, (identity) => identity);
    case 'namespaces': return textMatcher(value, namespaceOf);
    case 'serviceAccounts': return serviceAccountMatcher(value, policyNamespace);
    case 'ipBlocks':
    case 'destinationIps': return addressMatcher(name, value);
    case 'ports': return /^\d{1,5}$/.test(value) && Number(value) <= 65535 ? ({ port }) => truthOf(port === Number(value)) : undefined;
    default: return undefined;
  }
}

/** Plain strings without the scheme; no identity is the empty string, which only negations accept (2.6). */
function textMatcher(value: string, part: (identity: string) => string): Matcher {
  const pattern = readTextPattern(value);
  return ({ principal }) => truthOf(matchesText(pattern, principal === undefined ? '' : part(principal)));
}

function namespaceOf(identity: string): string {
  return /^[^/]+\/ns\/([^/]+)\/sa\/[^/]+$/.exec(identity)?.[1] ?? '';
}

function serviceAccountMatcher(value: string, policyNamespace: string): Matcher {
  const [namespace, account] = value.includes('/') ? value.split('/', 2) : [policyNamespace, value];
  return ({ principal }) => truthOf(principal?.split('/').slice(1).join('/') === `ns/${namespace}/sa/${account}`);
}

function addressMatcher(name: 'ipBlocks' | 'destinationIps', value: string): Matcher | undefined {
  const block = parseIpBlock(value);
  if (!block) return undefined;
  return (facts) => whenKnown(name === 'ipBlocks' ? facts.sourceIp : facts.destinationIp, (one) => truthOf(one !== ENVOY_INTERNAL && contains(block, one)));
}
