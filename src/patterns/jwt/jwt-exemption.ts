import { ListMatch, Operation, Peer, WorkloadPort } from '../../model';
import { misuse, Place } from '../../problems';

const LIST_WHAT_IS_MEANT = 'List what needs no token, instead of what does.';

/**
 * Refuses exemptions from the token that would cover more than their author can see. What a client can do without a
 * token is a list of operations, or bound to an identity, and never "everything but".
 */
export function checkExemption(place: Place, peer: Peer, operation: Operation): void {
  const fault = faultOfPeer(peer) ?? faultOfOperation(peer, operation);
  if (fault !== undefined) {
    throw misuse('INVALID_EXEMPTION', place, fault);
  }
}

/** Refuses exemptions for ports where no token is asked for. */
export function checkExemptPorts(place: Place, operation: Operation, ports: readonly WorkloadPort[]): void {
  const asked = ports.map((port) => port.containerPort);
  const stray = operation.ports?.find((port) => !asked.includes(port));
  if (stray !== undefined) {
    throw misuse('INVALID_EXEMPTION', place, { why: `no token is asked for on port ${stray}`, fix: `Name one of the ports ${asked.join(', ')}, or leave it out.` });
  }
}

interface Fault {
  readonly why: string;
  readonly fix: string;
}

function faultOfPeer(peer: Peer): Fault | undefined {
  if (peer.kind === 'user') {
    return { why: 'a user is known by a token only', fix: 'Grant to the user, or exempt the workload that calls.' };
  }
  return peer.kind === 'any-identity' && peer.except.length > 0 ? { why: 'its callers are "all but some"', fix: LIST_WHAT_IS_MEANT } : undefined;
}

function faultOfOperation(peer: Peer, { http }: Operation): Fault | undefined {
  const lists: readonly (ListMatch<unknown> | undefined)[] = [http?.methods, http?.paths, http?.hosts];
  if (lists.some((list) => list?.notValues !== undefined)) {
    return { why: 'it is described by what it is not', fix: LIST_WHAT_IS_MEANT };
  }
  if (peer.kind === 'anyone' && http?.paths?.values === undefined) {
    return { why: 'anybody could do anything without a token', fix: 'Name the paths, for example Http.get(\'/healthz\').' };
  }
  return undefined;
}

