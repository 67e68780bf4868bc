import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorsPage } from '../../projenrc/errors-page';
import { CATALOGUE, describeProblem, ProblemKind } from '../../src/problems';

const kinds: readonly (readonly [string, ProblemKind])[] = Object.entries(CATALOGUE);
const PLACEHOLDER_ONLY = /^<[a-zA-Z]+>$/;

describe('the error catalogue', () => {
  test('gives each code to one error only', () => {
    const codes = kinds.map(([, { code }]) => code);
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  });

  test.each(kinds)('%s has a code and a name of the usual form', (name, { code }) => {
    expect(name).toMatch(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/);
    expect(code).toMatch(/^ZT-C\d{3}$/);
  });

  test.each(kinds)('%s says what is wrong in one clause that goes on after the place', (_, { what }) => {
    expect(what).not.toMatch(/^[A-Z](?!od Security|stio )/);
    expect(what).not.toMatch(/\.$|^\s|\s$|\n/);
    expect(what.length).toBeGreaterThan(10);
  });

  test.each(kinds)('%s tells consequence and fix in whole sentences', (_, { consequence, fix }) => {
    [consequence, fix].filter((text) => !PLACEHOLDER_ONLY.test(text)).forEach((text) => {
      expect(text).toMatch(/^[A-Z<"a-z]/);
      expect(text).toMatch(/[.>]$/);
      expect(text).not.toMatch(/ {2}|\n|\.\./);
    });
    expect(consequence).toMatch(/^(<|"|ztunnel|istiod|[A-Z])/);
  });

  test.each(kinds)('%s uses well-formed placeholders only', (_, { what, consequence, fix }) => {
    const texts = [what, consequence, fix].map((text) => text.replace(/<[a-zA-Z]+>/g, '')).join('');
    expect(texts).not.toMatch(/[<>]/);
  });

  test('fills placeholders in and leaves what was filled in alone', () => {
    const block = describeProblem('INVALID_NAME', { constructPath: 'app/shop' }, { name: '<kind>', kind: 'namespace', limit: 63 });
    expect(block).toBe([
      'ZT-C001  app/shop: "<kind>" is no valid name for a namespace',
      '         Kubernetes would refuse the object.',
      '         Use at most 63 lower-case letters, digits and hyphens, starting and ending with a letter or digit.',
    ].join('\n'));
  });
});

describe('docs/errors.md', () => {
  test('is what the catalogue says', () => {
    expect(readFileSync(join(__dirname, '..', '..', 'docs', 'errors.md'), 'utf8')).toBe(errorsPage());
  });

  test('has one section with an anchor for each code', () => {
    const anchors = [...errorsPage().matchAll(/<a id="(zt-c\d{3})">/g)].map(([, anchor]) => anchor.toUpperCase());
    expect(anchors.sort()).toEqual(kinds.map(([, { code }]) => code).sort());
  });

  test('does not depend on the order of the catalogue', () => {
    expect(errorsPage(Object.fromEntries([...kinds].reverse()))).toBe(errorsPage());
  });

  test('fails when a code belongs to no group', () => {
    const homeless = { code: 'ZT-X001', what: 'it is lost', consequence: 'Nobody finds it.', fix: 'Group it.' };
    expect(() => errorsPage({ homeless })).toThrow('ZT-X001 is in no group');
  });
});
