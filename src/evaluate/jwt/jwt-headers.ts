import { ClaimValue, JwtRule } from '../../model/mesh';
import { HttpFacts } from '../http/http-facts';
import { claimAt, Payload } from '../values/claims';

/** The rule that verified the request's identity. */
export interface Verified {
  readonly rule: JwtRule;
  readonly payload: Payload;
}

/** What the JWT filter leaves of the headers for the policies behind it (4.3): those that any rule writes are removed, tried or not. */
export function headersAfterJwt(http: HttpFacts, rules: readonly JwtRule[], verified?: Verified): HttpFacts {
  const headers = new Map(http.headers);
  const unknownHeaders = new Set(http.unknownHeaders);
  for (const name of rules.flatMap(outputHeaders)) {
    headers.delete(name);
    unknownHeaders.delete(name);
  }
  if (!verified) return { ...http, headers, unknownHeaders };
  const { rule, payload } = verified;
  if (!rule.forwardsToken) removeTokens(rule, headers);
  for (const { header, claim } of rule.claimHeaders) {
    const text = claimText(claimAt(payload, claim.split('.')));
    if (text === undefined) unknownHeaders.add(header);
    else if (text !== '') headers.set(header, [...headers.get(header) ?? [], text]);
  }
  if (rule.payloadHeader !== undefined) unknownHeaders.add(rule.payloadHeader);
  return { ...http, headers, unknownHeaders, payload };
}

function outputHeaders(rule: JwtRule): readonly string[] {
  return [...rule.payloadHeader === undefined ? [] : [rule.payloadHeader], ...rule.claimHeaders.map(({ header }) => header)];
}

/** The whole header goes, with all its lines; cookies stay (4.3). */
function removeTokens(rule: JwtRule, headers: Map<string, readonly string[]>): void {
  for (const place of rule.places) {
    if (place.kind === 'header' && (headers.get(place.name) ?? []).some((line) => line.includes(place.prefix))) headers.delete(place.name);
  }
}

/** Strings, whole numbers and booleans; `''` when nothing is set, undefined when the text is not certain. */
function claimText(claim: ClaimValue | undefined): string | undefined {
  if (typeof claim === 'string') return claim;
  if (typeof claim === 'boolean') return String(claim);
  if (typeof claim === 'number') return Number.isSafeInteger(claim) ? String(claim) : undefined;
  return '';
}
