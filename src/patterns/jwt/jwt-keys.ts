import { hasBlank, inCode } from '../../constructs/intent/text-checks';
import { isNonEmpty, TokenKeys } from '../../model';
import { misuse } from '../../problems';

const MAX_URI = 2048;
const ANOTHER_WAY = 'Serve the keys over https, or pass them as jwks.';

/** Where the keys of an issuer are. Whoever can answer in its place could sign tokens for anyone, so it must be https. */
export function checkJwksUri(issuer: string, uri: string): TokenKeys {
  const why = faultOf(uri);
  if (why !== undefined) {
    throw misuse('INVALID_ISSUER', inCode(`issuer ${issuer}`), { issuer, why: `jwksUri "${uri}" ${why}`, fix: ANOTHER_WAY });
  }
  return { kind: 'uri', uri };
}

function faultOf(uri: string): string | undefined {
  if (hasBlank(uri) || !URL.canParse(uri)) {
    return 'is no URL';
  }
  const { protocol, username, password, hash } = new URL(uri);
  if (protocol !== 'https:') {
    return `is fetched by ${protocol.slice(0, -1)}, which anybody on the way can answer`;
  }
  if (username !== '' || password !== '') {
    return 'contains credentials, which would stand in the manifest';
  }
  return hash !== '' ? 'has a fragment' : uri.length > MAX_URI ? `is longer than ${MAX_URI} characters` : undefined;
}

/** What the public half of a key is made of, by key type (RFC 7518, RFC 8037). */
const PUBLIC_PARTS: Readonly<Record<string, readonly string[]>> = { RSA: ['n', 'e'], EC: ['crv', 'x', 'y'], OKP: ['crv', 'x'] };
const PRIVATE_PARTS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** A JSON Web Key Set in one line. A private or symmetric key in a manifest would let every reader sign tokens. */
export function checkJwks(issuer: string, jwks: string): TokenKeys {
  const set = parse(issuer, jwks);
  const keys: unknown = isObject(set) ? set.keys : undefined;
  if (!Array.isArray(keys) || !isNonEmpty(keys)) {
    throw refuse(issuer, 'jwks has no list of keys', 'Pass the whole set: {"keys": [ … ]}.');
  }
  keys.forEach((key: unknown) => checkKey(issuer, key));
  return { kind: 'inline', jwks: JSON.stringify(set) };
}

function parse(issuer: string, jwks: string): unknown {
  try {
    return JSON.parse(jwks) as unknown;
  } catch (error) {
    throw refuse(issuer, `jwks is no JSON: ${(error as Error).message}`, 'Pass the document that the issuer serves as its JSON Web Key Set.');
  }
}

function checkKey(issuer: string, key: unknown): void {
  if (!isObject(key) || typeof key.kty !== 'string') {
    throw refuse(issuer, 'jwks has an entry without a key type (kty)', 'Pass keys as the issuer publishes them.');
  }
  if (key.kty === 'oct' || PRIVATE_PARTS.some((part) => part in key)) {
    const kind = key.kty === 'oct' ? 'symmetric' : 'private';
    throw refuse(issuer, `jwks contains a ${kind} key${named(key)}`, 'Publish the public half only, and replace the key: it has been in a file.');
  }
  const missing = (PUBLIC_PARTS[key.kty] ?? ['kty']).find((part) => part === 'kty' || typeof key[part] !== 'string');
  if (missing !== undefined) {
    const why = missing === 'kty' ? `jwks has a key${named(key)} of the unknown type ${key.kty}` : `jwks has a key${named(key)} without ${missing}`;
    throw refuse(issuer, why, 'Pass RSA, EC or OKP keys as the issuer publishes them.');
  }
}

const named = (key: Readonly<Record<string, unknown>>): string => (typeof key.kid === 'string' ? ` (${key.kid})` : '');

function refuse(issuer: string, why: string, fix: string): Error {
  return misuse('INVALID_ISSUER', inCode(`issuer ${issuer}`), { issuer, why, fix });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
