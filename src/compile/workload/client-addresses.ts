import { Grant } from '../../model';
import { describeProblem } from '../../problems';
import { callerOf } from '../caller-name';
import { Target } from '../target';

/**
 * Whether a workload would take somebody else's address for that of a client. Sidecars and waypoints read the last
 * address of `X-Forwarded-For`, which a gateway fills with whoever connected to it, however many proxies it trusts.
 *
 * A denial by such an address fails open, and that cannot be seen from here: the proxies before a gateway can also be
 * set in the MeshConfig, or be added later. So none is accepted. A grant fails closed unless its block covers the
 * proxy; it is refused where proxies are known, and else left to its author, because without any it is right.
 */
export function misreadAddress(target: Target, { effect, peer, origin }: Grant): readonly string[] {
  if (peer.kind !== 'client-ip-block') {
    return [];
  }
  const { cidr, behind, trustedProxies: count = 0 } = peer;
  const workload = `${target.namespace}/${target.name}`;
  if (effect === 'DENY') {
    return [describeProblem('CLIENT_ADDRESS_DENIED_AT_WORKLOAD', origin, { cidr, workload })];
  }
  const gateway = callerOf({ kind: 'identity', identity: behind, dataPlane: 'gateway' });
  return count === 0 ? [] : [describeProblem('CLIENT_ADDRESS_BEHIND_PROXIES', origin, { cidr, workload, gateway, count })];
}
