import * as fs from 'fs';
import * as path from 'path';
import { NamedContent } from '../analysis';

/** Standard input, as it is named on the command line and in messages. */
export const STDIN = '-';
const MANIFEST = /\.(ya?ml|json)$/i;

/** A path that was named on the command line and cannot be read. */
export class UnreadableInput extends Error {}

/** The manifests of files and folders, in the order of their names. A folder is read with all folders in it. */
export function readManifests(paths: readonly string[], readStdin: () => Uint8Array): readonly NamedContent[] {
  return paths.flatMap((given) => (given === STDIN ? [readFile(given, readStdin)] : manifestsAt(given).map((file) => readFile(file, readStdin))));
}

export function readFile(file: string, readStdin: () => Uint8Array): NamedContent {
  return reading(file, () => ({ name: file, content: file === STDIN ? readStdin() : fs.readFileSync(file) }));
}

function manifestsAt(given: string): readonly string[] {
  return reading(given, () => {
    if (!fs.statSync(given).isDirectory()) {
      return [given];
    }
    return fs.readdirSync(given, { recursive: true, encoding: 'utf8' })
      .filter((file) => MANIFEST.test(file) && fs.statSync(path.join(given, file)).isFile())
      .map((file) => path.join(given, file))
      .sort();
  });
}

function reading<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UnreadableInput(`cannot read ${file}: ${(error as Error).message}`, { cause: error });
  }
}
