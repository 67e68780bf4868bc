import { captureOf, missingForCapture } from './capture';
import { indexOf } from './mesh-index';
import { Labels, Mesh, MeshRequest, MeshWorkload, MissingFact } from '../../model/mesh';

/** How a caller is connected; undefined: nobody said. */
export type CallerKind = 'sidecar' | 'ambient' | 'gateway' | 'waypoint' | 'none';

export interface ResolvedCaller {
  readonly kind?: CallerKind;
  /** What its certificate says, if it has one. */
  readonly principal?: string;
  readonly addresses: readonly string[];
  readonly namespace?: string;
  /** Of a declared workload. */
  readonly labels?: Labels;
  /** The pods that it may be, as far as they are declared. */
  readonly pods?: readonly MeshWorkload[];
}

/** Who calls, from the declared workload or as the request says: each workload of the name that is given. */
export function resolveCallers(mesh: Mesh, { from }: MeshRequest): readonly (ResolvedCaller | MissingFact)[] {
  if (from.workload === undefined) {
    const kind = from.dataPlane ?? (from.principal === undefined ? 'none' : undefined);
    return [{ kind, principal: from.principal, addresses: NONE, namespace: from.principal === undefined ? undefined : namespaceIn(from.principal) }];
  }
  const workloads = indexOf(mesh).workload(from.workload);
  if (workloads.length === 0) return [{ fact: `the workload ${from.workload}`, supply: 'its manifest, or from.principal, from.ip and from.dataPlane' }];
  return workloads.map((workload) => declaredCaller(mesh, from, workload));
}

function declaredCaller(mesh: Mesh, from: MeshRequest['from'], workload: MeshWorkload): ResolvedCaller | MissingFact {
  const missing = from.dataPlane === undefined ? missingForCapture(mesh, workload) : undefined;
  if (missing) return missing;
  const kind = from.dataPlane ?? captureOf(mesh, workload);
  const own = `${mesh.configuration.trustDomain}/ns/${workload.namespace}/sa/${workload.serviceAccount || 'default'}`;
  const principal = from.principal ?? (kind === 'none' ? undefined : own);
  return { kind, principal, addresses: workload.addresses, namespace: workload.namespace, labels: workload.labels, pods: [workload] };
}

const NONE: readonly string[] = [];

/** What stands behind the second slash. */
function namespaceIn(principal: string): string | undefined {
  const start = principal.indexOf('/', principal.indexOf('/') + 1) + 1;
  const end = principal.indexOf('/', start);
  return start === 0 ? undefined : principal.slice(start, end < 0 ? undefined : end);
}

export function isMissing(caller: ResolvedCaller | MissingFact): caller is MissingFact {
  return 'fact' in caller;
}
