import { matchesText, TextPattern } from './string-dialects';

/** A value of requestPrincipals: one test for the claim `iss` and one for `sub` (1.12). */
export interface RequestPrincipalPattern {
  readonly issuer: TextPattern;
  readonly subject: TextPattern;
}

const ANY: TextPattern = { kind: 'any' };

function text(kind: 'exact' | 'prefix' | 'suffix', value: string): TextPattern {
  return { kind, text: value };
}

/** The value is cut at its last slash; the order of the tests is Istio's (1.12). */
export function readRequestPrincipal(value: string): RequestPrincipalPattern {
  const slash = value.lastIndexOf('/');
  const issuer = slash < 0 ? value : value.slice(0, slash);
  const subject = slash < 0 ? '' : value.slice(slash + 1);
  if (value === '*') return { issuer: ANY, subject: ANY };
  if (value.startsWith('*')) {
    if (slash < 0) return { issuer: ANY, subject: text('suffix', value.slice(1)) };
    return { issuer: issuer === '*' ? ANY : text('suffix', issuer.slice(1)), subject: text('exact', subject) };
  }
  if (value.endsWith('*')) {
    if (slash < 0) return { issuer: text('prefix', value.slice(0, -1)), subject: ANY };
    return { issuer: text('exact', issuer), subject: subject === '*' ? ANY : text('prefix', subject.slice(0, -1)) };
  }
  return { issuer: text('exact', issuer), subject: text('exact', subject) };
}

/** Both claims must be strings. */
export function matchesRequestPrincipal(pattern: RequestPrincipalPattern, issuer: unknown, subject: unknown): boolean {
  return typeof issuer === 'string' && typeof subject === 'string' && matchesText(pattern.issuer, issuer) && matchesText(pattern.subject, subject);
}
