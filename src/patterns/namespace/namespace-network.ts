import { Construct } from 'constructs';
import { HBONE_PORT, ingressOpenings, NetworkOpening, openingsTowards } from '../../compile';
import { checkName } from '../../constructs/intent/text-checks';
import { DataPlane } from '../../constructs/mesh/data-plane';
import { WorkloadReference } from '../../constructs/mesh/references';
import { emitNetworkPolicy } from '../../constructs/object/network-policy';
import { MeshNamespace } from '../../constructs/workload/mesh-namespace';
import { Workload } from '../../constructs/workload/workload';

const DNS_PORT = 53;
const DNS_NAMESPACE = 'kube-system';
const ISTIOD_PORT = 15012;
const ISTIO_METRICS_PORTS = [15020, 15090];

/** What istio-cni rewrites the source of the kubelet's probes to, so that ztunnel lets them pass. */
const PROBE_SOURCES = ['169.254.7.127/32', 'fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128'];

/** Closes every pod of a namespace in both directions, but for what the mesh itself needs. */
export function emitDefaultDenyNetwork(scope: Construct, namespace: MeshNamespace, scrapedFrom: readonly string[]): void {
  const isAmbient = namespace.dataPlane === DataPlane.AMBIENT;
  const scrapers = scrapedFrom.map((name): NetworkOpening => ({ peer: { kind: 'namespace', namespace: checkName('namespace', name) }, ports: ISTIO_METRICS_PORTS }));
  emitNetworkPolicy(scope, 'DefaultDenyNetwork', {
    name: 'default-deny', namespaceName: namespace.name, podLabels: {}, ingress: () => [], egress: () => [],
  });
  emitNetworkPolicy(scope, 'MeshNetwork', {
    name: 'allow-mesh',
    namespaceName: namespace.name,
    podLabels: {},
    ingress: () => [...(isAmbient ? probes() : []), ...scrapers],
    egress: () => (isAmbient ? [dns] : [dns, istiod(namespace.mesh.rootNamespace)]),
  });
}

export const dns: NetworkOpening = { peer: { kind: 'namespace', namespace: DNS_NAMESPACE }, ports: [DNS_PORT], protocols: ['UDP', 'TCP'] };

export const istiod = (rootNamespace: string): NetworkOpening => ({ peer: { kind: 'namespace', namespace: rootNamespace }, ports: [ISTIOD_PORT] });

export const probes = (): readonly NetworkOpening[] => PROBE_SOURCES.map((cidr) => ({ peer: { kind: 'cidr', cidr }, ports: [] }));

/** Under which id a workload holds the NetworkPolicy of its own pods. */
export const WORKLOAD_NETWORK = 'Network';

/** Opens a workload's pods to those who were granted something, and towards those who granted it something. */
export function emitWorkloadNetwork(workload: Workload, namespace: MeshNamespace): void {
  emitNetworkPolicy(workload, WORKLOAD_NETWORK, {
    name: workload.name,
    namespaceName: workload.namespaceName,
    podLabels: workload.labels,
    ingress: () => ingressOpenings(workload._target(), workload._allGrants()),
    egress: () => [
      ...namespace.mesh._registry.targetsOf(workload._identity()).flatMap((target) => openingsTowards(target, namespace.dataPlane)),
      ...workload._callees().map((callee) => openingTowards(callee, namespace.dataPlane)),
    ],
  });
}

function openingTowards(callee: WorkloadReference, callerPlane: DataPlane): NetworkOpening {
  const ports = callee._ports().map((port) => port.containerPort);
  const byTunnel = callee._dataPlane() === 'ambient' ? [HBONE_PORT] : callerPlane === DataPlane.AMBIENT ? [...ports, HBONE_PORT] : ports;
  return { peer: { kind: 'namespace', namespace: callee.namespaceName }, ports: byTunnel };
}
