import {
  exactly, ExceptedPeer, Identity, isNonEmpty, Peer, present, principalOf, SourceMatch, startingWith, StringMatch, TokenUser,
} from '../model';
import { Trust } from './target';

/** The `from` of a rule for one peer. */
export function sourceOf(peer: Peer, trust: Trust): SourceMatch | 'any' {
  switch (peer.kind) {
    case 'identity':
      return byPrincipal(exactly(principalOf(peer.identity)));
    case 'namespace':
      return inNamespace(peer.namespace, trust);
    case 'trust-domain':
      return byPrincipal(startingWith(`${peer.trustDomain}/`));
    case 'any-identity':
      return anyIdentityBut(peer.except, trust);
    case 'ip-block':
      return { ipBlocks: { values: [peer.cidr] } };
    case 'client-ip-block':
      return { ...byPrincipal(exactly(principalOf(peer.behind))), remoteIpBlocks: { values: [peer.cidr] } };
    case 'user':
      return { ...arrivingThrough(peer.through, trust), requestPrincipals: { values: [requestPrincipal(peer.user)] } };
    case 'anyone':
      return 'any';
  }
}

const byPrincipal = (principal: StringMatch): SourceMatch => ({ principals: { values: [principal] } });

/**
 * `namespaces` ignores the trust domain, so with a foreign root it would admit the namespace of the same name there.
 * The principal's prefix does not.
 */
function inNamespace(namespace: string, trust: Trust): SourceMatch {
  return isNonEmpty(trust.foreign)
    ? byPrincipal(startingWith(`${trust.domain}/ns/${namespace}/`))
    : { namespaces: { values: [exactly(namespace)] } };
}

/** With a foreign root, "any identity" still means: of this mesh. */
function anyIdentity(trust: Trust): StringMatch {
  return isNonEmpty(trust.foreign) ? startingWith(`${trust.domain}/`) : present;
}

/** A negative list alone would also match callers without any identity: the positive one stays beside it. */
function anyIdentityBut(except: readonly ExceptedPeer[], trust: Trust): SourceMatch {
  const principals = except.flatMap((peer) => (peer.kind === 'identity' ? [exactly(principalOf(peer.identity))] : []));
  const namespaces = except.flatMap((peer) => (peer.kind === 'namespace' ? [exactly(peer.namespace)] : []));
  return {
    principals: { values: [anyIdentity(trust)], ...(isNonEmpty(principals) ? { notValues: principals } : {}) },
    ...(isNonEmpty(namespaces) ? { namespaces: { notValues: namespaces } } : {}),
  };
}

function arrivingThrough(through: Identity | 'any' | 'unsaid', trust: Trust): SourceMatch {
  switch (through) {
    case 'unsaid':
      return {};
    case 'any':
      return byPrincipal(anyIdentity(trust));
    default:
      return byPrincipal(exactly(principalOf(through)));
  }
}

/** Istio cuts a request principal at its last slash: what stands before is the issuer, what follows the subject. */
function requestPrincipal(user: TokenUser): StringMatch {
  if (user.subject === undefined) {
    return startingWith(`${user.issuer}/`);
  }
  return exactly(`${user.issuer}/${user.subject}`);
}
