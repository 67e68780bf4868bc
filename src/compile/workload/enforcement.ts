import { CallerPlane, Condition, Grant, Peer } from '../../model';
import { Target } from '../target';

/** The proxy that decides about a grant. */
export type EnforcementPoint = 'sidecar' | 'ztunnel' | 'waypoint';

/** The `when` keys that ztunnel understands; it treats every other one as if it were HTTP. */
export const ZTUNNEL_KEYS: ReadonlySet<string> = new Set([
  'source.ip', 'source.namespace', 'source.principal', 'destination.ip', 'destination.port',
]);

/** The `when` keys that exist on a stream of bytes, too. */
const BYTE_STREAM_KEYS: ReadonlySet<string> = new Set([
  ...ZTUNNEL_KEYS, 'connection.sni', 'remote.ip', 'source.serviceAccount', 'source.trustDomain',
]);

export function enforcementPointOf(grant: Grant, target: Target): EnforcementPoint {
  if (target.dataPlane === 'sidecar') {
    return 'sidecar';
  }
  return target.waypoint !== undefined && grant.by === 'service' && !passesBy(grant.peer, target) ? 'waypoint' : 'ztunnel';
}

/** Gateways dial the pods themselves unless the Service asks them to use its waypoint. */
function passesBy(peer: Peer, target: Target): boolean {
  return planeOf(peer) === 'gateway' && target.waypoint?.servesIngress !== true;
}

/** What carries the connections of a caller, as far as it is known. */
export function planeOf(peer: Peer): CallerPlane {
  switch (peer.kind) {
    case 'identity':
    case 'namespace':
    case 'client-ip-block':
    case 'user':
      return peer.dataPlane ?? 'unknown';
    default:
      return 'unknown';
  }
}

/** Whether only a proxy that reads requests can check the grant. */
export function readsRequests(grant: Grant): boolean {
  return grant.operation.http !== undefined
    || grant.peer.kind === 'user'
    || grant.operation.when.some((condition) => !isReadOnByteStream(condition.key));
}

export const isReadOnByteStream = (key: string): boolean => BYTE_STREAM_KEYS.has(key);

/** Whether ztunnel, which sees identities, addresses and ports, can check the grant. */
export function isWithinZtunnel(grant: Grant): boolean {
  return !readsRequests(grant) && grant.peer.kind !== 'client-ip-block' && grant.operation.when.every(isZtunnelCondition);
}

function isZtunnelCondition(condition: Condition): boolean {
  return ZTUNNEL_KEYS.has(condition.key);
}
