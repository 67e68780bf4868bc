import * as fs from 'node:fs';
import * as path from 'node:path';
import { blocksOf, documents, root, textOf } from './markdown';
import { ExitCode } from '../../src/cli/exit-code';
import { main } from '../../src/cli/main';

/** The documents, and what is said beside the examples. */
const everywhere = [
  ...documents,
  ...fs.readdirSync(path.join(root, 'examples')).map((name) => `examples/${name}/README.md`).filter((file) => fs.existsSync(path.join(root, file))),
];
const commands = everywhere.flatMap((document) => blocksOf(document, textOf(document))
  .filter(({ language }) => language === 'sh')
  .flatMap(({ code }) => code.replace(/\\\n\s*/g, '').split('\n').filter((line) => line.startsWith('ztmesh ') && line.includes('examples/')))
  .map((command) => [document, command] as const));

test('every example says how its requests are asked, and so does the page of the command', () => {
  const documented = new Set(commands.map(([document]) => document));
  expect(documented).toEqual(new Set(['docs/cli/check.md', ...['bookinfo', 'org-constructs', 'payments', 'quickstart'].map((name) => `examples/${name}/README.md`)]));
});

test.each(commands)('%s: %s', (_, command) => {
  const answers: string[] = [];
  const complaints: string[] = [];
  const code = inRoot(() => main(command.split(' ').slice(1), {
    readStdin: () => Buffer.from(''), out: (line) => answers.push(line), err: (line) => complaints.push(line), colour: false,
  }));
  expect(complaints).toEqual([]);
  expect(answers.length).toBeGreaterThanOrEqual(40);
  expect(code).toBe(ExitCode.ANSWERED);
});

/** Paths in documents begin at the root of the repository. */
function inRoot<T>(action: () => T): T {
  const before = process.cwd();
  process.chdir(root);
  try {
    return action();
  } finally {
    process.chdir(before);
  }
}
