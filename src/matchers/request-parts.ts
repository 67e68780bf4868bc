import type { CallerPlane, ClaimValue, DecisionPoint, HttpVersion, Token } from '../model/mesh';

/** Who calls, as a test says it. */
export type CallerPart =
  /** `namespace/name` of a workload. */
  | { readonly kind: 'workload'; readonly name: string }
  | { readonly kind: 'principal'; readonly principal: string }
  | { readonly kind: 'plaintext' };

/** What is called: a Service or else a workload of that name, or a Gateway. */
export interface TargetPart {
  readonly kind: 'service-or-workload' | 'gateway';
  readonly name: string;
}

/** What is asked for. */
export type OperationPart =
  | { readonly kind: 'tcp' }
  | HttpPart;

export interface HttpPart {
  readonly kind: 'http';
  readonly method: string;
  readonly path: string;
  readonly version?: HttpVersion;
  readonly host?: string;
  readonly headers: readonly HeaderLine[];
  readonly tokens: readonly Token[];
}

/** The name is in lower case. */
export interface HeaderLine {
  readonly name: string;
  readonly value: string;
}

/** A request as far as it was said; what was not is taken from the mesh, or is an error. */
export interface ConnectionParts {
  readonly caller: CallerPart;
  readonly target: TargetPart;
  readonly port?: number;
  readonly callerIp?: string;
  readonly targetIp?: string;
  readonly forwardedFor: readonly string[];
  readonly dataPlane?: CallerPlane;
  readonly sni?: string;
  readonly at?: DecisionPoint;
  readonly external: Readonly<Record<string, 'allow' | 'deny'>>;
}

/** A request that says what it asks for. */
export interface RequestParts extends ConnectionParts {
  readonly operation: OperationPart;
}

/** Where a request carries a token. */
export type TokenPlace =
  | { readonly header: string; readonly prefix?: string }
  | { readonly param: string }
  | { readonly cookie: string };

/** A JSON Web Token that a request carries. */
export interface TokenOptions {
  /** The issuer (`iss`). */
  readonly issuer?: string;
  /** The subject (`sub`). */
  readonly subject?: string;
  /** The audiences (`aud`). */
  readonly audiences?: readonly string[];
  /** All other claims. */
  readonly claims?: Readonly<Record<string, ClaimValue>>;
  /** @default - the header `Authorization`, after `Bearer ` */
  readonly in?: TokenPlace;
}
