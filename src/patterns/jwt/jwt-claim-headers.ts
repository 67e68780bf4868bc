import { checkHeaderName, inCode } from '../../constructs/intent/text-checks';
import { ClaimHeader } from '../../model';
import { misuse } from '../../problems';

/** Headers that routing, connections, tracing or other proxies work with. A claim in one of them would break the request or be replaced. */
const RESERVED: ReadonlySet<string> = new Set([
  'host', 'authorization', 'cookie', 'set-cookie', 'connection', 'keep-alive', 'upgrade', 'te', 'trailer', 'transfer-encoding', 'expect', 'via',
  'forwarded', 'x-real-ip', 'x-request-id', 'x-client-trace-id', 'traceparent', 'tracestate', 'baggage', 'b3', 'origin', 'referer', 'user-agent',
  'date', 'range', 'cache-control', 'pragma', 'max-forwards', 'x-http-method-override', 'x-http-method', 'x-method-override', 'x-original-url',
  'x-original-host', 'x-rewrite-url', 'x-original-method', 'x-original-uri', 'x-host', 'http2-settings', 'early-data',
]);
const RESERVED_PREFIXES = [
  'x-forwarded-', 'content-', 'accept', 'proxy-', 'x-envoy-', 'x-istio-', 'x-b3-', 'x-ot-', 'grpc-', 'access-control-', 'sec-', 'if-', 'x-amzn-',
  'cf-', 'true-client-',
];

const MAX_HYPHENS = 4;

/** Claims about the token and not about its user, all numbers: the proxy itself has checked them. */
const TIMES: ReadonlySet<string> = new Set(['exp', 'iat', 'nbf']);

/** The headers that are written from claims, in order. */
export function claimHeadersOf(headers: { readonly [header: string]: string }): readonly ClaimHeader[] {
  const named = Object.entries(headers).map(([header, claim]) => ({ header: checkWrittenHeader(header), claim: checkClaim(header, claim) }));
  const twice = named.find(({ header }, index) => named.findIndex((other) => other.header === header) !== index);
  if (twice !== undefined) {
    throw refuse(twice.header, 'it is named twice, in different case');
  }
  return named.sort((left, right) => (left.header < right.header ? -1 : 1));
}

/** A header, in lower case, that nobody but the proxy shall write. */
export function checkWrittenHeader(name: string): string {
  const header = name.toLowerCase();
  if (RESERVED.has(header) || header.startsWith(':') || RESERVED_PREFIXES.some((prefix) => header.startsWith(prefix))) {
    throw refuse(name, 'proxies and servers give it a meaning of their own');
  }
  checkHeaderName(header);
  if (header.includes('_')) {
    throw refuse(name, 'many servers read "_" and "-" as the same, so a client could send the other spelling');
  }
  if (header.split('-').length > MAX_HYPHENS + 1) {
    throw refuse(name, `it has more than ${MAX_HYPHENS} hyphens, and every spelling with "_" has to be refused by a rule of its own`);
  }
  return header;
}

function checkClaim(header: string, claim: string): string {
  if (claim === '' || /[[\]\s*]/.test(claim)) {
    throw refuse(header, `"${claim}" is no name of a claim`);
  }
  if (TIMES.has(claim)) {
    throw refuse(header, `claim ${claim} is a time, which the proxy checks itself`);
  }
  return claim;
}

function refuse(header: string, why: string): Error {
  return misuse('UNSAFE_CLAIM_HEADER', inCode(`header ${header}`), { header, why });
}
