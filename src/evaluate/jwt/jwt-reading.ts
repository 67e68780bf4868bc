import { AttachedJwtRules } from './attached-jwt-rules';
import { Tokens, isPreflight } from './jwt-outcome';
import { audiencesOf, Trial, verifyRule } from './jwt-verification';
import { JwtRule, StepReading, TokenPlace } from '../../model/mesh';
import { HttpFacts } from '../http/http-facts';

/** What each rule alone makes of the tokens of a request, for people. */
export function readJwtRules({ rules, unreadable }: AttachedJwtRules, http: HttpFacts, tokens: Tokens): StepReading {
  const jwtRules = rules.map(({ rule, policy: { name, rule: index = 0, at } }) => ({
    name, index, at, issuer: rule.issuer, result: isPreflight(http) ? 'is not asked: CORS preflights skip it' : resultOf(rule, http, tokens),
  }));
  return { policies: [], jwtRules, unreadable };
}

function resultOf(rule: JwtRule, http: HttpFacts, tokens: Tokens): string {
  return verifyRule(rule, { http, trials: [] }, tokens).trials.map(textOf).join('');
}

function textOf({ rule, status, token }: Trial): string {
  switch (status) {
    case 'valid': return 'accepts the token';
    case 'missing': return `finds no token in ${rule.places.map(placeText).join(', ')}`;
    case 'unknown-issuer': return `the token is of ${token?.issuer ?? 'no issuer'}`;
    case 'audience': return `the token is for ${token && audiencesOf(token).join(', ') || 'no audience'}, not for ${rule.audiences.join(', ')}`;
    case 'invalid': return 'the token does not verify: it is expired, signed by somebody else, or no JWT';
  }
}

function placeText(place: TokenPlace): string {
  if (place.kind === 'header') return `the header ${place.name}`;
  return place.kind === 'param' ? `the parameter ${place.name}` : `the cookie ${place.name}`;
}
