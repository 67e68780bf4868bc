import { Mesh, MeshRequest, MissingFact } from '../../model/mesh';
import { Declared } from '../envoy/chain';
import { judgeConnection } from '../envoy/envoy-chain';
import { isTrusted, mtlsStep, Point, refusedConnection, withStep } from '../envoy/handshake';
import { Meeting } from '../envoy/listener';
import { GatewayPods, gatewayPods, proxyOf } from '../gateways/gateway-pods';
import { Server } from '../gateways/gateway-server';
import { chooseServer, ServerChoice } from '../gateways/server-choice';
import { serversAt } from '../gateways/servers-of-pods';
import { ResolvedCaller } from '../mesh/caller';
import { podAddress } from '../mesh/pod-address';
import { Fact } from '../truth/fact';
import { agree, unknownVerdict, Verdict } from '../truth/verdict';
import { IpAddress } from '../values/ip-match';

export interface GatewayRequest {
  readonly mesh: Mesh;
  readonly request: MeshRequest;
  readonly peerIp: Fact<IpAddress>;
  readonly caller: ResolvedCaller;
}

/** A request that the policies of a gateway have let pass, or may. */
export interface GatewayPassage {
  readonly pods: GatewayPods;
  readonly choice: Extract<ServerChoice, { readonly server: Server }>;
  readonly request: MeshRequest;
  /** Of the pods. */
  readonly port: number;
  readonly verdict: Verdict;
}

type Arrival = Omit<GatewayPassage, 'request' | 'verdict'>;

/** Named by the Gateway that was asked for. */
export function pointOf({ to }: MeshRequest): Point {
  return { hop: 'gateway', place: to.gateway ?? '' };
}

/** The server of a gateway that a request arrives at, its handshake and its policies; then whatever is around and beyond (1.4, 1.15). */
export function judgeAtGateway(scope: GatewayRequest, beyond: (passage: GatewayPassage) => Verdict = ({ verdict }) => verdict): Verdict {
  const { mesh, request } = scope;
  const name = request.to.gateway ?? '';
  const gateway = gatewayPods(mesh, name);
  if (gateway.kind === 'missing') return unknownVerdict(gateway.reason, gateway.missing);
  return agree(gateway.pods.map((pods) => atPods(scope, pods, beyond)), {
    fact: `which pod of the Gateway ${name} answers`, supply: 'pods with the same labels',
  });
}

function atPods(scope: GatewayRequest, pods: GatewayPods, beyond: (passage: GatewayPassage) => Verdict): Verdict {
  const { mesh, request } = scope;
  const { gateway = '', port } = request.to;
  const found = serversAt(mesh, pods, gateway, port);
  if (!found) return unknownVerdict(`the Gateway ${gateway} has no listener on port ${port}`, { fact: 'the listener', supply: 'to.port' });
  if (found.doubts.length > 0) return unknownVerdict('it is open what listens there', ...found.doubts);
  const choice = chooseServer(mesh, pods, found.servers, request);
  if (choice.kind === 'unknown') return unknownVerdict('it is open which server takes the connection', choice.missing);
  if (choice.kind === 'closed') return refusedConnection(pointOf(request), choice.reason);
  const named = choice.sni === undefined ? request : { ...request, sni: choice.sni };
  return handshakes(scope, choice.server, (peer) => {
    const verdict = judge({ ...scope, request: named }, { pods, choice, port: found.port }, peer);
    return beyond({ pods, choice, port: found.port, request: named, verdict });
  });
}

/** What the handshake leaves to see of a client. */
type Peer = Pick<ResolvedCaller, 'principal'>;

/** With which identity a client passes the handshake (1.10, 1.23). Whose certificates the server trusts is in no manifest. */
function handshakes({ mesh, request, caller }: GatewayRequest, { kind, termination }: Server, judged: (peer: Peer) => Verdict): Verdict {
  const { principal } = caller;
  const isTerminated = kind === 'https' || kind === 'tls';
  if (!isTerminated || termination === 'SIMPLE') return judged({});
  const point = pointOf(request);
  if (principal === undefined) return termination === 'OPTIONAL_MUTUAL' ? judged({}) : refusedConnection(point, 'the client shows no certificate');
  const withIdentity = withStep(mtlsStep(point, `TLS as ${principal}`), judged({ principal }));
  if (termination === 'ISTIO_MUTUAL') {
    return isTrusted(mesh, principal) ? withIdentity : refusedConnection(point, `${principal} is of a trust domain that this mesh does not accept`);
  }
  const question: MissingFact = { fact: `whether the gateway trusts the certificate of ${principal}`, supply: 'the request as its backend gets it' };
  const otherwise = termination === 'OPTIONAL_MUTUAL' ? judged({}) : refusedConnection(point, 'the certificate of the client is not trusted');
  return agree([withIdentity, otherwise], question);
}

function judge({ mesh, request, peerIp }: GatewayRequest, { pods, choice, port }: Arrival, { principal }: Peer): Verdict {
  const { addresses, trustedProxies } = pods;
  const listening = { proxy: proxyOf(pods), port, declared: [declaredBy(choice)], ...trustedProxies === undefined ? {} : { trustedProxies } };
  const meeting = new Meeting(mesh, listening, {
    steps: [], ...principal === undefined ? {} : { principal }, isOpaqueTls: choice.server.kind === 'passthrough',
  });
  return judgeConnection({ mesh, request, peerIp, destinationIp: podAddress(addresses) }, meeting);
}

/** TLS that is not terminated as HTTP is bytes (1.4). */
function declaredBy({ kind }: GatewayPassage['choice']): Declared {
  return kind === 'http' ? 'HTTP' : 'TCP';
}
