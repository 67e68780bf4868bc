import { claimText } from './claim-text';
import { JwtRule, TokenPlace } from '../../model/mesh';
import { HttpFacts } from '../http/http-facts';
import { claimAt, Payload } from '../values/claims';

/** What a client sent under the names that rules write is removed before anything is verified (4.3). */
export function withoutOutputHeaders(http: HttpFacts, rules: readonly JwtRule[]): HttpFacts {
  const headers = new Map(http.headers);
  const unknownHeaders = new Set(http.unknownHeaders);
  for (const name of rules.flatMap(outputHeaders)) {
    headers.delete(name);
    unknownHeaders.delete(name);
  }
  return { ...http, headers, unknownHeaders };
}

function outputHeaders(rule: JwtRule): readonly string[] {
  return [...rule.payloadHeader === undefined ? [] : [rule.payloadHeader], ...rule.claimHeaders.map(({ header }) => header)];
}

/** A token that verified, with the rule that it did for. */
export interface Accepted {
  readonly rule: JwtRule;
  readonly place: TokenPlace;
  readonly raw: Payload;
  /** For policies: some claims are lists there (1.13). */
  readonly payload: Payload;
}

/** What the filter makes of a request when a token is valid: claims in headers, the payload for policies, and the token gone (4.3). */
export function acceptToken({ rule, place, raw, payload }: Accepted, http: HttpFacts): HttpFacts {
  const headers = new Map(http.headers);
  const unknownHeaders = new Set(http.unknownHeaders);
  for (const { header, claim } of rule.claimHeaders) {
    const text = claimText(claimAt(raw, claim.split('.')));
    if (text === undefined) unknownHeaders.add(header);
    else if (text !== '') headers.set(header, [...headers.get(header) ?? [], text]);
  }
  if (rule.payloadHeader !== undefined) unknownHeaders.add(rule.payloadHeader);
  const accepted = { ...http, headers, unknownHeaders, payload };
  return rule.forwardsToken ? accepted : withoutToken(accepted, place, headers);
}

/** The whole header goes, with all its lines, and the whole parameter; cookies stay (4.3). */
function withoutToken(http: HttpFacts, place: TokenPlace, headers: Map<string, readonly string[]>): HttpFacts {
  if (place.kind === 'header') headers.delete(place.name);
  return place.kind === 'param' ? withoutParameter(http, place.name) : http;
}

/** Envoy writes the others anew, sorted by name; what it makes of escapes and of bare names is left open. */
function withoutParameter(http: HttpFacts, name: string): HttpFacts {
  const pairs = http.query.slice(1).split('&').filter((pair) => nameOf(pair) !== name);
  const isCertain = pairs.every((pair) => /^[^=%]+=[^%]*$/.test(pair));
  const sorted = [...pairs].sort((one, other) => compareText(nameOf(one), nameOf(other)));
  return {
    ...http,
    query: pairs.length === 0 ? '' : `?${sorted.join('&')}`,
    unknownHeaders: isCertain ? http.unknownHeaders : new Set([...http.unknownHeaders, ':path']),
  };
}

function nameOf(pair: string): string {
  return pair.split('=', 1)[0];
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
