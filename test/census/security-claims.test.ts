import { judged, meshOf, type Scene } from './judged';
import { type Fixture, SECURITY_FIXTURES } from './security-fixtures';
import { laidOver, specWith } from './written-field';
import type { FieldEntry } from '../../projenrc/census/entry';
import { SECURITY } from '../../projenrc/census/security';
import { isAvailable, ISTIO_MINORS } from '../../src/model';

const VERSIONS = ['v1', 'v1beta1'];

function sceneOf(kind: string, path: string, fixture: Fixture, value: unknown, version: string): Scene {
  const policy = {
    apiVersion: `security.istio.io/${version}`,
    kind,
    metadata: { name: 'asked', namespace: 'shop' },
    spec: laidOver(fixture.beside ?? {}, specWith(path, value, fixture.key)),
  };
  return { ...fixture.scene, objects: [...fixture.scene.objects, ...fixture.objects ?? [], policy] };
}

/** Whether the cases show what the census says. */
function shows({ support }: FieldEntry, fixtures: readonly Fixture[]): boolean {
  const decided = fixtures.map(({ cases }) => new Set(cases.map(([, decision]) => decision)));
  const all = new Set(decided.flatMap((one) => [...one]));
  switch (support) {
    // One scene in which nothing but this field makes the difference.
    case 'modelled': return decided.some((one) => one.has('ALLOW') && one.has('DENY')) && !all.has('UNKNOWN');
    case 'bounded': return all.size > 1;
    case 'unknown': return [...all].join() === 'UNKNOWN';
    default: return false;
  }
}

describe.each(SECURITY.kinds.map((census) => [census.kind, census] as const))('%s', (kind, { fields }) => {
  const fixtures = SECURITY_FIXTURES[kind];

  test('has a fixture for every field, and for no other', () => {
    expect(Object.keys(fixtures).sort()).toEqual(Object.keys(fields).sort());
  });

  test.each(Object.entries(fields))('%s decides as the census says', (path, entry) => {
    expect(shows(entry, fixtures[path])).toBe(true);
    for (const fixture of fixtures[path]) {
      for (const [value, decision] of fixture.cases) {
        const decisions = VERSIONS.map((version) => judged(sceneOf(kind, path, fixture, value, version)).decision);
        expect([value, ...decisions]).toEqual([value, ...VERSIONS.map(() => decision)]);
      }
    }
  });
});

test('a field that not every version has decides nothing before', () => {
  const features = SECURITY.kinds.flatMap(({ kind, fields }) => Object.entries(fields).flatMap(([path, { feature }]) => (
    feature === undefined ? [] : [{ kind, path, feature }]
  )));
  expect(features.length).toBeGreaterThan(0);
  for (const { kind, path, feature } of features) {
    const [version] = ISTIO_MINORS;
    expect(isAvailable(feature, version)).toBe(false);
    for (const fixture of SECURITY_FIXTURES[kind][path]) {
      const decisions = fixture.cases.map(([value]) => judged({ ...sceneOf(kind, path, fixture, value, 'v1'), version }).decision);
      expect(new Set(decisions).size).toBe(1);
    }
  }
});

test('no scene has anything in it that cannot be read', () => {
  for (const [kind, fixtures] of Object.entries(SECURITY_FIXTURES)) {
    for (const [path, list] of Object.entries(fixtures)) {
      const found = list.flatMap((fixture) => fixture.cases.flatMap(([value]) => meshOf(sceneOf(kind, path, fixture, value, 'v1')).diagnostics));
      expect(found.filter(({ code }) => code !== 'refused-by-istiod')).toEqual([]);
    }
  }
});
