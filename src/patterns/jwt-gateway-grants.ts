import { asTarget, callerOf, GatewayTarget, HTTPS_PORT } from '../compile';
import { AccessRow } from '../constructs/access-row';
import { describeOperations } from '../constructs/operation-text';
import { Grant, Operation, Peer, principalOf } from '../model';
import { misuse, Place } from '../problems';
import { checkExemption } from './jwt-exemption';

/** Refuses what a gateway cannot tell of its clients, or would let in without anybody having meant it. */
export function checkGatewayGrant(gateway: GatewayTarget, { peer, operation, origin }: Grant): void {
  checkOperation(gateway, origin, operation);
  checkPeer(gateway, origin, peer);
  if (peer.kind !== 'user') {
    checkExemption(origin, peer, operation);
  }
}

function checkOperation(gateway: GatewayTarget, place: Place, { http, ports }: Operation): void {
  if (http === undefined) {
    throw misuse('CONNECTION_GRANT_AT_GATEWAY', place, {});
  }
  const other = ports?.find((port) => port !== HTTPS_PORT);
  if (other !== undefined) {
    throw misuse('UNKNOWN_PORT', place, { port: other, workload: gateway.name, ports: `https ${HTTPS_PORT}` });
  }
}

function checkPeer(gateway: GatewayTarget, place: Place, peer: Peer): void {
  if (peer.kind === 'user') {
    checkUser(gateway, place, peer);
  } else if (!isClient(gateway, peer)) {
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

/** Who may reach the gateway: a row for each caller. */
export function gatewayRows(gateway: GatewayTarget, grants: readonly Grant[]): readonly AccessRow[] {
  const byCaller = new Map<string, string[]>();
  for (const grant of grants) {
    const caller = callerAtGateway(grant.peer);
    byCaller.set(caller, [...(byCaller.get(caller) ?? []), ...describeOperations(grant, asTarget(gateway))]);
  }
  return [...byCaller].map(([caller, operations]) => ({
    target: `${gateway.namespace}/${gateway.name}`, caller, effect: 'ALLOW', operations: [...new Set(operations)], enforcedBy: 'gateway',
  }));
}

const callerAtGateway = (peer: Peer): string => (peer.kind === 'client-ip-block' ? peer.cidr : callerOf(peer));
