import type { ObjectReader } from './object-reader';
import { headerOf, type ParsedMetadata, specOf } from './parse-header';
import { defaultHttpRule, parseGrpcRule, parseHttpRule } from './parse-http-route';
import { parseTcpRule, parseTlsRule } from './parse-l4-route';
import type { MeshRoute, RouteKind, RouteParent } from '../../model/mesh';

const GATEWAY_GROUP = 'gateway.networking.k8s.io';

/** A route of the Gateway API. */
export function parseRoute(object: ObjectReader, kind: RouteKind, metadata: ParsedMetadata): MeshRoute {
  const spec = specOf(object);
  const hostnames = kind === 'TCPRoute' ? [] : spec.texts('hostnames').map((name) => name.toLowerCase());
  const route = {
    ...headerOf(metadata),
    kind,
    parents: spec.objects('parentRefs').map((ref) => parseParent(ref, metadata.namespace)),
    hostnames,
    ...parseRules(spec, kind, hostnames),
  };
  spec.finish();
  return route;
}

function parseParent(ref: ObjectReader, namespace: string): RouteParent {
  const sectionName = ref.text('sectionName');
  const port = ref.port('port');
  const parent = {
    group: ref.text('group') ?? GATEWAY_GROUP,
    kind: ref.text('kind') ?? 'Gateway',
    namespace: ref.text('namespace') ?? namespace,
    name: ref.requiredText('name'),
    ...sectionName === undefined ? {} : { sectionName },
    ...port === undefined ? {} : { port },
  };
  ref.finish();
  return parent;
}

function parseRules(spec: ObjectReader, kind: RouteKind, hostnames: readonly string[]): Pick<MeshRoute, 'http' | 'l4'> {
  const items = spec.items('rules');
  switch (kind) {
    case 'HTTPRoute': return { http: items.length === 0 ? [defaultHttpRule(spec.place)] : items.map(({ place, value }) => parseHttpRule(place, value)), l4: [] };
    case 'GRPCRoute': return { http: items.map(({ place, value }) => parseGrpcRule(place, value)), l4: [] };
    case 'TCPRoute': return { http: [], l4: items.map(({ place, value }) => parseTcpRule(place, value)) };
    case 'TLSRoute': return { http: [], l4: items.map(({ place, value }) => parseTlsRule(place, value, hostnames)) };
  }
}
