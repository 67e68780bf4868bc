import { headersAfterJwt } from './jwt-headers';
import { Verification, verifyTokens } from './jwt-verification';
import { JwtRule, Token, WrittenRequestAuthentication } from '../../model/mesh';
import { Attached } from '../envoy/attachment';
import { HttpFacts } from '../http/http-facts';
import { missingReading, readOnes } from '../truth/reading';
import { Outcome } from '../truth/verdict';

/** By the text that stands for them. */
type Tokens = ReadonlyMap<string, Token>;

export interface JwtOutcome {
  readonly outcome: Outcome;
  /** The request as the policies behind the filter see it. */
  readonly http: HttpFacts;
}

/** The JWT filter: all rules of all attached RequestAuthentications, by issuer (4.1, 4.2). */
export function verifyRequest(authentications: Attached<WrittenRequestAuthentication>, http: HttpFacts, tokens: Tokens): JwtOutcome {
  const all = authentications.policies.flatMap((policy) => policy.rules);
  const unreadable = [...authentications.unreadable, ...all.flatMap((rule) => (rule.kind === 'unreadable' ? [rule] : []))];
  if (unreadable.length > 0) {
    const missing = unreadable.map(({ diagnostic }) => missingReading(diagnostic));
    return { http, outcome: { kind: 'unknown', reason: 'a RequestAuthentication cannot be read', missing } };
  }
  const rules = [...readOnes(all)].sort(byIssuer);
  if (rules.length === 0 || isPreflight(http)) return { http, outcome: { kind: 'pass', reason: 'no token is asked for' } };
  return settle(rules, http, tokens);
}

function byIssuer(one: JwtRule, other: JwtRule): number {
  return one.issuer < other.issuer ? -1 : one.issuer > other.issuer ? 1 : 0;
}

/** CORS preflights skip the checks (4.2). */
function isPreflight({ method, headers }: HttpFacts): boolean {
  return method === 'OPTIONS' && headers.has('origin') && headers.has('access-control-request-method');
}

/** Some rule alone verifies, or all together, or no token is at any place; otherwise the most telling failure (4.2). */
function settle(rules: readonly JwtRule[], http: HttpFacts, tokens: Tokens): JwtOutcome {
  const results = [...rules.map((rule) => [rule]), rules].map((some) => verifyTokens(some, http, tokens));
  const result = results.find((one) => one.kind === 'valid');
  if (result?.kind === 'valid') {
    const after = headersAfterJwt(http, rules, result);
    return { http: after, outcome: { kind: 'pass', reason: `the token of ${result.rule.issuer || 'any issuer'} is valid` } };
  }
  if (results.every(({ kind }) => kind === 'missing')) {
    return { http: headersAfterJwt(http, rules), outcome: { kind: 'pass', reason: 'the request carries no token' } };
  }
  return { http, outcome: refusal(results) };
}

/** A wrong audience is 403, everything else 401; an unknown issuer says less than any other failure (4.2). */
function refusal(results: readonly Verification[]): Outcome {
  const telling = results.filter(({ kind }) => kind === 'audience' || kind === 'invalid').pop();
  if (telling?.kind === 'audience') return { kind: 'deny', status: 403, reason: 'the token is for another audience' };
  return { kind: 'deny', status: 401, reason: telling ? 'a token of the request is not valid' : 'no RequestAuthentication knows the issuer of the token' };
}
