import { indexOf } from '../../evaluate/mesh/mesh-index';
import { isSubset, readOnes } from '../../evaluate/truth/reading';
import { Mesh, MeshGateway, MeshService, MeshWorkload, PolicyTargetRef, WrittenPolicy } from '../../model/mesh';

/** Where policies are read on the ways to a target. */
export interface Surroundings {
  readonly namespace: string;
  readonly pods?: readonly MeshWorkload[];
  readonly service?: MeshService;
  /** The gateway itself, or the waypoint in front. */
  readonly gateway?: MeshGateway;
}

/**
 * The policies that may have a say about a target. They only suggest what to ask: one too many costs a question, and what
 * they decide is for the evaluator to say.
 */
export function policiesAround(mesh: Mesh, around: Surroundings): readonly WrittenPolicy[] {
  const { rootNamespace } = mesh.configuration;
  const namespaces = [rootNamespace, around.namespace, ...around.gateway ? [around.gateway.namespace] : []];
  return readOnes(indexOf(mesh).policiesIn(namespaces)).filter(({ namespace, attachment: { targetRefs, selector = {} } }) => {
    if (targetRefs.length > 0) return targetRefs.some((ref) => isMeant(ref, namespace, around));
    return Object.keys(selector).length === 0 || (around.pods ?? []).some(({ labels }) => isSubset(selector, labels));
  });
}

function isMeant({ kind, name }: PolicyTargetRef, namespace: string, { service, gateway }: Surroundings): boolean {
  switch (kind) {
    case 'Service': return name === service?.name && namespace === service.namespace;
    case 'Gateway': return name === gateway?.name && namespace === gateway.namespace;
    default: return gateway !== undefined;
  }
}
