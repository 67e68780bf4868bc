import { eachCaller } from './each-caller';
import { judgeAtGateway } from './gateway-hop';
import { PodTarget } from './pod-hop';
import { judgeAtSidecar } from './sidecar-hop';
import { judgeAtWaypoint } from './waypoint-hop';
import { Mesh, MeshRequest, MissingFact } from '../../model/mesh';
import { ResolvedCaller } from '../mesh/caller';
import { Destination, findDestination, noWorkload } from '../mesh/destination';
import { callerAddress, dialledAddresses, podAddress, waypointDestination } from '../mesh/pod-address';
import { bindingOf } from '../mesh/waypoint-binding';
import { Fact } from '../truth/fact';
import { agree, unknownVerdict, Verdict } from '../truth/verdict';
import { IpAddress } from '../values/ip-match';
import { judgeAtZtunnel } from '../ztunnel/ztunnel-hop';

/** One enforcement point, as if the request had reached it: with the caller's certificate, if it has one. */
export function judgeAt(mesh: Mesh, request: MeshRequest): Verdict {
  return eachCaller(mesh, request, (caller) => judgeCallerAt(mesh, request, caller));
}

function judgeCallerAt(mesh: Mesh, request: MeshRequest, caller: ResolvedCaller): Verdict {
  if (request.at === 'gateway') return judgeAtGateway({ mesh, request, caller, peerIp: callerAddress(request.from.ip, caller.addresses, podAddress([])) });
  const destination = findDestination(mesh, request);
  if ('fact' in destination) return unknownVerdict(`the input does not have ${destination.fact}`, destination);
  if (request.at === 'waypoint') return atWaypoint({ mesh, request, caller, destination });
  if (destination.targets.length === 0) return noWorkload(destination);
  return atPods({ mesh, request, caller, destination });
}

interface Point {
  readonly mesh: Mesh;
  readonly request: MeshRequest;
  readonly caller: ResolvedCaller;
  readonly destination: Destination;
}

function atWaypoint({ mesh, request, caller, destination }: Point): Verdict {
  const object = destination.service ?? destination.targets[0].pod;
  const binding = bindingOf(mesh, object);
  const missing: MissingFact = binding.kind === 'unknown'
    ? binding.missing
    : { fact: `the waypoint of ${object.namespace}/${object.name}, which is bound to none`, supply: 'the label istio.io/use-waypoint' };
  if (binding.kind !== 'bound') return unknownVerdict('no waypoint is bound', missing);
  const destinationIp = waypointDestination(destination.service, destination.targets[0]?.pod, request.to.ip);
  return judgeAtWaypoint({
    mesh,
    request,
    destinationIp,
    gateway: binding.gateway,
    service: destination.service,
    declared: destination.declared,
    port: destination.port,
    principal: caller.principal,
    peerIp: callerAddress(request.from.ip, caller.addresses, destinationIp),
  });
}

const WHICH_POD: MissingFact = { fact: 'which workload answers, and at which address', supply: 'to.workload and to.ip' };

function atPods(point: Point): Verdict {
  const { destination: { targets }, request: { to } } = point;
  const addresses = dialledAddresses(targets[0].pod, to.ip);
  if (targets.length === 1 && addresses.length === 1) return atPod(point, targets[0], addresses[0]);
  const verdicts = targets.flatMap((target) => dialledAddresses(target.pod, to.ip).map((address) => atPod(point, target, address)));
  return agree(verdicts, WHICH_POD);
}

function atPod({ mesh, request, caller }: Point, { pod, port }: PodTarget, destinationIp: Fact<IpAddress>): Verdict {
  const peerIp = callerAddress(request.from.ip, caller.addresses, destinationIp);
  const { principal } = caller;
  if (request.at === 'ztunnel') return judgeAtZtunnel({ mesh, pod, connection: { principal, sourceIp: peerIp, remoteIp: peerIp, destinationIp, port } });
  return judgeAtSidecar({ mesh, request, pod, port, principal, peerIp, destinationIp });
}
