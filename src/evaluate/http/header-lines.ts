import { Fact, known, missingFact } from '../truth/fact';

/** The lines of a header that a policy tests one by one; none: the header is absent. */
export type HeaderLines = readonly string[];

/** Envoy keeps these in a slot of their own and joins repeated lines before any policy sees them (1.18). */
const JOINED = new Set([
  'user-agent', 'authorization', 'accept', 'content-type', 'content-encoding', 'cache-control', 'pragma', 'expect', 'via', 'origin', 'referer',
  'x-request-id', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'grpc-timeout',
]);
/** Seen to be tested line by line (1.18). */
const SEPARATE = new Set(['accept-language', 'date', 'etag', 'proxy-authorization', 'traceparent', 'x-b3-traceid']);
const OWN_SLOT_UNKNOWN = /^(?:accept-encoding|connection|content-length|host|keep-alive|proxy-.*|te|transfer-encoding|upgrade|x-envoy-.*|x-client-trace-id|access-control-.*|grpc-.*)$/;
/** Envoy sets these when the client did not. */
const SET_BY_ENVOY = new Set(['x-request-id', 'x-forwarded-proto']);

/** A header as policies see it; more than one reading where it is not certain what Envoy makes of several lines. */
export function readingsOf(headers: ReadonlyMap<string, HeaderLines>, name: string): Fact<readonly HeaderLines[]> {
  const lines = headers.get(name) ?? [];
  if (lines.length === 0) {
    return SET_BY_ENVOY.has(name) ? missingFact(`what Envoy sets ${name} to`, `http.headers["${name}"]`) : known([lines]);
  }
  if (name === 'te') return known([lines.filter((line) => line === 'trailers')]);
  if (lines.length === 1) return known([lines]);
  if (JOINED.has(name)) return known([[lines.join(',')]]);
  // Joined over HTTP/2 and separate over HTTP/1 (1.18); a request does not say which it uses.
  if (name === 'cookie') return known([[lines.join('; ')], lines]);
  return known(OWN_SLOT_UNKNOWN.test(name) && !SEPARATE.has(name) ? [[lines.join(',')], lines] : [lines]);
}
