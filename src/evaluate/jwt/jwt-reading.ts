import { jwtRulesOf } from './attached-jwt-rules';
import { Tokens, isPreflight } from './jwt-outcome';
import { audiencesOf, Verification, verifyTokens } from './jwt-verification';
import { JwtRule, StepReading, TokenPlace, WrittenRequestAuthentication } from '../../model/mesh';
import { Attached } from '../envoy/attachment';
import { HttpFacts } from '../http/http-facts';

/** What each rule alone makes of the tokens of a request, for people. */
export function readJwtRules(authentications: Attached<WrittenRequestAuthentication>, http: HttpFacts, tokens: Tokens): StepReading {
  const { rules, unreadable } = jwtRulesOf(authentications);
  const jwtRules = rules.map(({ rule, policy: { name, rule: index = 0, at } }) => ({
    name, index, at, issuer: rule.issuer, result: isPreflight(http) ? 'is not asked: CORS preflights skip it' : resultOf(verifyTokens([rule], http, tokens), rule),
  }));
  return { policies: [], jwtRules, unreadable };
}

function resultOf(result: Verification, rule: JwtRule): string {
  switch (result.kind) {
    case 'valid': return 'accepts the token';
    case 'missing': return `finds no token in ${rule.places.map(placeText).join(', ')}`;
    case 'unknown-issuer': return `the token is of ${result.token?.issuer ?? 'no issuer'}`;
    case 'audience': return `the token is for ${result.token && audiencesOf(result.token).join(', ') || 'no audience'}, not for ${rule.audiences.join(', ')}`;
    case 'invalid': return 'the token does not verify: it is expired, signed by somebody else, or no JWT';
  }
}

function placeText(place: TokenPlace): string {
  if (place.kind === 'header') return `the header ${place.name}`;
  return place.kind === 'param' ? `the parameter ${place.name}` : `the cookie ${place.name}`;
}
