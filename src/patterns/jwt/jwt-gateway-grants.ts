import { checkExemption } from './jwt-exemption';
import { asTarget, callerOf, GatewayTarget } from '../../compile';
import { AccessRow } from '../../constructs/mesh/access-row';
import { describeOperations } from '../../constructs/mesh/operation-text';
import { Action, Grant, Peer, principalOf } from '../../model';
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

/** Who may, and who may not, reach the gateway: a row for each caller. */
export function gatewayRows(gateway: GatewayTarget, grants: readonly Grant[]): readonly AccessRow[] {
  return (['ALLOW', 'DENY'] as const).flatMap((effect) => rowsOf(gateway, grants.filter((grant) => grant.effect === effect), effect));
}

function rowsOf(gateway: GatewayTarget, grants: readonly Grant[], effect: Action): readonly AccessRow[] {
  const byCaller = new Map<string, string[]>();
  for (const grant of grants) {
    const caller = callerAtGateway(grant.peer);
    byCaller.set(caller, [...(byCaller.get(caller) ?? []), ...describeOperations(grant, asTarget(gateway, effect))]);
  }
  return [...byCaller].map(([caller, operations]) => ({
    target: `${gateway.namespace}/${gateway.name}`, caller, effect, operations: [...new Set(operations)], enforcedBy: 'gateway',
  }));
}

/** Of two addresses, the one that proxies in front have vouched for needs no further word: it is the client's. */
function callerAtGateway(peer: Peer): string {
  switch (peer.kind) {
    case 'client-ip-block':
      return peer.cidr;
    case 'ip-block':
      return `${peer.cidr}, connecting itself`;
    default:
      return callerOf(peer);
  }
}
