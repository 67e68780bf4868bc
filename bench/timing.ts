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
