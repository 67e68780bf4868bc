import { JudgedMesh } from './judged-mesh';
import { InvalidRequest } from './request-checks';
import type { RequestParts, TargetPart } from './request-parts';
import { deployedNames } from './resolve-caller';
import { declaredProtocol, gatewayPorts, namesOf, noSuchName } from '../analysis';
import type { Callee, Mesh } from '../model/mesh';

/** What is called, and the host that clients ask it for unless they say otherwise. */
export interface Resolved {
  readonly callee: Callee;
  readonly host?: string;
}

/** A port that can be called. */
export interface KnownPort {
  readonly number: number;
  readonly name?: string;
  /** Whether it is declared to speak something else than HTTP, so that proxies see bytes there. */
  readonly carriesBytes?: boolean;
}

/** What a name stands for, with its ports. */
interface Found {
  readonly what: string;
  readonly callee: Omit<Callee, 'port'>;
  readonly host?: string;
  readonly ports: readonly KnownPort[];
  /** Containers may listen on ports that they do not declare. */
  readonly otherPorts: 'none' | 'maybe';
}

export function resolveTarget({ target, port }: RequestParts, judged: JudgedMesh): Resolved {
  const found = targetOf(target, judged);
  const number = chosen(found, port);
  // Clients leave the port out where it is the default one.
  const host = found.host === undefined ? {} : { host: number === HTTP_PORT ? found.host : `${found.host}:${number}` };
  return { callee: { ...found.callee, port: number }, ...host };
}

/** The ports of a target, each once. */
export function portsOf(target: TargetPart, judged: JudgedMesh): readonly KnownPort[] {
  return [...new Map(targetOf(target, judged).ports.map((port) => [port.number, port])).values()];
}

const HTTP_PORT = 80;

function targetOf(target: TargetPart, judged: JudgedMesh): Found {
  return target.kind === 'gateway' ? gatewayNamed(target.name, judged) : serviceNamed(target.name, judged) ?? workloadNamed(target.name, judged);
}

function serviceNamed(asked: string, { mesh, clusterDomain }: JudgedMesh): Found | undefined {
  const service = mesh.services.find(isNamed(asked));
  return service && {
    what: `the Service ${asked}`,
    callee: { service: asked },
    host: `${service.name}.${service.namespace}.svc.${clusterDomain}`,
    ports: service.ports.filter((port) => port.transport === 'TCP' && declaredProtocol(port) !== 'UDP')
      .map((port) => ({ ...port, carriesBytes: declaredProtocol(port) === 'TCP' })),
    otherPorts: 'none',
  };
}

function workloadNamed(asked: string, judged: JudgedMesh): Found {
  const [name, ...others] = deployedNames(asked, judged);
  if (others.length > 0) {
    throw new InvalidRequest(`${asked} runs as ${[name, ...others].join(', ')}: name the one that is called`);
  }
  if (name === undefined) {
    throw new InvalidRequest(noTarget(asked, judged.mesh));
  }
  const pods = judged.mesh.workloads.filter(isNamed(name));
  const [address, ...more] = pods.flatMap(({ addresses }) => addresses);
  return {
    what: `the workload ${name}`,
    callee: { workload: name },
    ...address === undefined || more.length > 0 ? {} : { host: address.includes(':') ? `[${address}]` : address },
    ports: pods.flatMap(({ ports }) => ports),
    otherPorts: 'maybe',
  };
}

function gatewayNamed(asked: string, { mesh }: JudgedMesh): Found {
  const ports = gatewayPorts(mesh, asked);
  if (ports === undefined) {
    throw new InvalidRequest(noSuchName(mesh, ['Gateway'], asked));
  }
  return { what: `the Gateway ${asked}`, callee: { gateway: asked }, ports, otherPorts: 'none' };
}

/** The port that was asked for, which has to be there, or the only one. */
function chosen({ what, ports, otherPorts }: Found, asked: number | undefined): number {
  const numbers = [...new Set(ports.map(({ number }) => number))];
  const known = ports.map(({ number, name }) => (name === undefined ? String(number) : `${number} (${name})`)).join(', ') || 'none';
  if (asked === undefined && numbers.length !== 1) {
    throw new InvalidRequest(`${what} has ${numbers.length === 0 ? 'no port that is known' : `the ports ${known}`}: say which one with .onPort(…)`);
  }
  if (asked !== undefined && otherPorts === 'none' && !numbers.includes(asked)) {
    throw new InvalidRequest(`${what} has no port ${asked}; its ports are ${known}`);
  }
  return asked ?? numbers[0];
}

function noTarget(name: string, mesh: Mesh): string {
  const isGateway = namesOf(mesh, 'Gateway').includes(name) ? `; there is a Gateway of this name: toGateway('${name}')` : '';
  return noSuchName(mesh, ['Service', 'workload'], name) + isGateway;
}

interface Named {
  readonly namespace: string;
  readonly name: string;
}

const isNamed = (asked: string) => ({ namespace, name }: Named): boolean => `${namespace}/${name}` === asked;
