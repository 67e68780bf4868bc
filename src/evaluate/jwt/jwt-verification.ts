import { extractTokens } from './jwt-extraction';
import { JwtRule, Token } from '../../model/mesh';
import { HttpFacts } from '../http/http-facts';
import { Payload, splitSpaceDelimited } from '../values/claims';

/** What the tokens of a request are worth (4.2). */
export type Verification =
  | { readonly kind: 'valid'; readonly rule: JwtRule; readonly payload: Payload }
  | { readonly kind: 'missing' }
  | Failure;

/** Why a token was refused. One that is not among the request's is only a text at the place of a token. */
export interface Failure {
  readonly kind: 'unknown-issuer' | 'audience' | 'invalid';
  readonly token?: Token;
}

/**
 * All tokens at the places of the rules must verify; the one found first is the identity (4.2).
 * With one rule that is the rule's own answer; with several, each token is for the rule of its issuer.
 */
export function verifyTokens(rules: readonly JwtRule[], http: HttpFacts, tokens: ReadonlyMap<string, Token>): Verification {
  const found = extractTokens(rules, http).map(({ text, rules: owners }) => ({ token: tokens.get(text), owners }));
  // From the last place to the first: the first failure is the answer.
  for (const { token, owners } of [...found].reverse()) {
    const failure = token ? failureOf(ruleFor(token, owners), token) : 'invalid';
    if (failure) return { kind: failure, ...token ? { token } : {} };
  }
  const [identity] = found;
  if (!identity?.token) return { kind: 'missing' };
  const rule = ruleFor(identity.token, identity.owners)!;
  return { kind: 'valid', rule, payload: payloadOf(identity.token, rule) };
}

/** An empty issuer accepts any, and only when no rule names the token's (4.2). */
function ruleFor({ issuer }: Token, owners: readonly JwtRule[]): JwtRule | undefined {
  return owners.find((rule) => rule.issuer === issuer) ?? owners.find((rule) => rule.issuer === '');
}

function failureOf(rule: JwtRule | undefined, token: Token): Failure['kind'] | undefined {
  const isMalformed = token.issuer === undefined && !token.valid;
  if (isMalformed) return 'invalid';
  if (!rule) return 'unknown-issuer';
  if (!token.valid) return 'invalid';
  return isAudienceAllowed(rule.audiences, audiencesOf(token)) ? undefined : 'audience';
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

function payloadOf(token: Token, rule: JwtRule): Payload {
  return splitSpaceDelimited({
    ...token.claims,
    ...token.issuer === undefined ? {} : { iss: token.issuer },
    ...token.subject === undefined ? {} : { sub: token.subject },
    ...token.audiences.length === 0 ? {} : { aud: token.audiences },
  }, rule.spaceDelimitedClaims);
}
