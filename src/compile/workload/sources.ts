import {
  Condition, exactly, ExceptedPeer, Grant, Identity, isNonEmpty, NonEmpty, present, principalOf, SourceMatch, startingWith, StringMatch, TokenUser,
} from '../../model';
import { inOrder } from '../rules/canonical';
import { Trust } from '../target';

/** The `from` of a rule for the peer of a grant. */
export function sourceOf(grant: Grant, trust: Trust): SourceMatch | 'any' {
  const { peer } = grant;
  switch (peer.kind) {
    case 'identity':
      return byPrincipal(byName(peer.identity, trust));
    case 'namespace':
      return inNamespace(peer.namespace, trust);
    case 'trust-domain':
      return byPrincipal(startingWith(`${peer.trustDomain}/`));
    case 'any-identity':
      return anyIdentityBut(peer.except, trust);
    case 'ip-block':
      return { ipBlocks: { values: [peer.cidr] } };
    case 'client-ip-block':
      return { ...byPrincipal(byName(peer.behind, trust)), remoteIpBlocks: { values: [peer.cidr] } };
    case 'user':
      return { ...arrivingThrough(peer.through, trust), ...(deniesIssuer(grant) ? {} : byRequestPrincipal(peer.user)) };
    case 'anyone':
      return 'any';
  }
}

const byPrincipal = (...principals: NonEmpty<StringMatch>): SourceMatch => ({ principals: inOrder<StringMatch>({ values: principals }) });

/** An identity under its name in this mesh: istiod knows the mesh's other names, too, and ztunnel only this one. */
function byName(identity: Identity, trust: Trust): StringMatch {
  return exactly(principalOf(trust.aliases.includes(identity.trustDomain) ? { ...identity, trustDomain: trust.domain } : identity));
}

/** A token without subject has no request principal at all, so a denial of every user of an issuer asks for the claim. */
function deniesIssuer({ effect, peer }: Grant): boolean {
  return effect === 'DENY' && peer.kind === 'user' && peer.user.subject === undefined;
}

/** What a rule asks of the token besides the request principal. */
export function tokenConditions(grant: Grant): readonly Condition[] {
  if (grant.peer.kind !== 'user') {
    return [];
  }
  const { issuer, claims } = grant.peer.user;
  return deniesIssuer(grant) ? [{ key: 'request.auth.claims[iss]', match: { values: [exactly(issuer)] } }, ...claims] : claims;
}

/**
 * `namespaces` ignores the trust domain, so with a foreign root it would admit the namespace of the same name there.
 * The principal's prefix does not.
 */
export function inNamespace(namespace: string, trust: Trust): SourceMatch {
  return isNonEmpty(trust.foreign)
    ? byPrincipal(...ownPrefixes(trust, `/ns/${namespace}/`))
    : { namespaces: { values: [exactly(namespace)] } };
}

/** With a foreign root, "any identity" still means: of this mesh. */
function anyIdentity(trust: Trust): NonEmpty<StringMatch> {
  return isNonEmpty(trust.foreign) ? ownPrefixes(trust, '/') : [present];
}

/** Istio takes whole principals for those of each name of the mesh, prefixes only literally. */
function ownPrefixes(trust: Trust, rest: string): NonEmpty<StringMatch> {
  return [startingWith(`${trust.domain}${rest}`), ...trust.aliases.map((alias) => startingWith(`${alias}${rest}`))];
}

/** A negative list alone would also match callers without any identity: the positive one stays beside it. */
function anyIdentityBut(except: readonly ExceptedPeer[], trust: Trust): SourceMatch {
  const principals = except.flatMap((peer) => (peer.kind === 'identity' ? [byName(peer.identity, trust)] : []));
  const namespaces = except.flatMap((peer) => (peer.kind === 'namespace' ? [exactly(peer.namespace)] : []));
  return {
    principals: inOrder({ values: anyIdentity(trust), ...(isNonEmpty(principals) ? { notValues: principals } : {}) }),
    ...(isNonEmpty(namespaces) ? { namespaces: inOrder({ notValues: namespaces }) } : {}),
  };
}

function arrivingThrough(through: Identity | 'any' | 'unsaid', trust: Trust): SourceMatch {
  switch (through) {
    case 'unsaid':
      return {};
    case 'any':
      return byPrincipal(...anyIdentity(trust));
    default:
      return byPrincipal(byName(through, trust));
  }
}

const byRequestPrincipal = (user: TokenUser): SourceMatch => ({ requestPrincipals: { values: [requestPrincipal(user)] } });

/** Istio cuts a request principal at its last slash: what stands before is the issuer, what follows the subject. */
function requestPrincipal(user: TokenUser): StringMatch {
  if (user.subject === undefined) {
    return startingWith(`${user.issuer}/`);
  }
  return exactly(`${user.issuer}/${user.subject}`);
}
