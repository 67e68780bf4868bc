import { checkHeaderName, checkName, InvalidRequest, shown } from './request-checks';
import type { TokenOptions, TokenPlace } from './request-parts';
import type { Token } from '../model/mesh';

const BEARER: Token['place'] = { header: 'authorization', prefix: 'Bearer ' };
const KNOWN: readonly string[] = ['issuer', 'subject', 'audiences', 'claims', 'in'];

/** An option that is misspelt would make another token, whose denial proves nothing. */
export function tokenPart(token: TokenOptions, verdict: 'valid' | 'rejected'): Token {
  const strange = Object.entries(token).find(([name, value]) => !KNOWN.includes(name) || value === undefined);
  if (strange !== undefined) {
    const [name] = strange;
    throw new InvalidRequest(KNOWN.includes(name) ? `${name} of a token is undefined: leave it out` : `a token has ${KNOWN.join(', ')}, not ${name}`);
  }
  if (verdict === 'valid' && token.issuer === undefined) {
    throw new InvalidRequest('a token that is valid has an issuer: .token({ issuer: … })');
  }
  return {
    ...token.issuer === undefined ? {} : { issuer: checkName('an issuer', token.issuer) },
    ...token.subject === undefined ? {} : { subject: checkName('a subject', token.subject) },
    audiences: [...token.audiences ?? []],
    claims: structuredClone({ ...token.claims }),
    place: placeOf(token.in),
    valid: verdict === 'valid',
  };
}

function placeOf(place: TokenPlace | undefined): Token['place'] {
  if (place === undefined) {
    return BEARER;
  }
  if ('header' in place) {
    return { header: checkHeaderName(place.header).toLowerCase(), prefix: place.prefix ?? '' };
  }
  if ('param' in place) {
    return { param: checkName('a parameter', place.param) };
  }
  if ('cookie' in place) {
    return { cookie: checkName('a cookie', place.cookie) };
  }
  throw new InvalidRequest(`a token is in a header, param or cookie, not in ${shown(place)}`);
}
