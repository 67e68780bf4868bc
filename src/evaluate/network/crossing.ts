import { callerEndpoints, endpointOfPod } from './network-endpoint';
import { judgeOnNetwork } from './network-hop';
import { Mesh, MeshGateway, MeshRequest, MeshWorkload } from '../../model/mesh';
import { ResolvedCaller } from '../mesh/caller';
import { gatewayPods } from '../mesh/gateway-pods';
import { podAddress } from '../mesh/pod-address';
import { Fact } from '../truth/fact';
import { afterwards, agree, Verdict } from '../truth/verdict';
import { IpAddress } from '../values/ip-match';

/** A request on its way between two pods. */
export interface Crossing {
  readonly mesh: Mesh;
  readonly request: MeshRequest;
  readonly caller: ResolvedCaller;
  readonly isBehindProxy: boolean;
}

/** What crosses the wire between proxies in ambient mode, whatever port is called within (5.6). */
export const HBONE_PORT = 15008;

/** One pod at an address of its own. */
export interface Called {
  readonly pod: MeshWorkload;
  readonly address: Fact<IpAddress>;
}

/** The network between the caller and a pod, or one of several alike; then what is said there. */
export function crossing({ mesh, request, caller, isBehindProxy }: Crossing, called: readonly Called[], port: number, arrived: Verdict): Verdict {
  if (mesh.networkPolicies.length === 0) return arrived;
  const verdicts = called.map(({ pod, address }) => {
    const from = callerEndpoints({ mesh, request, caller, isBehindProxy, destination: address });
    return judgeOnNetwork({ mesh, from, to: endpointOfPod(pod, address), port });
  });
  return afterwards(agree(verdicts, { fact: 'which pod answers', supply: 'to.workload' }), arrived);
}

/** To the pods of a Gateway. */
export function crossingToGateway(way: Crossing, gateway: MeshGateway, port: number, arrived: Verdict): Verdict {
  const called = gatewayPods(way.mesh, gateway).map((pod) => ({ pod, address: podAddress(pod.addresses) }));
  return crossing(way, called, port, arrived);
}
