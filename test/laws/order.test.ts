import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { answers, answersTo, document, meshOf, OBJECTS, policies } from './random-mesh';
import { readMesh } from '../../src/analysis';

/** A way to put the items of any list into another order, the same for the same seed. */
function shuffler(seed: number): <T>(list: readonly T[]) => T[] {
  let state = seed;
  const next = (below: number): number => {
    state = (state * 16_807 + 12_345) % 2_147_483_647;
    return Math.floor(state / 2_147_483_647 * below);
  };
  return (list) => {
    const rest = [...list];
    return list.map(() => rest.splice(next(rest.length), 1)[0]);
  };
}

/** Every list and every map of a value, in another order. */
function shuffled(value: unknown, shuffle: ReturnType<typeof shuffler>): unknown {
  if (Array.isArray(value)) return shuffle(value).map((item) => shuffled(item, shuffle));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(shuffle(Object.entries(value)).map(([key, inner]) => [key, shuffled(inner, shuffle)]));
}

test('every answer is there, so that the laws say something', () => {
  const seen = new Set(fc.sample(policies(), { numRuns: 60, seed: 1 }).flatMap(answersTo));
  expect([...seen].sort()).toEqual(expect.arrayContaining(['ALLOW', 'DENY', 'DENY 401', 'DENY 403']));
});

test('the order of objects, rules, alternatives, values and fields changes no answer and no status', () => {
  fc.assert(fc.property(policies(), fc.nat(), (more, seed) => {
    const objects = [...OBJECTS, ...more];
    expect(answers(meshOf(shuffled(objects, shuffler(seed)) as unknown[]))).toEqual(answers(meshOf(objects)));
  }), { numRuns: 60 });
});

test('neither does the way in which objects are spread over documents and files', () => {
  fc.assert(fc.property(policies(), fc.nat(), fc.integer({ min: 1, max: 4 }), (more, seed, count) => {
    const objects = [...OBJECTS, ...more];
    const files = Array.from({ length: count }, (_, index) => objects.filter((__, position) => position % count === index));
    const manifests = shuffler(seed)(files).map((list, index) => ({
      name: `${index}.yaml`,
      content: index % 2 === 0 ? list.map((object) => `---\n${stringify(object)}`).join('') : JSON.stringify({ apiVersion: 'v1', kind: 'List', items: list }),
    }));
    const mesh = readMesh({ manifests, meshConfig: { name: 'mesh.yaml', content: '{}' }, environment: new Map() });
    const told = ({ diagnostics }: typeof mesh): readonly string[] => [...new Set(diagnostics.map(({ field, message }) => `${field}: ${message}`))].sort();
    expect(told(mesh)).toEqual(told(meshOf(objects)));
    expect(answers(mesh)).toEqual(answers(meshOf(objects)));
  }), { numRuns: 25 });
});

test('an object that is there twice changes nothing', () => {
  fc.assert(fc.property(policies({}, { minLength: 1 }), (more) => {
    expect(answersTo([...more, ...more.map((object) => document(object).value)])).toEqual(answersTo(more));
  }), { numRuns: 60 });
});
