import { allOf, anyOf, NO, not, type Truth, unknown, YES } from '../../src/evaluate/truth/truth';

const OPEN = unknown({ fact: 'f', supply: 's' });
const kinds: readonly Truth[] = [YES, NO, OPEN];

test('an unknown part decides nothing that another part settles', () => {
  expect(anyOf([OPEN, YES], (one) => one)).toBe(YES);
  expect(allOf([OPEN, NO], (one) => one)).toBe(NO);
  expect(anyOf([OPEN, NO], (one) => one)).toEqual(OPEN);
  expect(allOf([OPEN, YES], (one) => one)).toEqual(OPEN);
});

test('any and all of nothing are no and yes', () => {
  expect(anyOf([], () => OPEN)).toBe(NO);
  expect(allOf([], () => OPEN)).toBe(YES);
});

test('negation turns any into all, for every pair', () => {
  for (const one of kinds) {
    for (const other of kinds) {
      const negated = not(anyOf([one, other], (each) => each));
      expect(negated.kind).toBe(allOf([one, other], not).kind);
    }
  }
});

test('everything that is missing is named', () => {
  const both = anyOf([OPEN, unknown({ fact: 'g', supply: 't' })], (one) => one);
  expect(both).toEqual({ kind: 'unknown', missing: [{ fact: 'f', supply: 's' }, { fact: 'g', supply: 't' }] });
});
