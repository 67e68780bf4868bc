/** What a terminal would obey instead of showing it: a manifest can bring it, and so can a request. */
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** The same text, with one sign for each of them, so that what stands below it stays there. */
export function sameWidth(text: string): string {
  return text.replace(/\t/g, ' ').replace(CONTROLS, '\ufffd');
}

/** A message of one or more lines. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** The same value, with such characters of its texts written as escapes. */
export function printable<T>(value: T): T {
  return shown(value) as T;
}

function shown(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(CONTROLS, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
  if (Array.isArray(value)) return value.map(shown);
  if (value instanceof Map) return new Map([...value].map(([key, inner]) => [shown(key), shown(inner)]));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shown(inner)]));
}
