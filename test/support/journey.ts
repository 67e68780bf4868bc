import { GATEWAY, grantsOf, LEGACY, WAYPOINT } from './grant-arbitraries';
import { Call, GrantIntent } from './grant-meaning';
import { decide, Scene, Verdict } from './policy-oracle';
import { accessPolicies, Target } from '../../src/compile';
import { AuthorizationPolicy } from '../../src/model';

/** Every policy of a target, as the cluster would hold them. */
export function policiesOf(target: Target, intents: readonly GrantIntent[]): readonly AuthorizationPolicy[] {
  const { allow, deny, directAllow, directDeny } = accessPolicies(target, intents.flatMap(grantsOf));
  return [...allow, ...deny, ...directAllow, ...directDeny];
}

/** What happens to a call on its whole way: a waypoint calls on under its own identity. */
export function journey(target: Target, policies: readonly AuthorizationPolicy[], call: Call): Verdict {
  const scene = (point: Scene['point']): Scene => ({ point, trust: target.trust });
  const direct = { ...call, port: call.containerPort };
  if (target.dataPlane === 'sidecar') {
    return decide(policies, direct, scene('sidecar'));
  }
  if (!passesWaypoint(target, call)) {
    const { http: _, ...bytes } = direct;
    return decide(policies, bytes, scene('ztunnel'));
  }
  const servicePort = target.ports.find((port) => port.containerPort === call.containerPort)?.servicePort;
  if (servicePort === undefined || decide(policies, { ...call, port: servicePort }, scene('waypoint')) === 'DENY') {
    return 'DENY';
  }
  return decide(policies, { caller: WAYPOINT, sourceIp: '10.9.9.9', remoteIp: '10.9.9.9', port: call.containerPort }, scene('ztunnel'));
}

/** Who has no ambient proxy, or is a gateway that was not told to, goes past. */
export function passesWaypoint(target: Target, { by, caller }: Call): boolean {
  if (target.waypoint === undefined || by === 'pod' || caller === undefined) {
    return false;
  }
  const isGateway = caller.namespace === GATEWAY.namespace && !target.waypoint.servesIngress;
  const isSidecar = caller.namespace === LEGACY.namespace || caller.namespace === 'migrating';
  return !isGateway && !isSidecar;
}
