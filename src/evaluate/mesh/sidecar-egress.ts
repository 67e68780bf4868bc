import { ResolvedCaller } from './caller';
import { Mesh, MeshService, MissingFact, OpaqueObject } from '../../model/mesh';
import { isSubset } from '../truth/reading';

/** What keeps it open whether the caller's sidecar knows a Service; undefined: it does. */
export function missingForEgress(mesh: Mesh, caller: ResolvedCaller, service: MeshService): MissingFact | undefined {
  const sidecars = sidecarsOf(mesh, caller);
  const hiding = sidecars.find((sidecar) => !knows(sidecar, caller, service));
  if (!hiding) return undefined;
  const host = `${service.namespace}/${hostOf(service)}`;
  const name = `${hiding.namespace}/${hiding.name} (${hiding.at.file}:${hiding.at.line})`;
  return { fact: `what the caller's sidecar does with ${host}, which Sidecar ${name} does not list`, supply: `${host} among the egress hosts, or at: a point` };
}

/** The one that selects the caller, else its namespace's, else the mesh's; several, when its labels are not known. */
function sidecarsOf(mesh: Mesh, { namespace, labels }: ResolvedCaller): readonly OpaqueObject[] {
  const all = mesh.opaque.filter(({ kind }) => kind === 'Sidecar');
  const own = all.filter((sidecar) => sidecar.namespace === namespace);
  const selecting = own.filter(({ selector }) => hasLabels(selector) && (labels === undefined || isSubset(selector!, labels)));
  const wide = own.filter(({ selector }) => !hasLabels(selector));
  const meshWide = all.filter((sidecar) => sidecar.namespace === mesh.configuration.rootNamespace && !hasLabels(sidecar.selector));
  if (selecting.length > 0) return labels === undefined ? [...selecting, ...wide] : selecting;
  return wide.length > 0 ? wide : meshWide;
}

function hasLabels(selector: OpaqueObject['selector']): boolean {
  return Object.keys(selector ?? {}).length > 0;
}

function knows({ egressHosts }: OpaqueObject, caller: ResolvedCaller, service: MeshService): boolean {
  return egressHosts?.some((entry) => {
    const slash = entry.indexOf('/');
    const [place, host] = [entry.slice(0, slash), entry.slice(slash + 1)];
    const isPlace = place === '*' || (place === '.' ? caller.namespace : place) === service.namespace;
    return isPlace && (host === '*' || host === hostOf(service) || (host.startsWith('*.') && hostOf(service).endsWith(host.slice(1))));
  }) ?? false;
}

function hostOf({ namespace, name }: MeshService): string {
  return `${name}.${namespace}.svc.cluster.local`;
}
