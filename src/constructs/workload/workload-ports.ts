import { IAdoptableService } from './adoptable-workload';
import { MonitoringOptions } from './workload-options';
import { servesMetrics, WorkloadPort } from '../../model';
import { misuse } from '../../problems';
import { Http, Operation, Tcp } from '../intent/operation';
import { checkPortName } from '../intent/port';
import { inCode } from '../intent/text-checks';

/** Port names within a Service are unique; two ports of one protocol are told apart by their number. */
export function distinctPorts(workload: string, ports: readonly WorkloadPort[]): readonly WorkloadPort[] {
  const clash = (port: WorkloadPort, other: WorkloadPort) => other.containerPort === port.containerPort || other.servicePort === port.servicePort;
  refuseTwice(workload, ports, clash, 'it is declared twice');
  const named = ports.map((port) => (ports.filter((other) => other.name === port.name).length > 1 ? numbered(port) : port));
  refuseTwice(workload, named, (port, other) => port.name === other.name, 'another port has its name');
  return named;
}

const numbered = (port: WorkloadPort): WorkloadPort => ({ ...port, name: checkPortName(`${port.name}-${port.containerPort}`) });

type Alike = (one: WorkloadPort, other: WorkloadPort) => boolean;

function refuseTwice(workload: string, ports: readonly WorkloadPort[], isSame: Alike, why: string): void {
  const twice = ports.find((port, index) => ports.findIndex((other) => isSame(other, port)) !== index);
  if (twice !== undefined) {
    throw misuse('INVALID_PORT', inCode(`workload ${workload}`), { value: twice.containerPort, why });
  }
}

/** A port of a cdk8s-plus Service, in whichever of its releases. */
interface ServicePortShape {
  readonly port: number;
  readonly targetPort?: number;
}

/** The declared ports, with the numbers under which a Service that is there already offers them. */
export function portsOf(service: IAdoptableService, ports: readonly WorkloadPort[]): readonly WorkloadPort[] {
  const offered = (service as { readonly ports?: readonly ServicePortShape[] }).ports ?? [];
  return offered.length === 0 ? ports : ports.map((port) => offeredPort(service, port, offered));
}

function offeredPort(service: IAdoptableService, port: WorkloadPort, offered: readonly ServicePortShape[]): WorkloadPort {
  const match = offered.find((one) => (one.targetPort ?? one.port) === port.containerPort);
  if (match === undefined) {
    const numbers = offered.map((one) => one.targetPort ?? one.port).join(', ');
    throw misuse('UNKNOWN_PORT', { constructPath: service.node.path }, { port: port.containerPort, workload: `Service ${service.name}`, ports: numbers });
  }
  return { ...port, servicePort: match.port };
}

/** Whether a Service has no address of its own: its name stands for the addresses of its pods. */
export function isHeadless(service: IAdoptableService): boolean {
  return (service as { readonly clusterIP?: string }).clusterIP === 'None';
}

/** A port of its own can be granted whole; one that also serves the application only for the path of the metrics. */
export function metricsOperation(ports: readonly WorkloadPort[], options: MonitoringOptions): Operation {
  const port = options.port ?? ports.find(servesMetrics)?.containerPort;
  const isApart = ports.some((declared) => declared.containerPort === port && servesMetrics(declared));
  return port !== undefined && isApart ? Tcp.port(port) : Http.get(options.path ?? '/metrics', port === undefined ? {} : { ports: [port] });
}
