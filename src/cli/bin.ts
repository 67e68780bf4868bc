import * as fs from 'fs';
import { showsColour } from './colour';
import { main } from './main';
import { printableLines } from '../report';

/** Runs `ztmesh` on this process's streams. */
export function run(): void {
  process.exitCode = main(process.argv.slice(2), {
    readStdin: () => fs.readFileSync(0),
    out: (line) => fs.writeSync(1, `${line}\n`),
    err: (line) => fs.writeSync(2, `${printableLines(line)}\n`),
    colour: showsColour(process.env, process.stdout.isTTY),
  });
}
