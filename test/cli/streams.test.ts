import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildSync } from 'esbuild';

const REQUEST = JSON.stringify({ id: 'r', to: { service: 'shop/nowhere', port: 80 } });
const COUNT = 3000;

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ztmesh-'));
  const entry = path.join(__dirname, '../../src/cli/bin.ts');
  buildSync({ entryPoints: [entry], bundle: true, platform: 'node', format: 'cjs', outfile: path.join(folder, 'bin.js'), footer: { js: 'module.exports.run();' }, logLevel: 'silent' });
  fs.mkdirSync(path.join(folder, 'mesh'));
  fs.writeFileSync(path.join(folder, 'requests.jsonl'), `${REQUEST}\n`.repeat(COUNT));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

function start() {
  const process_ = spawn(process.execPath, ['bin.js', 'check', '-f', 'mesh', '--requests', 'requests.jsonl'], { cwd: folder });
  const told: string[] = [];
  process_.stderr.on('data', (chunk) => told.push(String(chunk)));
  return { process: process_, told };
}

test('a reader that has enough early is no error', async () => {
  const { process: ztmesh, told } = start();
  ztmesh.stdout.once('data', () => ztmesh.stdout.destroy());
  const [code] = await once(ztmesh, 'close');
  expect([code, told.join('')]).toEqual([2, '']);
});

test('a slow reader gets every answer', async () => {
  const { process: ztmesh, told } = start();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const answers: string[] = [];
  ztmesh.stdout.on('data', (chunk) => answers.push(String(chunk)));
  const [code] = await once(ztmesh, 'close');
  expect([code, told.join('')]).toEqual([2, '']);
  expect(answers.join('').split('\n').length - 1).toBe(COUNT);
});
