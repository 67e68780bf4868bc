import { refusedAccount, refusedAddress, refusedPort, refusedTrustDomain } from './refused-values';
import type { WrittenCondition } from '../../model/mesh';

type Check = (value: string) => string | undefined;

const ANYTHING: Check = () => undefined;
const KEYS: ReadonlyMap<string, Check> = new Map([
  ...['source.ip', 'remote.ip', 'destination.ip'].map((key) => [key, refusedAddress] as const),
  ...['source.namespace', 'source.principal', 'connection.sni'].map((key) => [key, ANYTHING] as const),
  ...['request.auth.principal', 'request.auth.audiences', 'request.auth.presenter'].map((key) => [key, ANYTHING] as const),
  ['source.serviceAccount', refusedAccount],
  ['source.trustDomain', refusedTrustDomain],
  ['destination.port', refusedPort],
]);
const MAPS = ['request.headers', 'request.auth.claims', 'experimental.envoy.filters.'];
const MAP_KEY = /^[^[]+\[.+\]$/s;

/** Why istiod's webhook refuses a condition; undefined: it takes it (istio-semantics 1.18, 9.1). */
export function refusedCondition({ key, match: { values, notValues } }: WrittenCondition): string | undefined {
  const check = MAPS.some((map) => key.startsWith(map)) && MAP_KEY.test(key) ? ANYTHING : KEYS.get(key);
  if (check === undefined) return `there is no key ${JSON.stringify(key)} for conditions`;
  if (values.length + notValues.length === 0) return 'a condition has values or notValues';
  return [...values, ...notValues].map(check).find((fault) => fault !== undefined);
}
