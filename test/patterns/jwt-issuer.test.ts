import { Issuer, IssuerProps, TlsCertificate, TokenLocation } from '../../src';
import { renderRequestAuthentication } from '../../src/manifest/render-request-authentication';
import { issuerOf } from '../support/jwt-shop';

const rendered = (issuer: Issuer) => renderRequestAuthentication({ attachment: { kind: 'namespace' }, issuers: [issuer._toModel()] }).jwtRules![0];
const PUBLIC_KEY = { kty: 'RSA', kid: 'one', n: 'sXch', e: 'AQAB' };
const jwksOf = (...keys: object[]): string => JSON.stringify({ keys }, undefined, 2);

describe('an issuer', () => {
  it('reads the token from the Authorization header only, and says so', () => {
    expect(rendered(issuerOf())).toEqual({
      issuer: 'https://idp.example/', audiences: ['shop'], jwksUri: 'https://idp.example/keys', fromHeaders: [{ name: 'Authorization', prefix: 'Bearer ' }],
    });
  });

  it('keeps its name to the letter, with or without a slash at the end', () => {
    expect(rendered(issuerOf('https://idp.example')).issuer).toBe('https://idp.example');
    expect(rendered(issuerOf('https://idp.example/')).issuer).toBe('https://idp.example/');
  });

  it('reads the token from every place it is told, and then from no other', () => {
    const locations = [TokenLocation.header('x-token'), TokenLocation.cookie('session'), TokenLocation.queryParameter('t', { reason: 'old clients know nothing else' })];
    expect(rendered(issuerOf(undefined, { locations }))).toMatchObject({ fromHeaders: [{ name: 'x-token' }], fromCookies: ['session'], fromParams: ['t'] });
  });

  it('writes what the backend is to see', () => {
    const props = { claimHeaders: { 'X-User-Id': 'sub', 'x-tenant': 'org.tenant' }, forwardToken: true, outputPayloadToHeader: 'x-payload', spaceDelimitedClaims: ['roles'] };
    expect(rendered(issuerOf(undefined, props))).toMatchObject({
      outputClaimToHeaders: [{ header: 'x-tenant', claim: 'org.tenant' }, { header: 'x-user-id', claim: 'sub' }],
      forwardOriginalToken: true,
      outputPayloadToHeader: 'x-payload',
      spaceDelimitedClaims: ['roles'],
    });
  });

  it('takes public keys inline, in one line', () => {
    const { jwks, jwksUri } = rendered(issuerOf(undefined, { jwksUri: undefined, jwks: jwksOf(PUBLIC_KEY) }));
    expect(jwks).toBe(JSON.stringify({ keys: [PUBLIC_KEY] }));
    expect(jwksUri).toBeUndefined();
  });

  it.each([[[]], [undefined as unknown as string[]]])('refuses %j as audiences', (audiences) => {
    expect(() => issuerOf(undefined, { audiences })).toThrow('ZT-C060');
  });

  it.each<[string, Partial<IssuerProps>, string]>([
    ['keys fetched without TLS', { jwksUri: 'http://idp.example/keys' }, 'is fetched by http, which anybody on the way can answer'],
    ['a file as keys', { jwksUri: 'file:///etc/keys' }, 'is fetched by file'],
    ['what is no URL', { jwksUri: 'idp.example/keys' }, 'is no URL'],
    ['credentials in the URL', { jwksUri: 'https://me:secret@idp.example/keys' }, 'contains credentials'],
    ['a fragment', { jwksUri: 'https://idp.example/keys#one' }, 'has a fragment'],
    ['an endless URL', { jwksUri: `https://idp.example/${'k'.repeat(2048)}` }, 'is longer than 2048 characters'],
    ['no keys', { jwksUri: undefined }, 'it has neither jwksUri nor jwks'],
    ['keys twice', { jwks: jwksOf(PUBLIC_KEY) }, 'it has both jwksUri and jwks'],
    ['keys that are no JSON', { jwksUri: undefined, jwks: '{keys' }, 'jwks is no JSON'],
    ['no list of keys', { jwksUri: undefined, jwks: JSON.stringify(PUBLIC_KEY) }, 'jwks has no list of keys'],
    ['an empty list of keys', { jwksUri: undefined, jwks: jwksOf() }, 'jwks has no list of keys'],
    ['a key without type', { jwksUri: undefined, jwks: jwksOf({ kid: 'one' }) }, 'without a key type'],
    ['a private key', { jwksUri: undefined, jwks: jwksOf(PUBLIC_KEY, { ...PUBLIC_KEY, kid: 'two', d: 'secret' }) }, 'a private key (two)'],
    ['a symmetric key', { jwksUri: undefined, jwks: jwksOf({ kty: 'oct', k: 'secret' }) }, 'a symmetric key'],
    ['half a key', { jwksUri: undefined, jwks: jwksOf({ kty: 'EC', crv: 'P-256', x: 'a' }) }, 'a key without y'],
    ['a key of an unknown type', { jwksUri: undefined, jwks: jwksOf({ kty: 'DSA' }) }, 'of the unknown type DSA'],
  ])('refuses %s', (_, props, why) => {
    expect(() => issuerOf(undefined, props)).toThrow('ZT-C061');
    expect(() => issuerOf(undefined, props)).toThrow(why);
  });

  it.each([['', 'ZT-C032'], ['https://*.example', 'ZT-C030'], ['https://idp.example ', 'ZT-C061']])('refuses %j as a name', (name, code) => {
    expect(() => issuerOf(name)).toThrow(code);
  });

  it.each([
    'host', 'Authorization', 'cookie', 'X-Forwarded-For', 'x-forwarded-client-cert', 'Content-Length', 'transfer-encoding', ':path', 'x-envoy-original-path',
    'x-request-id', 'grpc-timeout', 'x_user_id', 'x-a-b-c-d-e', 'x-http-method-override',
  ])('refuses to write a claim to the header %s', (header) => {
    expect(() => issuerOf(undefined, { claimHeaders: { [header]: 'sub' } })).toThrow('ZT-C064');
    expect(() => issuerOf(undefined, { outputPayloadToHeader: header })).toThrow('ZT-C064');
  });

  it.each(['exp', 'iat', 'nbf', '', 'a b', 'a[b]'])('refuses to write the claim %j to a header', (claim) => {
    expect(() => issuerOf(undefined, { claimHeaders: { 'x-claim': claim } })).toThrow('ZT-C064');
  });

  it('refuses one header in two spellings', () => {
    expect(() => issuerOf(undefined, { claimHeaders: { 'x-user': 'sub', 'X-User': 'email' } })).toThrow('it is named twice');
  });

  it('refuses what is no header name at all', () => {
    expect(() => issuerOf(undefined, { claimHeaders: { 'x user': 'sub' } })).toThrow('ZT-C036');
  });

  it('refuses a list of locations without any', () => {
    expect(() => issuerOf(undefined, { locations: [] })).toThrow('ZT-C032');
  });
});

describe('a place for tokens', () => {
  it('is in the URL only with a reason', () => {
    expect(() => TokenLocation.queryParameter('access_token', { reason: 'because' })).toThrow('ZT-C005');
  });

  it.each(['', 'a b', 'a=b', 'a;b'])('refuses %j as the name of a cookie', (name) => {
    expect(() => TokenLocation.cookie(name)).toThrow(/ZT-C0(32|61)/);
  });

  it('refuses what is no header name', () => {
    expect(() => TokenLocation.header('x token')).toThrow('ZT-C036');
  });
});

describe('a certificate', () => {
  it.each(['', 'Shop', 'shop_tls', '*.shop'])('refuses %j as the name of a Secret', (name) => {
    expect(() => TlsCertificate.fromSecretName(name)).toThrow('ZT-C001');
  });

  it('takes names with dots, as cert-manager makes them', () => {
    expect(TlsCertificate.fromSecretName('shop.example', { namespaceName: 'certs' })).toMatchObject({ secretName: 'shop.example', namespaceName: 'certs' });
  });
});
