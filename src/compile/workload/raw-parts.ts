import { describeProblem, Place } from '../../problems';

const KNOWN_KEYS: ReadonlySet<string> = new Set([
  'source.ip', 'source.namespace', 'source.principal', 'source.serviceAccount', 'source.trustDomain', 'remote.ip',
  'destination.ip', 'destination.port', 'connection.sni', 'request.auth.principal', 'request.auth.audiences', 'request.auth.presenter',
]);

/** Keys that name something between brackets: one header, one claim or a nested one, one entry of a filter's metadata. */
const BRACKETED = /^(request\.headers\[[^[\]]+\]|request\.auth\.claims(\[[^[\]]+\])+|experimental\.envoy\.filters\.[^[\]]+\[[^[\]]+\])$/;

/**
 * What Istio's webhook refuses in a rule and no CRD does: parts that are left empty, which Istio reads as no constraint
 * at all, and conditions that it does not know, for which it drops the rule.
 */
export function rawPartRefusals(rules: readonly object[], place: Place): readonly string[] {
  return rules.flatMap((rule) => [
    ...[...emptyParts(rule, []), ...valuelessKeys(rule)].map((field) => describeProblem('EMPTY_VALUE', place, { field })),
    ...keysOf(rule).filter((key) => !KNOWN_KEYS.has(key) && !BRACKETED.test(key)).map((key) => describeProblem('UNKNOWN_CONDITION', place, { key })),
  ]);
}

/** A part that is there without a value is written as if it were not there, and that means anything. */
function emptyParts(part: unknown, path: readonly string[]): readonly string[] {
  if (part === '' || part === undefined || part === null || (isObject(part) && Object.keys(part).length === 0)) {
    return [path.length === 0 ? 'a raw rule' : `${path.join('.')} of a raw rule`];
  }
  if (Array.isArray(part)) {
    return part.flatMap((item: unknown) => emptyParts(item, path));
  }
  return isObject(part) ? Object.entries(part).flatMap(([name, value]) => emptyParts(value, [...path, name])) : [];
}

function isObject(part: unknown): part is object {
  return typeof part === 'object' && part !== null;
}

/** The conditions that name a key and compare it with nothing. */
function valuelessKeys(rule: object): readonly string[] {
  return conditionsOf(rule).filter((condition) => !('values' in condition) && !('notValues' in condition)).map(({ key }) => `condition ${key} of a raw rule`);
}

function keysOf(rule: object): readonly string[] {
  return conditionsOf(rule).map(({ key }) => key ?? '').filter((key) => key !== '');
}

/** Whatever else stands in the place of conditions is refused by the CRD. */
function conditionsOf(rule: object): readonly { readonly key?: string }[] {
  const { when } = rule as { readonly when?: unknown };
  return Array.isArray(when) ? when.filter(isObject) : [];
}
