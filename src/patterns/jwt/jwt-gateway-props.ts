import { Issuer } from './issuer';
import { Condition } from '../../constructs/intent/condition';
import { Mesh } from '../../constructs/mesh/mesh';
import { ProxyResources } from '../gateway/proxy-options';
import { TlsCertificate } from '../gateway/tls-certificate';

/** What a gateway answers to clients without TLS. */
export enum PlainHttp {
  /**
   * 301 to https, on port 80. The gateway's own routes are not attached to that listener, and no policy protects it:
   * an HTTPRoute of your own in the same namespace must name a listener (`sectionName`), or it is served there, too.
   */
  REDIRECT = 'redirect',
  /** Nothing: port 80 is not opened. */
  CLOSED = 'closed',
}

/** What a gateway serves, with which certificate, and whose tokens it accepts. */
export interface JwtGatewayProps {
  /**
   * The mesh that the gateway belongs to.
   * @default - the mesh of the construct it is created in
   */
  readonly mesh?: Mesh;

  /**
   * The hosts that it serves, for example `shop.example` or `*.shop.example`. At least one. Below a wildcard, requests
   * whose Host names a port are refused, because Istio has no pattern for them.
   */
  readonly hosts: string[];

  /** The certificate that it shows to clients; it must cover every host. */
  readonly certificate: TlsCertificate;

  /** Whose tokens it accepts. All look for them in the same places. */
  readonly issuers: Issuer[];

  /**
   * The name of the Gateway. Its proxies run as the service account of this name with `-istio`.
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * The namespace it runs in.
   * @default - the mesh namespace it is created in, else that of its Chart
   */
  readonly namespaceName?: string;

  /**
   * What clients get that come without TLS.
   * @default PlainHttp.REDIRECT
   */
  readonly plainHttp?: PlainHttp;

  /**
   * How many proxies, such as load balancers, stand before the gateway and append the address of their client to
   * `X-Forwarded-For`. Too high a number lets clients choose their address.
   * @default - the mesh's `gatewayTopology.numTrustedProxies`, which is 0 by default: the client is whoever connects
   */
  readonly trustedProxies?: number;

  /**
   * How many proxies there are; with several, a PodDisruptionBudget keeps one alive.
   * @default 2
   */
  readonly replicas?: number;

  /**
   * CPU and memory of each proxy.
   * @default - Istio's defaults
   */
  readonly resources?: ProxyResources;

  /**
   * Headers that backends trust when they come from inside, and which the routes therefore remove, for example
   * `x-internal-caller`. At most 16.
   * @default - none; claim headers are taken care of without
   */
  readonly strippedHeaders?: string[];
}

/** A person or client with a token that the gateway has validated. */
export interface GatewayUserOptions {
  /**
   * The issuer (`iss`), exactly as in the token.
   * @default - the gateway's only issuer
   */
  readonly issuer?: string;

  /**
   * The subject (`sub`).
   * @default - any subject of the issuer
   */
  readonly subject?: string;

  /**
   * Claims that must have this text, or be a list that contains it.
   * @default - none
   */
  readonly claims?: { [claim: string]: string };

  /**
   * Further conditions on claims.
   * @default - none
   */
  readonly when?: Condition[];
}

/** Where a route leads. */
export interface RouteOptions {
  /**
   * The container port of the backend.
   * @default - its only port that carries HTTP
   */
  readonly port?: number;
}
