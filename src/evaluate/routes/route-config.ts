import { HttpRouteAction, HttpRouteMatch, L4RouteMatch, MeshVirtualService, Provenance, Read, RouteBackend } from '../../model/mesh';

/** The object that an entry was written in. */
export interface RouteOwner {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly creationTimestamp?: string;
}

/** One match of one rule; without a match it is for everything. */
export interface RouteEntry<Match> {
  readonly match?: Read<Match>;
  readonly owner: RouteOwner;
  /** Zero-based. */
  readonly rule: number;
  readonly at: Provenance;
  /** References into other namespaces need a ReferenceGrant. */
  readonly needsGrant: boolean;
}

export interface HttpEntry extends RouteEntry<HttpRouteMatch> {
  readonly action: Read<HttpRouteAction>;
}

export interface L4Entry extends RouteEntry<L4RouteMatch> {
  readonly backends: Read<readonly RouteBackend[]>;
}

/** What istiod works with: a VirtualService, or what it makes of routes of the Gateway API. */
export interface RouteConfig {
  readonly namespace: string;
  readonly name: string;
  readonly creationTimestamp?: string;
  readonly hosts: readonly string[];
  readonly gateways: readonly string[];
  readonly exportTo: readonly string[];
  readonly isGatewayApi: boolean;
  /** In their order; nothing that stands behind an entry for everything is there for Envoy. */
  readonly http: readonly HttpEntry[];
  readonly tls: readonly L4Entry[];
  readonly tcp: readonly L4Entry[];
}

export function configOf(service: MeshVirtualService, exportTo: readonly string[]): RouteConfig {
  const { namespace, name, creationTimestamp, hosts, gateways } = service;
  const owner = { kind: 'VirtualService', namespace, name, ...creationTimestamp === undefined ? {} : { creationTimestamp } };
  return {
    ...owner,
    hosts,
    gateways,
    exportTo: exported(service.exportTo ?? exportTo, namespace),
    isGatewayApi: false,
    http: service.http.flatMap(({ matches, action, at }, rule) => perMatch(matches, { owner, rule, at, needsGrant: false, action })),
    tls: service.tls.flatMap(({ matches, backends, at }, rule) => perMatch(matches, { owner, rule, at, needsGrant: false, backends })),
    tcp: service.tcp.flatMap(({ matches, backends, at }, rule) => perMatch(matches, { owner, rule, at, needsGrant: false, backends })),
  };
}

/** Nothing said is everybody. */
function exported(targets: readonly string[], namespace: string): readonly string[] {
  return targets.length === 0 ? ['*'] : targets.map((target) => (target === '.' ? namespace : target));
}

type Matching<Match, Entry> = Entry & Pick<RouteEntry<Match>, 'match'>;

export function perMatch<Match, Entry extends object>(matches: readonly Read<Match>[], entry: Entry): readonly Matching<Match, Entry>[] {
  return matches.length === 0 ? [entry] : matches.map((match) => ({ ...entry, match }));
}
