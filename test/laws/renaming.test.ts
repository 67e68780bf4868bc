import * as fc from 'fast-check';
import { answers, meshOf, OBJECTS, policies, REQUESTS } from './random-mesh';

/** Everywhere, in identities and hosts, too. */
function renamed<T>(value: T, from: string, to: string): T {
  return JSON.parse(JSON.stringify(value).replaceAll(new RegExp(`\\b${from}\\b`, 'g'), to)) as T;
}

const NEW_NAMES = fc.constantFrom('aaa', 'zzz', 'a-b', 'shop2', '0');

test.each(['shop', 'ops'])('a mesh in which the namespace %s is called otherwise answers the same', (name) => {
  fc.assert(fc.property(policies(), NEW_NAMES, (more, other) => {
    const objects = [...OBJECTS, ...more];
    expect(answers(meshOf(renamed(objects, name, other)), renamed(REQUESTS, name, other))).toEqual(answers(meshOf(objects)));
  }), { numRuns: 30 });
});

test('so does one whose root namespace is', () => {
  fc.assert(fc.property(policies(), NEW_NAMES, (more, other) => {
    const objects = [...OBJECTS, ...more];
    expect(answers(meshOf(renamed(objects, 'istio-system', other), { rootNamespace: other }))).toEqual(answers(meshOf(objects)));
  }), { numRuns: 30 });
});

test('so does one of another trust domain, where policies name it and callers have it', () => {
  fc.assert(fc.property(policies(), (more) => {
    const objects = [...OBJECTS, ...more];
    const config = { trustDomain: 'corp.example' };
    expect(answers(meshOf(renamed(objects, 'cluster.local', 'corp.example'), config), renamed(REQUESTS, 'cluster.local', 'corp.example'))).toEqual(answers(meshOf(objects)));
  }), { numRuns: 30 });
});
