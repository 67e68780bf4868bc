import { eachCaller } from './each-caller';
import { throughGateway } from './gateway-walk';
import { leaving } from './leaving';
import { judgeAtPod } from './pod-hop';
import { bySidecarRoutes } from './sidecar-walk';
import { Walk } from './walk-scope';
import { judgeAtWaypoint } from './waypoint-hop';
import { byWaypointRoutes } from './waypoint-routes';
import { Mesh, MeshGateway, MeshRequest, Step } from '../../model/mesh';
import { withStep } from '../envoy/handshake';
import { opaqueOnTheWay } from '../envoy/opaque';
import { ResolvedCaller } from '../mesh/caller';
import { Destination, findDestination, noWorkload } from '../mesh/destination';
import { gatewayPods } from '../mesh/gateway-pods';
import { indexOf } from '../mesh/mesh-index';
import { callerAddress, podAddress, waypointDestination } from '../mesh/pod-address';
import { isEntry } from '../mesh/service-endpoints';
import { bindingOf, handles, isAddressed, WaypointBinding, waypointIdentity } from '../mesh/waypoint-binding';
import { crossingToGateway, HBONE_PORT } from '../network/crossing';
import { afterwards, agree, unknownVerdict, Verdict } from '../truth/verdict';

/** The whole way of a request, from the caller's proxy to the pod (2.8, 5.3). */
export function walkThrough(mesh: Mesh, request: MeshRequest): Verdict {
  return eachCaller(mesh, request, (caller) => walkFrom(mesh, request, caller));
}

function walkFrom(mesh: Mesh, request: MeshRequest, caller: ResolvedCaller): Verdict {
  if (caller.kind === 'ambient' && caller.principal === undefined) {
    return unknownVerdict('a caller in ambient mode has an identity', { fact: 'the identity of the caller', supply: 'from.principal or from.workload' });
  }
  if (request.to.gateway !== undefined) {
    return throughGateway({ mesh, request, caller, peerIp: callerAddress(request.from.ip, caller.addresses, podAddress([])) }, throughMesh);
  }
  const destination = findDestination(mesh, request);
  if ('fact' in destination) return unknownVerdict(`the input does not have ${destination.fact}`, destination);
  const opaque = caller.kind === 'sidecar' || caller.kind === 'gateway' ? opaqueOnTheWay(mesh, clientNamespaces(caller, destination)) : [];
  if (opaque.length > 0) return unknownVerdict('what may redirect the request on its way is not modelled', ...opaque);
  return leaving({ mesh, request, caller, isBehindProxy: false }, destination, (walk) => byRoutes(walk, destination));
}

/** Routes at the caller's own sidecar come first; nobody else has such. */
function byRoutes(walk: Walk, destination: Destination): Verdict {
  const { kind } = walk.caller;
  const routed = kind === 'sidecar' || kind === undefined ? bySidecarRoutes(walk, destination, throughMesh) : undefined;
  if (!routed) return throughMesh(walk, destination);
  return kind === 'sidecar' ? routed : agree([routed, throughMesh(walk, destination)], { fact: 'how the caller is connected', supply: 'from.dataPlane' });
}

function clientNamespaces({ namespace }: ResolvedCaller, { service }: Destination): readonly string[] {
  return [...namespace === undefined ? [] : [namespace], ...service ? [service.namespace] : []];
}

function throughMesh(walk: Walk, destination: Destination): Verdict {
  const binding = waypointOf(walk.mesh, destination);
  if (binding.kind === 'none') return directly(walk, destination);
  const way = usesWaypoint(walk, destination);
  if (way === 'never') return binding.kind === 'bound' ? withStep(bypassed(walk, binding.gateway), directly(walk, destination)) : directly(walk, destination);
  if (binding.kind === 'unknown') return agree([directly(walk, destination), unknownVerdict('the waypoint is not known', binding.missing)], binding.missing);
  const through = throughWaypoint(walk, destination, binding.gateway);
  if (way === 'always') return through;
  return agree([through, directly(walk, destination)], { fact: 'whether the waypoint is on the way of this caller', supply: 'from.dataPlane' });
}

function waypointOf(mesh: Mesh, { service, targets }: Destination): WaypointBinding {
  if (service && isEntry(service) && !isAddressed(mesh, service)) return { kind: 'none' };
  const object = service ?? targets[0].pod;
  const traffic = service ? 'service' : 'workload';
  const binding = bindingOf(mesh, object);
  return binding.kind === 'bound' && !handles(binding.gateway, traffic) ? { kind: 'none' } : binding;
}

/** What the waypoint would have said is never asked (2.8). */
function bypassed({ caller }: Walk, { namespace, name }: MeshGateway): Step {
  const why = caller.kind === 'gateway' ? 'gateways use waypoints only where they are told to' : 'only callers in ambient mode use waypoints';
  return { hop: 'waypoint', place: `${namespace}/${name}`, stage: 'bypass', outcome: `not on the way: ${why}`, policies: [] };
}

/** ztunnel sends to waypoints; sidecars never do, and gateways only where they are told to (2.8). */
function usesWaypoint({ mesh, caller }: Walk, { service, targets }: Destination): 'always' | 'never' | 'unknown' {
  if (caller.kind === undefined) return 'unknown';
  if (caller.kind !== 'gateway') return caller.kind === 'ambient' ? 'always' : 'never';
  const name = (service ?? targets[0].pod).namespace;
  const label = service?.labels[INGRESS] ?? indexOf(mesh).namespace(name)?.labels[INGRESS];
  return service && label !== undefined && ['1', 't', 'T', 'TRUE', 'true', 'True'].includes(label) ? 'always' : 'never';
}

const INGRESS = 'istio.io/ingress-use-waypoint';

function throughWaypoint(walk: Walk, destination: Destination, gateway: MeshGateway): Verdict {
  const { mesh, request, caller } = walk;
  const destinationIp = waypointDestination(destination.service, destination.targets[0]?.pod, request.to.ip);
  const first = crossingToGateway(walk, gateway, HBONE_PORT, judgeAtWaypoint({
    mesh,
    request,
    gateway,
    destinationIp,
    service: destination.service,
    declared: destination.declared,
    port: destination.port,
    principal: caller.principal,
    peerIp: callerAddress(request.from.ip, caller.addresses, destinationIp),
  }));
  const opaque = opaqueOnTheWay(mesh, [gateway.namespace, ...destination.service ? [destination.service.namespace] : []]);
  if (opaque.length > 0) return afterwards(first, unknownVerdict('what may redirect the request behind the waypoint is not modelled', ...opaque));
  const onward = { ...walk, caller: waypointAsCaller(mesh, gateway), isBehindProxy: true };
  return afterwards(first, byWaypointRoutes({ walk: onward, destination, gateway, verdict: first }, directly));
}

/** The destination sees the waypoint's identity and address (2.8). */
function waypointAsCaller(mesh: Mesh, gateway: MeshGateway): ResolvedCaller {
  const pods = gatewayPods(mesh, gateway);
  return {
    kind: 'waypoint',
    principal: waypointIdentity(mesh, gateway),
    addresses: pods.flatMap(({ addresses }) => addresses),
    namespace: gateway.namespace,
    pods,
  };
}

/** All workloads behind a Service must agree. */
function directly(walk: Walk, destination: Destination): Verdict {
  if (destination.targets.length === 0) return noWorkload(destination);
  const { targets } = destination;
  const names = targets.map(({ pod }) => `${pod.namespace}/${pod.name}`).join(', ');
  return agree(targets.map((target) => judgeAtPod(walk, target)), { fact: `which workload answers (${names})`, supply: 'to.workload' });
}
