import { ExplainOptions } from './explain-options';
import { Misuse } from './misuse';
import { gatewayPorts, namesOf, noSuchName } from '../analysis';
import { Callee, Caller, Mesh } from '../model/mesh';

const PLAINTEXT = 'plaintext';
const IDENTITY = /^[^/]+\/ns\/[^/]+\/sa\/[^/]+$/;

/** Who calls. Clients of a gateway may be left out: they come from outside the mesh. */
export function callerOf(mesh: Mesh, { from, fromPrincipal, fromIp, dataPlane, toGateway }: ExplainOptions): Caller {
  const principal = fromPrincipal?.replace(/^spiffe:\/\//, '');
  if (principal !== undefined && !IDENTITY.test(principal)) throw new Misuse(`--from-principal is written TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT, not ${principal}`);
  if (from === PLAINTEXT && principal !== undefined) throw new Misuse('a caller in plaintext has no identity: leave out --from or --from-principal');
  if (from === undefined && principal === undefined && toGateway === undefined) {
    throw new Misuse(`who calls? give --from NAMESPACE/NAME, --from-principal IDENTITY, or --from ${PLAINTEXT} for a caller without an identity`);
  }
  const workload = from === PLAINTEXT ? undefined : from;
  if (workload !== undefined && !namesOf(mesh, 'workload').includes(workload)) {
    throw new Misuse(`${noSuchName(mesh, ['workload'], workload)}\na caller from elsewhere is given with --from-principal, --data-plane and --from-ip`);
  }
  return {
    ...(workload === undefined ? {} : { workload }),
    ...(principal === undefined ? {} : { principal }),
    ...(fromIp === undefined ? {} : { ip: fromIp }),
    ...(dataPlane === undefined ? {} : { dataPlane }),
    xForwardedFor: [],
  };
}

/** What is called, and which Host header callers send there when they are not told otherwise. */
export interface GivenCallee {
  readonly callee: Callee;
  readonly defaultHost?: string;
}

export function calleeOf(mesh: Mesh, options: ExplainOptions): GivenCallee {
  const { to, toWorkload, toGateway } = options;
  const given = [to, toWorkload, toGateway].filter((one) => one !== undefined);
  if (given.length !== 1) throw new Misuse(`what is called? give one of --to, --to-workload and --to-gateway, each as NAMESPACE/NAME:PORT, not ${given.length} of them`);
  if (toWorkload !== undefined) return workloadAt(mesh, toWorkload, options);
  if (toGateway !== undefined) return gatewayAt(mesh, toGateway);
  const { name } = splitTarget(mesh, to!);
  if (namesOf(mesh, 'Service').includes(name)) return serviceAt(mesh, to!, options);
  if (namesOf(mesh, 'workload').includes(name)) return workloadAt(mesh, to!, options);
  const gateway = namesOf(mesh, 'Gateway').includes(name) ? `\nthere is a Gateway of this name: --to-gateway ${to}` : '';
  throw new Misuse(noSuchName(mesh, ['Service', 'workload'], name) + gateway);
}

interface Target {
  readonly name: string;
  readonly port: number;
}

function splitTarget(mesh: Mesh, text: string): Target {
  const [, name, port] = /^([^/:]+\/[^/:]+):(\d{1,5})$/.exec(text) ?? [];
  if (name !== undefined && Number(port) >= 1 && Number(port) <= 65535) return { name, port: Number(port) };
  const ports = portsOf(mesh, text.replace(/:.*$/s, ''));
  throw new Misuse(`what is called is written NAMESPACE/NAME:PORT, not ${text}${ports.length > 0 ? `; its ports are ${ports.join(', ')}` : ''}`);
}

/** Those of the Service, else of the workload or Gateway. */
function portsOf(mesh: Mesh, name: string): readonly number[] {
  const is = (one: { readonly namespace: string; readonly name: string }) => `${one.namespace}/${one.name}` === name;
  const owned = [mesh.services.filter(is), mesh.workloads.filter(is)].map((owners) => owners.flatMap(({ ports }) => ports));
  const [found = []] = [...owned, gatewayPorts(mesh, name) ?? []].filter((ports) => ports.length > 0);
  return [...new Set(found.map(({ number }) => number))];
}

/** What is odd about the port of a workload. Pods may listen on ports that they do not declare. */
export function undeclaredPort(mesh: Mesh, { workload: name, port }: Callee): string | undefined {
  const workload = mesh.workloads.find((one) => `${one.namespace}/${one.name}` === name);
  const declared = workload?.ports.map(({ number }) => number) ?? [];
  if (declared.length === 0 || declared.includes(port)) return undefined;
  return `note: the workload ${name} does not declare port ${port}; it declares ${declared.join(', ')}`;
}

function serviceAt(mesh: Mesh, text: string, { toIp }: ExplainOptions): GivenCallee {
  const { name, port } = splitTarget(mesh, text);
  const service = mesh.services.find((one) => `${one.namespace}/${one.name}` === name)!;
  const ports = service.ports.map(({ number }) => number);
  if (!ports.includes(port)) throw new Misuse(`the Service ${name} has no port ${port}; it has ${ports.join(', ') || 'none'}`);
  const host = `${service.name}.${service.namespace}.svc.cluster.local`;
  return { callee: { service: name, port, ...(toIp === undefined ? {} : { ip: toIp }) }, defaultHost: withPort(host, port) };
}

function workloadAt(mesh: Mesh, text: string, { toIp }: ExplainOptions): GivenCallee {
  const { name, port } = splitTarget(mesh, text);
  const workload = mesh.workloads.find((one) => `${one.namespace}/${one.name}` === name);
  if (!workload) throw new Misuse(noSuchName(mesh, ['workload'], name));
  const address = toIp ?? (workload.addresses.length === 1 ? workload.addresses[0] : undefined);
  return {
    callee: { workload: name, port, ...(toIp === undefined ? {} : { ip: toIp }) },
    ...(address === undefined ? {} : { defaultHost: withPort(address.includes(':') ? `[${address}]` : address, port) }),
  };
}

function gatewayAt(mesh: Mesh, text: string): GivenCallee {
  const { name, port } = splitTarget(mesh, text);
  const found = gatewayPorts(mesh, name);
  if (!found) throw new Misuse(noSuchName(mesh, ['Gateway'], name));
  const ports = [...new Set(found.map(({ number }) => number))];
  if (!ports.includes(port)) throw new Misuse(`the Gateway ${name} has no listener on port ${port}; it has ${ports.join(', ') || 'none'}`);
  return { callee: { gateway: name, port } };
}

/** As clients write it: the port of the scheme is left out. */
function withPort(host: string, port: number): string {
  return port === 80 ? host : `${host}:${port}`;
}
