import { NamedContent } from '../analysis';
import { FileContent, readFileAt, reading, readManifestsAt } from '../files';

export { UnreadableInput } from '../files';

/** Standard input, as it is named on the command line and in messages. */
export const STDIN = '-';

/** The manifests of files and folders, in the order of their names. A folder is read with all folders in it. */
export function readManifests(paths: readonly string[], readStdin: () => Uint8Array): readonly NamedContent[] {
  return paths.flatMap((given) => (given === STDIN ? [readFile(given, readStdin)] : readManifestsAt(given)));
}

/** What is read to its end is empty the second time: manifests or requests would be missing without a word. */
export function readableOnce(readStdin: () => Uint8Array): () => Uint8Array {
  let isRead = false;
  return () => {
    if (isRead) throw new Error(`standard input can be read only once; let ${STDIN} stand for one input, and name files for the others`);
    isRead = true;
    return readStdin();
  };
}

export function readFile(file: string, readStdin: () => Uint8Array): FileContent {
  return file === STDIN ? reading(file, () => ({ name: file, content: readStdin() })) : readFileAt(file);
}
