import { checkExemption } from './jwt-exemption';
import { asTarget, callerOf, GatewayTarget } from '../../compile';
import { Grant, Peer, principalOf } from '../../model';
import { misuse, Place } from '../../problems';

/** Refuses what a gateway cannot tell of its clients, or would let in without anybody having meant it. */
export function checkGatewayGrant(gateway: GatewayTarget, grant: Grant): void {
  const { effect, peer, operation, origin } = grant;
  if (effect === 'ALLOW' && operation.http === undefined) {
    throw misuse('CONNECTION_GRANT_AT_GATEWAY', origin, {});
  }
  checkPorts(gateway, grant);
  checkPeer(gateway, origin, grant);
  if (effect === 'ALLOW' && peer.kind !== 'user') {
    checkExemption(origin, peer, operation);
  }
}

function checkPorts(gateway: GatewayTarget, { effect, operation, origin }: Grant): void {
  const { ports } = asTarget(gateway, effect);
  const other = operation.ports?.find((port) => !ports.some((listener) => listener.containerPort === port));
  if (other !== undefined) {
    const listeners = ports.map(({ name, containerPort }) => `${name} ${containerPort}`).join(', ');
    throw misuse('UNKNOWN_PORT', origin, { port: other, workload: gateway.name, ports: listeners });
  }
}

function checkPeer(gateway: GatewayTarget, place: Place, { effect, peer }: Grant): void {
  if (peer.kind === 'user') {
    checkUser(gateway, place, peer);
  } else if (!isClient(gateway, peer) && !(effect === 'DENY' && peer.kind === 'ip-block')) {
    throw misuse('ADDRESS_BEHIND_GATEWAY', place, { peer: callerOf(peer) });
  }
}

function checkUser(gateway: GatewayTarget, place: Place, { user, through }: Peer & { readonly kind: 'user' }): void {
  const issuers = gateway.issuers.map(({ issuer }) => issuer);
  if (!issuers.includes(user.issuer)) {
    throw misuse('UNKNOWN_ISSUER', place, { issuer: user.issuer, issuers: issuers.join(', ') });
  }
  if (through !== 'unsaid') {
    const workload = through === 'any' ? 'any identity' : `${through.namespace}/${through.serviceAccount}`;
    throw misuse('ADDRESS_BEHIND_GATEWAY', place, { peer: `a user who comes through ${workload}` });
  }
}

/** Clients have no identity of the mesh. Their address is known here when it is this gateway that vouches for it. */
function isClient(gateway: GatewayTarget, peer: Peer): boolean {
  return peer.kind === 'anyone' || (peer.kind === 'client-ip-block' && principalOf(peer.behind) === principalOf(gateway.identity));
}
