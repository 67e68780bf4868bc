import { textOf } from './markdown';
import * as library from '../../src';

const entries = [...textOf('docs/glossary.md').matchAll(/^- \*\*(.+?)\*\*: (.+)$/gm)].map(([, term, sentence]) => ({ term, sentence }));

/** Classes and enums. Submodules of generated classes have lower-case names, and structs are nothing at run time. */
const names = Object.entries(library).filter(([name, value]) => /^[A-Z]/.test(name) && value !== undefined).map(([name]) => name);

test.each(names)('the glossary explains %s', (name) => {
  expect(entries.map(({ term }) => term)).toContain(name);
});

test('each entry of the glossary is one sentence', () => {
  expect(entries.filter(({ sentence }) => !/^[^.]*([^\s.]\.[^\s.][^.]*)*\.$/.test(sentence)).map(({ term }) => term)).toEqual([]);
});

test('the glossary is in alphabetical order', () => {
  const keys = entries.map(({ term }) => term.toLowerCase());
  expect(keys).toEqual([...keys].sort());
});
