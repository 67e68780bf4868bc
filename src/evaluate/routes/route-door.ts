import { HttpEntry, L4Entry } from './route-config';
import { Labels, RouteOrigin } from '../../model/mesh';
import { missingReading, isSubset } from '../truth/reading';
import { allOf, NO, Truth, truthOf, unknown, YES } from '../truth/truth';

/** Where routes are looked up: a gateway's server, a sidecar or a waypoint, both of which are `mesh`. */
export interface RouteDoor {
  readonly gateway: string;
  /** As routes count it: the server's, or the Service's. */
  readonly port: number;
  /** Of the proxy. */
  readonly namespace?: string;
  /** Of the proxy; undefined: nobody told. */
  readonly labels?: Labels;
  readonly proxy: 'gateway' | 'sidecar' | 'waypoint';
}

/** Whether an entry for HTTP is there for this proxy and port. */
export function isThere({ match }: HttpEntry, door: RouteDoor): Truth {
  if (!match) return YES;
  if (match.kind === 'unreadable') return unknown(missingReading(match.diagnostic));
  const { port, gateways, sourceLabels } = match.value;
  if (port !== undefined && port !== door.port) return NO;
  // Waypoints leave matches by label out.
  if (door.proxy === 'waypoint' && Object.keys(sourceLabels).length > 0) return NO;
  // With gateways nothing else is asked.
  return gateways.length > 0 ? truthOf(gateways.includes(door.gateway)) : isFromHere(match.value, door);
}

/** Whether an entry for bytes is: gateways ask for less, sidecars for everything. */
export function isThereForBytes({ match }: L4Entry, door: RouteDoor): Truth {
  if (!match) return YES;
  if (match.kind === 'unreadable') return unknown(missingReading(match.diagnostic));
  const { port, gateways } = match.value;
  if (port !== undefined && port !== door.port) return NO;
  if (gateways.length > 0 && !gateways.includes(door.gateway)) return NO;
  if (door.proxy === 'gateway') return YES;
  return door.proxy === 'waypoint' ? isFromHere(match.value, { ...door, labels: {}, namespace: '' }) : isFromHere(match.value, door);
}

function isFromHere({ sourceLabels, sourceNamespace }: RouteOrigin, { labels, namespace }: RouteDoor): Truth {
  return allOf([
    truthOf(sourceNamespace === undefined || sourceNamespace === namespace),
    Object.keys(sourceLabels).length === 0 || labels ? truthOf(isSubset(sourceLabels, labels ?? {}))
      : unknown({ fact: 'the labels of the caller, by which it is routed', supply: 'from.workload' }),
  ], (truth) => truth);
}
