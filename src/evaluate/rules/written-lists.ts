import { TextMatch, WrittenCondition } from '../../model/mesh';

/** The values of a field, or those that are negated. */
export interface WrittenList {
  /** As in `from[0].source.notPrincipals` or `when[0] request.headers[x]`. */
  readonly name: string;
  readonly isNegated: boolean;
  readonly values: readonly string[];
}

/** What is written of the fields of one source or operation, each with its key. */
export function fieldLists<F extends string, K>(
  place: string, fields: Readonly<Partial<Record<F, TextMatch>>>, keys: Readonly<Record<F, K>>,
): readonly (readonly [K, WrittenList])[] {
  return (Object.keys(keys) as F[]).flatMap((field) => {
    const match = fields[field];
    if (!match) return [];
    return lists(match, `${place}.${field}`, `${place}.not${field[0].toUpperCase()}${field.slice(1)}`).map((list) => [keys[field], list] as const);
  });
}

/** A condition is there even without a value. */
export function conditionLists({ key, match }: WrittenCondition, index: number): readonly WrittenList[] {
  const name = `when[${index}] ${key}`;
  const written = lists(match, name, name);
  return written.length === 0 ? [{ name, isNegated: false, values: [] }] : written;
}

function lists({ values, notValues }: TextMatch, name: string, negated: string): readonly WrittenList[] {
  return [
    ...values.length > 0 ? [{ name, isNegated: false, values }] : [],
    ...notValues.length > 0 ? [{ name: negated, isNegated: true, values: notValues }] : [],
  ];
}
