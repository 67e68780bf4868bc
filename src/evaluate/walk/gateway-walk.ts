import { GatewayPassage, GatewayRequest, judgeAtGateway, pointOf } from './gateway-hop';
import { destinationOf } from './routed-destination';
import { Walk } from './walk-scope';
import { MeshRequest } from '../../model/mesh';
import { opaqueAt, opaqueOnTheWay } from '../envoy/opaque';
import { proxyOf } from '../gateways/gateway-pods';
import { FilteredHttp } from '../http/filtered-http';
import { ResolvedCaller } from '../mesh/caller';
import { Destination } from '../mesh/destination';
import { podAddress } from '../mesh/pod-address';
import { crossing } from '../network/crossing';
import { chooseEntry } from '../routes/choose-entry';
import { follow, Sent } from '../routes/follow';
import { takesHttp } from '../routes/match-http';
import { Onward, onwardByBytes, onwardByHttp, RoutingScope } from '../routes/onward';
import { unreadableRoutes } from '../routes/route-configs';
import { doorOf, virtualHostOf } from '../routes/virtual-hosts';
import { afterwards, unknownVerdict, Verdict } from '../truth/verdict';

/** The next stretch of a walk. */
export type Proceed = (walk: Walk, destination: Destination) => Verdict;

/** A request from outside: the gateway's policies, then its routes, then the way from the gateway on. */
export function throughGateway(scope: GatewayRequest, proceed: Proceed): Verdict {
  return judgeAtGateway(scope, (passage) => {
    const { pods, port, verdict } = passage;
    const called = [{ pod: pods.workload, address: podAddress(pods.addresses) }];
    const arrived = crossing({ ...scope, isBehindProxy: false }, called, port, verdict);
    const routed = arrived.kind === 'deny' ? undefined : byRoutes(scope, passage, proceed);
    return routed === undefined ? arrived : afterwards(arrived, routed);
  });
}

/** Undefined: it is not known what the gateway's own filters leave of the request. */
function byRoutes({ mesh }: GatewayRequest, passage: GatewayPassage, proceed: Proceed): Verdict | undefined {
  const { pods, choice, request, verdict } = passage;
  if (opaqueAt(mesh, proxyOf(pods)).length > 0 || (choice.kind === 'http' && !verdict.filtered)) return undefined;
  const unreadable = unreadableRoutes(mesh);
  if (unreadable.length > 0) return unknownVerdict('a route that cannot be read may be one of the gateway', ...unreadable);
  const scope: RoutingScope = { mesh, request: sentOn(request, choice.server.kind === 'passthrough'), door: doorOf(choice.server, pods) };
  const onwardTo = (routed: Sent): Verdict => fromGateway(scope, routed, { passage, proceed });
  if (choice.kind === 'bytes') {
    const only = { entries: [choice.entry], missing: [] };
    return follow({ point: pointOf(request), choice: only, onward: (entry) => onwardByBytes(scope, entry), proceed: onwardTo });
  }
  return byHost(scope, passage, verdict.filtered!, onwardTo);
}

function byHost(scope: RoutingScope, { pods, choice, request }: GatewayPassage, http: FilteredHttp, proceed: (way: Sent) => Verdict): Verdict {
  const servers = choice.kind === 'http' ? choice.sharing : [choice.server];
  const found = virtualHostOf(scope.mesh, pods, servers, http.facts.host);
  if (found?.redirectsToHttps) {
    return follow({ point: pointOf(request), choice: { entries: [undefined], missing: [] }, onward: () => redirected(scope), proceed });
  }
  const entries = chooseEntry(found?.entries ?? [], (entry) => takesHttp(entry, http.routing));
  return follow({ point: pointOf(request), choice: entries, onward: (entry) => onwardByHttp(scope, http, entry), proceed });
}

/** Behind trusted proxies it is x-forwarded-proto that counts. */
function redirected({ mesh, door }: RoutingScope): readonly Onward[] {
  const reason = `the Gateway ${door.gateway} redirects it to https`;
  if (mesh.configuration.numTrustedProxies === 0) return [{ kind: 'answered', status: 301, reason, policies: [] }];
  return [{ kind: 'unknown', reason, policies: [], missing: { fact: 'whether the proxies before the gateway say https', supply: 'a request to its port for HTTPS' } }];
}

/** What goes on from a proxy has that proxy's address; what the client forwarded is among the headers. */
function sentOn(request: MeshRequest, isOpaqueTls: boolean): MeshRequest {
  const { http, sni, ...rest } = request;
  const onward = { ...rest, from: { xForwardedFor: [] }, ...isOpaqueTls && sni !== undefined ? { sni } : {} };
  return isOpaqueTls || http === undefined ? onward : { ...onward, http };
}

interface Leaving {
  readonly passage: GatewayPassage;
  readonly proceed: Proceed;
}

/** The gateway calls its backend as itself. */
function fromGateway({ mesh }: RoutingScope, way: Sent, { passage: { pods }, proceed }: Leaving): Verdict {
  const caller: ResolvedCaller = {
    kind: 'gateway',
    principal: `${mesh.configuration.trustDomain}/ns/${pods.namespace}/sa/${pods.serviceAccount}`,
    addresses: pods.addresses,
    namespace: pods.namespace,
    labels: pods.labels,
    pods: [pods.workload],
  };
  const destination = destinationOf(mesh, way);
  if ('fact' in destination) return unknownVerdict(`the input does not have ${destination.fact}`, destination);
  const opaque = opaqueOnTheWay(mesh, [pods.namespace, ...destination.service ? [destination.service.namespace] : []]);
  if (opaque.length > 0) return unknownVerdict('what may redirect the request on its way is not modelled', ...opaque);
  return proceed({ mesh, request: withServerName(way.request), caller, isBehindProxy: true, isRouted: true }, destination);
}

/** What mesh mTLS says; TLS inside of it keeps its own name. */
function withServerName(request: MeshRequest): MeshRequest {
  const [namespace, name] = (request.to.service ?? '').split('/');
  return { ...request, sni: `outbound_.${request.to.port}_._.${name}.${namespace}.svc.cluster.local` };
}
