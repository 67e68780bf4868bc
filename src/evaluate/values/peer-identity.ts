import { matchesLiterals, readTextPattern } from './string-dialects';

/** Tests of the peer's SPIFFE identity, given without its scheme. */
export type IdentityTest = (identity: string) => boolean;

const SCHEME = 'spiffe://';

/** `principals` and `source.principal` (1.9): the scheme is put before the value, so a written scheme is doubled. */
export function principalTest(value: string): IdentityTest {
  const pattern = readTextPattern(value);
  if (pattern.kind === 'any') return () => true;
  if (pattern.kind === 'suffix') return (identity) => matchesLiterals([SCHEME, pattern.text], SCHEME + identity);
  if (pattern.kind === 'prefix') return (identity) => identity.startsWith(pattern.text);
  return (identity) => identity === pattern.text;
}

/** `namespaces`: a pattern over the whole identity, in which every `*` is anything, slashes included (1.9). */
export function namespaceTest(value: string): IdentityTest {
  const literals = `*/ns/${value}/*`.split('*');
  return (identity) => matchesLiterals(literals, SCHEME + identity);
}

/** `serviceAccounts`: any trust domain; a bare name means the policy's own namespace (1.10). */
export function serviceAccountTest(value: string, policyNamespace: string): IdentityTest {
  const slash = value.indexOf('/');
  const namespace = slash < 0 ? policyNamespace : value.slice(0, slash);
  const account = escapeExpression(slash < 0 ? value : value.slice(slash + 1));
  const expression = new RegExp(`^spiffe://.+/ns/${escapeExpression(namespace)}/(?:.+/)?sa/${account}(?:/.+)?$`, 's');
  return (identity) => expression.test(SCHEME + identity);
}

/** `trustDomains`: only the first `*` is a wildcard, and it stays inside the trust domain (1.9). */
export function trustDomainTest(value: string): IdentityTest {
  if (value === '*') return () => true;
  const star = value.indexOf('*');
  const literals = star < 0 ? [value] : [value.slice(0, star), value.slice(star + 1)];
  return (identity) => identity.includes('/') && matchesLiterals(literals, trustDomainOf(identity));
}

export function trustDomainOf(identity: string): string {
  return identity.split('/', 1)[0];
}

function escapeExpression(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
