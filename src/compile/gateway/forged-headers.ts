import { Condition, isNonEmpty, NonEmpty, present, Rule, SourceMatch, startingWith, TokenIssuer, writtenHeaders } from '../../model';
import { byCodeUnit } from '../rules/canonical';
import { mergeRules, SimpleRule } from '../rules/merge';

/**
 * DENY rules for requests that bring a header of their own which only the proxy may write. The proxy removes such
 * headers before any policy is read (seen with Envoy 1.40: those of every issuer), but it skips CORS preflight
 * requests. So a header that is still there, without a token of an issuer that writes it, came from outside.
 *
 * Many servers read `x_user_id` and `x-user-id` as the same, so the spellings with underscores are refused, too.
 */
export function forgedHeaderRules(issuers: readonly TokenIssuer[], ports: NonEmpty<number>): readonly Rule[] {
  const headers = [...new Set(issuers.flatMap(writtenHeaders))].sort(byCodeUnit);
  const denial = (from: SourceMatch | 'any', header: string): SimpleRule => ({
    from, to: { ports: { values: ports } }, when: [isThere(header)], readsRequests: true,
  });
  return mergeRules(headers.flatMap((header) => [
    denial(otherThan(writersOf(header, issuers)), header),
    ...lookalikesOf(header).map((lookalike) => denial('any', lookalike)),
  ]));
}

const isThere = (header: string): Condition => ({ key: `request.headers[${header}]`, match: { values: [present] } });

function writersOf(header: string, issuers: readonly TokenIssuer[]): readonly TokenIssuer[] {
  return issuers.filter((issuer) => writtenHeaders(issuer).includes(header));
}

function otherThan(issuers: readonly TokenIssuer[]): SourceMatch | 'any' {
  const users = issuers.map(({ issuer }) => startingWith(`${issuer}/`));
  return isNonEmpty(users) ? { requestPrincipals: { notValues: users } } : 'any';
}

/** Every other spelling with underscores in place of some hyphens. */
function lookalikesOf(header: string): readonly string[] {
  const spellings = header.split('-').reduce<readonly string[]>(
    (heads, part) => (heads.length === 0 ? [part] : heads.flatMap((head) => [`${head}-${part}`, `${head}_${part}`])), [],
  );
  return spellings.filter((spelling) => spelling !== header);
}
