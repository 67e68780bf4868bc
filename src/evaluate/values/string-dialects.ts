/** A value of a policy, as Envoy's string matchers read it (1.9): `*` alone, leading `*`, trailing `*`, otherwise exact. */
export type TextPattern =
  | { readonly kind: 'any' }
  | { readonly kind: 'suffix' | 'prefix' | 'exact'; readonly text: string };

/** The order of the tests is Istio's: `*abc*` is the suffix `abc*`, and `a*b` is exact. */
export function readTextPattern(value: string): TextPattern {
  if (value === '*') return { kind: 'any' };
  if (value.startsWith('*')) return { kind: 'suffix', text: value.slice(1) };
  if (value.endsWith('*')) return { kind: 'prefix', text: value.slice(0, -1) };
  return { kind: 'exact', text: value };
}

/** For strings `*` means present and not empty (1.9). */
export function matchesText(pattern: TextPattern, text: string): boolean {
  return pattern.kind === 'any' ? text !== '' : matchesEnds(pattern, text);
}

/** For headers, methods and hosts `*` means present, even if empty (1.9). */
export function matchesPresent(pattern: TextPattern, text: string): boolean {
  return pattern.kind === 'any' || matchesEnds(pattern, text);
}

function matchesEnds(pattern: Exclude<TextPattern, { kind: 'any' }>, text: string): boolean {
  if (pattern.kind === 'suffix') return text.endsWith(pattern.text);
  return pattern.kind === 'prefix' ? text.startsWith(pattern.text) : text === pattern.text;
}

/** ASCII only: Envoy folds no other case. */
export function lowerCase(text: string): string {
  return !/[A-Z]/.test(text) ? text : text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Whether `text` is the literals in this order with anything between them; one literal means equality. */
export function matchesLiterals(literals: readonly string[], text: string): boolean {
  const first = literals[0];
  if (literals.length === 1) return text === first;
  const last = literals[literals.length - 1];
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  const end = text.length - last.length;
  let position = first.length;
  for (const literal of literals.slice(1, -1)) {
    const found = text.indexOf(literal, position);
    if (found < 0) return false;
    position = found + literal.length;
  }
  return position <= end;
}
