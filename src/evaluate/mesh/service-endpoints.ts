import { indexOf } from './mesh-index';
import { Mesh, MeshService, MeshWorkload, ServicePort } from '../../model/mesh';
import { isSubset } from '../truth/reading';

/** The workloads behind a Service. */
export function endpointsOf(mesh: Mesh, service: MeshService): readonly MeshWorkload[] {
  return indexOf(mesh).workloadsIn(service.namespace).filter((workload) => isBehind(workload, service));
}

export function servicesOf(mesh: Mesh, workload: MeshWorkload): readonly MeshService[] {
  return indexOf(mesh).servicesIn(workload.namespace).filter((service) => isBehind(workload, service));
}

/** The port of the pods, by number or by the name of a container port. */
export function targetNumber({ target }: ServicePort, workload: MeshWorkload): number | undefined {
  return typeof target === 'number' ? target : workload.ports.find(({ name }) => name === target)?.number;
}

/** An empty selector selects nothing: such a Service gets its endpoints from elsewhere. */
function isBehind(workload: MeshWorkload, { namespace, selector }: MeshService): boolean {
  return workload.namespace === namespace && selector !== undefined && Object.keys(selector).length > 0 && isSubset(selector, workload.labels);
}
