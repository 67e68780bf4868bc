import { ObjectReader } from './object-reader';
import { parseBackendRef } from './parse-route-backend';
import type { Place } from './place';
import type { L4RouteRule, Read, RouteBackend } from '../../model/mesh';

/** One rule of a TCPRoute. */
export function parseTcpRule(place: Place, value: unknown): L4RouteRule {
  return { matches: [], backends: parseBackends(place, value), at: place.at };
}

/** One rule of a TLSRoute: for the route's hostnames, or for every name. */
export function parseTlsRule(place: Place, value: unknown, hostnames: readonly string[]): L4RouteRule {
  const match = { gateways: [], sourceLabels: {}, sniHosts: hostnames.length === 0 ? ['*'] : hostnames };
  return { matches: [{ kind: 'read', value: match }], backends: parseBackends(place, value), at: place.at };
}

function parseBackends(place: Place, value: unknown): Read<readonly RouteBackend[]> {
  return place.readApart((apart) => {
    const rule = ObjectReader.of(apart, value);
    const backends = rule.objects('backendRefs').map(parseBackendRef);
    rule.skip('name');
    rule.finish();
    return backends.filter(({ weight }) => weight > 0);
  });
}
