import { AccessTarget, Way } from './access-target';
import { gatewayTargets } from './gateway-target';
import { policiesAround } from './policies-around';
import { ANYTHING } from './sample';
import { OTHER_PORTS } from './words';
import { Declared, declaredProtocol } from '../../evaluate/envoy/chain';
import { captureOf } from '../../evaluate/mesh/capture';
import { endpointsOf, servicesOf, targetNumber } from '../../evaluate/mesh/service-endpoints';
import { bindingOf, handles, waypointIdentity } from '../../evaluate/mesh/waypoint-binding';
import { Callee, Capture, Mesh, MeshGateway, MeshService, MeshWorkload, ServicePort, WrittenPolicy } from '../../model/mesh';

/** A port that nobody names: what is open there is open everywhere. */
const UNNAMED_PORT = 61_234;

/** What is asked of their pods is asked of the gateway. */
const GATEWAYS: readonly Capture[] = ['gateway', 'waypoint'];

export function targetsOf(mesh: Mesh): readonly AccessTarget[] {
  const pods = mesh.workloads.filter((pod) => !GATEWAYS.includes(captureOf(mesh, pod)));
  return [
    ...mesh.services.map((service) => serviceTarget(mesh, service)),
    ...pods.map((pod) => podTarget(mesh, pod)),
    ...gatewayTargets(mesh),
  ];
}

function serviceTarget(mesh: Mesh, service: MeshService): AccessTarget {
  const binding = bindingOf(mesh, service);
  const waypoint = waypointOf(mesh, service);
  const ways = service.ports.filter(({ transport }) => transport === 'TCP').flatMap((port): readonly Way[] => {
    const past = wayPast({ service: nameOf(service), port: port.number }, spoken(declaredProtocol(port)), podPortOf(mesh, service, port));
    return waypoint || binding.kind === 'unknown' ? [{ ...past, kind: 'through-waypoint' }, past] : [past];
  });
  const around = { namespace: service.namespace, pods: endpointsOf(mesh, service), service };
  return {
    name: nameOf(service),
    ways,
    policies: policiesAround(mesh, waypoint ? { ...around, gateway: waypoint } : around),
    waypoints: waypoint ? [waypointIdentity(mesh, waypoint)] : [],
  };
}

function wayPast(to: Callee, speaks: Way['speaks'], port: string): Way {
  return { to, speaks, port, host: ANYTHING, kind: 'past-waypoint' };
}

function waypointOf(mesh: Mesh, service: MeshService): MeshGateway | undefined {
  const binding = bindingOf(mesh, service);
  return binding.kind === 'bound' && handles(binding.gateway, 'service') ? binding.gateway : undefined;
}

/** The ports that no Service leads to: those that the pods or policies name, and one that stands for all others. */
function podTarget(mesh: Mesh, pod: MeshWorkload): AccessTarget {
  const services = servicesOf(mesh, pod);
  const served = services.flatMap(({ ports }) => ports.map((port) => targetNumber(port, pod)));
  const policies = policiesAround(mesh, { namespace: pod.namespace, pods: [pod] });
  const named = [...new Set([...pod.ports.map(({ number }) => number), ...policies.flatMap(portsNamedBy)])];
  const ways = [...named.filter((port) => !served.includes(port)), UNNAMED_PORT].map((port) => (
    wayPast({ workload: nameOf(pod), port }, ['bytes', 'requests'], port === UNNAMED_PORT ? OTHER_PORTS : String(port))));
  const waypoints = services.flatMap((service) => waypointOf(mesh, service) ?? []).map((gateway) => waypointIdentity(mesh, gateway));
  return { name: services.length === 1 ? nameOf(services[0]) : nameOf(pod), ways, policies, waypoints };
}

function portsNamedBy({ rules }: WrittenPolicy): readonly number[] {
  if (rules === 'nothing') return [];
  const values = rules.flatMap((rule) => (rule.kind === 'read' ? rule.value.to.flatMap(({ ports }) => ports?.values ?? []) : []));
  return values.filter((value) => /^\d{1,5}$/.test(value)).map(Number).filter((port) => port > 0 && port <= 65535);
}

/** Where the pods agree about it; otherwise as the Service calls it. */
function podPortOf(mesh: Mesh, service: MeshService, port: ServicePort): string {
  const numbers = [...new Set(endpointsOf(mesh, service).map((pod) => targetNumber(port, pod)))];
  return String(numbers.length === 1 && numbers[0] !== undefined ? numbers[0] : port.number);
}

function spoken(declared: Declared): Way['speaks'] {
  if (declared === 'HTTP') return ['requests'];
  return declared === 'TCP' ? ['bytes'] : ['bytes', 'requests'];
}

const nameOf = ({ namespace, name }: { readonly namespace: string; readonly name: string }): string => `${namespace}/${name}`;
