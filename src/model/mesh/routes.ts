import { ObjectHeader } from './policies';
import { Provenance, Read } from './provenance';
import { Labels } from './workload';

/** How a route compares text. `regex`: RE2, for the whole text. `present`: any value will do. */
export interface RouteText {
  readonly kind: 'exact' | 'prefix' | 'regex' | 'present';
  readonly value: string;
}

/** `segments`: a prefix that ends where a segment of the path does. */
export interface RoutePath {
  readonly kind: 'exact' | 'prefix' | 'segments' | 'regex';
  readonly value: string;
  readonly ignoresCase: boolean;
}

/** What a header or query parameter has to be. Names of headers are in lower case. */
export interface NamedRouteText {
  readonly name: string;
  readonly text: RouteText;
}

/** For which proxies and ports a match is there at all. */
export interface RouteOrigin {
  /** `mesh`, or `namespace/name`; none: every one of the route. */
  readonly gateways: readonly string[];
  readonly port?: number;
  readonly sourceLabels: Labels;
  readonly sourceNamespace?: string;
}

/** Everything that is there has to hold. */
export interface HttpRouteMatch extends RouteOrigin {
  readonly path?: RoutePath;
  readonly method?: RouteText;
  readonly authority?: RouteText;
  readonly headers: readonly NamedRouteText[];
  readonly withoutHeaders: readonly NamedRouteText[];
  readonly queryParams: readonly NamedRouteText[];
}

/** Names in lower case; `set` replaces every line of a header. */
export interface HeaderChanges {
  readonly set: ReadonlyMap<string, string>;
  readonly add: ReadonlyMap<string, string>;
  readonly remove: readonly string[];
}

/** `host` is fully qualified where it was written short. A `reference` is one of the Gateway API, by default to a Service. */
export type RouteDestination =
  | { readonly kind: 'host'; readonly host: string; readonly subset?: string; readonly port?: number }
  | { readonly kind: 'reference'; readonly group: string; readonly type: string; readonly namespace?: string; readonly name: string; readonly port: number };

export interface RouteBackend {
  readonly destination: RouteDestination;
  readonly weight: number;
  readonly headers: HeaderChanges;
}

/** `prefix`: what matched is replaced; `whole`: the path is; `remove`: what matched goes, up to one slash. */
export interface PathRewrite {
  readonly kind: 'prefix' | 'whole' | 'remove';
  readonly value: string;
}

/** Answers a share of the requests with an error. */
export interface FaultAbort {
  readonly percentage: number;
  readonly status?: number;
}

export type HttpRouteAction = { readonly abort?: FaultAbort; readonly answersPreflights: boolean } & (
  /** The proxy answers itself. */
  | { readonly kind: 'redirect' | 'response'; readonly status: number }
  | HttpForward
);

export interface HttpForward {
  readonly kind: 'forward';
  readonly backends: readonly RouteBackend[];
  readonly rewrite?: PathRewrite;
  readonly host?: string;
  readonly headers: HeaderChanges;
}

/** No match at all: every request. */
export interface HttpRouteRule {
  readonly matches: readonly Read<HttpRouteMatch>[];
  readonly action: Read<HttpRouteAction>;
  readonly at: Provenance;
}

export interface L4RouteMatch extends RouteOrigin {
  /** Of a TLS route. */
  readonly sniHosts?: readonly string[];
}

/** A rule for connections that nobody reads as HTTP. */
export interface L4RouteRule {
  readonly matches: readonly Read<L4RouteMatch>[];
  readonly backends: Read<readonly RouteBackend[]>;
  readonly at: Provenance;
}

/** A VirtualService; its hosts and gateways are qualified as istiod does it. */
export interface MeshVirtualService extends ObjectHeader {
  readonly hosts: readonly string[];
  /** `mesh` where none was written. */
  readonly gateways: readonly string[];
  /** Absent: as the MeshConfig says. */
  readonly exportTo?: readonly string[];
  readonly http: readonly HttpRouteRule[];
  readonly tls: readonly L4RouteRule[];
  readonly tcp: readonly L4RouteRule[];
}

export type RouteKind = 'HTTPRoute' | 'GRPCRoute' | 'TCPRoute' | 'TLSRoute';

export interface RouteParent {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly sectionName?: string;
  readonly port?: number;
}

/** A route of the Gateway API. */
export interface MeshRoute extends ObjectHeader {
  readonly kind: RouteKind;
  readonly parents: readonly RouteParent[];
  readonly hostnames: readonly string[];
  readonly http: readonly HttpRouteRule[];
  readonly l4: readonly L4RouteRule[];
}

/** Which references of other namespaces into this one are allowed. */
export interface ReferenceGrant extends ObjectHeader {
  readonly from: readonly { readonly group: string; readonly kind: string; readonly namespace: string }[];
  readonly to: readonly { readonly group: string; readonly kind: string; readonly name?: string }[];
}
