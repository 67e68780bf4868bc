import { ObjectReader } from './object-reader';
import { headerOf, type ParsedMetadata, specOf } from './parse-header';
import { parseVirtualAction } from './parse-virtual-action';
import { parseDestinations } from './parse-virtual-destination';
import { parseVirtualMatch, parseOrigin } from './parse-virtual-match';
import type { Place } from './place';
import { qualifiedGateway, qualifiedHost } from './qualified-names';
import type { HttpRouteRule, L4RouteRule, MeshVirtualService } from '../../model/mesh';

/** A VirtualService, with names qualified as istiod does it. */
export function parseVirtualService(object: ObjectReader, metadata: ParsedMetadata): MeshVirtualService {
  const { namespace } = metadata;
  const spec = specOf(object);
  const gateways = spec.texts('gateways').map((name) => qualifiedGateway(name, namespace));
  const exportTo = spec.texts('exportTo').map((target) => (target === '.' ? namespace : target));
  const virtualService = {
    ...headerOf(metadata),
    hosts: spec.texts('hosts').map((host) => qualifiedHost(host, namespace).toLowerCase()),
    gateways: gateways.length === 0 ? ['mesh'] : gateways,
    ...exportTo.length === 0 ? {} : { exportTo },
    http: spec.items('http').map(({ place, value }) => parseHttp(place, value, namespace)),
    tls: spec.items('tls').map(({ place, value }) => parseL4(place, value, namespace)),
    tcp: spec.items('tcp').map(({ place, value }) => parseL4(place, value, namespace)),
  };
  spec.finish();
  return virtualService;
}

function parseHttp(place: Place, value: unknown, namespace: string): HttpRouteRule {
  const matches = ObjectReader.of(place, value).items('match')
    .map((item) => item.place.readApart((apart) => parseVirtualMatch(ObjectReader.of(apart, item.value), namespace)));
  return { matches, action: place.readApart((apart) => parseVirtualAction(ObjectReader.of(apart, value), namespace)), at: place.at };
}

function parseL4(place: Place, value: unknown, namespace: string): L4RouteRule {
  const matches = ObjectReader.of(place, value).items('match').map((item) => item.place.readApart((apart) => {
    const match = ObjectReader.of(apart, item.value);
    const sniHosts = match.texts('sniHosts').map((host) => host.toLowerCase());
    for (const key of ['destinationSubnets', 'sourceSubnet'].filter((name) => match.value(name) !== undefined)) {
      apart.child(key).report('unmodelled-route', `routes by ${key} are not modelled`);
    }
    const parsed = { ...parseOrigin(match, namespace), ...sniHosts.length === 0 ? {} : { sniHosts } };
    match.finish();
    return parsed;
  }));
  const backends = place.readApart((apart) => {
    const rule = ObjectReader.of(apart, value);
    rule.skip('match');
    const destinations = parseDestinations(rule, namespace);
    rule.finish();
    return destinations;
  });
  return { matches, backends, at: place.at };
}
