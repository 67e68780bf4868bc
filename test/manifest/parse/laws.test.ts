import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { withoutPlaces } from './mesh-of';
import { plainDocument } from '../../../src/manifest/parse/manifest-document';
import { parseMesh } from '../../../src/manifest/parse/parse-mesh';
import { parseRequest } from '../../../src/manifest/parse/parse-request';
import { readYaml } from '../../../src/manifest/parse/read-yaml';

const EXAMPLES = path.join(__dirname, '../../../examples');
const AT = { file: 'f', line: 1, column: 1 };

/** The folders of synthesised manifests, by example and data plane. */
const GOLDENS = readdirSync(EXAMPLES).flatMap((example) => ['sidecar', 'ambient'].map((plane) => path.join(example, 'golden', plane)))
  .filter((folder) => existsSync(path.join(EXAMPLES, folder)));

function textsOf(folder: string): readonly string[] {
  const full = path.join(EXAMPLES, folder);
  return readdirSync(full).map((file) => readFileSync(path.join(full, file), 'utf8'));
}

function recordedObjects(): readonly (readonly unknown[])[] {
  const lines = gunzipSync(readFileSync(path.join(__dirname, '../../vectors/envoy.jsonl.gz'))).toString('utf8').trimEnd().split('\n');
  return lines.map((line) => (JSON.parse(line) as { objects: unknown[] }).objects);
}

const RECORDED = recordedObjects();

describe('what we emit', () => {
  test.each(GOLDENS)('is read without a diagnostic: %s', (folder) => {
    const documents = textsOf(folder).flatMap((text) => readYaml(text, folder));
    const mesh = parseMesh(documents);
    expect(mesh.diagnostics).toEqual([]);
    expect(mesh.authorizationPolicies.every(({ kind }) => kind === 'read')).toBe(true);
    expect(mesh.opaque.filter(({ changes }) => changes === 'anything')).toEqual([]);
    expect(mesh.authorizationPolicies).toHaveLength(documents.filter(({ value }) => (value as { kind: string }).kind === 'AuthorizationPolicy').length);
  });

  test('is there in both data planes', () => {
    expect(GOLDENS.length).toBeGreaterThanOrEqual(6);
  });
});

describe('laws of reading', () => {
  test('the order of objects changes nothing', () => {
    fc.assert(fc.property(fc.constantFrom(...RECORDED).chain((objects) => fc.tuple(fc.constant(objects), fc.shuffledSubarray([...objects], { minLength: objects.length }))), ([objects, shuffled]) => {
      const mesh = (list: readonly unknown[]) => withoutPlaces(parseMesh(list.map((value) => plainDocument(value, AT))));
      expect(mesh(shuffled)).toEqual(mesh(objects));
    }), { numRuns: 100 });
  });

  test('objects, their YAML, their JSON and a List of them are the same mesh', () => {
    fc.assert(fc.property(fc.constantFrom(...RECORDED), (objects) => {
      const expected = withoutPlaces(parseMesh(objects.map((value) => plainDocument(value, AT))));
      const read = (text: string) => withoutPlaces(parseMesh(readYaml(text, 'f')));
      expect(read(objects.map((object) => `---\n${stringify(object, { version: '1.1' })}`).join(''))).toEqual(expected);
      expect(read(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }, null, '\t'))).toEqual(expected);
    }), { numRuns: 60 });
  });

  test('no bytes make it throw', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(() => parseMesh(readYaml(bytes, 'f'))).not.toThrow();
    }), { numRuns: 2_000 });
  });

  test('no text made of the signs of YAML makes it throw', () => {
    const sign = fc.constantFrom(...'-?:,[]{}#&*!|>\'"%@` \n\t~<=a0', '---\n', '...\n', '<<: ', '*a', '&a ', '!!map ', '\n  ', 'kind: Pod\n', '\r\n', '|+2\n');
    fc.assert(fc.property(fc.array(sign, { maxLength: 60 }), (signs) => {
      expect(() => parseMesh(readYaml(signs.join(''), 'f'))).not.toThrow();
    }), { numRuns: 3_000 });
  });

  test('no slip in a real text makes it throw', () => {
    const texts = GOLDENS.flatMap(textsOf).filter((text) => text.includes('AuthorizationPolicy'));
    const slip = fc.record({ text: fc.constantFrom(...texts), at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(4), put: fc.string({ maxLength: 3 }) });
    fc.assert(fc.property(slip, ({ text, at, cut, put }) => {
      const start = Math.floor(at * text.length);
      expect(() => parseMesh(readYaml(text.slice(0, start) + put + text.slice(start + cut), 'f'))).not.toThrow();
    }), { numRuns: 150 });
  });

  test('no value in the place of an object makes it throw', () => {
    const kinds = fc.constantFrom('AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication').map((kind) => ['security.istio.io/v1', kind])
      .map(([apiVersion, kind]) => ({ apiVersion, kind }));
    const core = fc.constantFrom('Pod', 'Service', 'Namespace', 'ConfigMap', 'List', 'PodList').map((kind) => ({ apiVersion: 'v1', kind }));
    const words = fc.constantFrom('spec', 'metadata', 'name', 'rules', 'from', 'source', 'ports', 'selector', 'matchLabels', 'jwtRules', 'mtls', 'items', 'data', 'mesh');
    const body = fc.letrec((tie) => ({
      any: fc.oneof({ depthSize: 'small' }, fc.jsonValue(), fc.dictionary(words, tie('any'), { maxKeys: 4 }), fc.array(tie('any'), { maxLength: 3 })),
    })).any;
    fc.assert(fc.property(fc.oneof(kinds, core), fc.dictionary(words, body), (type, fields) => {
      expect(() => parseMesh([plainDocument({ ...fields, ...type }, AT)])).not.toThrow();
      expect(() => parseRequest(plainDocument(fields, AT))).not.toThrow();
    }), { numRuns: 1_000 });
  });
});
