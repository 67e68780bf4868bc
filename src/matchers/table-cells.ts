import { JudgedMesh } from './judged-mesh';
import { AccessRequest, request, RequestCaller, RequestDraft, RequestTarget } from './request';
import { InvalidRequest, shown } from './request-checks';
import { targetNamed } from './request-ends';
import { KnownPort, portsOf } from './resolve-target';

/** Who calls in a table: a workload, `plaintext` for somebody without an identity, or a principal. */
export type TableCaller = RequestCaller;

/** What is asked for in a table. */
export type TableOperation = `${string} /${string}` | `gRPC ${string}/${string}` | 'TCP';

/** Many requests at once: everybody calls everything, for each of the operations. */
export interface AccessTable {
  /**
   * Who calls: workloads, principals, `plaintext`.
   * @default - every workload, and `plaintext`
   */
  readonly from?: readonly TableCaller[];
  /**
   * What is called, on each of its ports.
   * @default - every Service, and every workload that none leads to
   */
  readonly to?: readonly RequestTarget[];
  /** What is asked for on ports that carry HTTP, such as `POST /charge`, `gRPC shop.Cart/Add` or `TCP`. On other ports it is always `TCP`. */
  readonly doing: readonly TableOperation[];
}

const PLAINTEXT = 'plaintext';
const PRINCIPAL = /\/ns\/.*\/sa\//;
const OPERATION = /^(?<verb>[A-Za-z-]+) (?<what>\S+)$/;
const KNOWN = ['from', 'to', 'doing'];

/** The requests of a table: callers, targets, ports, operations, in this order. */
export function cellsOf(table: AccessTable, judged: JudgedMesh): readonly AccessRequest[] {
  const strange = Object.keys(table).find((name) => !KNOWN.includes(name));
  if (strange !== undefined) {
    throw new InvalidRequest(`a table has ${KNOWN.join(', ')}, not ${strange}`);
  }
  const from = some('from', table.from ?? everyCaller(judged));
  const to = some('to', table.to ?? everyTarget(judged));
  const doing = some('doing', table.doing);
  return from.flatMap((caller) => to.flatMap((target) => (
    some(`the ports of ${targetNamed(target).name}`, portsOf(targetNamed(target), judged)).flatMap((port) => (
      operationsAt(port, doing).map((operation) => asking(draftOf(caller, target).onPort(port.number), operation))
    ))
  )));
}

/** An empty table would be as expected, whatever is. */
function some<T>(what: string, list: readonly T[]): readonly T[] {
  if (!Array.isArray(list) || list.length === 0) {
    throw new InvalidRequest(`a table asks nothing where there is nothing in ${what}`);
  }
  return list;
}

/** Where proxies see bytes, every request is the same one. */
function operationsAt({ carriesBytes }: KnownPort, doing: readonly TableOperation[]): readonly TableOperation[] {
  return carriesBytes === true ? ['TCP'] : doing;
}

function draftOf(caller: TableCaller, target: RequestTarget): RequestDraft {
  if (caller === PLAINTEXT) {
    return request.plaintext(target);
  }
  return typeof caller === 'string' && PRINCIPAL.test(caller) ? request.principal(caller, target) : request(caller, target);
}

function asking(draft: RequestDraft, operation: TableOperation): AccessRequest {
  if (operation === 'TCP') {
    return draft.tcp();
  }
  const { verb, what } = OPERATION.exec(operation)?.groups ?? {};
  if (verb === undefined || what === undefined) {
    throw new InvalidRequest(`an operation is written 'POST /charge', 'gRPC shop.Cart/Add' or 'TCP', not ${shown(operation)}`);
  }
  return verb === 'gRPC' ? draft.grpc(what) : draft.http(verb, what);
}

function everyCaller({ mesh, references }: JudgedMesh): readonly string[] {
  const own = mesh.workloads.map(({ namespace, name }) => `${namespace}/${name}`);
  const elsewhere = references.map(({ namespaceName, name }) => `${namespaceName}/${name}`);
  return [...[...new Set([...own, ...elsewhere])].sort(), PLAINTEXT];
}

function everyTarget(judged: JudgedMesh): readonly string[] {
  const { services, workloads } = judged.mesh;
  const isBehindService = (pod: (typeof workloads)[number]): boolean => services.some(({ namespace, selector = {} }) => (
    namespace === pod.namespace && Object.keys(selector).length > 0 && Object.entries(selector).every(([label, value]) => pod.labels[label] === value)
  ));
  const alone = workloads.filter((pod) => pod.ports.length > 0 && !isBehindService(pod));
  return [...new Set([...services, ...alone].map(({ namespace, name }) => `${namespace}/${name}`))]
    .filter((name) => portsOf({ kind: 'service-or-workload', name }, judged).length > 0)
    .sort();
}
