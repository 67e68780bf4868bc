import { Yaml } from 'cdk8s';
import * as fc from 'fast-check';
import { YamlText } from '../../src/constructs/app/synthesis/yaml-text';

/** Text that YAML could read as something else, or has to lay out with care. */
const DELICATE = [
  '', 'true', 'y', 'No', 'null', '~', '-', '?', '---', '...', '%a', '---a', '<<', '0x1f', '1_000', '1:30', '2020-01-01', '1e3', '.inf', '.nan',
  'a: b', 'a #b', '#', '&a', '*a', '!x', '|', '>', "it's", '"q"', '\'"', ' lead', 'trail ', 'a\tb', 'a\nb', 'a\r\nb', 'a\n', '\u0000', '\u0085',
  '\u2028', '\ud800', 'é', '=', 'k:', ':k', 'a:b', 'spiffe://a/b/c', 'https://x.y/z', 'constructor', '__proto__', '/api/*', 'falsey', 'no-one',
  'x'.repeat(1100), 'word '.repeat(40), 'x'.repeat(256), 'x'.repeat(257),
];

const text = fc.oneof(
  fc.constantFrom(...DELICATE),
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'ab:#- \n\t?%.0e_"\'{}[],&*') }),
  fc.stringMatching(/^[A-Za-z0-9_/.:=*@+~-]{1,12}$/),
);

function jsonOf(texts: fc.Arbitrary<string>, keys: fc.Arbitrary<string>, scalars: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: 'medium' }, texts, texts, scalars, tie('list'), tie('map')),
    list: fc.array(tie('value'), { maxLength: 5 }),
    map: fc.dictionary(keys, tie('value'), { maxKeys: 5 }).map((fields) => ({ ...fields })),
  })).map;
}

const anything = jsonOf(text, text, fc.oneof(fc.integer(), fc.double(), fc.boolean(), fc.constantFrom(null, undefined, -0, 1e21, 2 ** 60)));
const ordinary = jsonOf(
  text.filter((each) => !each.includes('\n')),
  text.filter((each) => !/\n|^(%|---|\.\.\.|<<)/.test(each) && each.length <= 256),
  fc.oneof(fc.integer(), fc.boolean()),
);

test.each([['any', anything], ['ordinary', ordinary]])('%s JSON gives the YAML of cdk8s', (_, json) => {
  const yaml = new YamlText();
  fc.assert(fc.property(json, (each) => {
    expect(yaml.document(each)).toBe(Yaml.stringify(each));
  }), { numRuns: 3000 });
}, 60_000);

test.each(DELICATE.map((each) => [JSON.stringify(each.slice(0, 20)), each]))('the text %s is the same everywhere in a document', (_, each) => {
  const json = { a: each, b: [each, [each]], c: { [each]: each, d: [{ [each]: [] }] }, [each]: { e: {} } };
  expect(new YamlText().document(json)).toBe(Yaml.stringify(json));
});

test('ordinary objects do not need the library: each text is asked for once', () => {
  const yaml = new YamlText();
  const policy = { kind: 'AuthorizationPolicy', metadata: { name: 'x' }, spec: { rules: [{ to: [{ operation: { ports: ['8080'] } }] }] } };
  const expected = Yaml.stringify(policy);
  yaml.document(policy);
  const library = jest.spyOn(Yaml, 'stringify');
  expect(yaml.document(policy)).toBe(expected);
  expect(library).not.toHaveBeenCalled();
  library.mockRestore();
});

test('a library that lays out differently is used for everything', () => {
  const library = jest.spyOn(Yaml, 'stringify').mockReturnValue('# another layout\n');
  const yaml = new YamlText();
  expect(yaml.document({ kind: 'Anything' })).toBe('# another layout\n');
  library.mockRestore();
});

test.each([
  ['a Date', { at: new Date(0) }],
  ['a map that is used twice', (() => { const shared = { a: ['x'] }; return [shared, { again: shared }]; })()],
  ['an object of a class', { of: new (class Point { public x = 1; })() }],
  ['an object with toJSON', { toJSON: () => 'text' }],
  ['a sparse list', { list: [1, , 3] }], // eslint-disable-line no-sparse-arrays
  ['text alone', 'plain-text'],
])('%s gives the YAML of cdk8s', (_, json) => {
  expect(new YamlText().document(json)).toBe(Yaml.stringify(json));
});
