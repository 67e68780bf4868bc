import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App } from 'cdk8s';

/** Folders and files below a folder with their bytes, in the order of their names. */
export function contentOf(folder: string): Record<string, string> {
  if (!fs.existsSync(folder)) return {};
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => {
    const full = path.join(entry.parentPath, entry.name);
    return [path.relative(folder, full), entry.isDirectory() ? 'folder' : fs.readFileSync(full, 'latin1')] as const;
  });
  return Object.fromEntries(entries.sort(([a], [b]) => a < b ? -1 : 1));
}

/** Runs `work` with a folder that exists only while it runs. */
export function withFolder<T>(work: (folder: string) => T): T {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mesh-app-'));
  try {
    return work(folder);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** What an app writes into a folder that does not exist yet, or that it failed. */
export function written(build: (outdir: string) => App): Record<string, string> | 'failed' {
  return withFolder((folder) => {
    const outdir = path.join(folder, 'out');
    const app = build(outdir);
    return orFailed(() => app.synth()) === 'failed' ? 'failed' : contentOf(outdir);
  });
}

export function orFailed<T>(work: () => T): T | 'failed' {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return 'failed';
  }
}
