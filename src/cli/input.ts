import { NamedContent } from '../analysis';
import { FileContent, readFileAt, reading, readManifestsAt } from '../files';

export { UnreadableInput } from '../files';

/** Standard input, as it is named on the command line and in messages. */
export const STDIN = '-';

/** The manifests of files and folders, in the order of their names. A folder is read with all folders in it. */
export function readManifests(paths: readonly string[], readStdin: () => Uint8Array): readonly NamedContent[] {
  return paths.flatMap((given) => (given === STDIN ? [readFile(given, readStdin)] : readManifestsAt(given)));
}

export function readFile(file: string, readStdin: () => Uint8Array): FileContent {
  return file === STDIN ? reading(file, () => ({ name: file, content: readStdin() })) : readFileAt(file);
}
