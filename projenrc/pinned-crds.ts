import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { Crd } from './crd';

interface PinnedFile {
  readonly file: string;
  readonly upstream: string;
  readonly sha256: string;
}

interface PinnedSource {
  readonly folder: string;
  readonly module: string;
  readonly version: string;
  readonly release: string;
  readonly license: string;
  readonly files: readonly PinnedFile[];
}

/**
 * Reads the CRDs that `pins.json` in `root` lists, in its order.
 *
 * @throws when a file is missing, is not listed, or has another checksum: generated code must come from known bytes.
 */
export function readPinnedCrds(root: string): Crd[] {
  const { sources }: { sources: PinnedSource[] } = JSON.parse(readFileSync(join(root, 'pins.json'), 'utf8'));
  return sources.flatMap((source) => {
    refuseStrangers(root, source);
    return source.files.flatMap((pin) => parseCrds(readVerified(join(root, source.folder, pin.file), pin, source)));
  });
}

function refuseStrangers(root: string, source: PinnedSource): void {
  const pinned = new Set(source.files.map(({ file }) => file));
  const strangers = readdirSync(join(root, source.folder)).filter((file) => !pinned.has(file));
  if (strangers.length > 0) {
    throw new Error(`${source.folder}/${strangers.join(', ')} is not listed in pins.json: list it with its checksum, or remove it`);
  }
}

function readVerified(path: string, pin: PinnedFile, source: PinnedSource): string {
  const bytes = readFileSync(path);
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== pin.sha256) {
    throw new Error(`${source.folder}/${pin.file} has SHA-256 ${found}, pins.json says ${pin.sha256}: `
      + `restore ${pin.upstream} of ${source.module} ${source.version}, or pin the new version`);
  }
  return bytes.toString('utf8');
}

function parseCrds(text: string): Crd[] {
  return parseAllDocuments(text)
    .map((document) => document.toJS() as Crd | null)
    .filter((object): object is Crd => object?.kind === 'CustomResourceDefinition');
}
