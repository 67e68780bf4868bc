import { ContainerPort, Labels, Mesh, MeshRequest, MeshWorkload } from '../../model/mesh';
import { ResolvedCaller } from '../mesh/caller';
import { isOutside } from '../mesh/capture';
import { callerAddress } from '../mesh/pod-address';
import { Fact } from '../truth/fact';
import { IpAddress } from '../values/ip-match';

/** One end of a connection, as the network of a cluster sees it. */
export interface NetworkEndpoint {
  /** For people. */
  readonly name: string;
  /** Absent: nobody said. */
  readonly namespace?: string;
  readonly labels?: Labels;
  readonly address: Fact<IpAddress>;
  /** Pods on the network of their node have no address of their own, and NetworkPolicies treat them as each network likes. */
  readonly isHostNetwork: boolean;
  /** Outside of the cluster nothing has labels. */
  readonly isInCluster: boolean;
  readonly ports: readonly ContainerPort[];
}

export function endpointOfPod(pod: MeshWorkload, address: Fact<IpAddress>): NetworkEndpoint {
  const { namespace, name, labels, hostNetwork, ports } = pod;
  return { name: `${namespace}/${name}`, namespace, labels, address, isHostNetwork: hostNetwork, isInCluster: !isOutside(pod), ports };
}

export interface Departure {
  readonly mesh: Mesh;
  readonly request: MeshRequest;
  readonly caller: ResolvedCaller;
  readonly isBehindProxy: boolean;
  readonly destination: Fact<IpAddress>;
}

/** Whoever opens the connection: each pod that it may be, found by name or address, or what little is known of it. */
export function callerEndpoints({ mesh, request, caller, isBehindProxy, destination }: Departure): readonly NetworkEndpoint[] {
  const ip = isBehindProxy ? undefined : request.from.ip;
  const pods = caller.pods ?? (ip === undefined ? [] : mesh.workloads.filter(({ addresses }) => addresses.includes(ip)));
  const addressOf = (addresses: readonly string[]) => callerAddress(ip, addresses, destination);
  if (pods.length > 0) return pods.map((pod) => endpointOfPod(pod, addressOf(pod.addresses)));
  const { namespace } = caller;
  const name = caller.principal ?? ip ?? 'the caller';
  return [{ name, ...namespace === undefined ? {} : { namespace }, address: addressOf([]), isHostNetwork: false, isInCluster: true, ports: [] }];
}
