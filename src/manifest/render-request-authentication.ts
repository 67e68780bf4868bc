import { RequestAuthenticationSpec, RequestAuthenticationSpecJwtRules } from '../../imports/security.istio.io';
import { RequestAuthentication, TokenIssuer, TokenKeys, TokenPlace } from '../model';
import { renderAttachment } from './render-attachment';

/**
 * A RequestAuthentication as Istio reads it, its rules in the order in which Istio tries them: by issuer. The places
 * of the token are always written out, because the default also reads the query parameter `access_token`.
 */
export function renderRequestAuthentication(authentication: RequestAuthentication): RequestAuthenticationSpec {
  const ordered = [...authentication.issuers].sort((left, right) => (left.issuer < right.issuer ? -1 : 1));
  return { ...renderAttachment(authentication.attachment), jwtRules: ordered.map(renderIssuer) };
}

function renderIssuer(issuer: TokenIssuer): RequestAuthenticationSpecJwtRules {
  return {
    issuer: issuer.issuer,
    audiences: [...issuer.audiences],
    ...renderKeys(issuer.keys),
    ...renderPlaces(issuer.places),
    ...(issuer.claimHeaders.length === 0 ? {} : { outputClaimToHeaders: issuer.claimHeaders.map(({ header, claim }) => ({ header, claim })) }),
    ...(issuer.payloadHeader === undefined ? {} : { outputPayloadToHeader: issuer.payloadHeader }),
    ...(issuer.forwardsToken ? { forwardOriginalToken: true } : {}),
    ...(issuer.spaceDelimitedClaims.length === 0 ? {} : { spaceDelimitedClaims: [...issuer.spaceDelimitedClaims] }),
  };
}

function renderKeys(keys: TokenKeys): Pick<RequestAuthenticationSpecJwtRules, 'jwks' | 'jwksUri'> {
  return keys.kind === 'uri' ? { jwksUri: keys.uri } : { jwks: keys.jwks };
}

type Places = Pick<RequestAuthenticationSpecJwtRules, 'fromHeaders' | 'fromCookies' | 'fromParams'>;

function renderPlaces(places: readonly TokenPlace[]): Places {
  const headers = places.flatMap((place) => (place.kind === 'header' ? [renderHeader(place)] : []));
  const cookies = places.flatMap((place) => (place.kind === 'cookie' ? [place.name] : []));
  const params = places.flatMap((place) => (place.kind === 'query-parameter' ? [place.name] : []));
  return {
    ...(headers.length === 0 ? {} : { fromHeaders: headers }),
    ...(cookies.length === 0 ? {} : { fromCookies: cookies }),
    ...(params.length === 0 ? {} : { fromParams: params }),
  };
}

function renderHeader({ name, prefix }: TokenPlace & { readonly kind: 'header' }): { name: string; prefix?: string } {
  return { name, ...(prefix === '' ? {} : { prefix }) };
}
