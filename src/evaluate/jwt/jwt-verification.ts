import { extractTokens } from './jwt-extraction';
import { acceptToken, withoutOutputHeaders } from './jwt-headers';
import { JwtRule, Token } from '../../model/mesh';
import { HttpFacts } from '../http/http-facts';
import { Payload, splitSpaceDelimited } from '../values/claims';

/** What the tokens at the places of a rule are worth to it (4.2). */
export type JwtStatus = 'valid' | 'missing' | 'unknown-issuer' | 'audience' | 'invalid';

/** What a rule found on its own turn; the token is the one that decided. */
export interface Trial {
  readonly rule: JwtRule;
  readonly status: JwtStatus;
  readonly token?: Token;
}

/** The request as it is left behind, and which rules have been tried. */
export interface Progress {
  readonly http: HttpFacts;
  readonly trials: readonly Trial[];
}

/** A verdict, too. */
export interface Verification extends Progress {
  readonly status: JwtStatus;
}

/**
 * All tokens at the places of the rule must verify; they are tried from the last place to the first (4.2). What a valid
 * one does to the request stays done, even when a later one fails: its header is gone for whoever looks next.
 */
export function verifyRule(rule: JwtRule, before: Progress, tokens: ReadonlyMap<string, Token>): Verification {
  let http = withoutOutputHeaders(before.http, [rule]);
  const ending = (status: JwtStatus, token?: Token): Verification => ({
    status, http, trials: [...before.trials, { rule, status, ...token === undefined ? {} : { token } }],
  });
  const found = extractTokens(rule, http);
  if (found.length === 0) return ending('missing');
  for (const { text, place } of [...found].reverse()) {
    const token = tokens.get(text);
    const status = token ? statusOf(rule, token) : 'invalid';
    if (!token || status !== 'valid') return ending(status, token);
    const raw = payloadOf(token);
    http = acceptToken({ rule, place, raw, payload: splitSpaceDelimited(raw, rule.spaceDelimitedClaims) }, http);
  }
  return ending('valid', tokens.get(found[0].text));
}

/** An empty issuer accepts any (4.2). */
function statusOf(rule: JwtRule, token: Token): JwtStatus {
  const isMalformed = token.issuer === undefined && !token.valid;
  if (isMalformed) return 'invalid';
  if (rule.issuer !== '' && rule.issuer !== token.issuer) return 'unknown-issuer';
  if (!token.valid) return 'invalid';
  return isAudienceAllowed(rule.audiences, audiencesOf(token)) ? 'valid' : 'audience';
}

/** Any one; none configured means any (4.3). */
function isAudienceAllowed(allowed: readonly string[], audiences: readonly string[]): boolean {
  const names = allowed.map(sanitizeAudience);
  return names.length === 0 || audiences.some((audience) => names.includes(sanitizeAudience(audience)));
}

/** Envoy's JWT library compares audiences without the scheme and without one slash at the end. */
function sanitizeAudience(audience: string): string {
  return audience.replace(/^https?:\/\//, '').replace(/\/$/, '');
}

export function audiencesOf(token: Token): readonly string[] {
  if (token.audiences.length > 0) return token.audiences;
  const claim = token.claims.aud;
  if (typeof claim === 'string') return [claim];
  return Array.isArray(claim) ? claim.filter((one): one is string => typeof one === 'string') : [];
}

function payloadOf(token: Token): Payload {
  return {
    ...token.claims,
    ...token.issuer === undefined ? {} : { iss: token.issuer },
    ...token.subject === undefined ? {} : { sub: token.subject },
    ...token.audiences.length === 0 ? {} : { aud: token.audiences },
  };
}
