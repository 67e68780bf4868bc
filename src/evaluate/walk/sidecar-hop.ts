import { DecidingPolicy, Mesh, MeshRequest, MeshWorkload } from '../../model/mesh';
import { Proxy } from '../envoy/attachment';
import { judgeConnection } from '../envoy/envoy-chain';
import { isTrusted, mtlsStep, Point, pointOf, refusedConnection, withStep } from '../envoy/handshake';
import { Handshake, Listener, Meeting } from '../envoy/listener';
import { Inbound, inboundAt } from '../mesh/inbound-ports';
import { ModeSetter, modeSetter, sidecarLevels, unreadablePeerAuthentications } from '../mesh/peer-authentication';
import { remembered, rememberedIn } from '../mesh/remembered';
import { Fact } from '../truth/fact';
import { missingReading } from '../truth/reading';
import { unknownVerdict, Verdict } from '../truth/verdict';
import { IpAddress } from '../values/ip-match';

export interface PodArrival {
  readonly mesh: Mesh;
  readonly request: MeshRequest;
  readonly pod: MeshWorkload;
  /** Of the pod. */
  readonly port: number;
  /** The certificate that the peer presents; absent over plaintext. */
  readonly principal?: string;
  /** The peer speaks TLS that is none of Istio's. */
  readonly foreignTls?: { readonly hasCertificate: boolean };
  readonly peerIp: Fact<IpAddress>;
  readonly destinationIp: Fact<IpAddress>;
}

/** A sidecar as server: the mode of the port, the handshake, then the port's chain (3.1, 1.4). */
export function judgeAtSidecar(arrival: PodArrival): Verdict {
  const server = serverPort(arrival.mesh, arrival.pod, arrival.port);
  if (server.unreadable) return server.unreadable;
  const greeting = arrival.foreignTls
    ? greetForeignTls(server, arrival.foreignTls)
    : server.greetings.get(arrival.principal) ?? rememberGreeting(server, arrival.principal);
  return greeting instanceof Meeting ? judgeConnection(arrival, greeting) : greeting;
}

/** One port of a sidecar: nothing in it depends on a request. */
interface ServerPort {
  readonly mesh: Mesh;
  readonly proxy: Proxy;
  readonly point: Point;
  readonly port: number;
  readonly inbound: Inbound;
  readonly mode: string;
  /** Who sets the mode. */
  readonly by: readonly DecidingPolicy[];
  /** It is open what the mode is. */
  readonly unreadable?: Verdict;
  /** With peers that came before, by their principals. */
  readonly greetings: Map<string | undefined, Greeting>;
}

/** What the handshake leads to: the port, or an answer. */
type Greeting = Meeting | Verdict;

/** Beyond so many all are forgotten. */
const MAX_PEERS = 256;

const serverPorts = rememberedIn((_mesh, _pod: MeshWorkload) => new Map<number, ServerPort>());

function serverPort(mesh: Mesh, pod: MeshWorkload, port: number): ServerPort {
  const ports = serverPorts(mesh, pod);
  const known = ports.get(port);
  if (known) return known;
  const unreadable = unreadablePeerAuthentications(mesh, pod);
  const setter = modeSetter(sidecarLevels(mesh, pod), port);
  const proxy = sidecarProxy(pod);
  const server: ServerPort = {
    mesh,
    proxy,
    point: pointOf(proxy),
    port,
    inbound: inboundAt(mesh, pod, port),
    mode: setter?.mode ?? 'PERMISSIVE',
    by: setter ? [peerAuthentication(setter)] : [],
    greetings: new Map(),
    ...unreadable.length === 0 ? {} : {
      unreadable: unknownVerdict('a PeerAuthentication cannot be read', ...unreadable.map(({ diagnostic }) => missingReading(diagnostic))),
    },
  };
  if (ports.size < MAX_PORTS) ports.set(port, server);
  return server;
}

/** Requests name few ports; beyond so many the rest is not remembered. */
const MAX_PORTS = 64;

const sidecarProxy = remembered(({ namespace, name, labels }: MeshWorkload): Proxy => ({ kind: 'sidecar', namespace, name, labels }));

function rememberGreeting(server: ServerPort, principal: string | undefined): Greeting {
  const greeting = greet(server, principal);
  if (server.greetings.size >= MAX_PEERS) server.greetings.clear();
  server.greetings.set(principal, greeting);
  return greeting;
}

function greet(server: ServerPort, principal: string | undefined): Greeting {
  const { mesh, point, port, mode, by } = server;
  if (principal === undefined) {
    if (mode === 'STRICT') return refusedConnection(point, `plaintext is refused: port ${port} is STRICT`, by);
    return meet(server, `plaintext on a port that is ${mode}`, {});
  }
  // Nothing terminates TLS: the handshake is payload, without an identity (3.1).
  if (mode === 'DISABLE') return meet(server, `mTLS on port ${port}, which is DISABLE`, { isOpaqueTls: true });
  if (!isTrusted(mesh, principal)) return refusedConnection(point, `${principal} is of a trust domain that this mesh does not accept`);
  return meet(server, `mTLS as ${principal}, on a port that is ${mode}`, { principal });
}

/** Where mutual TLS is demanded the handshake ends; elsewhere nobody terminates it (3.1). */
function greetForeignTls(server: ServerPort, { hasCertificate }: NonNullable<PodArrival['foreignTls']>): Greeting {
  const { point, port, mode, by } = server;
  if (mode !== 'STRICT') return meet(server, `TLS that is none of Istio's on a port that is ${mode}`, { isOpaqueTls: true });
  if (!hasCertificate) return refusedConnection(point, `TLS without a client certificate is refused: port ${port} is STRICT`, by);
  const missing = { fact: "whether the client certificate of the caller's DestinationRule is one of the mesh", supply: 'tls.mode ISTIO_MUTUAL, or at: sidecar' };
  return unknownVerdict(`it is open whether port ${port}, which is STRICT, accepts the client certificate`, missing);
}

function meet({ mesh, proxy, point, port, inbound, by }: ServerPort, outcome: string, seen: Omit<Handshake, 'steps'>): Greeting {
  const step = mtlsStep(point, outcome, by);
  if (inbound.kind === 'unknown') {
    return withStep(step, { ...unknownVerdict(`it is open what port ${port} is declared to speak`, ...inbound.missing), hop: 'sidecar' });
  }
  const listener: Listener = { proxy, port, declared: inbound.declared };
  return new Meeting(mesh, listener, { steps: [step], ...seen });
}

function peerAuthentication({ policy: { namespace, name, at } }: ModeSetter): DecidingPolicy {
  return { name: `${namespace}/${name}`, action: 'PeerAuthentication', at };
}
