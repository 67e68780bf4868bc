import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { BenchOptions, BenchResult, Target } from './bench';
import { figure, table } from './table';
import { median } from './timing';

const ROOT = process.cwd();
const MANIFESTS = path.join(ROOT, 'examples', 'quickstart', 'golden', 'ambient');
const REQUEST = '{"id":"one","from":{"principal":"cluster.local/ns/shop/sa/web","dataPlane":"ambient"},"to":{"service":"shop/payments","port":80},'
  + '"http":{"method":"GET","path":"/","host":"payments.shop"}}\n';

/** Prints, on descriptor 3, the processor time of the whole process when it ends. */
const PRELOAD = path.join(ROOT, 'bench', 'processor-time.cjs');
const READ_WITH_JS_YAML = `const fs = require('fs'); const yaml = require('js-yaml'); const folder = process.argv[1];
for (const file of fs.readdirSync(folder)) yaml.loadAll(fs.readFileSync(folder + '/' + file, 'utf8'));`;

const PROCESSES = [
  { name: 'node alone', args: ['-e', '0'] },
  { name: 'node that reads the folder with js-yaml', args: ['-e', READ_WITH_JS_YAML, MANIFESTS] },
  { name: 'ztmesh check', args: [path.join(ROOT, 'bin', 'ztmesh'), 'check', '-f', MANIFESTS, '--requests', '-'] },
];
const [NODE, JS_YAML, OURS] = PROCESSES.keys();

/** What one question on the command line costs, with all that Node does before. */
export function run({ quick }: BenchOptions): BenchResult {
  if (!fs.existsSync(path.join(ROOT, 'lib', 'src', 'cli'))) throw new Error('ztmesh is not compiled: run npx projen compile first');
  const rounds = Array.from({ length: quick ? 5 : 15 }, () => PROCESSES.map(({ args }) => processorTimeOf(args)));
  const of = (index: number) => median(rounds.map((times) => times[index]));
  const factor = (index: number) => median(rounds.map((times) => times[OURS] / times[index]));
  return {
    title: 'One request on the command line, from the start of the process to its end',
    report: table(['milliseconds of processor', ''], PROCESSES.map(({ name }, index) => [name, figure(of(index) / 1000)])),
    targets: [
      atMost('ztmesh check takes at most 3x the time of node alone', factor(NODE), 3),
      atMost('ztmesh check takes at most 2x the time of node that only reads the files with js-yaml', factor(JS_YAML), 2),
    ],
  };
}

function processorTimeOf(args: readonly string[]): number {
  const { status, output, stderr } = spawnSync(process.execPath, ['--require', PRELOAD, ...args], {
    input: REQUEST, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
  const time = Number(output[3]);
  if (status === null || status > 2 || !(time > 0)) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return time;
}

function atMost(promise: string, factor: number, most: number): Target {
  return { promise, measured: `${figure(factor, 1)}x`, holds: factor <= most };
}
