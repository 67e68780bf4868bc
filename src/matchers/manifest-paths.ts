import { InvalidRequest } from './request-checks';
import { NamedContent } from '../analysis';
import { readManifestsAt } from '../files';

/** The manifests at a path, of which there have to be some. */
export function manifestsIn(path: string): readonly NamedContent[] {
  const found = readManifestsAt(path);
  if (found.length === 0) {
    throw new InvalidRequest(`there is no .yaml, .yml or .json file in ${path}: nothing can be judged`);
  }
  return found;
}
