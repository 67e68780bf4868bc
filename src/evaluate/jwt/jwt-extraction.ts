import { JwtRule, TokenPlace } from '../../model/mesh';
import { readingsOf } from '../http/header-lines';
import { HttpFacts } from '../http/http-facts';

/** The characters of a JWT; what stands between the prefix and the first of them is skipped (4.3). */
const JWT_CHARACTER = /[A-Za-z0-9\-_.]/;

/** A text found where a rule looks for tokens. */
export interface FoundToken {
  readonly text: string;
  readonly place: TokenPlace;
}

/** The texts found at the places of a rule: headers first, then parameters, then cookies, each by name (4.2). */
export function extractTokens({ places }: JwtRule, http: HttpFacts): readonly FoundToken[] {
  const distinct = new Map(places.map((place) => [`${KINDS.indexOf(place.kind)} ${keyOf(place)}`, place]));
  return [...distinct].sort(byKey).flatMap(([, place]) => textsAt(place, http).map((text) => ({ text, place })));
}

const KINDS = ['header', 'param', 'cookie'];

function byKey([one]: readonly [string, TokenPlace], [other]: readonly [string, TokenPlace]): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function keyOf(place: TokenPlace): string {
  return place.kind === 'header' ? place.name + place.prefix : place.name;
}

function textsAt(place: TokenPlace, http: HttpFacts): readonly string[] {
  if (place.kind === 'header') return headerLines(place.name, http).flatMap((line) => afterPrefix(line, place.prefix));
  const pairs = place.kind === 'param' ? http.query.slice(1).split('&') : (http.headers.get('cookie') ?? []).flatMap((line) => line.split(';'));
  const pair = pairs.map((one) => one.trim()).find((one) => one.startsWith(`${place.name}=`));
  return pair === undefined ? [] : [pair.slice(place.name.length + 1)];
}

/** Lines that Envoy joins are one text here, too. */
function headerLines(name: string, http: HttpFacts): readonly string[] {
  const lines = http.headers.get(name) ?? [];
  const readings = readingsOf(http, name);
  return lines.length > 0 && readings.kind === 'known' && readings.value.length === 1 ? readings.value[0] : lines;
}

/** The prefix is looked for anywhere in the value, case-sensitively (4.3). */
function afterPrefix(line: string, prefix: string): readonly string[] {
  if (prefix === '') return [line];
  const position = line.indexOf(prefix);
  if (position < 0) return [];
  const rest = line.slice(position + prefix.length);
  const start = rest.search(JWT_CHARACTER);
  return [start < 0 ? line : rest.slice(start)];
}
