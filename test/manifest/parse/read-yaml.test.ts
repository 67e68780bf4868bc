import { readYaml } from '../../../src/manifest/parse/read-yaml';

function values(text: string): unknown[] {
  return readYaml(text, 'f.yaml').map(({ value, unreadable }) => unreadable?.code ?? value);
}

function faults(text: string): string[] {
  const [document] = readYaml(text, 'f.yaml');
  const map = document.value as Record<string, unknown>;
  return Object.keys(map).flatMap((key) => document.faultOf(map, key)?.code ?? []);
}

describe('scalars are what kubectl makes of them', () => {
  test.each<[string, unknown]>([
    ['yes', true], ['Yes', true], ['on', true], ['y', true], ['TRUE', true], ['no', false], ['Off', false], ['n', false],
    ['yEs', 'yEs'], ['oN', 'oN'], ['null', null], ['~', null], ['Null', null], ['nUll', 'nUll'],
    ['010', 8], ['0o10', 8], ['08', 8], ['0x1F', 31], ['0b11', 3], ['-0b11', -3], ['+7', 7], ['1_000', 1000], ['-0', 0],
    ['1e3', 1000], ['1.5', 1.5], ['.5', 0.5], ['1.', 1], ['1.2.3', '1.2.3'], ['1e', '1e'], ['0x', '0x'], ['190:20:30', '190:20:30'],
    ['2001-01-01', '2001-01-01'], ['*.example.com', 'bad-alias'], ['"yes"', 'yes'], ["'010'", '010'], ['!!str 010', '010'], ['!!int "8"', 8],
    ['10.0.0.0/8', '10.0.0.0/8'], ['ALLOW', 'ALLOW'], ['|-\n  yes', 'yes'], ['=', '='],
  ])('%s', (text, value) => {
    const [read] = values(`a: ${text}\n`);
    expect(typeof read === 'string' ? read : (read as { a: unknown }).a).toEqual(value);
  });

  test.each([['.inf', 'no-json'], ['.NaN', 'no-json'], ['!!int x', 'unknown-tag'], ['!secret x', 'unknown-tag']])('%s has no value', (text, code) => {
    expect(faults(`a: ${text}\n`)).toEqual([code]);
  });

  test('keys become texts', () => {
    expect(values('8080: a\n010: b\non: c\n1.5: d\n')).toEqual([{ 8080: 'a', 8: 'b', true: 'c', 1.5: 'd' }]);
  });

  test.each(['~: a', '? [a]\n: b', '? {a: b}\n: c'])('the key of %j makes the document unreadable', (text) => {
    expect(values(text)).toEqual(['unsupported-key']);
  });
});

describe('a stream', () => {
  test('holds several documents, and empty ones are left out', () => {
    expect(values('# c\n---\na: 1\n---\n---\n# nothing\n--- # c\nb: 2\n...\n---\n"c"\n')).toEqual([{ a: 1 }, { b: 2 }, 'c']);
  });

  test('may begin with a directive', () => {
    expect(values('%YAML 1.1\n# c\n---\na: 1\n')).toEqual([{ a: 1 }]);
  });

  test('may be JSON, with tabs', () => {
    expect(values('{\n\t"a": [1, true, null, "yes", 1e2],\n\t"b\\/c": {}\n}\n')).toEqual([{ 'a': [1, true, null, 'yes', 100], 'b/c': {} }]);
  });

  test('keeps documents apart from one that cannot be read', () => {
    expect(values('a: 1\n---\nb: [\n---\nc: 3\n')).toEqual([{ a: 1 }, 'syntax', { c: 3 }]);
  });

  test('may begin with a byte order mark and have any line ends', () => {
    expect(values('\ufeffa: 1\r\n---\r\nb: 2\r\n')).toEqual([{ a: 1 }, { b: 2 }]);
    expect(readYaml(new Uint8Array([0xef, 0xbb, 0xbf, 0x61, 0x3a, 0x20, 0x31]), 'f')[0].value).toEqual({ a: 1 });
  });
});

