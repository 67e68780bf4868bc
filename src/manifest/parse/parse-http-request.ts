import { isObject, setOwn } from '../check-field';
import type { ObjectReader } from './object-reader';
import type { ClaimValue, HttpRequest, HttpVersion, Token } from '../../model/mesh';

const BEARER = { header: 'authorization', prefix: 'Bearer ' };

/** A token of RFC 9110: nothing else gets onto the wire. */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const VERSIONS: readonly HttpVersion[] = ['1.1', '2'];

export function parseHttpRequest(http: ObjectReader): HttpRequest {
  const version = http.choice('version', VERSIONS);
  const request = {
    method: http.requiredText('method'),
    path: http.requiredText('path'),
    host: http.requiredText('host'),
    ...version === undefined ? {} : { version },
    headers: parseHeaders(http.object('headers')),
    tokens: http.objects('tokens').map(parseToken),
  };
  http.finish();
  return request;
}

/** Lines in their order, under names in lower case. */
function parseHeaders(headers: ObjectReader | undefined): ReadonlyMap<string, readonly string[]> {
  const lines = new Map<string, readonly string[]>();
  for (const name of headers?.keys() ?? []) {
    const value = headers?.value(name);
    const values = Array.isArray(value) ? headers?.texts(name) : [headers?.requiredText(name) ?? ''];
    if (!HEADER_NAME.test(name)) headers?.place.child(name).report('header-name', notAHeader(name));
    lines.set(name.toLowerCase(), [...lines.get(name.toLowerCase()) ?? [], ...values ?? []]);
  }
  return lines;
}

function notAHeader(name: string): string {
  const way = name.startsWith(':') ? '; method, path and host are fields of http' : '';
  return `${JSON.stringify(name)} is no name of a header${way}`;
}

function parseToken(token: ObjectReader): Token {
  const issuer = token.text('issuer');
  const subject = token.text('subject');
  const parsed = {
    ...issuer === undefined ? {} : { issuer },
    ...subject === undefined ? {} : { subject },
    audiences: token.texts('audiences'),
    claims: parseClaims(token.object('claims')),
    place: parsePlace(token.object('in')),
    valid: token.flag('valid') ?? true,
  };
  token.finish();
  return parsed;
}

function parsePlace(place: ObjectReader | undefined): Token['place'] {
  if (place === undefined) return BEARER;
  const header = place.text('header');
  const param = place.text('param');
  const cookie = place.text('cookie');
  const prefix = place.text('prefix');
  place.finish();
  if ([header, param, cookie].filter((name) => name !== undefined).length !== 1) {
    place.place.report('one-place', 'a token is in exactly one header, param or cookie');
  }
  if (param !== undefined) return { param };
  return cookie !== undefined ? { cookie } : { header: (header ?? '').toLowerCase(), prefix: prefix ?? '' };
}

function parseClaims(claims: ObjectReader | undefined): Readonly<Record<string, ClaimValue>> {
  const parsed: Record<string, ClaimValue> = {};
  for (const name of claims?.keys() ?? []) {
    const value = claims?.value(name) ?? null;
    if (isClaimValue(value)) setOwn(parsed, name, value);
    else claims?.place.child(name).report('wrong-type', 'a claim is made of JSON values');
  }
  return parsed;
}

function isClaimValue(value: unknown): value is ClaimValue {
  if (Array.isArray(value)) return value.every(isClaimValue);
  if (isObject(value)) return Object.values(value).every(isClaimValue);
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
