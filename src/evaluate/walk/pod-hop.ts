import { judgeAtSidecar } from './sidecar-hop';
import { Walk } from './walk-scope';
import { Capture, DecidingPolicy, MeshService, MeshWorkload } from '../../model/mesh';
import { announcesMtls } from '../client/tls-label';
import { transportOf } from '../client/transport';
import { Way } from '../client/way';
import { Declared } from '../envoy/chain';
import { withStep } from '../envoy/handshake';
import { ResolvedCaller } from '../mesh/caller';
import { captureOf, isInboundExcluded, isOutside, missingForCapture } from '../mesh/capture';
import { callerAddress, dialledAddresses } from '../mesh/pod-address';
import { isExternal } from '../mesh/service-endpoints';
import { crossing, HBONE_PORT } from '../network/crossing';
import { Fact } from '../truth/fact';
import { agree, passVerdict, unknownVerdict, Verdict } from '../truth/verdict';
import { IpAddress } from '../values/ip-match';
import { judgeAtZtunnel } from '../ztunnel/ztunnel-hop';

export interface PodTarget {
  readonly pod: MeshWorkload;
  readonly port: number;
  /** By which it is addressed. */
  readonly service?: MeshService;
  /** The port of the Service, or of the pod that is addressed itself. */
  readonly calledPort: number;
  readonly declared: Declared;
}

/** A pod as the last hop; each of its addresses when nobody says which is dialled. */
export function judgeAtPod(walk: Walk, target: PodTarget): Verdict {
  const destinations = dialledAddresses(target.pod, walk.request.to.ip);
  const verdicts = destinations.map((destination) => judgeAtAddress(walk, target, destination));
  return agree(verdicts, { fact: 'which address of the pod is dialled', supply: 'to.ip' });
}

function judgeAtAddress(walk: Walk, target: PodTarget, destinationIp: Fact<IpAddress>): Verdict {
  const { pod, service } = target;
  if (pod.kind === 'ServiceEntry' && isExternal(service)) return judgeAs('none', { walk, target, destinationIp });
  const missing = missingForCapture(walk.mesh, pod);
  if (!missing) return judgeAs(captureOf(walk.mesh, pod), { walk, target, destinationIp });
  if (!isOutside(pod)) return unknownVerdict(`it is open what enforces policies at ${pod.namespace}/${pod.name}`, missing);
  return agree([judgeAs('sidecar', { walk, target, destinationIp }), judgeAs('none', { walk, target, destinationIp })], missing);
}

function judgeAs(capture: Capture, { walk, target, destinationIp }: Omit<Arrival, 'capture'>): Verdict {
  const { mesh, request, caller } = walk;
  const transport = transportOf({ ...target, mesh, request, caller, capture, isRouted: walk.isRouted === true });
  if (transport.kind === 'unknown') return unknownVerdict(`it is open how the caller reaches ${target.pod.namespace}/${target.pod.name}`, ...transport.missing);
  const verdicts = transport.ways.map((way) => arrive({ walk, target, capture, destinationIp }, way));
  return agree(verdicts, transport.question ?? { fact: 'how the caller is connected', supply: 'from.dataPlane' });
}

interface Arrival {
  readonly walk: Walk;
  readonly target: PodTarget;
  readonly capture: Capture;
  readonly destinationIp: Fact<IpAddress>;
}

/** The network first, which sees the tunnel's port where there is a tunnel (5.6). */
function arrive(arrival: Arrival, way: Way): Verdict {
  const { walk, target: { pod, port }, destinationIp } = arrival;
  if (way.kind === 'refused') return failed(way.reason, way.by);
  const judged = crossing(walk, [{ pod, address: destinationIp }], way.kind === 'HBONE' ? HBONE_PORT : port, judge(arrival, way));
  return way.by ? sentBy(way, way.by, { caller: walk.caller, judged }) : judged;
}

/** What a DestinationRule has the caller's proxy send stands at the head of the walk, and beside what refuses it. */
function sentBy(way: Way, by: DecidingPolicy, { caller, judged }: { readonly caller: ResolvedCaller; readonly judged: Verdict }): Verdict {
  const place = caller.pods ? `${caller.pods[0].namespace}/${caller.pods[0].name}` : caller.principal ?? 'the caller';
  const hop = caller.kind === 'gateway' ? 'gateway' : 'sidecar';
  const step = { hop, place, stage: 'mTLS', outcome: `sends ${way.kind === 'TLS' ? "TLS that is none of Istio's" : way.kind}, as the DestinationRule has it`, policies: [by] } as const;
  return { ...withStep(step, judged), policies: judged.kind === 'deny' ? [...judged.policies, by] : judged.policies };
}

function judge({ walk, target, capture, destinationIp }: Arrival, way: Way): Verdict {
  const { mesh, request, caller, isBehindProxy } = walk;
  const { pod, port } = target;
  if (capture === 'none' || isInboundExcluded(pod, capture, port)) return withoutProxy(walk, target, way);
  const peerIp = callerAddress(isBehindProxy ? undefined : request.from.ip, caller.addresses, destinationIp);
  const principal = way.kind === 'HBONE' || way.kind === 'mTLS' ? way.principal : undefined;
  if (capture === 'sidecar') {
    return judgeAtSidecar({ mesh, request, pod, port, peerIp, destinationIp, principal, ...way.kind === 'TLS' ? { foreignTls: { hasCertificate: way.hasCertificate } } : {} });
  }
  // What comes in beside the tunnel is bytes without an identity (2.7).
  const identity = way.kind === 'HBONE' ? principal : undefined;
  if (capture === 'ambient') return judgeAtZtunnel({ mesh, pod, connection: { principal: identity, sourceIp: peerIp, remoteIp: peerIp, destinationIp, port } });
  return unknownVerdict(`${pod.namespace}/${pod.name} is a ${capture}`, { fact: 'what is asked of it', supply: 'to.gateway' });
}

/** Nobody asks anything there; but nobody terminates Istio's mutual TLS either (3.2). */
function withoutProxy({ mesh, caller }: Walk, { pod, port }: PodTarget, way: Way): Verdict {
  const name = `${pod.namespace}/${pod.name}:${port}`;
  if (way.kind !== 'mTLS' || (caller.kind !== 'sidecar' && caller.kind !== 'gateway')) return passVerdict(`nothing enforces policies at ${name}`);
  const isAnnounced = captureOf(mesh, pod) === 'none' && announcesMtls(mesh, pod);
  if (!isAnnounced) return failed(`the caller's proxy speaks Istio's mutual TLS, which no proxy terminates at ${name}`);
  return unknownVerdict(`it is open what terminates mutual TLS at ${name}`, { fact: `what takes Istio's mutual TLS at ${name}`, supply: 'at: sidecar' });
}

/** A connection that comes to nothing before anybody judges it. */
function failed(reason: string, by?: DecidingPolicy): Verdict {
  return { kind: 'deny', reason, policies: by ? [by] : [], missing: [], steps: [] };
}
