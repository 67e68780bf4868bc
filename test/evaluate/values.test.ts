import fc from 'fast-check';
import { readClaimPath } from '../../src/evaluate/values/claims';
import { normalisePath } from '../../src/evaluate/values/normalise-path';
import { readPathTemplate } from '../../src/evaluate/values/path-template';
import { namespaceTest, principalTest, serviceAccountTest, trustDomainTest } from '../../src/evaluate/values/peer-identity';
import { matchesLiterals } from '../../src/evaluate/values/string-dialects';
import { expandTrustDomains, migratePrincipals } from '../../src/evaluate/values/trust-domain';
import type { MeshConfiguration } from '../../src/model/mesh';

const web = 'cluster.local/ns/shop/sa/web';

test('a pattern of literals means what the regular expression means that Istio makes of it', () => {
  const piece = fc.stringMatching(/^[ab]{0,2}$/);
  fc.assert(fc.property(fc.array(piece, { minLength: 1, maxLength: 4 }), fc.stringMatching(/^[ab]{0,8}$/), (literals, text) => {
    expect(matchesLiterals(literals, text)).toBe(new RegExp(`^${literals.join('.*')}$`).test(text));
  }), { numRuns: 2000 });
});

test.each([
  ['shop', true], ['*', true], ['sh*p', true], ['*op', true], ['shop-dev', false], ['SHOP', false],
  // The star crosses the slash: what it covers may end in the middle of the ServiceAccount's part.
  ['*a', true], ['*b', false],
])('the namespace %j of a policy is that of shop/web: %s', (value, expected) => {
  expect(namespaceTest(value)(web)).toBe(expected);
});

test.each([
  [web, true], ['*/sa/web', true], ['cluster.local/ns/*', true], ['*', true], [`spiffe://${web}`, false], ['cluster.local/ns/*/sa/web', false],
])('the principal %j is shop/web: %s', (value, expected) => {
  expect(principalTest(value)(web)).toBe(expected);
});

test('a bare ServiceAccount is of the policy\'s own namespace, and its dots are dots', () => {
  expect(serviceAccountTest('web', 'shop')(web)).toBe(true);
  expect(serviceAccountTest('web', 'istio-system')(web)).toBe(false);
  expect(serviceAccountTest('shop/w.b', 'x')(web)).toBe(false);
});

test('a trust domain never reaches behind its slash', () => {
  expect(trustDomainTest('cluster.*')(web)).toBe(true);
  expect(trustDomainTest('*web')(web)).toBe(false);
});

test('principals of the mesh stand for all its trust domains, foreign ones for themselves', () => {
  const configuration = { trustDomain: 'td1', trustDomainAliases: ['old'] } as unknown as MeshConfiguration;
  expect(migratePrincipals(['cluster.local/ns/a/sa/b'], configuration)).toEqual(['td1/ns/a/sa/b', 'old/ns/a/sa/b']);
  expect(migratePrincipals(['else/ns/a/sa/b', '*/ns/a/sa/b', 'td1/*'], configuration)).toEqual(['else/ns/a/sa/b', '*/ns/a/sa/b', 'td1/*']);
  expect(expandTrustDomains(['old', 'cluster.local'], configuration)).toEqual(['td1', 'old', 'cluster.local']);
});

test.each([
  ['[a]', ['a']], ['[a][b]', ['a', 'b']], ['[a.b]', ['a.b']], ['[a[b]]', ['a[b]']], ['a', undefined], ['', undefined],
])('the claim path of %j is %j', (brackets, expected) => {
  expect(readClaimPath(brackets)).toEqual(expected);
});

test.each(['foo/{*}', '//{*}', '/a//{**}', '/{**}/{*}', '/foo{*}', '/x/{y}/{*}', '/{*}/x//', '/a*/{*}'])('the template %j is one that no Envoy loads', (value) => {
  expect(readPathTemplate(value).kind).toBe('refused');
});

test('normalising twice is normalising once, except for escapes that it makes readable', () => {
  const path = fc.array(fc.constantFrom('/', 'a', '.', '..', '%61', '\\', '{', '%2f', ';'), { maxLength: 8 }).map((parts) => `/${parts.join('')}`);
  for (const mode of ['NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES'] as const) {
    fc.assert(fc.property(path, (target) => {
      const once = normalisePath(target, mode);
      if (once.kind === 'path') expect(normalisePath(once.path, mode)).toEqual({ ...once, query: '' });
    }), { numRuns: 500 });
  }
});

test('a path that Envoy refuses is refused, and a dot segment with a parameter is doubtful', () => {
  expect(normalisePath('/a\u00e9', 'BASE').kind).toBe('refused');
  expect(normalisePath('/%00', 'BASE').kind).toBe('refused');
  expect(normalisePath('/x/..;p/admin', 'BASE').kind).toBe('doubtful');
  expect(normalisePath('/x/..;/admin', 'BASE')).toEqual({ kind: 'path', path: '/admin', query: '' });
});