describe('keys', () => {
  test('that are there twice are a fault of that field only', () => {
    expect(faults('a: 1\nb: 2\na: 3\n')).toEqual(['duplicate-key']);
    expect(faults('{"a": 1, "b": 2, "a": 1}')).toEqual(['duplicate-key']);
    expect(faults('8: 1\n"8": 1\n')).toEqual(['duplicate-key']);
  });

  test('named like parts of JavaScript objects are keys like any other', () => {
    const [{ value }] = readYaml('__proto__: {a: 1}\nconstructor: 2\n', 'f');
    expect(JSON.stringify(value)).toBe('{"__proto__":{"a":1},"constructor":2}');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  test('come with <<, and those after it win', () => {
    const base = 'x: &x {a: 1, b: 2}\ny: &y {a: 9, c: 3}\n';
    expect(values(`${base}z:\n  <<: *x\n  a: 5\n`)).toEqual([expect.objectContaining({ z: { a: 5, b: 2 } })]);
    expect(values(`${base}z:\n  <<: [*x, *y]\n`)).toEqual([expect.objectContaining({ z: { a: 1, b: 2, c: 3 } })]);
    expect(values(`${base}z:\n  "<<": 1\n`)).toEqual([expect.objectContaining({ z: { '<<': 1 } })]);
    expect(values('z:\n  <<: 1\n')).toEqual(['bad-merge']);
  });

  test('that << would replace are faults, because readers disagree', () => {
    expect(faults('a: 5\n<<: {a: 1, b: 2}\n')).toEqual(['merge-conflict']);
  });
});

describe('positions', () => {
  const text = [
    '---', 'kind: A', 'spec:', '  rules:', '  - &first', '    to: [x, y]', '  - *first', '  - <<: *first', '    when: 1',
    '---', '{"kind": "B",', '  "spec": {"rules": [{"a": 1}]}}', '',
  ].join('\n');
  const [a, b] = readYaml(text, 'f.yaml');

  test.each([
    ['the first key of a document', a, [], 2, 1],
    ['a key', a, ['spec'], 3, 1],
    ['an item of a list', a, ['spec', 'rules', 0], 6, 5],
    ['an item of a flow list', a, ['spec', 'rules', 0, 'to', 1], 6, 13],
    ['what an alias stands for', a, ['spec', 'rules', 1, 'to'], 6, 5],
    ['what << brought', a, ['spec', 'rules', 2, 'to', 1], 6, 13],
    ['a key beside <<', a, ['spec', 'rules', 2, 'when'], 9, 5],
    ['the place above something absent', a, ['spec', 'rules', 2, 'from', 0], 8, 5],
    ['a document that follows', b, [], 11, 1],
    ['a value in JSON', b, ['spec', 'rules', 0, 'a'], 12, 23],
  ] as const)('of %s', (_title, document, path, line, column) => {
    expect(document.locate(path)).toEqual({ file: 'f.yaml', line, column });
  });
});

describe('a text is unreadable', () => {
  const bomb = Array.from({ length: 12 }, (_, i) => `a${i}: &a${i} [${Array(10).fill(i === 0 ? '1' : `*a${i - 1}`).join(', ')}]\n`).join('');
  test.each([
    ['whose aliases make too many values', bomb, 'alias-bomb'],
    ['whose aliases make it too deep', Array.from({ length: 300 }, (_, i) => `a${i}: &a${i} [${i === 0 ? '1' : `*a${i - 1}`}]\n`).join(''), 'too-deep'],
    ['with an anchor that contains itself', 'a: &a [*a]\n', 'bad-alias'],
    ['with an alias that comes before its anchor', 'a: *a\nb: &a 1\n', 'bad-alias'],
    ['nested too deep in brackets', '['.repeat(100_000), 'too-deep'],
    ['nested too deep in dashes', `${'- '.repeat(1000)}a\n`, 'too-deep'],
    ['with a control character', 'a: "\u0007"\n', 'forbidden-character'],
    ['with a line break that only some readers know', 'a: b # c\u2028d: e\n', 'forbidden-character'],
    ['with a lone carriage return', 'a: b # c\rd: e\n', 'forbidden-character'],
    ['with a document of more than 8 MiB', `a: "${'x'.repeat(9_000_000)}"\n`, 'too-large'],
    ['with too many words and signs', `[${'1,'.repeat(600_000)}]\n`, 'too-large'],
    ['with a long text in JSON that has escapes', `{"a": "\\"${'x'.repeat(9_000_000)}"}\n`, 'too-large'],
    ['that is no YAML', 'a: b: c\n', 'syntax'],
  ])('%s', (_title, text, code) => {
    expect(values(text)).toEqual([code]);
  });

  test('that is not UTF-8', () => {
    expect(readYaml(new Uint8Array([0x61, 0x3a, 0xff]), 'f')[0].unreadable).toMatchObject({ code: 'not-utf-8', at: { file: 'f', line: 1, column: 1 } });
  });

  test('of 100 MB, at once', () => {
    const started = Date.now();
    expect(readYaml(Buffer.alloc(100_000_000, 'a: b\n'), 'f')[0].unreadable).toMatchObject({ code: 'too-large' });
    expect(Date.now() - started).toBeLessThan(5_000);
  });

  test('of more than 64 MiB, without being looked at', () => {
    expect(readYaml(new Uint8Array(65 * 1024 * 1024), 'f')[0].unreadable).toMatchObject({ code: 'too-large' });
  });
});
