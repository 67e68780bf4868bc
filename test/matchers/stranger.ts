import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildSync } from 'esbuild';

const root = path.join(__dirname, '..', '..');
const NAME = 'cdk8s-istio-zero-trust';

/** A project outside of this repository that has the library among its packages, as npm would install it. */
export class Stranger {
  public readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'stranger-'));
  private readonly modules = path.join(this.folder, 'node_modules');

  constructor() {
    fs.mkdirSync(this.modules);
    fs.readdirSync(path.join(root, 'node_modules')).forEach((name) => fs.symlinkSync(path.join(root, 'node_modules', name), path.join(this.modules, name)));
    this.installLibrary(path.join(this.modules, NAME));
  }

  public write(file: string, text: string): void {
    fs.mkdirSync(path.dirname(path.join(this.folder, file)), { recursive: true });
    fs.writeFileSync(path.join(this.folder, file), text);
  }

  /** Runs the program of a package; what it prints and how it ends. */
  public run(program: string, ...args: readonly string[]): { readonly status: number | null; readonly output: string } {
    const { NODE_OPTIONS: _, JEST_WORKER_ID: __, VITEST: ___, ...env } = process.env;
    const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, 'node_modules', program), ...args], {
      cwd: this.folder, encoding: 'utf8', env: { ...env, NO_COLOR: '1', FORCE_COLOR: '0' },
    });
    return { status, output: stdout + stderr };
  }

  public remove(): void {
    fs.rmSync(this.folder, { recursive: true });
  }

  /** Compiled without types, which takes a second instead of twenty. */
  private installLibrary(folder: string): void {
    const sources = ['src', 'imports'].flatMap((room) => fs.readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' }).map((file) => path.join(root, room, file)));
    buildSync({
      entryPoints: sources.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts')),
      outdir: path.join(folder, 'lib'),
      outbase: root,
      format: 'cjs',
      platform: 'node',
      target: 'node20',
    });
    fs.cpSync(path.join(root, 'entry'), path.join(folder, 'entry'), { recursive: true });
    fs.copyFileSync(path.join(root, 'package.json'), path.join(folder, 'package.json'));
  }
}
