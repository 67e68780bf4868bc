import { join } from 'node:path';
import type { Attachment } from './attachment';
import { attachmentOf } from './crd-scenes';
import { judged, meshOf, type Scene } from './judged';
import { laidOver, specWith } from './written-field';
import { CENSUS } from '../../projenrc/census';
import { entryFor, type Leaf, leavesOf } from '../../projenrc/census/coverage';
import type { Crd, StructuralSchema } from '../../projenrc/crd';
import { readPinnedCrds } from '../../projenrc/pinned-crds';
import type { Decision } from '../../src/model/mesh';
import type { Manifest } from '../evaluate/small-mesh';
import { withoutPlaces } from '../manifest/parse/mesh-of';

const crds = readPinnedCrds(join(__dirname, '../../imports/crds')).filter(({ spec }) => spec.group !== 'security.istio.io');
const kinds = CENSUS.flatMap((section) => section.kinds);

/** A value of a field, and another one. */
function samplesOf(schema: StructuralSchema): readonly [unknown, unknown] {
  if (schema.enum !== undefined) return [schema.enum[0], schema.enum[schema.enum.length - 1]];
  switch (schema.type) {
    case 'boolean': return [false, true];
    case 'integer': return [8080, 8081];
    case 'number': return [1, 2];
    case 'object': return [{}, { a: 'b' }];
    default: return ['a', 'b'];
  }
}

interface Asked {
  readonly crd: Crd;
  readonly attachment: Attachment;
  readonly leaf: Leaf;
}

/** The object with one of the two samples of the field, or without the field. */
function objectOf({ crd, attachment, leaf }: Asked, sample?: 0 | 1): Manifest {
  const beside = Object.entries(attachment.beside ?? {}).flatMap(([path, spec]) => (leaf.path.startsWith(path) ? [spec] : []));
  const [key, ...own] = attachment.samples?.[leaf.path] ?? ['key', ...samplesOf(leaf.schema)];
  const { group, names, versions } = crd.spec;
  return {
    apiVersion: `${group}/${versions.find(({ storage }) => storage)!.name}`,
    kind: names.kind,
    metadata: { name: 'asked', namespace: 'shop' },
    spec: [...beside, ...(sample === undefined ? [] : [specWith(leaf.path, own[sample], key)])].reduce(laidOver, attachment.spec ?? {}),
  };
}

const decisionIn = (scene: Scene, object: Manifest): Decision['decision'] => judged({ ...scene, objects: [...scene.objects, object] }).decision;

/** What the evaluator makes of a field. */
const CLAIMS = {
  'unknown': (asked: Asked) => {
    const { scenes, isCalled } = asked.attachment;
    for (const scene of scenes) {
      expect(isCalled ? decisionIn(scene, objectOf(asked)) : judged(scene).decision).toBe('ALLOW');
      expect(decisionIn(scene, objectOf(asked, 0))).toBe('UNKNOWN');
    }
  },
  'no effect': (asked: Asked) => {
    const samples = [undefined, 0, 1] as const;
    const decisions = asked.attachment.scenes.map((scene) => samples.map((sample) => decisionIn(scene, objectOf(asked, sample))));
    expect(decisions.filter((one) => new Set(one).size > 1)).toEqual([]);
    // Where everything is unknown nothing shows.
    expect(decisions.flat()).not.toContain('UNKNOWN');
  },
  'read': (asked: Asked) => {
    const meshWith = (sample?: 0 | 1): string => JSON.stringify(withoutPlaces(meshOf({ objects: [objectOf(asked, sample)] })));
    // Of some fields it only counts whether they are there.
    expect(new Set([meshWith(), meshWith(0), meshWith(1)]).size).toBeGreaterThan(1);
  },
  'rejected': (asked: Asked) => {
    expect(meshOf({ objects: [objectOf(asked, 0)] }).diagnostics).not.toEqual([]);
  },
};

const claimOf = { 'modelled': 'read', 'bounded': 'read', 'unknown': 'unknown', 'no effect': 'no effect', 'rejected': 'rejected' } as const;

describe.each(crds.map((crd) => [`${crd.spec.group} ${crd.spec.names.kind}`, crd] as const))('%s', (name, crd) => {
  const census = kinds.find(({ kind, crd: group }) => kind === crd.spec.names.kind && group === crd.spec.group)!;

  test.each(leavesOf(crd).map((leaf) => [leaf.path, leaf] as const))('%s is what the census says', (path, leaf) => {
    CLAIMS[claimOf[entryFor(census.fields, path)!.support]]({ crd, attachment: attachmentOf(name, path), leaf });
  });
});
