import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { Crd } from './crd';

/** Writes one TypeScript file of L1 classes for each API group of the prepared CRDs. */
export function writeL1Classes(crds: readonly Crd[], outputFolder: string): void {
  const work = mkdtempSync(join(tmpdir(), 'crds-'));
  try {
    const file = join(work, 'crds.yaml');
    writeFileSync(file, crds.map((crd) => `---\n${stringify(crd, { aliasDuplicateObjects: false })}`).join(''));
    runCdk8sImport(file, outputFolder);
  } finally {
    rmSync(work, { recursive: true });
  }
}

function runCdk8sImport(file: string, outputFolder: string): void {
  const cli = join(dirname(createRequire(__filename).resolve('cdk8s-cli/package.json')), 'bin', 'cdk8s');
  execFileSync(process.execPath, [cli, 'import', '--language', 'typescript', '--output', outputFolder, '--no-save', file], {
    stdio: ['ignore', 'ignore', 'inherit'],
    // Any cdk8s command otherwise asks the public registry for a newer release of itself.
    env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' },
  });
}
