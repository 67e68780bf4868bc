import { endingWith, everything, exactly, isNonEmpty, nothing, present, principalOf, someRules, startingWith, textOf } from '../../src/model';

describe('how Istio writes a comparison', () => {
  test.each([
    [exactly('/charge'), '/charge'], [startingWith('/cart/'), '/cart/*'], [endingWith('.png'), '*.png'], [present, '*'],
    [{ kind: 'template', value: '/orders/{*}' } as const, '/orders/{*}'],
  ])('%j is %s', (match, text) => {
    expect(textOf(match)).toBe(text);
  });
});

test('a principal is the SPIFFE id without its scheme', () => {
  expect(principalOf({ trustDomain: 'corp.example', namespace: 'shop', serviceAccount: 'web' })).toBe('corp.example/ns/shop/sa/web');
});

test('nothing, everything and some rules are different words', () => {
  const kinds = [nothing, everything, someRules([{ from: 'any', to: 'any', when: [] }])].map(({ kind }) => kind);
  expect(kinds).toEqual(['nothing', 'everything', 'some']);
});

test.each([nothing, everything, present, someRules([{ from: 'any', to: 'any', when: [] }])])('%j cannot be changed', (value) => {
  expect(Object.isFrozen(value)).toBe(true);
});

test('a list is non-empty when it has an element', () => {
  expect([isNonEmpty([]), isNonEmpty([undefined]), isNonEmpty([1, 2])]).toEqual([false, true, true]);
});
