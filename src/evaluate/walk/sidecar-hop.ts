import { DecidingPolicy, Mesh, MeshRequest, MeshWorkload } from '../../model/mesh';
import { judgeConnection } from '../envoy/envoy-chain';
import { isTrusted, mtlsStep, Point, refusedConnection, withStep } from '../envoy/handshake';
import { inboundAt } from '../mesh/inbound-ports';
import { ModeSetter, modeSetter, sidecarLevels, unreadablePeerAuthentications } from '../mesh/peer-authentication';
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
  const { mesh, pod, port, principal } = arrival;
  const unreadable = unreadablePeerAuthentications(mesh, pod);
  if (unreadable.length > 0) {
    return unknownVerdict('a PeerAuthentication cannot be read', ...unreadable.map(({ diagnostic }) => missingReading(diagnostic)));
  }
  const setter = modeSetter(sidecarLevels(mesh, pod), port);
  const mode = setter?.mode ?? 'PERMISSIVE';
  const point = { hop: 'sidecar', place: `${pod.namespace}/${pod.name}` } as const;
  const by = setter ? [peerAuthentication(setter)] : [];
  if (arrival.foreignTls) return judgeForeignTls(arrival, { point, mode, by, ...arrival.foreignTls });
  if (principal === undefined) {
    if (mode === 'STRICT') return refusedConnection(point, `plaintext is refused: port ${port} is STRICT`, by);
    return withStep(mtlsStep(point, `plaintext on a port that is ${mode}`, by), judge(arrival, {}));
  }
  // Nothing terminates TLS: the handshake is payload, without an identity (3.1).
  if (mode === 'DISABLE') return withStep(mtlsStep(point, `mTLS on port ${port}, which is DISABLE`, by), judge(arrival, { isOpaqueTls: true }));
  if (!isTrusted(mesh, principal)) return refusedConnection(point, `${principal} is of a trust domain that this mesh does not accept`);
  return withStep(mtlsStep(point, `mTLS as ${principal}, on a port that is ${mode}`, by), judge(arrival, { principal }));
}

interface ForeignTls {
  readonly point: Point;
  readonly mode: string;
  readonly by: Verdict['policies'];
  readonly hasCertificate: boolean;
}

/** Where mutual TLS is demanded the handshake ends; elsewhere nobody terminates it (3.1). */
function judgeForeignTls(arrival: PodArrival, { point, mode, by, hasCertificate }: ForeignTls): Verdict {
  const { port } = arrival;
  if (mode !== 'STRICT') return withStep(mtlsStep(point, `TLS that is none of Istio's on a port that is ${mode}`, by), judge(arrival, { isOpaqueTls: true }));
  if (!hasCertificate) return refusedConnection(point, `TLS without a client certificate is refused: port ${port} is STRICT`, by);
  const missing = { fact: "whether the client certificate of the caller's DestinationRule is one of the mesh", supply: 'tls.mode ISTIO_MUTUAL, or at: sidecar' };
  return unknownVerdict(`it is open whether port ${port}, which is STRICT, accepts the client certificate`, missing);
}

/** What the handshake leaves to see. */
interface Handshake {
  readonly principal?: string;
  readonly isOpaqueTls?: boolean;
}

function judge({ mesh, request, pod, port, peerIp, destinationIp }: PodArrival, handshake: Handshake): Verdict {
  const inbound = inboundAt(mesh, pod, port);
  if (inbound.kind === 'unknown') return { ...unknownVerdict(`it is open what port ${port} is declared to speak`, ...inbound.missing), hop: 'sidecar' };
  return judgeConnection({
    mesh,
    request,
    port,
    peerIp,
    destinationIp,
    ...handshake,
    hop: 'sidecar',
    place: `${pod.namespace}/${pod.name}`,
    proxy: { kind: 'sidecar', namespace: pod.namespace, labels: pod.labels },
    declared: inbound.declared,
  });
}

function peerAuthentication({ policy: { namespace, name, at } }: ModeSetter): DecidingPolicy {
  return { name: `${namespace}/${name}`, action: 'PeerAuthentication', at };
}
