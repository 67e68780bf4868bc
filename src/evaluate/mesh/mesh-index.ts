import { KeyIndex, labelKeys, selectorKey } from './label-index';
import { remembered } from './remembered';
import {
  Labels, Mesh, MeshGateway, MeshService, MeshServiceEntry, MeshWorkload, Namespace, OpaqueObject, PolicyAttachment, Read, WrittenDestinationRule,
  WrittenNetworkPolicy, WrittenPeerAuthentication, WrittenPolicy, WrittenRequestAuthentication, WrittenSidecar,
} from '../../model/mesh';

/** Where policies are looked for. */
export interface PolicyPlace {
  readonly namespaces: readonly string[];
  /** Of the pods that selectors may select. */
  readonly labels?: Labels;
  /** Names that targetRefs may name. */
  readonly targets?: readonly string[];
}

/** At least those that are for what stands there, and the unreadable ones that may be; more of them may not be. */
type LookUp<T> = (place: PolicyPlace) => readonly Read<T>[];

/** A mesh by what a decision looks under, so that it costs the same in a mesh of any size. */
export interface MeshIndex {
  readonly policies: LookUp<WrittenPolicy>;
  readonly peerAuthentications: LookUp<WrittenPeerAuthentication>;
  readonly requestAuthentications: LookUp<WrittenRequestAuthentication>;
  workload(name: string): readonly MeshWorkload[];
  /** Those of the namespace that have all of these labels; none without labels. */
  workloadsWith(namespace: string, labels: Labels): readonly MeshWorkload[];
  service(name: string): MeshService | undefined;
  /** Those whose selector has a label of the workload. */
  servicesThatMaySelect(workload: MeshWorkload): readonly MeshService[];
  serviceEntry(name: string): MeshServiceEntry | undefined;
  /** Those that claim this very host. */
  serviceEntriesFor(host: string): readonly MeshServiceEntry[];
  gateway(name: string): MeshGateway | undefined;
  namespace(name: string): Namespace | undefined;
  /** All of these namespaces, and the unreadable ones that may be of any. */
  policiesIn(namespaces: readonly string[]): readonly Read<WrittenPolicy>[];
  destinationRulesIn(namespaces: readonly string[]): readonly Read<WrittenDestinationRule>[];
  networkPoliciesIn(namespaces: readonly string[]): readonly Read<WrittenNetworkPolicy>[];
  sidecarsIn(namespaces: readonly string[]): readonly Read<WrittenSidecar>[];
  opaqueIn(namespaces: readonly string[]): readonly OpaqueObject[];
}

interface Named {
  readonly namespace: string;
  readonly name: string;
}

/** Made once for each mesh, which never changes. */
export const indexOf = remembered((mesh: Mesh): MeshIndex => {
  const workloads = grouped(mesh.workloads, qualifiedName);
  const workloadsByLabel = new KeyIndex(mesh.workloads, ({ namespace, labels }) => labelKeys(labels).map((key) => within(namespace, key)));
  const services = grouped(mesh.services, qualifiedName);
  const servicesBySelector = new KeyIndex<MeshService>([...mesh.services, ...mesh.serviceEntries], ({ namespace, selector }) => {
    const key = selector && selectorKey(selector);
    return key === undefined ? [] : [within(namespace, key)];
  });
  const entries = grouped(mesh.serviceEntries, qualifiedName);
  const claims = grouped(mesh.serviceEntries.flatMap((entry) => entry.hosts.map((host) => ({ host, entry }))), ({ host }) => host);
  const gateways = grouped(mesh.gateways, qualifiedName);
  const namespaces = grouped(mesh.namespaces, ({ name }) => name);
  const opaque = new KeyIndex(mesh.opaque, ({ namespace }) => [namespaceKey(namespace)]);
  return {
    workload: (name) => workloads.get(name) ?? NONE,
    workloadsWith: (namespace, labels) => {
      const keys = labelKeys(labels).map((key) => within(namespace, key));
      const [rarest] = [...keys].sort((one, other) => workloadsByLabel.count(one) - workloadsByLabel.count(other));
      return rarest === undefined ? [] : workloadsByLabel.get([rarest]).filter((workload) => hasAll(workload.labels, labels));
    },
    service: (name) => services.get(name)?.[0],
    servicesThatMaySelect: ({ namespace, labels }) => servicesBySelector.get(labelKeys(labels).map((key) => within(namespace, key))),
    serviceEntry: (name) => entries.get(name)?.[0],
    serviceEntriesFor: (host) => (claims.get(host) ?? []).map(({ entry }) => entry),
    gateway: (name) => gateways.get(name)?.[0],
    namespace: (name) => namespaces.get(name)?.[0],
    policiesIn: inNamespaces(mesh.authorizationPolicies),
    policies: lookUp(mesh.authorizationPolicies, ({ attachment }) => attachmentKeys(attachment)),
    peerAuthentications: lookUp(mesh.peerAuthentications, ({ selector }) => [selectorKey(selector ?? {}) ?? WIDE]),
    requestAuthentications: lookUp(mesh.requestAuthentications, ({ attachment }) => attachmentKeys(attachment)),
    destinationRulesIn: inNamespaces(mesh.destinationRules),
    networkPoliciesIn: inNamespaces(mesh.networkPolicies),
    sidecarsIn: inNamespaces(mesh.sidecars),
    opaqueIn: (places) => opaque.get(places.map(namespaceKey)),
  };
});

const NONE: readonly never[] = [];
const qualifiedName = ({ namespace, name }: Named): string => `${namespace}/${name}`;
/** Whatever characters are in the name. */
const namespaceKey = (namespace: string): string => `${namespace.length} ${namespace}`;
const within = (namespace: string, key: string): string => `${namespaceKey(namespace)} ${key}`;
/** The key of what is for the whole namespace. */
const WIDE = '';
/** The key of what may be of any namespace. */
const ANYWHERE = 'anywhere';
const targetKey = (name: string): string => `ref ${name}`;

/** One that has targetRefs is for these alone. */
function attachmentKeys({ selector, targetRefs }: PolicyAttachment): readonly string[] {
  return targetRefs.length > 0 ? targetRefs.map(({ name }) => targetKey(name)) : [selectorKey(selector ?? {}) ?? WIDE];
}

function lookUp<T extends Named>(items: readonly Read<T>[], keysOf: (item: T) => readonly string[]): LookUp<T> {
  const all = new KeyIndex(items, (item) => {
    if (item.kind === 'read') return keysOf(item.value).map((key) => within(item.value.namespace, key));
    return [item.reach === undefined ? ANYWHERE : within(item.reach.namespace, WIDE)];
  });
  return ({ namespaces, labels = {}, targets = [] }) => {
    const keys = [WIDE, ...labelKeys(labels), ...targets.map(targetKey)];
    const inEach = [...new Set(namespaces)].flatMap((namespace) => all.get(keys.map((key) => within(namespace, key))));
    return [...all.get([ANYWHERE]), ...inEach];
  };
}

/** Those of these namespaces, and the unreadable ones that may be of any. */
function inNamespaces<T extends Named>(items: readonly Read<T>[]): (namespaces: readonly string[]) => readonly Read<T>[] {
  const all = lookUp(items, () => [WIDE]);
  return (namespaces) => all({ namespaces });
}

function hasAll(labels: Labels, wanted: Labels): boolean {
  return Object.keys(wanted).every((name) => Object.hasOwn(labels, name) && labels[name] === wanted[name]);
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
