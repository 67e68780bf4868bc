import { Identity } from './identity';
import { ListMatch, NonEmpty } from './non-empty';
import { Condition } from './rule';
import { StringMatch } from './string-match';

/** The two ways in which Istio puts a proxy on a workload's path. */
export type DataPlane = 'sidecar' | 'ambient';

/** What carries a caller's connection. */
export type CallerPlane = DataPlane | 'gateway' | 'unknown';

/**
 * One kind of caller. Several kinds are several grants. Of a client or user, `dataPlane` is that of the proxy that vouches
 * for it. `trustedProxies` is how many proxies stand before a gateway, where that is known.
 */
export type Peer =
  | { readonly kind: 'identity'; readonly identity: Identity; readonly dataPlane: CallerPlane; readonly trustedProxies?: number }
  | { readonly kind: 'namespace'; readonly namespace: string; readonly dataPlane: DataPlane | 'unknown' }
  | { readonly kind: 'trust-domain'; readonly trustDomain: string }
  | { readonly kind: 'any-identity'; readonly except: readonly ExceptedPeer[] }
  | { readonly kind: 'ip-block'; readonly cidr: string }
  | { readonly kind: 'client-ip-block'; readonly cidr: string; readonly behind: Identity; readonly dataPlane?: CallerPlane; readonly trustedProxies?: number }
  | { readonly kind: 'user'; readonly user: TokenUser; readonly through: 'any' | 'unsaid' | Identity; readonly dataPlane?: CallerPlane }
  | { readonly kind: 'anyone'; readonly reason: string };

export type ExceptedPeer =
  | { readonly kind: 'identity'; readonly identity: Identity }
  | { readonly kind: 'namespace'; readonly namespace: string };

/** A person or client that a JSON Web Token vouches for. */
export interface TokenUser {
  readonly issuer: string;
  readonly subject?: string;
  /** Conditions on the token's claims; all must hold. */
  readonly claims: readonly Condition[];
}

/** What a caller may do. Absent `http` means any bytes on the ports; absent ports mean those that the target declares. */
export interface Operation {
  readonly ports?: NonEmpty<number>;
  readonly http?: HttpMatch;
  readonly when: readonly Condition[];
}

/** The part of an operation that only a proxy which reads HTTP can check. An empty one means any request. */
export interface HttpMatch {
  readonly methods?: ListMatch<StringMatch>;
  readonly paths?: ListMatch<StringMatch>;
  readonly hosts?: ListMatch<StringMatch>;
}

/** Where a grant was written: the construct, and the line of code when the language tells it. */
export interface Origin {
  readonly constructPath: string;
  readonly callSite?: CallSite;
}

export interface CallSite {
  readonly file: string;
  readonly line: number;
  /** The text of that line, when it could be read. */
  readonly text?: string;
}

/** One sentence of intent: this caller may, or may not, do this to the target. */
export interface Grant {
  readonly effect: 'ALLOW' | 'DENY';
  readonly peer: Peer;
  readonly operation: Operation;
  /** `service`: the caller goes by the Service. `pod`: it dials the pod, as a metrics scraper does. */
  readonly by: 'service' | 'pod';
  readonly origin: Origin;
}
