import * as path from 'node:path';
import { Plane } from './manifests';
import { readMesh } from '../../src/analysis';
import { readManifests } from '../../src/cli/input';
import { Mesh } from '../../src/model/mesh';

/** What is read of an example in one data plane: what it writes, and what the cluster has besides. */
export function exampleMesh(example: string, plane: Plane, networkPolicies: boolean = false): Mesh {
  const folder = path.join(__dirname, '..', '..', 'examples', example);
  const paths = [path.join('golden', plane), path.join('cluster', 'workloads.yaml'), path.join('cluster', `${plane}.yaml`)];
  return readMesh({ manifests: readManifests(paths.map((one) => path.join(folder, one)), () => Buffer.from('')), environment: new Map(), networkPolicies });
}
