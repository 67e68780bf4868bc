import { enforcementPointOf, isWithinZtunnel } from './enforcement';
import { grantedPorts } from './operations';
import { ExceptedPeer, Grant, Identity, Peer, principalOf, servesMetrics } from '../../model';
import { AdmittedCaller, Target } from '../target';

/** Somebody who reaches the pods without passing the waypoint, and the ports where it does. */
interface Bypass {
  readonly peer: Peer;
  readonly ports: readonly number[];
}

/**
 * A caller whom a denial means but does not reach: the waypoint enforces the denial, ztunnel cannot, and the caller
 * passes the waypoint by. Ports that serve metrics and nothing else do not count unless the denial names them.
 */
export function callerPast(target: Target, denial: Grant, grants: readonly Grant[]): Peer | undefined {
  if (target.waypoint === undefined || denial.effect === 'ALLOW' || isWithinZtunnel(denial)) {
    return undefined;
  }
  const isNamed = denial.operation.ports !== undefined;
  const ports = grantedPorts(denial, target).filter((port) => isNamed || !servesMetrics(port)).map((port) => port.containerPort);
  return bypasses(target, grants).find((bypass) => bypass.ports.some((port) => ports.includes(port)) && mayBe(denial.peer, bypass.peer))?.peer;
}

/**
 * A caller who passes the waypoint by and is let in there: a denial that is enforced at the waypoint alone, as every
 * raw one is, does not reach it.
 */
export function anyCallerPast(target: Target, grants: readonly Grant[]): Peer | undefined {
  const ports = target.ports.filter((port) => !servesMetrics(port)).map((port) => port.containerPort);
  const all = target.waypoint === undefined ? [] : bypasses(target, grants);
  return all.find((bypass) => bypass.ports.some((port) => ports.includes(port)))?.peer;
}

function bypasses(target: Target, grants: readonly Grant[]): readonly Bypass[] {
  const direct = grants.filter((grant) => grant.effect === 'ALLOW' && enforcementPointOf(grant, target) === 'ztunnel');
  return [
    ...(target.waypoint?.admitted ?? []).map((caller) => ({ peer: asPeer(caller), ports: target.ports.map((port) => port.containerPort) })),
    ...direct.map((grant) => ({ peer: grant.peer, ports: grantedPorts(grant, target).map((port) => port.containerPort) })),
  ];
}

function asPeer(caller: AdmittedCaller): Peer {
  return { ...caller, dataPlane: 'sidecar' };
}

/** Whether some caller could be both. Where it cannot be told, it could. */
function mayBe(denied: Peer, caller: Peer): boolean {
  switch (denied.kind) {
    case 'any-identity':
      return !denied.except.some((except) => isWhole(except, caller));
    case 'identity':
      return mayHave(denied.identity, caller);
    case 'client-ip-block':
      return mayHave(denied.behind, caller);
    case 'user':
      return typeof denied.through === 'string' || mayHave(denied.through, caller);
    case 'namespace':
      return caller.kind === 'identity' ? caller.identity.namespace === denied.namespace : caller.kind !== 'namespace' || caller.namespace === denied.namespace;
    case 'trust-domain':
    case 'ip-block':
    case 'anyone':
      return true;
  }
}

function mayHave(identity: Identity, caller: Peer): boolean {
  switch (caller.kind) {
    case 'identity':
      // The trust domain is left out: it may be another name of the same mesh.
      return caller.identity.namespace === identity.namespace && caller.identity.serviceAccount === identity.serviceAccount;
    case 'namespace':
      return caller.namespace === identity.namespace;
    default:
      return true;
  }
}

/** Whether an exception covers all that the caller can be. */
function isWhole(except: ExceptedPeer, caller: Peer): boolean {
  if (caller.kind === 'identity') {
    return except.kind === 'identity' ? principalOf(except.identity) === principalOf(caller.identity) : except.namespace === caller.identity.namespace;
  }
  return caller.kind === 'namespace' && except.kind === 'namespace' && except.namespace === caller.namespace;
}
