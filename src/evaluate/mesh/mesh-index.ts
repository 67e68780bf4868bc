import { Mesh, MeshGateway, MeshService, MeshServiceEntry, MeshWorkload, Namespace, Read, WrittenDestinationRule, WrittenNetworkPolicy, WrittenPeerAuthentication, WrittenPolicy, WrittenRequestAuthentication, WrittenSidecar } from '../../model/mesh';

/** A mesh by the names and namespaces that a decision looks under, so that it costs the same in a mesh of any size. */
export interface MeshIndex {
  workload(name: string): readonly MeshWorkload[];
  workloadsIn(namespace: string): readonly MeshWorkload[];
  service(name: string): MeshService | undefined;
  servicesIn(namespace: string): readonly MeshService[];
  serviceEntry(name: string): MeshServiceEntry | undefined;
  serviceEntriesIn(namespace: string): readonly MeshServiceEntry[];
  /** Those that claim this very host. */
  serviceEntriesFor(host: string): readonly MeshServiceEntry[];
  gateway(name: string): MeshGateway | undefined;
  namespace(name: string): Namespace | undefined;
  /** Those of these namespaces, and the unreadable ones that may be of any. */
  policiesIn(namespaces: readonly string[]): readonly Read<WrittenPolicy>[];
  peerAuthenticationsIn(namespaces: readonly string[]): readonly Read<WrittenPeerAuthentication>[];
  requestAuthenticationsIn(namespaces: readonly string[]): readonly Read<WrittenRequestAuthentication>[];
  destinationRulesIn(namespaces: readonly string[]): readonly Read<WrittenDestinationRule>[];
  networkPoliciesIn(namespaces: readonly string[]): readonly Read<WrittenNetworkPolicy>[];
  sidecarsIn(namespaces: readonly string[]): readonly Read<WrittenSidecar>[];
}

const indexes = new WeakMap<Mesh, MeshIndex>();

/** Made once for each mesh, which never changes. */
export function indexOf(mesh: Mesh): MeshIndex {
  const known = indexes.get(mesh);
  if (known) return known;
  const index = buildIndex(mesh);
  indexes.set(mesh, index);
  return index;
}

interface Named {
  readonly namespace: string;
  readonly name: string;
}

function buildIndex(mesh: Mesh): MeshIndex {
  const workloads = grouped(mesh.workloads, qualifiedName);
  const workloadsByNamespace = grouped(mesh.workloads, namespaceOf);
  const services = grouped(mesh.services, qualifiedName);
  const servicesByNamespace = grouped(mesh.services, namespaceOf);
  const entries = grouped(mesh.serviceEntries, qualifiedName);
  const entriesByNamespace = grouped(mesh.serviceEntries, namespaceOf);
  const claims = grouped(mesh.serviceEntries.flatMap((entry) => entry.hosts.map((host) => ({ host, entry }))), ({ host }) => host);
  const gateways = grouped(mesh.gateways, qualifiedName);
  const namespaces = grouped(mesh.namespaces, ({ name }) => name);
  return {
    workload: (name) => workloads.get(name) ?? [],
    workloadsIn: (namespace) => workloadsByNamespace.get(namespace) ?? [],
    service: (name) => services.get(name)?.[0],
    servicesIn: (namespace) => servicesByNamespace.get(namespace) ?? [],
    serviceEntry: (name) => entries.get(name)?.[0],
    serviceEntriesIn: (namespace) => entriesByNamespace.get(namespace) ?? [],
    serviceEntriesFor: (host) => (claims.get(host) ?? []).map(({ entry }) => entry),
    gateway: (name) => gateways.get(name)?.[0],
    namespace: (name) => namespaces.get(name)?.[0],
    policiesIn: lookUp(mesh.authorizationPolicies),
    peerAuthenticationsIn: lookUp(mesh.peerAuthentications),
    requestAuthenticationsIn: lookUp(mesh.requestAuthentications),
    destinationRulesIn: lookUp(mesh.destinationRules),
    networkPoliciesIn: lookUp(mesh.networkPolicies),
    sidecarsIn: lookUp(mesh.sidecars),
  };
}

const qualifiedName = ({ namespace, name }: Named): string => `${namespace}/${name}`;
const namespaceOf = ({ namespace }: Named): string => namespace;
/** No namespace is called so. */
const ANYWHERE = '';

function lookUp<T extends Named>(items: readonly Read<T>[]): (namespaces: readonly string[]) => readonly Read<T>[] {
  const byNamespace = grouped(items, (item) => (item.kind === 'read' ? item.value.namespace : item.reach?.namespace ?? ANYWHERE));
  return (namespaces) => [ANYWHERE, ...new Set(namespaces)].flatMap((namespace) => byNamespace.get(namespace) ?? []);
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
