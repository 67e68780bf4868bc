import * as fs from 'node:fs';
import * as path from 'node:path';
import { snippetsOf } from '../scripts/readme-snippet.cjs';

const root = path.join(__dirname, '..');
const documents = ['README.md', ...markdownBelow('docs'), ...markdownBelow('examples')];

function markdownBelow(folder: string): string[] {
  return fs.readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md') && !file.includes('node_modules'))
    .map((file) => path.join(folder, file))
    .sort();
}

test('the README shows the quickstart', () => {
  expect([...snippetsOf(fs.readFileSync(path.join(root, 'README.md'), 'utf8')).keys()]).toContain('examples/quickstart/main.ts');
});

test.each(documents)('every snippet of %s is the file that it names', (document) => {
  for (const [file, code] of snippetsOf(fs.readFileSync(path.join(root, document), 'utf8'))) {
    expect(code).toBe(fs.readFileSync(path.join(root, file), 'utf8'));
  }
});

test('a snippet is the fenced block after its marker', () => {
  const text = '# Title\n\n```ts\nother();\n```\n\n<!-- snippet: a/b.ts -->\n```ts\none();\n\ntwo();\n```\n\n```ts\nthird();\n```\n';
  expect([...snippetsOf(text)]).toEqual([['a/b.ts', 'one();\n\ntwo();\n']]);
});
