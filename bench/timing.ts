import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

/** Milliseconds of `work` on what `prepare` made; the preparation is not counted. */
export function measure<T>(prepare: () => T, work: (prepared: T) => void): number {
  const prepared = prepare();
  const start = performance.now();
  work(prepared);
  return performance.now() - start;
}

/** Microseconds of processor that `work` takes in this process, all threads included. Waiting for other processes does not count. */
export function processorTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** Of each contestant, in the order given, the microseconds of processor that `work` takes once in each round. */
export type Rounds = readonly (readonly number[])[];

/**
 * Lets contestants work in turns, so that what else the machine does falls on each alike. A turn takes about so many
 * milliseconds of processor; before anything counts, each has worked for more than one.
 */
export function inTurns(contestants: readonly (() => unknown)[], { rounds, turn }: { readonly rounds: number; readonly turn: number }): Rounds {
  const counts = contestants.map((work) => repetitions(work, turn));
  return Array.from({ length: rounds }, () => contestants.map((work, index) => timeOf(work, counts[index]) / counts[index]));
}

/** Asks for one answer after the other, and then from the start again. */
export function askInTurn({ decide }: { decide(request: number): unknown }, requests: number): () => unknown {
  let request = 0;
  return () => {
    const answer = decide(request);
    request = (request + 1) % requests;
    return answer;
  };
}

/** How often `work` has to be repeated to fill a turn. What is slow only for the first time does not count. */
function repetitions(work: () => unknown, turn: number): number {
  let count = 1;
  while (Math.min(timeOf(work, count), timeOf(work, count)) < turn * 1000) count *= 2;
  return count;
}

function timeOf(work: () => unknown, count: number): number {
  return processorTime(() => repeat(work, count));
}

function repeat(work: () => unknown, count: number): void {
  for (let done = 0; done < count; done++) work();
}

/** How many times longer one contestant takes than another: the median of all rounds. */
export function ratio(rounds: Rounds, longer: number, shorter: number): number {
  return median(rounds.map((times) => times[longer] / times[shorter]));
}

/** The median of one contestant's rounds. */
export function medianOf(rounds: Rounds, contestant: number): number {
  return median(rounds.map((times) => times[contestant]));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Runs `work` with a temporary folder and removes it afterwards. */
export function inTemporaryFolder<T>(work: (folder: string) => T): T {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-'));
  try {
    return work(folder);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
