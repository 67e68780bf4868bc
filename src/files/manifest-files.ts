import * as fs from 'fs';
import * as path from 'path';

const MANIFEST = /\.(ya?ml|json)$/i;

/** The bytes of a file under the name that it was given. */
export interface FileContent {
  readonly name: string;
  readonly content: Uint8Array;
}

/** A path that was named and cannot be read. */
export class UnreadableInput extends Error {}

/** The manifests at a path, in the order of their names: a file, or a folder with all folders in it. */
export function readManifestsAt(given: string): readonly FileContent[] {
  return pathsOf(given).map(readFileAt);
}

export function readFileAt(file: string): FileContent {
  return reading(file, () => ({ name: file, content: fs.readFileSync(file) }));
}

/** Runs `read`; what the system says against it names the path. */
export function reading<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UnreadableInput(`cannot read ${file}: ${(error as Error).message}`, { cause: error });
  }
}

function pathsOf(given: string): readonly string[] {
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
