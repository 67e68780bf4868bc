import { indexOf } from './mesh-index';
import { rememberedIn } from './remembered';
import { Mesh, MeshService, MeshServiceEntry, MeshWorkload, ServicePort } from '../../model/mesh';
import { isSubset } from '../truth/reading';

export function isEntry(service: MeshService): service is MeshServiceEntry {
  return 'hosts' in service;
}

/** What is called is no part of the mesh. */
export function isExternal(service: MeshService | undefined): boolean {
  return service !== undefined && isEntry(service) && service.isExternal;
}

/** The workloads behind a Service. */
export const endpointsOf = rememberedIn((mesh, service: MeshService): readonly MeshWorkload[] => {
  const { namespace, selector } = service;
  const selected = selector === undefined ? [] : indexOf(mesh).workloadsWith(namespace, selector).filter((workload) => isBehind(workload, service));
  return isEntry(service) ? [...selected, ...written(mesh, service)] : selected;
});

export const servicesOf = rememberedIn((mesh, workload: MeshWorkload): readonly MeshService[] => (
  indexOf(mesh).servicesThatMaySelect(workload).filter((service) => isBehind(workload, service))
));

/** The port of the pods, by number or by the name of a container port; a ServiceEntry takes one of its own port's name first. */
export function targetNumber({ target, name }: ServicePort, workload: MeshWorkload, service?: MeshService): number | undefined {
  const named = service && isEntry(service) ? workload.ports.find((port) => port.name === name && name !== undefined)?.number : undefined;
  return named ?? (typeof target === 'number' ? target : workload.ports.find((port) => port.name === target)?.number);
}

/** An empty selector selects nothing: such a Service gets its endpoints from elsewhere. */
function isBehind(workload: MeshWorkload, { namespace, selector }: MeshService): boolean {
  return workload.namespace === namespace && selector !== undefined && Object.keys(selector).length > 0 && isSubset(selector, workload.labels);
}

/** Endpoints that stand in a ServiceEntry, or whatever answers at its hosts when there are none. */
function written(mesh: Mesh, entry: MeshServiceEntry): readonly MeshWorkload[] {
  const { endpoints, selector, hosts } = entry;
  if (endpoints.length === 0) return selector === undefined ? hosts.map((host) => hostAsEndpoint(entry, host)) : [];
  return endpoints.flatMap((endpoint) => {
    const known = mesh.workloads.filter(({ addresses }) => addresses.some((address) => endpoint.addresses.includes(address)));
    return known.length > 0 ? known : [endpoint];
  });
}

function hostAsEndpoint({ namespace, at }: MeshServiceEntry, host: string): MeshWorkload {
  return { kind: 'ServiceEntry', namespace, name: host, labels: {}, annotations: {}, serviceAccount: '', addresses: [], ports: [], hostNetwork: false, at };
}
