import { Proceed } from './gateway-walk';
import { destinationOf } from './routed-destination';
import { Walk } from './walk-scope';
import { MeshService, MissingFact } from '../../model/mesh';
import { bareHost, calledHosts, hostsOf, isNamed } from '../client/host-names';
import { Point } from '../envoy/handshake';
import { opaqueOnTheWay } from '../envoy/opaque';
import { readHttp } from '../http/http-reading';
import { Destination } from '../mesh/destination';
import { chooseEntry } from '../routes/choose-entry';
import { follow, Sent } from '../routes/follow';
import { takesHttp } from '../routes/match-http';
import { bytesAtSidecar, httpAtSidecar, SidecarConfigs, sidecarConfigs } from '../routes/mesh-routes';
import { onwardByBytes, onwardByHttp, RoutingScope } from '../routes/onward';
import { L4Entry } from '../routes/route-config';
import { unreadableRoutes } from '../routes/route-configs';
import { isThere, isThereForBytes, RouteDoor } from '../routes/route-door';
import { allOf, Truth } from '../truth/truth';
import { unknownVerdict, Verdict } from '../truth/verdict';

interface Leaving {
  readonly walk: Walk;
  readonly destination: Destination;
  readonly door: RouteDoor;
  readonly configs: SidecarConfigs['configs'];
  readonly proceed: Proceed;
}

/** What the routes at the caller's sidecar make of a request for a Service; undefined: none of them has to do with it. */
export function bySidecarRoutes(walk: Walk, destination: Destination, proceed: Proceed): Verdict | undefined {
  const { mesh, caller } = walk;
  const { service } = destination;
  if (!service || walk.isRouted) return undefined;
  const unreadable = unreadableRoutes(mesh);
  if (unreadable.length > 0) return unknownVerdict('a route that cannot be read may redirect the request', ...unreadable);
  const { configs, missing } = sidecarConfigs(mesh, caller, { hosts: hostsOf(service), port: destination.port });
  if (missing.length > 0) return unknownVerdict('it is open which routes the caller has', ...missing);
  const isHttp = destination.declared === 'HTTP' || (destination.declared === 'sniffed' && walk.request.http !== undefined);
  const rivals = isHttp ? routesOfOtherName(walk, service, destination.port) : [];
  if (rivals.length > 0) return unknownVerdict('the host may have routes of its own', ...rivals);
  if (configs.length === 0) return undefined;
  if (caller.namespace === undefined) return unknownVerdict('routes depend on the namespace of the caller', { fact: 'the namespace of the caller', supply: 'from.principal or from.workload' });
  const door: RouteDoor = { gateway: 'mesh', port: destination.port, namespace: caller.namespace, ...caller.labels ? { labels: caller.labels } : {}, proxy: 'sidecar' };
  const leaving = { walk, destination, door, configs, proceed };
  return isHttp ? httpRoutes(leaving) : byteRoutes(leaving);
}

/** Routes for a host that is short for the Service's, or within its wildcard: to Istio that is another host, and takes the request. */
function routesOfOtherName({ mesh, request: { http }, caller }: Walk, service: MeshService, port: number): readonly MissingFact[] {
  const host = http && bareHost(http.host);
  if (host === undefined || hostsOf(service).includes(host)) return [];
  const { configs, missing } = sidecarConfigs(mesh, caller, { hosts: [host], port });
  const rivals = configs.filter(({ hosts }) => hosts.includes(host));
  return [...missing, ...rivals.map(({ namespace, name }) => ({ fact: `what the routes of ${namespace}/${name} for ${host} do`, supply: `http.host: ${hostsOf(service)[0]}` }))];
}

/** By the host of the request: only a host of the Service has its routes. */
function httpRoutes(leaving: Leaving): Verdict | undefined {
  const { walk, destination, door, configs } = leaving;
  const { mesh, request, caller } = walk;
  const service = destination.service!;
  if (request.http === undefined) return undefined;
  if (!isNamed(service, request.http.host, caller.namespace)) {
    const missing = { fact: `where the caller's sidecar sends requests for ${request.http.host}`, supply: `http.host: ${hostsOf(service)[0]}` };
    return unknownVerdict('the host is none of the Service', missing);
  }
  const [host] = calledHosts(service, request);
  const entries = httpAtSidecar(configs, door, { service, host });
  if (!entries) return undefined;
  const reading = readHttp(request.http, {
    pathNormalization: mesh.configuration.pathNormalization, version: request.http.version ?? '1.1', xForwardedFor: request.from.xForwardedFor, isGateway: false, isMtls: false, unknownHeaders: mesh.configuration.unknownHeaders,
  });
  if (reading.kind === 'refused') {
    const { reason, status } = reading;
    return { kind: 'deny', reason, ...status === undefined ? {} : { status }, policies: [], missing: [], steps: [], hop: 'sidecar' };
  }
  const http = { ...reading, routing: reading.facts, isEdge: false };
  const scope: RoutingScope = { mesh, request: { ...request, from: { ...request.from, xForwardedFor: [] } }, door };
  return follow({
    point: callerPoint(walk),
    choice: chooseEntry(entries, (entry) => allOf<Truth>([isThere(entry, door), takesHttp(entry, http.routing)], (truth) => truth)),
    onward: (entry) => onwardByHttp(scope, http, entry),
    proceed: (routed) => fromSidecar(leaving, routed),
  });
}

/** Bytes that no route takes go where they are addressed. */
function byteRoutes(leaving: Leaving): Verdict | undefined {
  const { walk, destination, door, configs } = leaving;
  const { mesh, request } = walk;
  const isTls = isTlsPort(destination);
  const entries = bytesAtSidecar(configs, door, isTls);
  if (entries.length === 0) return undefined;
  const scope: RoutingScope = { mesh, request, door };
  const choice = chooseEntry(entries, (entry) => isThereForBytes(entry, door));
  if (isTls) {
    return unknownVerdict('routes of TLS at a sidecar are not modelled', { fact: `which of the routes of ${nameOf(entries)} takes the server name`, supply: 'at: a point behind the caller' });
  }
  return follow({
    point: callerPoint(walk),
    choice,
    onward: (entry) => (entry ? onwardByBytes(scope, entry) : [{ kind: 'sent', reason: 'no route takes the connection', policies: [], request }]),
    proceed: (routed) => fromSidecar(leaving, routed),
  });
}

/** The sidecar of the caller. */
function callerPoint({ request: { from } }: Walk): Point {
  return { hop: 'sidecar', place: from.workload ?? from.principal ?? 'the caller' };
}

function nameOf(entries: readonly L4Entry[]): string {
  return [...new Set(entries.map(({ owner }) => `${owner.kind} ${owner.namespace}/${owner.name}`))].join(', ');
}

function isTlsPort({ service, port }: Destination): boolean {
  const written = service?.ports.find(({ number }) => number === port);
  const protocol = (written?.appProtocol ?? written?.name ?? '').toLowerCase().split('-', 1)[0];
  return protocol === 'https' || protocol === 'tls';
}

function fromSidecar({ walk, proceed }: Leaving, routed: Sent): Verdict {
  const { mesh, caller } = walk;
  const destination = destinationOf(mesh, routed);
  if ('fact' in destination) return unknownVerdict(`the input does not have ${destination.fact}`, destination);
  const opaque = opaqueOnTheWay(mesh, [caller.namespace, destination.service?.namespace].filter((name) => name !== undefined));
  if (opaque.length > 0) return unknownVerdict('what may redirect the request on its way is not modelled', ...opaque);
  return proceed({ ...walk, request: routed.request, isRouted: true }, destination);
}
