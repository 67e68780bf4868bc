/*
 * What an unquoted YAML value means to kubectl, which reads YAML 1.1 with go-yaml 2 and converts it to JSON:
 * `yes` is true, `010` is eight and `2001-01-01` is text.
 */

const WORDS: ReadonlyMap<string, boolean | null | number> = new Map<string, boolean | null | number>([
  ...entries(true, 'y Y yes Yes YES true True TRUE on On ON'),
  ...entries(false, 'n N no No NO false False FALSE off Off OFF'),
  ...entries(null, '~ null Null NULL'),
  ...entries(NaN, '.nan .NaN .NAN'),
  ...entries(Infinity, '.inf .Inf .INF +.inf +.Inf +.INF'),
  ...entries(-Infinity, '-.inf -.Inf -.INF'),
  ['', null],
]);

function entries<T>(value: T, words: string): [string, T][] {
  return words.split(' ').map((word) => [word, value]);
}

/** First characters after which go-yaml looks for anything but text. */
const MAYBE_NOT_TEXT = /^[-+.0-9~yYnNtTfFoO]/;
const INTEGER = /^([-+]?)(?:0[bB]([01]+)|0[oO]?([0-7]+)|0[xX]([0-9a-fA-F]+)|(0|[1-9][0-9]*))$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/** The value of an unquoted scalar. Infinities and NaN have no JSON, which the caller has to tell. */
export function resolvePlain(text: string): string | number | boolean | null {
  if (text !== '' && !MAYBE_NOT_TEXT.test(text)) return text;
  const word = WORDS.get(text);
  return word === undefined ? resolveNumber(text) : word;
}

function resolveNumber(text: string): string | number {
  const digits = text.replaceAll('_', '');
  const integer = INTEGER.exec(digits);
  if (integer !== null) return integerValue(integer);
  return FLOAT.test(digits) ? Number(digits) : text;
}

function integerValue([, sign, binary, octal, hexadecimal, decimal]: RegExpExecArray): number {
  const value = binary !== undefined ? parseInt(binary, 2)
    : octal !== undefined ? parseInt(octal, 8)
      : hexadecimal !== undefined ? parseInt(hexadecimal, 16) : Number(decimal);
  return sign === '-' && value !== 0 ? -value : value;
}

const TYPES = 'tag:yaml.org,2002:';

/** The value of a scalar with a tag; undefined when the tag does not fit, or is not known. */
export function resolveTagged(tag: string, text: string): string | number | boolean | null | undefined {
  const plain = resolvePlain(text);
  switch (tag) {
    case '!':
    case `${TYPES}str`: return text;
    case `${TYPES}null`: return plain === null ? null : undefined;
    case `${TYPES}bool`: return typeof plain === 'boolean' ? plain : undefined;
    case `${TYPES}int`: return Number.isInteger(plain) ? plain : undefined;
    case `${TYPES}float`: return typeof plain === 'number' ? plain : undefined;
    default: return undefined;
  }
}
