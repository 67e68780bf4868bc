import { NonEmpty } from './non-empty';
import { Attachment } from './policy';

/** Where a request may carry its token. */
export type TokenPlace =
  | { readonly kind: 'header'; readonly name: string; readonly prefix: string }
  | { readonly kind: 'cookie'; readonly name: string }
  | { readonly kind: 'query-parameter'; readonly name: string; readonly reason: string };

/** Where the keys are that an issuer signs with: behind a URL, or written out as a JSON Web Key Set. */
export type TokenKeys =
  | { readonly kind: 'uri'; readonly uri: string }
  | { readonly kind: 'inline'; readonly jwks: string };

/** A header that the proxy writes from a claim of the token it has validated. */
export interface ClaimHeader {
  readonly header: string;
  readonly claim: string;
}

/** Whose tokens are accepted, for whom they must be made, and what becomes of them. */
export interface TokenIssuer {
  readonly issuer: string;
  readonly audiences: NonEmpty<string>;
  readonly keys: TokenKeys;
  readonly places: NonEmpty<TokenPlace>;
  readonly claimHeaders: readonly ClaimHeader[];
  readonly payloadHeader?: string;
  readonly forwardsToken: boolean;
  readonly spaceDelimitedClaims: readonly string[];
}

/** A RequestAuthentication without its name. It checks the tokens that are there, and asks for none. */
export interface RequestAuthentication {
  readonly attachment: Attachment;
  readonly issuers: NonEmpty<TokenIssuer>;
}

/** The headers that only the proxy may write when a token of this issuer is validated. */
export function writtenHeaders(issuer: TokenIssuer): readonly string[] {
  return [...issuer.claimHeaders.map(({ header }) => header), ...(issuer.payloadHeader === undefined ? [] : [issuer.payloadHeader])];
}
