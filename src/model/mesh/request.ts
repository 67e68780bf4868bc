/** How a caller is connected. */
export type CallerPlane = 'sidecar' | 'ambient' | 'none';

/** The proxies that judge requests. */
export type DecisionPoint = 'sidecar' | 'waypoint' | 'gateway' | 'ztunnel';

export interface Caller {
  /** `namespace/name` of a declared workload. */
  readonly workload?: string;
  /** SPIFFE identity without its scheme. */
  readonly principal?: string;
  readonly ip?: string;
  readonly dataPlane?: CallerPlane;
  readonly xForwardedFor: readonly string[];
}

/** What is called; exactly one of workload, service and gateway is there. */
export interface Callee {
  readonly workload?: string;
  readonly service?: string;
  readonly gateway?: string;
  readonly port: number;
  readonly ip?: string;
}

export type ClaimValue = string | number | boolean | null | readonly ClaimValue[] | { readonly [name: string]: ClaimValue };

export interface Token {
  readonly issuer?: string;
  readonly subject?: string;
  readonly audiences: readonly string[];
  readonly claims: Readonly<Record<string, ClaimValue>>;
  readonly place: { readonly header: string; readonly prefix: string } | { readonly param: string } | { readonly cookie: string };
  readonly valid: boolean;
}

/** As the request reaches the proxy that decides. */
export type HttpVersion = '1.1' | '2';

export interface HttpRequest {
  readonly method: string;
  /** As on the wire, before normalisation, with the query. */
  readonly path: string;
  readonly host: string;
  /** Absent: either. */
  readonly version?: HttpVersion;
  /** Names in lower case; a repeated header has several values. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly tokens: readonly Token[];
  /** Headers that a proxy on the way has set to what nobody told; of a request that was read there are none. */
  readonly unknownHeaders?: ReadonlySet<string>;
}

/** One request, as `ztmesh check` reads it. */
export interface MeshRequest {
  readonly id: string;
  readonly from: Caller;
  readonly to: Callee;
  /** Absent: a connection whose bytes are not HTTP. */
  readonly http?: HttpRequest;
  readonly sni?: string;
  /** Judge only this point, as if the request had reached it. */
  readonly at?: DecisionPoint;
  /** What external authorizers answer, by provider. */
  readonly external: ReadonlyMap<string, 'allow' | 'deny'>;
}
