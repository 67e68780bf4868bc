import { ConditionKey, readConditionKey } from '../../evaluate/rules/condition-key';
import { OPERATION_KEYS, SOURCE_KEYS } from '../../evaluate/rules/rule-match';
import { TextMatch, WrittenRule } from '../../model/mesh';

/** One thing that a rule asks for: a field of a source or an operation, or a condition. */
export interface Demand {
  readonly key: ConditionKey;
  readonly match: TextMatch;
  /** The key of a condition, as it was written. */
  readonly condition?: string;
}

/** All that has to hold at once for a rule to match. */
export type Alternative = readonly Demand[];

/** A rule as its alternatives: some source, some operation and every condition. None when istiod drops the rule for a key that it does not know. */
export function alternativesOf(rule: WrittenRule): readonly Alternative[] {
  const conditions = rule.when.map(({ key, match }) => ({ key: plainly(readConditionKey(key)), match, condition: key }));
  if (!conditions.every((one): one is Demand & { condition: string } => one.key !== undefined)) return [];
  const sources = demandsOf(rule.from, SOURCE_KEYS);
  const operations = demandsOf(rule.to, OPERATION_KEYS);
  return sources.flatMap((source) => operations.map((operation) => [...source, ...operation, ...conditions]));
}

/** Some headers are another name for a part of every request. */
const PSEUDO_HEADERS: ReadonlyMap<string, ConditionKey> = new Map([
  [':authority', { kind: 'hosts' }], ['host', { kind: 'hosts' }], [':method', { kind: 'methods' }], [':path', { kind: 'paths' }],
]);

function plainly(key: ConditionKey | undefined): ConditionKey | undefined {
  return key?.kind === 'request.headers' ? PSEUDO_HEADERS.get(key.name) ?? key : key;
}

/** No alternative is one that asks for nothing. */
function demandsOf<F extends string>(
  alternatives: readonly Readonly<Partial<Record<F, TextMatch>>>[], keys: Readonly<Record<F, ConditionKey>>,
): readonly Alternative[] {
  if (alternatives.length === 0) return [[]];
  return alternatives.map((fields) => (Object.keys(keys) as F[]).flatMap((name) => {
    const match = fields[name];
    return match ? [{ key: keys[name], match }] : [];
  }));
}

/** The demands about one thing. */
export function about(alternative: Alternative, kind: ConditionKey['kind']): Alternative {
  return alternative.filter(({ key }) => key.kind === kind);
}

/** Whether one request can be made up for all of it: where two demands are about the same thing, their samples may not meet. */
export function isSimple(alternative: Alternative): boolean {
  const keys = alternative.filter(({ match }) => match.values.length > 0).map(({ key }) => JSON.stringify(key));
  return new Set(keys).size === keys.length;
}

/** The values of one of them that may be there, and of all of them that may not. */
export function matchOf(alternative: Alternative, kind: ConditionKey['kind']): TextMatch {
  const matches = about(alternative, kind).map(({ match }) => match);
  return {
    values: matches.find(({ values }) => values.length > 0)?.values ?? [],
    notValues: matches.flatMap(({ notValues }) => notValues),
  };
}
