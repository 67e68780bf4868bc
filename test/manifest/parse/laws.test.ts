import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { withoutPlaces } from './mesh-of';
import { LineTable } from '../../../src/manifest/parse/line-table';
import { type FieldPath, type ManifestDocument, plainDocument } from '../../../src/manifest/parse/manifest-document';
import { parseMesh } from '../../../src/manifest/parse/parse-mesh';
import { parseRequest } from '../../../src/manifest/parse/parse-request';
import { readBlockStyle } from '../../../src/manifest/parse/read-block-style';
import { readJson } from '../../../src/manifest/parse/read-json';
import { readSyntaxTree } from '../../../src/manifest/parse/read-syntax-tree';
import { documentOf, readYaml } from '../../../src/manifest/parse/read-yaml';
import { splitDocuments } from '../../../src/manifest/parse/split-documents';

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

/** Paths of all values, each with where it was written. */
function placesOf(document: ManifestDocument): readonly string[] {
  const places: string[] = [];
  const walk = (value: unknown, at: FieldPath): void => {
    const { line, column } = document.locate(at);
    places.push(`${at.join('.')} ${line}:${column}`);
    if (typeof value === 'object' && value !== null) {
      for (const key of Object.keys(value)) walk((value as Record<string, unknown>)[key], [...at, Array.isArray(value) ? Number(key) : key]);
    }
  };
  walk(document.value, []);
  return places;
}

/** What both readers make of a text, or undefined where the fast one leaves it to the other. */
function bothReadings(text: string): readonly (readonly unknown[])[] | undefined {
  const [part, ...others] = splitDocuments(text);
  const fast = readBlockStyle(part) ?? readJson(part);
  if (fast === undefined || others.length > 0) return undefined;
  const lines = new LineTable('f', text);
  return [[fast], readSyntaxTree(part)].map((readings) => readings.flatMap((read) => documentOf(read, lines)).map((document) => ({
    value: JSON.stringify(document.value), unreadable: document.unreadable?.code, places: placesOf(document),
  })));
}

/** One of the texts with a few characters replaced, removed or added. */
function slipIn(texts: readonly string[]): fc.Arbitrary<string> {
  const parts = fc.tuple(fc.constantFrom(...texts), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(3), fc.string({ maxLength: 3 }));
  return parts.map(([text, at, cut, put]) => {
    const start = Math.floor(at * text.length);
    return text.slice(0, start) + put + text.slice(start + cut);
  });
}

describe('the fast reader', () => {
  test.each(GOLDENS)('reads what we emit as the complete one does: %s', (folder) => {
    for (const document of textsOf(folder).flatMap((text) => text.split(/^---$/m))) {
      const [fast, complete] = bothReadings(document.trimStart()) ?? [];
      expect(fast).toBeDefined();
      expect(fast).toEqual(complete);
    }
  });

  test.each([
    ['a: x\n  y z\n  - w # c\nb: 1\n', undefined], ['a: x\n  y z\n  w # c\nb: 1\n', { a: 'x y z w', b: 1 }],
    ["a: 'x  \n\n  y'\n", undefined], ["a: 'it''s \n   so'\nb: 'c'\n", { a: "it's so", b: 'c' }], ['- "x\n  y"\n- "z"\n', ['x y', 'z']],
    ['a: |\n  x\n\n   y\n\nb:\n- |-\n  z\n- |+\n  w\n\n', { a: 'x\n\n y\n', b: ['z', 'w\n\n'] }],
    ['a: x\u00a0\nb: {} # c\n"c d": []\n', { 'a': 'x\u00a0', 'b': {}, 'c d': [] }],
    ['a: [x]\n', undefined], ['a: &b x\n', undefined], ['a: 1\na: 2\n', undefined], ['a:\r\n', undefined], ['<<: x\n', undefined],
  ])('reads %j by itself only where it is regular', (text, value) => {
    expect(readBlockStyle({ text, start: 0 })?.value).toEqual(value);
  });

  test('reads no text otherwise than the complete one', () => {
    const line = fc.tuple(
      fc.constantFrom('', '  ', '    ', '- ', '  - ', '- - ', '   '),
      fc.constantFrom('a: ', 'b: ', '"c d": ', '8: ', 'on: ', 'a/b.c: ', '', '<<: ', '~: ', '? ', 'a:'),
      fc.constantFrom('x', '"y"', "'it''s'", "'open", 'end\'', 'end"', 'x\u00a0', "'\u00a0x", '"open', '{}', '[]', '', '# c', 'x # c', '|', '|-', '|+', '>', '010', 'yes', '~', '"\\n"', '"\\u0041"', '&a x', '*a', '[1]', '!!str 1', 'x: y', '.inf',
        '-', '- x', 'x ', '"x" y', '- "z"', 'a: b', '0x1', 'x#y', '"a" # c', 'http://x', '"', '#'),
    ).map((parts) => parts.join(''));
    let regular = 0;
    fc.assert(fc.property(fc.array(line, { maxLength: 7 }), (lines) => {
      const [fast, complete] = bothReadings(`${lines.join('\n')}\n`) ?? [];
      regular += fast === undefined ? 0 : 1;
      expect(fast).toEqual(complete);
    }), { numRuns: 8_000 });
    expect(regular).toBeGreaterThan(200);
  });

  test('reads no real text with a slip in it otherwise than the complete one', () => {
    const texts = GOLDENS.flatMap(textsOf).flatMap((text) => text.split(/^---\n/m)).filter((text) => text.length > 20 && text.length < 3_000);
    const slip = slipIn(texts);
    let regular = 0;
    fc.assert(fc.property(slip, (text) => {
      const [fast, complete] = bothReadings(text) ?? [];
      regular += fast === undefined ? 0 : 1;
      expect(fast).toEqual(complete);
    }), { numRuns: 1_500 });
    expect(regular).toBeGreaterThan(300);
  });
});

describe('the reader of JSON', () => {
  test('reads no text otherwise than the complete one', () => {
    const json = fc.tuple(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom<string | number>(0, 2, '\t')).map(([value, space]) => JSON.stringify(value, null, space));
    let regular = 0;
    fc.assert(fc.property(fc.oneof(json, slipIn(['{"a": [1, "x\\n", {"b": true}], "c": -1.5e3, "d": null}\n'])), (text) => {
      if (/[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/.test(text)) return;
      const [fast, complete] = bothReadings(text) ?? [];
      regular += fast === undefined ? 0 : 1;
      expect(fast).toEqual(complete);
    }), { numRuns: 3_000 });
    expect(regular).toBeGreaterThan(1_000);
  });

  test.each(['{"a": 1, "a": 2}', '{"a": 1,}', '{"a": 1} {}', '[1]', '{"a": 01}', '{"a": 1e999}', '{a: 1}', '{"a": -0}', '{"a": "\t"}'])(
    'leaves %j to the complete one', (text) => {
      expect(readJson({ text, start: 0 })).toBeUndefined();
    });
});

describe('laws of reading', () => {
  test('the order of objects changes nothing', () => {
    const shuffles = fc.constantFrom(...RECORDED).chain((objects) => fc.tuple(
      fc.constant(objects), fc.shuffledSubarray([...objects], { minLength: objects.length }),
    ));
    fc.assert(fc.property(shuffles, ([objects, shuffled]) => {
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
    const slip = slipIn(texts);
    fc.assert(fc.property(slip, (text) => {
      expect(() => parseMesh(readYaml(text, 'f'))).not.toThrow();
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
