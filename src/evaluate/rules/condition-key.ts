import { readBracketed, readClaimPath } from '../values/claims';

/** What a condition or a field of a rule is about, under Istio's own name for it (1.18). */
export type ConditionKey =
  | { readonly kind: 'source.principal' | 'source.namespace' | 'source.serviceAccount' | 'source.trustDomain' }
  | { readonly kind: 'source.ip' | 'remote.ip' | 'destination.ip' }
  | { readonly kind: 'destination.port' | 'connection.sni' }
  | { readonly kind: 'hosts' | 'methods' | 'paths' }
  | { readonly kind: 'request.auth.principal' }
  | { readonly kind: 'request.auth.claims'; readonly path: readonly string[] }
  | { readonly kind: 'request.headers'; readonly name: string }
  | { readonly kind: 'experimental.envoy.filters'; readonly filter: string; readonly key: string }
  /** The key starts like one that Istio knows, and cannot be read to its end (1.7). */
  | { readonly kind: 'malformed' };

const PLAIN_KEYS = [
  'source.principal', 'source.namespace', 'source.serviceAccount', 'source.trustDomain', 'source.ip', 'remote.ip', 'destination.ip',
  'destination.port', 'connection.sni', 'request.auth.principal',
] as const;
const HEADERS = 'request.headers';
const CLAIMS = 'request.auth.claims';
const FILTERS = 'experimental.envoy.filters.';

/** Undefined: Istio knows no such key, and drops the whole rule (1.7). */
export function readConditionKey(key: string): ConditionKey | undefined {
  const plain = PLAIN_KEYS.find((one) => one === key);
  if (plain) return { kind: plain };
  if (key === 'request.auth.audiences') return { kind: CLAIMS, path: ['aud'] };
  if (key === 'request.auth.presenter') return { kind: CLAIMS, path: ['azp'] };
  if (key.startsWith(HEADERS)) return headerKey(key.slice(HEADERS.length));
  if (key.startsWith(CLAIMS)) return claimKey(key.slice(CLAIMS.length));
  return key.startsWith(FILTERS) ? filterKey(key) : undefined;
}

/** HTTP-only keys cannot be compiled for a TCP chain (1.8). */
export function isHttpOnly(key: ConditionKey): boolean {
  return ['hosts', 'methods', 'paths', 'request.auth.principal', CLAIMS, HEADERS].includes(key.kind);
}

function headerKey(brackets: string): ConditionKey {
  const name = readBracketed(brackets);
  return name === undefined ? { kind: 'malformed' } : { kind: HEADERS, name: name.toLowerCase() };
}

function claimKey(brackets: string): ConditionKey {
  const path = readClaimPath(brackets);
  return path === undefined ? { kind: 'malformed' } : { kind: CLAIMS, path };
}

/** `experimental.envoy.filters.a.b[c]` is the key `c` in the metadata of the filter `envoy.filters.a.b`. */
function filterKey(key: string): ConditionKey {
  const bracket = key.indexOf('[');
  if (bracket < 0) return { kind: 'malformed' };
  return { kind: 'experimental.envoy.filters', filter: key.slice('experimental.'.length, bracket), key: key.slice(bracket + 1).replace(/\]$/, '') };
}
