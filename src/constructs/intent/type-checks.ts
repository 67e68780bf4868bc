import { misuse } from '../../problems';

/** Callers without types can pass anything. What is not understood must not read as "no constraint". */
export function wrongType(field: string, found: unknown, expected: string): Error {
  return misuse('WRONG_TYPE', { constructPath: field }, { field, found: kindOf(found), expected });
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value;
}

interface WithModel<M> {
  _toModel(): M;
}

/** The model of one of our own objects. */
export function toModel<M>(field: string, expected: string, value: WithModel<M>): M {
  if (typeof (value as Partial<WithModel<M>> | null | undefined)?._toModel !== 'function') {
    throw wrongType(field, value, expected);
  }
  return value._toModel();
}

/** An object that is known by a member and not by its class, so that one of another copy of its library is known, too. */
export function checkKind<T extends object>(field: string, expected: string, value: T, member: keyof T): T {
  if ((value as T | null | undefined)?.[member] === undefined) {
    throw wrongType(field, value, expected);
  }
  return value;
}

export function checkString(field: string, value: string): string {
  if (typeof value !== 'string') {
    throw wrongType(field, value, 'text');
  }
  return value;
}

/**
 * Set by the jsii runtimes of other languages. Their structs have no unknown fields, and one that was left out cannot
 * always be told from one that is undefined; their type checkers are what tells a slip.
 */
export const isCalledFromOtherLanguage = (): boolean => process.env.JSII_AGENT !== undefined;

/**
 * Options that narrow what is meant. One that is misspelt, null, or undefined, such as an environment variable that is
 * not set, would narrow nothing: the rule would mean more than its author sees.
 */
export function checkOptions<T extends object>(what: string, options: T, known: readonly (keyof T & string)[]): T {
  if (typeof options !== 'object' || options === null) {
    throw wrongType(`options of ${what}`, options, 'an object');
  }
  if (isCalledFromOtherLanguage()) {
    return options;
  }
  for (const [option, value] of Object.entries(options)) {
    if (!known.some((name) => name === option)) {
      throw misuse('UNKNOWN_OPTION', { constructPath: what }, { option, what, known: known.join(', ') });
    }
    if (value === null || value === undefined) {
      throw misuse('EMPTY_VALUE', { constructPath: what }, { field: `option ${option}` });
    }
  }
  return options;
}
