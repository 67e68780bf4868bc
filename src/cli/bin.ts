import * as fs from 'fs';
import { showsColour } from './colour';
import { ExitCode } from './exit-code';
import { main } from './main';
import { printableLines } from '../report';

/** Runs `ztmesh` on this process's streams. */
export function run(): void {
  process.stdout.on('error', endOfWriting);
  process.stderr.on('error', endOfTelling);
  process.exitCode = main(process.argv.slice(2), {
    readStdin: () => fs.readFileSync(0),
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${printableLines(line)}\n`),
    colour: showsColour(process.env, process.stdout.isTTY),
  });
}

/** A reader may have enough before the end, as `head` does; that changes no answer. */
function endOfWriting(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') return;
  process.exitCode = ExitCode.UNANSWERED;
  process.stderr.write(`cannot write the answer: ${error.message}\n`);
}

/** There is nowhere left to say what is wrong with where it is said. */
function endOfTelling(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') process.exitCode = ExitCode.UNANSWERED;
}
