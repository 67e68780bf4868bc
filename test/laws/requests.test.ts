import * as fc from 'fast-check';
import { type Answer, checkRequests, readMesh } from '../../src/analysis';

const mesh = readMesh({ manifests: [], environment: new Map() });
const answersTo = (content: Uint8Array | string): readonly Answer[] => [...checkRequests(mesh, [{ name: 'r.jsonl', content }])];

test.each(['# a comment', '---', '%YAML 1.1', '...'])('the line %j is told to hold no request', (line) => {
  const [answer] = answersTo(`\n${line}\n`);
  expect(answer.kind === 'unreadable' && answer.diagnostics[0].at).toMatchObject({ file: 'r.jsonl', line: 2 });
});

test.each([
  'null', '{}', '[1]', 'a: b', '"x"', '{"id": "a"} {"id": "b"}', '['.repeat(100_000), '{"a":'.repeat(100_000), '&a [*a]', '{"__proto__": 1}',
  '{"id": "x", "id": "y", "from": {}, "to": {"workload": "a/b", "port": 1}}',
].map((line) => [line.slice(0, 30), line]))('the line %s is unreadable', (_start, line) => {
  expect(answersTo(line)).toMatchObject([{ kind: 'unreadable' }]);
});

test('names of parts of JavaScript objects are names like any other', () => {
  const line = '{"id": "x", "from": {"workload": "__proto__/constructor"}, "to": {"service": "constructor/toString", "port": 80}}';
  expect(answersTo(line)).toMatchObject([{ kind: 'decided', decision: { decision: 'UNKNOWN' } }]);
});

test('no line makes it throw', () => {
  const sign = fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '#', '---', '&a', '*a', 'id', 'from', 'to', 'http', '1', 'null', ' ', '\t', '\r');
  fc.assert(fc.property(fc.oneof(fc.array(sign, { maxLength: 20 }).map((signs) => signs.join('')), fc.json(), fc.string()), (line) => {
    expect(() => answersTo(line)).not.toThrow();
  }), { numRuns: 500 });
  fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
    expect(() => answersTo(bytes)).not.toThrow();
  }), { numRuns: 300 });
});
