import { SchemaNode } from '../../imports/validators';

const VALUE_LIMIT = 80;
const NAMES_LIMIT = 24;

const TYPE_NAMES: { readonly [type: string]: string } = {
  array: 'a list', boolean: 'a boolean', integer: 'an integer', null: 'null', number: 'a number', object: 'an object', string: 'a string',
};

/** What stands in the manifest: `the string "8080"`, `a list of 3 items`. */
export function describeValue(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${count(value.length, 'item')}`;
  switch (typeof value) {
    case 'string': return `the string ${shortened(JSON.stringify(value))}`;
    case 'number': return `the ${Number.isInteger(value) ? 'integer' : 'number'} ${value}`;
    case 'boolean': return `the boolean ${value}`;
    case 'object': return `an object of ${count(Object.keys(value).length, 'field')}`;
    default: return `a ${typeof value}`;
  }
}

/** What the schema allows: `an integer or a string`. */
export function describeType(node: SchemaNode): string {
  if (node.intOrString) return 'an integer or a string';
  const name = TYPE_NAMES[node.type ?? 'object'];
  return node.nullable ? `${name} or null` : name;
}

/** ` (did you mean "paths"?)`, or nothing where no known name is close. */
export function suggestion(found: string, known: readonly string[]): string {
  const close = closest(found, known);
  return close === undefined ? '' : ` (did you mean "${close}"?)`;
}

/** The known names, as many as a line bears. */
export function listNames(names: readonly string[]): string {
  const sorted = [...names].sort();
  const shown = sorted.slice(0, NAMES_LIMIT).join(', ');
  return sorted.length > NAMES_LIMIT ? `${shown} and ${sorted.length - NAMES_LIMIT} more` : shown;
}

/** `at least 1 item is needed` */
export function atLeast(amount: number, noun: string): string {
  return `at least ${count(amount, noun)} ${amount === 1 ? 'is' : 'are'} needed`;
}

/** `at most 2 items are allowed` */
export function atMost(amount: number, noun: string): string {
  return `at most ${count(amount, noun)} ${amount === 1 ? 'is' : 'are'} allowed`;
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}

function shortened(text: string): string {
  return text.length <= VALUE_LIMIT ? text : `${text.slice(0, VALUE_LIMIT)}… (${text.length} characters)`;
}

function closest(found: string, known: readonly string[]): string | undefined {
  const wanted = plain(found);
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const name of [...known].sort()) {
    // The distance is at least the difference of lengths, and names may be long.
    if (Math.abs(name.length - found.length) > limit + 2) continue;
    const distance = editDistance(wanted, plain(name));
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best;
}

/** Case and separators are the commonest slips: `jwks-uri`, `JWKSURI`. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, '');
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}
