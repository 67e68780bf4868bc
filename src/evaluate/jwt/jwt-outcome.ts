import { AttachedJwtRule, AttachedJwtRules } from './attached-jwt-rules';
import { withoutOutputHeaders } from './jwt-headers';
import { verifyRules } from './jwt-requirement';
import { JwtStatus, Trial } from './jwt-verification';
import { DecidingPolicy, Token } from '../../model/mesh';
import { HttpFacts } from '../http/http-facts';
import { missingReading } from '../truth/reading';
import { Outcome } from '../truth/verdict';

/** By the text that stands for them. */
export type Tokens = ReadonlyMap<string, Token>;

export interface JwtOutcome {
  readonly outcome: Outcome;
  /** The request as the policies behind the filter see it. */
  readonly http: HttpFacts;
}

export const NO_TOKEN_IS_ASKED_FOR: Outcome = { kind: 'pass', reason: 'no token is asked for' };

/** The JWT filter: all rules of all attached RequestAuthentications, by issuer (4.1, 4.2). */
export function verifyRequest({ rules, unreadable }: AttachedJwtRules, http: HttpFacts, tokens: Tokens): JwtOutcome {
  if (unreadable.length > 0) {
    const missing = unreadable.map(missingReading);
    return { http, outcome: { kind: 'unknown', reason: 'a RequestAuthentication cannot be read', missing } };
  }
  if (rules.length === 0 || isPreflight(http)) return { http, outcome: NO_TOKEN_IS_ASKED_FOR };
  return settle(rules, http, tokens);
}

/** CORS preflights skip the checks (4.2). */
export function isPreflight({ method, headers }: HttpFacts): boolean {
  return method === 'OPTIONS' && headers.has('origin') && headers.has('access-control-request-method');
}

/** Envoy's verdict on the tokens, with the rules that came to it (4.2). */
function settle(attached: readonly AttachedJwtRule[], http: HttpFacts, tokens: Tokens): JwtOutcome {
  const rules = attached.map(({ rule }) => rule);
  const { status, http: after, trials } = verifyRules(rules, withoutOutputHeaders(http, rules), tokens);
  const deciding = trials.filter((trial) => trial.status === status);
  const policies = policiesOf(attached, deciding);
  if (status !== 'valid') return { http, outcome: { kind: 'deny', ...refusalFor(status, deciding), policies } };
  const issuer = after.payload?.iss;
  const reason = after.payload ? `the token of ${typeof issuer === 'string' ? issuer : 'any issuer'} is valid` : 'the request carries no token';
  return { http: after, outcome: { kind: 'pass', reason, policies } };
}

function policiesOf(attached: readonly AttachedJwtRule[], trials: readonly Trial[]): readonly DecidingPolicy[] {
  return attached.filter(({ rule }) => trials.some((trial) => trial.rule === rule)).map(({ policy }) => policy);
}

/** A wrong audience is 403, everything else 401 (4.2). */
function refusalFor(status: Exclude<JwtStatus, 'valid'>, trials: readonly Trial[]): { readonly status: number; readonly reason: string } {
  switch (status) {
    case 'audience': return { status: 403, reason: 'the token is for another audience' };
    case 'invalid': return { status: 401, reason: 'a token of the request is not valid' };
    case 'missing': return { status: 401, reason: 'no RequestAuthentication finds its token' };
    case 'unknown-issuer': {
      const issuer = trials.find(({ token }) => token)?.token?.issuer;
      return { status: 401, reason: `no RequestAuthentication knows the issuer of the token, ${issuer ?? 'which has none'}` };
    }
  }
}
