import { type Cases, HAND_FIXTURES } from './hand-fixtures';
import { judged } from './judged';
import { CENSUS } from '../../projenrc/census';
import type { Support } from '../../projenrc/census/entry';

const kinds = CENSUS.flatMap((section) => section.kinds).filter(({ crd }) => crd === undefined);

/** Whether the cases show what the census says. */
function shows(support: Support, cases: Cases): boolean {
  const decisions = new Set(cases.map(([, decision]) => decision));
  switch (support) {
    case 'modelled':
    case 'bounded': return decisions.size > 1 && (support === 'modelled' || decisions.has('UNKNOWN'));
    case 'unknown': return decisions.size === 1 && decisions.has('UNKNOWN');
    case 'no effect': return cases.length > 1 && decisions.size === 1 && !decisions.has('UNKNOWN');
    default: return false;
  }
}

describe.each(kinds.map((census) => [census.kind, census] as const))('%s', (kind, { fields }) => {
  const fixtures = HAND_FIXTURES[kind] ?? {};

  test('has cases for every field, and for no other', () => {
    expect(Object.keys(fixtures).sort()).toEqual(Object.keys(fields).sort());
  });

  test.each(Object.entries(fields))('%s decides as the census says', (path, { support }) => {
    expect(shows(support, fixtures[path])).toBe(true);
    expect(fixtures[path].map(([scene]) => judged(scene).decision)).toEqual(fixtures[path].map(([, decision]) => decision));
  });
});
