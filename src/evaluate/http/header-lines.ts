import { HttpVersion } from '../../model/mesh';
import { Fact, known, missingFact } from '../truth/fact';

/** The lines of a header that a policy tests one by one; none: the header is absent. */
export type HeaderLines = readonly string[];

/** Envoy keeps these in a slot of their own and joins repeated lines before any policy sees them (1.18). */
const JOINED = new Set([
  'accept', 'accept-encoding', 'access-control-request-headers', 'access-control-request-method', 'authentication', 'authorization', 'cache-control',
  'cdn-loop', 'content-encoding', 'content-type', 'expect', 'grpc-accept-encoding', 'grpc-timeout', 'if-match', 'if-modified-since', 'if-none-match',
  'if-range', 'if-unmodified-since', 'origin', 'pragma', 'proxy-status', 'referer', 'user-agent', 'via', 'x-client-trace-id', 'x-forwarded-for',
  'x-forwarded-host', 'x-forwarded-port', 'x-forwarded-proto', 'x-request-id',
]);
/** Seen to be tested line by line (1.18), though their names are like those above. */
const SEPARATE = new Set(['grpc-encoding', 'grpc-message', 'grpc-status', 'grpc-status-details-bin', 'proxy-authorization']);
const OWN_SLOT_UNKNOWN = /^(?:content-length|proxy-.*|access-control-.*|grpc-.*)$/;
/** Envoy's own: some are removed, some are set, and it depends on who calls. */
const ENVOY_OWN = /^x-envoy-/;
/** Envoy sets these when the client did not. */
const SET_BY_ENVOY = new Set(['x-request-id', 'x-forwarded-proto']);

interface ReadableHeaders {
  readonly headers: ReadonlyMap<string, HeaderLines>;
  readonly version: HttpVersion;
}

/** A header as policies see it; more than one reading where it is not certain what Envoy makes of several lines. */
export function readingsOf({ headers, version }: ReadableHeaders, name: string): Fact<readonly HeaderLines[]> {
  const lines = headers.get(name) ?? [];
  if (lines.length === 0) {
    return SET_BY_ENVOY.has(name) ? missingFact(`what Envoy sets ${name} to`, `http.headers["${name}"]`) : known([lines]);
  }
  if (ENVOY_OWN.test(name)) return missingFact(`what Envoy leaves of ${name}`, 'a rule that does not read it');
  if (name === 'te') return known([lines.filter((line) => line === 'trailers')]);
  if (name === 'cookie' && version === '2') return known(joinedCookies(lines));
  if (lines.length === 1) return known([lines]);
  if (JOINED.has(name)) return known([[joinedLines(lines)]]);
  if (name === 'cookie') return known([lines]);
  return known(OWN_SLOT_UNKNOWN.test(name) && !SEPARATE.has(name) ? [[joinedLines(lines)], lines] : [lines]);
}

/** Envoy appends to a header in a slot of its own: an empty line adds nothing, not even a comma. */
export function joinedLines(lines: HeaderLines): string {
  return lines.filter((line) => line !== '').join(',');
}

/** Over HTTP/1 each line stays; over HTTP/2 they are one, and none when it is empty (1.18). */
function joinedCookies(lines: HeaderLines): readonly HeaderLines[] {
  const told = lines.filter((line) => line !== '');
  if (told.length === 0) return [[]];
  return told.length === lines.length ? [[lines.join('; ')]] : [[lines.join('; ')], [told.join('; ')]];
}
