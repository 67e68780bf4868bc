import { AttachedJwtRule, jwtRulesOf } from './attached-jwt-rules';
import { headersAfterJwt } from './jwt-headers';
import { Failure, Verification, verifyTokens } from './jwt-verification';
import { DecidingPolicy, Token, WrittenRequestAuthentication } from '../../model/mesh';
import { Attached } from '../envoy/attachment';
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

/** The JWT filter: all rules of all attached RequestAuthentications, by issuer (4.1, 4.2). */
export function verifyRequest(authentications: Attached<WrittenRequestAuthentication>, http: HttpFacts, tokens: Tokens): JwtOutcome {
  const { rules, unreadable } = jwtRulesOf(authentications);
  if (unreadable.length > 0) {
    const missing = unreadable.map(missingReading);
    return { http, outcome: { kind: 'unknown', reason: 'a RequestAuthentication cannot be read', missing } };
  }
  if (rules.length === 0 || isPreflight(http)) return { http, outcome: { kind: 'pass', reason: 'no token is asked for' } };
  return settle(rules, http, tokens);
}

/** CORS preflights skip the checks (4.2). */
export function isPreflight({ method, headers }: HttpFacts): boolean {
  return method === 'OPTIONS' && headers.has('origin') && headers.has('access-control-request-method');
}

interface Tried {
  readonly tried: readonly AttachedJwtRule[];
  readonly result: Verification;
}

/** Some rule alone verifies, or all together, or no token is at any place; otherwise the most telling failure (4.2). */
function settle(attached: readonly AttachedJwtRule[], http: HttpFacts, tokens: Tokens): JwtOutcome {
  const rules = attached.map(({ rule }) => rule);
  const all = [...attached.map((one) => [one]), attached]
    .map((tried): Tried => ({ tried, result: verifyTokens(tried.map(({ rule }) => rule), http, tokens) }));
  for (const { result } of all) {
    if (result.kind !== 'valid') continue;
    const by = attached.filter(({ rule }) => rule === result.rule).map(({ policy }) => policy);
    const after = headersAfterJwt(http, rules, result);
    return { http: after, outcome: { kind: 'pass', reason: `the token of ${result.rule.issuer || 'any issuer'} is valid`, policies: by } };
  }
  if (all.every(({ result }) => result.kind === 'missing')) {
    return { http: headersAfterJwt(http, rules), outcome: { kind: 'pass', reason: 'the request carries no token' } };
  }
  return { http, outcome: refusal(all) };
}

/** A wrong audience is 403, everything else 401; an unknown issuer says less than any other failure (4.2). */
function refusal(all: readonly Tried[]): Outcome {
  const failures = all.flatMap(({ tried, result }) => (result.kind === 'valid' || result.kind === 'missing' ? [] : [{ tried, result }]));
  const telling = failures.filter(({ result }) => result.kind !== 'unknown-issuer').pop();
  const { result } = telling ?? failures[0];
  const policies = policiesOf(failures.filter((one) => one.result.kind === result.kind).flatMap(({ tried }) => tried));
  return { kind: 'deny', status: result.kind === 'audience' ? 403 : 401, reason: reasonOf(result), policies };
}

function reasonOf({ kind, token }: Failure): string {
  if (kind === 'audience') return 'the token is for another audience';
  return kind === 'invalid' ? 'a token of the request is not valid' : `no RequestAuthentication knows the issuer of the token, ${token?.issuer ?? 'which has none'}`;
}

function policiesOf(rules: readonly AttachedJwtRule[]): readonly DecidingPolicy[] {
  return [...new Set(rules)].map(({ policy }) => policy);
}
