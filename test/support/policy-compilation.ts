import { Action } from '../../src/model';

/** A rule as it stands in YAML. */
export interface PlainRule {
  readonly from?: readonly { readonly source: Lists }[];
  readonly to?: readonly { readonly operation: Lists }[];
  readonly when?: readonly { readonly key: string; readonly values?: readonly string[]; readonly notValues?: readonly string[] }[];
}

type Lists = Readonly<Record<string, readonly string[]>>;

/** One field with its negative. */
export interface Field {
  readonly name: string;
  readonly values?: readonly string[];
  readonly notValues?: readonly string[];
}

/** Every field of an alternative, some alternative of a clause, every clause of a rule. */
export type Alternative = readonly Field[];
export type Clause = readonly Alternative[];
export type CompiledRule = readonly Clause[];

const HTTP_ONLY = /^(hosts|methods|paths|requestPrincipals|request\..*)$/;

const AT_ZTUNNEL: ReadonlySet<string> = new Set([
  'principals', 'namespaces', 'ipBlocks', 'ports',
  'source.ip', 'source.namespace', 'source.principal', 'destination.ip', 'destination.port',
]);

/** 1.7 and 1.8: on a TCP chain an ALLOW rule with an HTTP field is dropped whole; in a DENY rule the field vanishes. */
export function compileForEnvoy(rules: readonly PlainRule[], action: Action, isHttp: boolean): readonly CompiledRule[] {
  const isReadable = (field: Field): boolean => isHttp || !HTTP_ONLY.test(field.name);
  return rules.map(clausesOf).flatMap((clauses) => {
    if (action === 'ALLOW') {
      return everyField(clauses, isReadable) ? [clauses] : [];
    }
    return [clauses.map((clause) => clause.map((alternative) => alternative.filter(isReadable)))];
  });
}

/** 2.3: likewise at ztunnel, but a DENY clause whose alternatives all become empty never matches. */
export function compileForZtunnel(rules: readonly PlainRule[], action: Action): readonly CompiledRule[] {
  const isReadable = (field: Field): boolean => AT_ZTUNNEL.has(field.name);
  return rules.map(clausesOf).flatMap((clauses) => {
    if (action === 'ALLOW') {
      return everyField(clauses, isReadable) ? [clauses] : [];
    }
    return [clauses.map((clause) => clause.map((alternative) => alternative.filter(isReadable)).filter((alternative) => alternative.length > 0))];
  });
}

function everyField(clauses: CompiledRule, isReadable: (field: Field) => boolean): boolean {
  return clauses.every((clause) => clause.every((alternative) => alternative.every(isReadable)));
}

function clausesOf(rule: PlainRule): CompiledRule {
  const from = (rule.from ?? []).map(({ source }) => fieldsOf(source));
  const to = (rule.to ?? []).map(({ operation }) => fieldsOf(operation));
  const when = (rule.when ?? []).map(({ key, values, notValues }) => [[{ name: key, values, notValues }]]);
  return [...(from.length === 0 ? [] : [from]), ...(to.length === 0 ? [] : [to]), ...when];
}

function fieldsOf(lists: Lists): Alternative {
  const names = new Set(Object.keys(lists).map((name) => name.replace(/^not([A-Z])/, (_, letter: string) => letter.toLowerCase())));
  return [...names].map((name) => ({ name, values: lists[name], notValues: lists[`not${name[0].toUpperCase()}${name.slice(1)}`] }));
}
