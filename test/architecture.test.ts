import * as path from 'node:path';
import { checkArchitecture } from './architecture/check-architecture';
import { findCycles } from './architecture/find-cycles';
import { readRooms } from './architecture/rooms-table';

/** A small repository that keeps to its table except for what its name says. */
function fixture(name: string): string[] {
  return checkArchitecture(path.join(__dirname, 'architecture', 'fixtures', name));
}

test('this repository keeps to the table of ARCHITECTURE.md', () => {
  expect(checkArchitecture(path.join(__dirname, '..'))).toEqual([]);
});

describe('the check of the architecture', () => {
  test('is silent about a sound repository', () => {
    expect(fixture('sound')).toEqual([]);
  });

  test('reports an import of a room above', () => {
    expect(fixture('upward')).toEqual(['src/model/shown.ts:1: model may not import render']);
  });

  test('reports a package and a Node module that the row does not list', () => {
    expect(fixture('unlisted-package')).toEqual([
      'src/render/size.ts:1: render may not import node:fs',
      'src/render/size.ts:2: render may not import npm:yaml',
    ]);
  });

  test('reports a cycle inside a room, also one that a type import closes', () => {
    expect(fixture('cycle')).toEqual([
      'src/render/a.ts:1: imports itself through src/render/a.ts → src/render/b.ts → src/render/c.ts',
    ]);
  });

  test('reports a folder without a row, a loose file and an import of it', () => {
    expect(fixture('outside')).toEqual([
      'src/helpers/help.ts:1: is in no room of ARCHITECTURE.md',
      'src/loose.ts:1: is in no room of ARCHITECTURE.md',
      'src/model/kept.ts:1: model may not import src/loose.ts',
    ]);
  });

  test('reports a value imported from a room of which only types are allowed', () => {
    expect(fixture('types-only')).toEqual(['src/render/made.ts:1: render may import only types of imports']);
  });

  test('sees every form of import', () => {
    expect(fixture('forms')).toEqual([
      'src/model/forms.ts:2: model may not import render',
      'src/model/forms.ts:3: model may not import render',
      'src/model/forms.ts:7: model may not import npm:cdk8s',
      'src/model/forms.ts:8: model may not import npm:yaml',
      'src/model/forms.ts:9: model may not import node:os',
      'src/model/forms.ts:10: model loads a module whose name is computed, which cannot be checked',
      'src/model/forms.ts:11: ./nowhere is not a file',
    ]);
  });
});

describe('the table', () => {
  const table = (...rows: string[]) => ['| floor | room | holds | may import |', '|---|---|---|---|', ...rows].join('\n');

  test('is read with rooms, types, packages and Node modules', () => {
    const rows = table('| 0 | `a/` (top level) | x | nothing |', '| 1 | `b` | x | `a` (types), `npm:@scope/name`, `node:fs` |');
    expect(readRooms(`# Title\n\n${rows}\n\nText.`)).toEqual([
      { name: 'a', floor: 0, rooms: [], typesOnly: [], packages: [] },
      { name: 'b', floor: 1, rooms: [], typesOnly: ['a'], packages: ['@scope/name', 'node:fs'] },
    ]);
  });

  test.each([
    ['is missing', 'no table here', 'no table with the columns'],
    ['has a row without a floor', table('| x | `a` | y | nothing |'), 'this row cannot be read'],
    ['has a row with too few cells', table('| 0 | `a` | nothing |'), 'this row cannot be read'],
    ['allows something without backticks', table('| 0 | `a` | y | everything |'), 'write names in backticks'],
    ['names a room without a row', table('| 1 | `a` | y | `b` |'), 'b, which has no row'],
    ['lets a room import one of its own floor', table('| 1 | `a` | y | `b` |', '| 1 | `b` | y | nothing |'), 'a (floor 1) may not import b (floor 1)'],
    ['has two rows for one room', table('| 1 | `a` | y | nothing |', '| 2 | `a` | y | nothing |'), 'a has two rows'],
  ])('is refused when it %s', (_title, markdown, message) => {
    expect(() => readRooms(markdown)).toThrow(message);
  });
});

test('cycles are found apart from each other, from themselves and from what leads to them', () => {
  const graph = new Map([['a', ['b']], ['b', ['c', 'e']], ['c', ['b']], ['d', ['d', 'a']], ['e', []]]);
  expect(findCycles(graph)).toEqual([['b', 'c'], ['d']]);
});
