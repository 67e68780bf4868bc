import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Block, blocks, placeOf, root } from './markdown';
import { main } from '../../src/cli/main';

const commands = blocks.filter(({ language }) => language === 'console');
const home = process.cwd();
let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ztmesh-docs-'));
});
afterEach(() => {
  process.chdir(home);
  fs.rmSync(folder, { recursive: true });
});

test('the page of each command shows it', () => {
  expect(new Set(commands.map(({ document }) => document))).toEqual(new Set(['docs/cli/explain.md', 'docs/cli/routes.md']));
  expect(commands.length).toBeGreaterThanOrEqual(3);
});

test.each(commands.map((block) => [placeOf(block), block] as const))('%s is what the command prints', (_, block) => {
  putManifests(block);
  process.chdir(folder);
  const [command, ...answer] = block.code.trimEnd().split('\n');
  const out: string[] = [];
  const err: string[] = [];
  const args = command.replace(/^\$ ztmesh /, '').split(' ');
  main(args, { readStdin: () => Buffer.from(''), out: (line) => out.push(line), err: (line) => err.push(line) });
  expect([...out, ...err].join('\n').split('\n')).toEqual(answer);
});

/** Those of the folder of the page, and those that the page shows. */
function putManifests({ document }: Block): void {
  const beside = path.join(root, path.dirname(document));
  fs.readdirSync(beside).filter((file) => file.endsWith('.yaml')).forEach((file) => fs.copyFileSync(path.join(beside, file), path.join(folder, file)));
  for (const { document: other, markers, code } of blocks) {
    const file = markers.get('manifest');
    if (file !== undefined && other === document) fs.writeFileSync(path.join(folder, file), code);
  }
}
