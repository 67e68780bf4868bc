import { DataPlane, Grant, Peer } from '../model';
import { groupBy, keyOf, sortedByKey } from './rules/canonical';
import { Target } from './target';
import { enforcementPointOf, planeOf } from './workload/enforcement';
import { grantedPorts } from './workload/operations';

/** Where HBONE, the tunnel of ambient mode, arrives in a pod. */
export const HBONE_PORT = 15008;

/** Who must be able to open connections to a pod, as NetworkPolicy can tell it. */
export type NetworkPeer =
  | { readonly kind: 'namespace'; readonly namespace: string }
  | { readonly kind: 'pods'; readonly namespace: string; readonly labels: Readonly<Record<string, string>> }
  | { readonly kind: 'cluster' }
  | { readonly kind: 'cidr'; readonly cidr: string }
  | { readonly kind: 'everywhere' };

/** A connection that the network must let through for a grant to be of use. */
export interface NetworkOpening {
  readonly peer: NetworkPeer;
  /** None means every port. */
  readonly ports: readonly number[];
  /** @default TCP */
  readonly protocols?: readonly ('TCP' | 'UDP')[];
}

/**
 * The openings into a workload's pods that its grants need. What passes is still checked by the workload's policies:
 * the network layer only keeps out whoever no grant names at all.
 */
export function ingressOpenings(target: Target, grants: readonly Grant[]): readonly NetworkOpening[] {
  const needed = grants.filter((grant) => grant.effect === 'ALLOW').flatMap((grant) => openingsFor(grant, target));
  const admitted = (target.waypoint?.admitted ?? []).map((caller): NetworkOpening => ({
    peer: { kind: 'namespace', namespace: caller.kind === 'namespace' ? caller.namespace : caller.identity.namespace },
    ports: [HBONE_PORT],
  }));
  return mergeOpenings([...waypointOpening(target), ...admitted, ...needed]);
}

function waypointOpening(target: Target): readonly NetworkOpening[] {
  if (target.waypoint === undefined) {
    return [];
  }
  const { namespace, serviceAccount } = target.waypoint.identity;
  return [{ peer: gatewayPods(namespace, serviceAccount), ports: [HBONE_PORT] }];
}

function openingsFor(grant: Grant, target: Target): readonly NetworkOpening[] {
  if (enforcementPointOf(grant, target) === 'waypoint') {
    return [];
  }
  const ports = arrivingPorts(grant, target);
  return networkPeers(grant.peer).map((peer) => ({ peer, ports }));
}

/** Callers with a proxy of ambient mode arrive by HBONE, also at a sidecar; sidecars and plaintext at the port itself. */
function arrivingPorts(grant: Grant, target: Target): readonly number[] {
  const direct = grantedPorts(grant, target).map((port) => port.containerPort);
  const isDialled = target.dataPlane === 'sidecar' || isPlaintext(grant.peer);
  const isTunnelled = target.dataPlane === 'ambient' ? grant.peer.kind !== 'ip-block' : mayBeAmbient(grant.peer);
  return [...(isDialled ? direct : []), ...(isTunnelled ? [HBONE_PORT] : [])];
}

/** Anyone may also be a workload of the mesh; an address is that of somebody outside. */
const isPlaintext = (peer: Peer): boolean => peer.kind === 'ip-block' || peer.kind === 'anyone';

/** In a mesh that has both modes, gateways prefer the tunnel where a sidecar offers it, too. */
function mayBeAmbient(peer: Peer): boolean {
  const plane = planeOf(peer);
  return plane === 'unknown' ? peer.kind !== 'ip-block' : plane !== 'sidecar';
}

function networkPeers(peer: Peer): readonly NetworkPeer[] {
  switch (peer.kind) {
    case 'identity':
      return [{ kind: 'namespace', namespace: peer.identity.namespace }];
    case 'namespace':
      return [{ kind: 'namespace', namespace: peer.namespace }];
    case 'client-ip-block':
      return [{ kind: 'namespace', namespace: peer.behind.namespace }];
    case 'user':
      return typeof peer.through === 'string' ? [{ kind: 'cluster' }] : [{ kind: 'namespace', namespace: peer.through.namespace }];
    case 'any-identity':
    case 'trust-domain':
      return [{ kind: 'cluster' }];
    case 'ip-block':
      return [{ kind: 'cidr', cidr: peer.cidr }];
    case 'anyone':
      return [{ kind: 'everywhere' }];
  }
}

/** One opening for each peer and protocol, with all its ports. */
export function mergeOpenings(openings: readonly NetworkOpening[]): readonly NetworkOpening[] {
  return sortedByKey(groupBy(openings, ({ peer, protocols }) => keyOf([peer, protocols ?? []]))
    .map((group): NetworkOpening => ({ ...group[0], ports: group.some(({ ports }) => ports.length === 0) ? [] : distinctPorts(group) })));
}

function distinctPorts(openings: readonly NetworkOpening[]): readonly number[] {
  return [...new Set(openings.flatMap(({ ports }) => ports))].sort((left, right) => left - right);
}

/** The proxies that Istio deploys for a Gateway, waypoints included. */
export function gatewayPods(namespace: string, gateway: string): NetworkPeer & { readonly kind: 'pods' } {
  return { kind: 'pods', namespace, labels: { 'gateway.networking.k8s.io/gateway-name': gateway } };
}

/** How a caller reaches a target: its waypoint, if it goes through one, and the pods. */
export function openingsTowards(target: Target, callerPlane: DataPlane | 'gateway'): readonly NetworkOpening[] {
  const direct = target.ports.map((port) => port.containerPort);
  const ports = target.dataPlane === 'ambient' ? [HBONE_PORT] : callerPlane === 'sidecar' ? direct : [...direct, HBONE_PORT];
  return [...waypointOpening(target), { peer: { kind: 'pods', namespace: target.namespace, labels: target.labels }, ports }];
}

/** Who comes to a waypoint on the way to one of its targets. */
export function waypointOpenings(target: Target, grants: readonly Grant[]): readonly NetworkOpening[] {
  return grants
    .filter((grant) => grant.effect === 'ALLOW' && enforcementPointOf(grant, target) === 'waypoint')
    .flatMap((grant) => networkPeers(grant.peer).map((peer) => ({ peer, ports: [HBONE_PORT] })));
}
