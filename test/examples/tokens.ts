import { Manifest } from './manifests';
import { HttpRequest, Token } from '../support/policy-oracle';

/** A token as a client brings it, before anybody has looked at it. */
export interface BroughtToken extends Token {
  readonly aud: readonly string[];
}

interface JwtRule {
  readonly issuer: string;
  readonly audiences?: readonly string[];
  readonly forwardOriginalToken?: boolean;
  readonly outputClaimToHeaders?: readonly { readonly header: string }[];
}

export function jwtRulesOf(authentications: readonly Manifest[]): readonly JwtRule[] {
  return authentications.flatMap(({ spec }) => spec.jwtRules as JwtRule[]);
}

/**
 * What a proxy makes of the token of a request: where nobody validates tokens the request has no user, where somebody
 * does a token must be of one of the issuers and for one of its audiences.
 */
export function withCheckedToken(request: HttpRequest, rules: readonly JwtRule[]): HttpRequest | 'refused' {
  const { token, ...rest } = withoutClaimHeaders(request, rules);
  if (token === undefined || rules.length === 0) {
    return rest;
  }
  const { aud } = token as BroughtToken;
  const isForUs = ({ audiences }: JwtRule): boolean => audiences === undefined || audiences.some((audience) => aud.includes(audience));
  return rules.some((rule) => rule.issuer === token.iss && isForUs(rule)) ? { ...rest, token } : 'refused';
}

/** What a client sends under the name of a claim header is removed before any policy is read, as the real Envoy does. */
function withoutClaimHeaders(request: HttpRequest, rules: readonly JwtRule[]): HttpRequest {
  const written = rules.flatMap((rule) => rule.outputClaimToHeaders ?? []).map(({ header }) => header.toLowerCase());
  const headers = Object.entries(request.headers ?? {}).filter(([name]) => !written.includes(name.toLowerCase()));
  return { ...request, headers: Object.fromEntries(headers) };
}

/** The request as the backend gets it. */
export function withoutSpentToken(request: HttpRequest, rules: readonly JwtRule[]): HttpRequest {
  const { token, ...rest } = request;
  const isTaken = rules.some((rule) => rule.issuer === token?.iss && rule.forwardOriginalToken !== true);
  return isTaken ? rest : request;
}
