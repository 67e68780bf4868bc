import { judgeAtSidecar, PodArrival } from './sidecar-hop';
import { Walk } from './walk-scope';
import { Capture, MeshService, MeshWorkload } from '../../model/mesh';
import { Declared } from '../envoy/chain';
import { captureOf, isInboundExcluded, missingForCapture } from '../mesh/capture';
import { sidecarLevels, sidecarMode } from '../mesh/peer-authentication';
import { callerAddress, dialledAddresses } from '../mesh/pod-address';
import { transportOf } from '../mesh/transport';
import { Fact } from '../truth/fact';
import { agree, passVerdict, unknownVerdict, Verdict } from '../truth/verdict';
import { IpAddress } from '../values/ip-match';
import { judgeAtZtunnel } from '../ztunnel/ztunnel-hop';

export interface PodTarget {
  readonly pod: MeshWorkload;
  readonly port: number;
  /** By which it is addressed. */
  readonly service?: MeshService;
  readonly declared: Declared;
}

/** A pod as the last hop; each of its addresses when nobody says which is dialled. */
export function judgeAtPod(walk: Walk, target: PodTarget): Verdict {
  const destinations = dialledAddresses(target.pod, walk.request.to.ip);
  const verdicts = destinations.map((destination) => judgeAtAddress(walk, target, destination));
  return agree(verdicts, { fact: 'which address of the pod is dialled', supply: 'to.ip' });
}

function judgeAtAddress(walk: Walk, target: PodTarget, destinationIp: Fact<IpAddress>): Verdict {
  const { mesh, request, caller } = walk;
  const { pod, port } = target;
  const missing = missingForCapture(mesh, pod);
  if (missing) return unknownVerdict(`it is open what enforces policies at ${pod.namespace}/${pod.name}`, missing);
  const capture = captureOf(mesh, pod);
  const name = `${pod.namespace}/${pod.name}`;
  if (pod.kind === 'WorkloadEntry') return unknownVerdict(`it is open what runs at ${name}`, { fact: 'whether a proxy guards the WorkloadEntry', supply: 'at: sidecar' });
  if (capture === 'none' || isInboundExcluded(pod, capture, port)) return passVerdict(`nothing enforces policies at ${name}:${port}`);
  const transport = transportOf({ mesh, request, caller, pod, capture, service: target.service, declared: target.declared });
  if (transport.kind === 'unknown') return unknownVerdict(`it is open how the caller reaches ${name}`, transport.missing);
  const peerIp = callerAddress(walk.isBehindWaypoint ? undefined : request.from.ip, caller.addresses, destinationIp);
  const arrival = { mesh, request, pod, port, peerIp, destinationIp };
  const verdicts = transport.principals.map((principal) => judge(capture, { ...arrival, principal: offered(walk, target, principal) }));
  return agree(verdicts, transport.question ?? { fact: 'how the caller is connected', supply: 'from.dataPlane' });
}

/** A sidecar client sends plaintext to a port whose server is DISABLE (3.2). */
function offered({ mesh, caller }: Walk, { pod, port }: PodTarget, principal: string | undefined): string | undefined {
  const isDisabled = caller.kind === 'sidecar' && captureOf(mesh, pod) === 'sidecar' && sidecarMode(sidecarLevels(mesh, pod), port) === 'DISABLE';
  return isDisabled ? undefined : principal;
}

function judge(capture: Capture, arrival: PodArrival): Verdict {
  const { mesh, pod, port, principal, peerIp, destinationIp } = arrival;
  if (capture === 'sidecar') return judgeAtSidecar(arrival);
  if (capture === 'ambient') return judgeAtZtunnel({ mesh, pod, connection: { principal, sourceIp: peerIp, remoteIp: peerIp, destinationIp, port } });
  return unknownVerdict(`${pod.namespace}/${pod.name} is a ${capture}`, { fact: 'what is asked of it', supply: 'to.gateway' });
}
