import { byAge } from './age';
import { indexOf } from './mesh-index';
import { Mesh, MtlsMode, WrittenPeerAuthentication } from '../../model/mesh';
import { isSubset, readOnes, Unreadable, unreadableOnes } from '../truth/reading';

export interface PodPlace {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The one PeerAuthentication of each level that wins (3.1). */
export interface PeerAuthenticationLevels {
  readonly mesh?: WrittenPeerAuthentication;
  readonly namespace?: WrittenPeerAuthentication;
  readonly workload?: WrittenPeerAuthentication;
}

/** What a sidecar goes by: a selector without labels is none, and one in the root namespace is ignored (3.1). */
export function sidecarLevels(mesh: Mesh, pod: PodPlace): PeerAuthenticationLevels {
  const { rootNamespace } = mesh.configuration;
  const all = readOnes(indexOf(mesh).peerAuthentications({ namespaces: [rootNamespace, pod.namespace], labels: pod.labels }));
  const wide = all.filter((policy) => !hasLabels(policy));
  return {
    mesh: oldest(wide.filter(({ namespace }) => namespace === rootNamespace)),
    namespace: pod.namespace === rootNamespace ? undefined : oldest(wide.filter(({ namespace }) => namespace === pod.namespace)),
    workload: pod.namespace === rootNamespace ? undefined : oldest(all.filter((policy) => hasLabels(policy) && selects(policy, pod))),
  };
}

/** The mode of one port of a sidecar: UNSET inherits, and nothing set is PERMISSIVE (3.1). */
export function sidecarMode(levels: PeerAuthenticationLevels, port: number): Exclude<MtlsMode, 'UNSET'> {
  return modeSetter(levels, port)?.mode ?? 'PERMISSIVE';
}

/** Who sets the mode of a port, for the port itself or for all that it selects. */
export interface ModeSetter {
  readonly policy: WrittenPeerAuthentication;
  readonly mode: Exclude<MtlsMode, 'UNSET'>;
}

export function modeSetter({ mesh, namespace, workload }: PeerAuthenticationLevels, port: number): ModeSetter | undefined {
  const inOrder = [[workload, workload?.portModes.get(port)], [workload, workload?.mode], [namespace, namespace?.mode], [mesh, mesh?.mode]] as const;
  for (const [policy, mode] of inOrder) {
    if (policy && mode !== undefined && mode !== 'UNSET') return { policy, mode };
  }
  return undefined;
}

export function unreadablePeerAuthentications(mesh: Mesh, pod: PodPlace): readonly Unreadable[] {
  const namespaces = [mesh.configuration.rootNamespace, pod.namespace];
  return unreadableOnes(indexOf(mesh).peerAuthentications({ namespaces, labels: pod.labels }), { namespaces, labels: pod.labels });
}

export function hasLabels({ selector }: WrittenPeerAuthentication): boolean {
  return Object.keys(selector ?? {}).length > 0;
}

export function selects(policy: WrittenPeerAuthentication, pod: PodPlace): boolean {
  return policy.namespace === pod.namespace && isSubset(policy.selector ?? {}, pod.labels);
}

/** The oldest wins; ties go by name, then namespace (3.1). */
export function oldest(policies: readonly WrittenPeerAuthentication[]): WrittenPeerAuthentication | undefined {
  return [...policies].sort(byAge)[0];
}
