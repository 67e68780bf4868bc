import { indexOf } from './mesh-index';
import { remembered, rememberedIn } from './remembered';
import { endpointsOf, targetNumber } from './service-endpoints';
import { Mesh, MeshRequest, MeshService, MeshWorkload, MissingFact, ServicePort } from '../../model/mesh';
import { Declared, declaredProtocol, portOf } from '../envoy/chain';
import { unknownVerdict, Verdict } from '../truth/verdict';
import { PodTarget } from '../walk/pod-hop';

/** What is called, found among the input. */
export interface Destination {
  readonly service?: MeshService;
  readonly declared: Declared;
  readonly port: number;
  /** Where it ends; more than one when several workloads are behind a Service. */
  readonly targets: readonly PodTarget[];
}

export function findDestination(mesh: Mesh, request: MeshRequest): Destination | MissingFact {
  return request.to.service === undefined ? podDestination(mesh, request) : serviceDestination(mesh, request);
}

/** A Service without workloads among the input may have some elsewhere. */
export function noWorkload({ service }: Destination): Verdict {
  return unknownVerdict('no workload of the input is behind the Service', { fact: `the workloads behind ${service?.namespace}/${service?.name}`, supply: 'their manifests' });
}

function podDestination(mesh: Mesh, { to }: MeshRequest): Destination | MissingFact {
  const pods = indexOf(mesh).workload(to.workload ?? '');
  if (pods.length === 0) return { fact: `the workload ${to.workload}`, supply: 'its manifest' };
  const { port } = to;
  return atPort(podDestinations(pods), port, () => ({ declared: 'sniffed', port, targets: pods.map((pod) => ({ pod, port, calledPort: port, declared: 'sniffed' })) }));
}

/** The index makes such a list for one name of one mesh alone. */
const podDestinations = remembered((_pods: readonly MeshWorkload[]) => new Map<number, Destination>());
const serviceDestinations = rememberedIn((_mesh, _service: MeshService) => new Map<number, Destination>());

/** Requests name few ports; beyond so many the rest is not remembered. */
function atPort(known: Map<number, Destination>, port: number, make: () => Destination): Destination {
  const found = known.get(port);
  if (found !== undefined) return found;
  const made = make();
  if (known.size < MAX_PORTS) known.set(port, made);
  return made;
}

const MAX_PORTS = 64;

function serviceDestination(mesh: Mesh, { to }: MeshRequest): Destination | MissingFact {
  const service = indexOf(mesh).service(to.service ?? '') ?? indexOf(mesh).serviceEntry(to.service ?? '');
  if (!service) return { fact: `the Service ${to.service}`, supply: 'its manifest' };
  const port = portOf(service, to.port);
  if (!port) return { fact: `port ${to.port} of the Service ${to.service}, which has ${service.ports.map(({ number }) => number).join(', ')}`, supply: 'to.port' };
  const declared = declaredProtocol(port);
  if (declared === 'UDP') return { fact: `connection to port ${to.port} of the Service ${to.service} that Istio handles: it is UDP`, supply: 'to.port' };
  return atPort(serviceDestinations(mesh, service), port.number, () => (
    { service, declared, port: port.number, targets: endpointsOf(mesh, service).flatMap((pod) => targetOf(pod, port, { service, declared })) }
  ));
}

function targetOf(pod: MeshWorkload, port: ServicePort, { service, declared }: { service: MeshService; declared: Declared }): readonly PodTarget[] {
  const number = targetNumber(port, pod, service);
  return number === undefined ? [] : [{ pod, port: number, calledPort: port.number, service, declared }];
}
