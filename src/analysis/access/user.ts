import { about, Alternative, Demand, matchOf } from './demand';
import { ANYTHING, samplesOf } from './sample';
import { readOnes } from '../../evaluate/truth/reading';
import { readRequestPrincipal } from '../../evaluate/values/request-principal';
import { ClaimValue, JwtRule, Mesh, Token } from '../../model/mesh';

/** Somebody with a token, in words and as the token that stands for it. */
export interface NamedUser {
  readonly text: string;
  readonly token: Token;
}

/** The users that an alternative names; undefined: it asks for no token. */
export function usersOf(mesh: Mesh, alternative: Alternative): readonly NamedUser[] | undefined {
  const { values } = matchOf(alternative, 'request.auth.principal');
  const claims = about(alternative, 'request.auth.claims').filter(({ match }) => match.values.length > 0);
  if (values.length === 0 && claims.length === 0) return undefined;
  const asked = values.length === 0 ? ['*'] : values;
  return asked.flatMap((value) => rulesFor(mesh, value).map((rule) => userOf(value, rule, alternative)));
}

/** Whether anybody with a token is left out. */
export function refusesTokens(alternative: Alternative): boolean {
  return matchOf(alternative, 'request.auth.principal').notValues.length > 0;
}

/** One rule for each issuer that is meant and that some RequestAuthentication knows. */
function rulesFor(mesh: Mesh, value: string): readonly JwtRule[] {
  const rules = readOnes(mesh.requestAuthentications).flatMap((authentication) => readOnes(authentication.rules));
  const { issuer } = readRequestPrincipal(value);
  const meant = rules.filter((rule) => issuer.kind === 'any' || (issuer.kind === 'exact' ? rule.issuer === issuer.text
    : issuer.kind === 'prefix' ? rule.issuer.startsWith(issuer.text) : rule.issuer.endsWith(issuer.text)));
  return [...new Map(meant.map((rule) => [rule.issuer, rule])).values()];
}

function userOf(value: string, rule: JwtRule, alternative: Alternative): NamedUser {
  const { subject: pattern } = readRequestPrincipal(value);
  const subject = pattern.kind === 'any' ? ANYTHING : pattern.kind === 'suffix' ? `${ANYTHING}${pattern.text}` : pattern.kind === 'prefix' ? `${pattern.text}${ANYTHING}` : pattern.text;
  const named = pattern.kind === 'any' ? 'any user' : pattern.text;
  const token = { issuer: rule.issuer, subject, audiences: rule.audiences.slice(0, 1), claims: {}, place: placeOf(rule), valid: true };
  return { text: `${named} of ${rule.issuer}`, token: about(alternative, 'request.auth.claims').reduce(withClaim, token) };
}

function placeOf({ places: [place] }: JwtRule): Token['place'] {
  if (place.kind === 'header') return { header: place.name.toLowerCase(), prefix: place.prefix };
  return place.kind === 'param' ? { param: place.name } : { cookie: place.name };
}

function withClaim(token: Token, { key, match }: Demand): Token {
  if (key.kind !== 'request.auth.claims' || match.values.length === 0) return token;
  const text = samplesOf(match, ANYTHING)[0]?.text ?? ANYTHING;
  const [first, ...others] = key.path;
  if (first === 'aud' && others.length === 0) return { ...token, audiences: [...token.audiences, text] };
  if (first === 'sub' && others.length === 0) return { ...token, subject: text };
  return { ...token, claims: nested(token.claims, key.path, text) };
}

function nested(claims: Token['claims'], [first, ...others]: readonly string[], text: string): Token['claims'] {
  const inner = claims[first];
  const isObject = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
  const value: ClaimValue = others.length === 0 ? text : nested(isObject ? inner as Token['claims'] : {}, others, text);
  return { ...claims, [first]: value };
}
