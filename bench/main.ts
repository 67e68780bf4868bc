import { BenchOptions, BenchResult, Target } from './bench';
import * as check from './check';
import * as decide from './decide';
import * as growth from './growth';
import * as load from './load';
import * as start from './start';
import * as synth from './synth';

const BENCHES: readonly { run(options: BenchOptions): BenchResult }[] = [synth, check, decide, growth, load, start];

function verdict({ promise, measured, holds }: Target): string {
  if (holds === undefined) return `left out  ${promise}`;
  return `${holds ? 'holds' : 'MISSED'}`.padEnd(10) + `${promise}: ${measured}`;
}

function main(args: readonly string[]): void {
  const unknown = args.filter((arg) => arg !== '--quick');
  if (unknown.length > 0) throw new Error(`unknown option ${unknown[0]}; the only one is --quick, which leaves out the slowest peers`);
  for (const { run } of BENCHES) {
    const { title, report, targets } = run({ quick: args.includes('--quick') });
    console.log(`${title}\n\n${report}\n\n${targets.map(verdict).join('\n')}\n`);
    if (targets.some(({ holds }) => holds === false)) process.exitCode = 1;
  }
}

main(process.argv.slice(2));
