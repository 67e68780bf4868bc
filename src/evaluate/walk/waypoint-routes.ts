import { Proceed } from './gateway-walk';
import { destinationOf } from './routed-destination';
import { Walk } from './walk-scope';
import { MeshGateway } from '../../model/mesh';
import { Destination } from '../mesh/destination';
import { chooseEntry } from '../routes/choose-entry';
import { follow, Sent } from '../routes/follow';
import { passedOn } from '../routes/forwarded-request';
import { takesHttp } from '../routes/match-http';
import { bytesAtWaypoint, httpAtWaypoint } from '../routes/mesh-routes';
import { onwardByBytes, onwardByHttp, RoutingScope } from '../routes/onward';
import { unreadableRoutes } from '../routes/route-configs';
import { isThere, isThereForBytes, RouteDoor } from '../routes/route-door';
import { allOf, Truth } from '../truth/truth';
import { unknownVerdict, Verdict } from '../truth/verdict';

export interface WaypointPassage {
  /** The waypoint is its caller. */
  readonly walk: Walk;
  readonly destination: Destination;
  readonly gateway: MeshGateway;
  /** What the waypoint's policies said. */
  readonly verdict: Verdict;
}

/** The way on from a waypoint: by the routes of the Service, else to its workloads. Traffic that was addressed to a pod has no routes. */
export function byWaypointRoutes(passage: WaypointPassage, proceed: Proceed): Verdict {
  const { walk, destination, gateway } = passage;
  const { service } = destination;
  if (!service) return proceed(walk, destination);
  const unreadable = unreadableRoutes(walk.mesh, [gateway.namespace, service.namespace]);
  if (unreadable.length > 0) return unknownVerdict('a route that cannot be read may redirect the request', ...unreadable);
  const door: RouteDoor = { gateway: 'mesh', port: destination.port, namespace: gateway.namespace, labels: {}, proxy: 'waypoint' };
  const isHttp = destination.declared === 'HTTP' || (destination.declared === 'sniffed' && walk.request.http !== undefined);
  return isHttp ? httpRoutes(passage, door, proceed) : byteRoutes(passage, door, proceed);
}

function httpRoutes({ walk, destination, gateway, verdict }: WaypointPassage, door: RouteDoor, proceed: Proceed): Verdict {
  const { mesh, request } = walk;
  const place = `${gateway.namespace}/${gateway.name}`;
  const http = verdict.filtered;
  const entries = httpAtWaypoint(mesh, door, destination.service!);
  if (entries.length === 0) {
    const passed = http ? passedOn(http) : undefined;
    return proceed(passed?.kind === 'known' ? { ...walk, request: { ...request, http: passed.readings[0] } } : walk, destination);
  }
  if (!http) return unknownVerdict('it is open what the waypoint leaves of the request for its routes', ...verdict.missing);
  const scope: RoutingScope = { mesh, request: { ...request, from: { xForwardedFor: [] } }, door };
  return follow({
    point: { hop: 'waypoint', place },
    choice: chooseEntry(entries, (entry) => allOf<Truth>([isThere(entry, door), takesHttp(entry, http.routing)], (truth) => truth)),
    onward: (entry) => onwardByHttp(scope, http, entry),
    proceed: (routed) => fromWaypoint(walk, routed, proceed),
  });
}

function byteRoutes({ walk, destination, gateway }: WaypointPassage, door: RouteDoor, proceed: Proceed): Verdict {
  const { mesh, request } = walk;
  const place = `${gateway.namespace}/${gateway.name}`;
  const entries = bytesAtWaypoint(mesh, door, destination.service!);
  if (entries.length === 0) return proceed(walk, destination);
  const scope: RoutingScope = { mesh, request, door };
  return follow({
    point: { hop: 'waypoint', place },
    choice: chooseEntry(entries, (entry) => isThereForBytes(entry, door)),
    onward: (entry) => (entry ? onwardByBytes(scope, entry) : [{ kind: 'sent', reason: 'no route takes the connection', policies: [], request }]),
    proceed: (routed) => fromWaypoint(walk, routed, proceed),
  });
}

/** It goes to the workloads of whichever Service, and through no further waypoint (2.8). */
function fromWaypoint(walk: Walk, routed: Sent, proceed: Proceed): Verdict {
  const destination = destinationOf(walk.mesh, routed);
  if ('fact' in destination) return unknownVerdict(`the input does not have ${destination.fact}`, destination);
  return proceed({ ...walk, request: routed.request, isRouted: true }, destination);
}
