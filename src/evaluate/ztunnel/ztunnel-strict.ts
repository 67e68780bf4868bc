import { DecidingPolicy, Mesh, MtlsMode, WrittenPeerAuthentication } from '../../model/mesh';
import { indexOf } from '../mesh/mesh-index';
import { hasLabels, oldest, PodPlace, selects } from '../mesh/peer-authentication';
import { readOnes } from '../truth/reading';

/** PeerAuthentication as istiod converts it for ztunnel: refusals of connections without an identity (3.4). */
export interface ZtunnelStrictness {
  /** The converted policy that refuses plaintext to this port, if one does. */
  refuses(port: number): DecidingPolicy | undefined;
}

type Mode = MtlsMode;

interface Levels {
  readonly mesh?: WrittenPeerAuthentication;
  readonly namespace?: WrittenPeerAuthentication;
  readonly workload?: WrittenPeerAuthentication;
}

const OPEN: readonly Mode[] = ['PERMISSIVE', 'DISABLE'];

export function ztunnelStrictness(mesh: Mesh, pod: PodPlace): ZtunnelStrictness {
  const levels = fetchedLevels(mesh, pod);
  const { workload } = levels;
  const isStrict = isEffectivelyStrict(levels);
  const names = workload ? referencesPorts(workload, isStrict) : false;
  const replaced = names && isStrict;
  const parents = { mesh: nilSelectorOldest(mesh, mesh.configuration.rootNamespace), namespace: nilSelectorOldest(mesh, pod.namespace) };
  return {
    refuses: (port) => {
      const source = workload ?? levels.namespace ?? levels.mesh;
      if (isStrict && !replaced && source) return converted(`${mesh.configuration.rootNamespace}/istio_converted_static_strict`, strictSource(levels) ?? source);
      const isRefused = names && workload !== undefined && portRefusal(workload, parents, mesh.configuration.rootNamespace)(port);
      return isRefused ? converted(`${workload.namespace}/converted_peer_authentication_${workload.name}`, workload) : undefined;
    },
  };
}

/** For other namespaces only those without any selector are fetched from the root namespace (3.4 d). */
function fetchedLevels(mesh: Mesh, pod: PodPlace): Levels {
  const { rootNamespace } = mesh.configuration;
  const fetched = readOnes(indexOf(mesh).peerAuthentications({ namespaces: [rootNamespace, pod.namespace], labels: pod.labels }))
    .filter((policy) => selects(policy, pod) || (policy.namespace === rootNamespace && policy.selector === undefined));
  const wide = fetched.filter((policy) => !hasLabels(policy));
  return {
    mesh: oldest(wide.filter(({ namespace }) => namespace === rootNamespace)),
    namespace: oldest(wide.filter(({ namespace }) => namespace !== rootNamespace)),
    workload: oldest(fetched.filter((policy) => hasLabels(policy) && policy.namespace !== rootNamespace)),
  };
}

/** The index that the conversion of port exceptions reads holds only those without any selector (3.4 e). */
function nilSelectorOldest(mesh: Mesh, namespace: string): WrittenPeerAuthentication | undefined {
  return oldest(readOnes(indexOf(mesh).peerAuthentications({ namespaces: [namespace] })).filter(({ selector }) => selector === undefined));
}

function isEffectivelyStrict({ mesh, namespace, workload }: Levels): boolean {
  const modes = [workload?.mode, namespace?.mode, mesh?.mode];
  return modes.find((mode) => mode !== undefined && mode !== 'UNSET') === 'STRICT';
}

function strictSource({ mesh, namespace, workload }: Levels): WrittenPeerAuthentication | undefined {
  return [workload, namespace, mesh].find((policy) => policy?.mode === 'STRICT');
}

/** Whether the workload names its converted policy; in place of static STRICT, when that is in force (3.4 a, b). */
function referencesPorts(workload: WrittenPeerAuthentication, isStrict: boolean): boolean {
  const modes = [...workload.portModes.values()];
  if (workload.mode === 'STRICT') return modes.some((mode) => OPEN.includes(mode));
  // Under an inherited STRICT only PERMISSIVE counts as an exemption (3.4 b).
  if (workload.mode === 'UNSET' && isStrict) return modes.includes('PERMISSIVE');
  return modes.includes('STRICT');
}

interface Parents {
  readonly mesh?: WrittenPeerAuthentication;
  readonly namespace?: WrittenPeerAuthentication;
}

/** The converted policy itself; one that is never generated refuses nothing (3.4). */
function portRefusal(workload: WrittenPeerAuthentication, parents: Parents, rootNamespace: string): (port: number) => boolean {
  const ports = [...workload.portModes];
  if (workload.namespace === rootNamespace || ports.length === 0) return () => false;
  const strict = ports.filter(([, mode]) => mode === 'STRICT').map(([port]) => port).filter(() => !isStrictPortSkipped(workload, parents));
  const exempt = ports.filter(([, mode]) => OPEN.includes(mode)).map(([port]) => port).filter(() => !isExemptionSkipped(workload, parents));
  const hasTopRule = workload.mode === 'STRICT' || isMerged(parents);
  return (port) => strict.includes(port) || (exempt.length > 0 && hasTopRule && !exempt.includes(port));
}

/** The operators' precedence in istiod makes the last case hold whatever the workload says (3.4 c). */
function isStrictPortSkipped(workload: WrittenPeerAuthentication, { mesh, namespace }: Parents): boolean {
  return workload.mode === 'STRICT'
    || (workload.mode === 'UNSET' && namespace?.mode === 'STRICT')
    || ((namespace === undefined || namespace.mode === 'UNSET') && mesh?.mode === 'STRICT');
}

function isExemptionSkipped(workload: WrittenPeerAuthentication, { mesh, namespace }: Parents): boolean {
  if (workload.mode !== 'UNSET') return workload.mode !== 'STRICT';
  return namespace === undefined ? mesh?.mode !== 'STRICT' : namespace.mode !== 'STRICT';
}

function isMerged({ mesh, namespace }: Parents): boolean {
  if (namespace?.mode === 'STRICT') return true;
  return mesh?.mode === 'STRICT' && (namespace === undefined || namespace.mode === 'UNSET');
}

function converted(name: string, { at }: WrittenPeerAuthentication): DecidingPolicy {
  return { name, action: 'DENY', at };
}
