import { ExceptedPeer, Identity, Peer } from '../model';

/** A caller in words, as it stands in messages and in tables. */
export function callerOf(peer: Peer): string {
  switch (peer.kind) {
    case 'identity':
      return nameOf(peer.identity);
    case 'namespace':
      return `${peer.namespace}/*`;
    case 'trust-domain':
      return `any identity of ${peer.trustDomain}`;
    case 'any-identity':
      return peer.except.length === 0 ? 'any identity' : `any identity but ${peer.except.map(exceptedName).join(', ')}`;
    case 'ip-block':
      return peer.cidr;
    case 'client-ip-block':
      return `${peer.cidr} behind ${nameOf(peer.behind)}`;
    case 'user':
      return `${peer.user.subject ?? 'any user'} of ${peer.user.issuer}${bearerIn(peer.through)}`;
    case 'anyone':
      return 'anyone';
  }
}

/** Users of one issuer who come through different workloads are different callers. */
function bearerIn(through: Identity | 'any' | 'unsaid'): string {
  switch (through) {
    case 'unsaid':
      return '';
    case 'any':
      return ' through any identity';
    default:
      return ` through ${nameOf(through)}`;
  }
}

function exceptedName(peer: ExceptedPeer): string {
  return peer.kind === 'identity' ? nameOf(peer.identity) : `${peer.namespace}/*`;
}

const nameOf = ({ namespace, serviceAccount }: Identity): string => `${namespace}/${serviceAccount}`;
