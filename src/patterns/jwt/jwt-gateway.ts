import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { GatewayAccess } from './jwt-gateway-access';
import { GatewayFacts, gatewayFacts, matchesOf } from './jwt-gateway-facts';
import { emitAuthentication, emitGateway, listenersOf, namespaceAround } from './jwt-gateway-objects';
import { GatewayUserOptions, JwtGatewayProps, RouteOptions } from './jwt-gateway-props';
import { GatewayRoutes, RoutedBackend, routedPort } from './jwt-gateway-routes';
import { GatewayTarget, HTTP_PORT, HTTPS_PORT } from '../../compile';
import { captureCallSite } from '../../constructs/intent/call-site';
import { checkGiven } from '../../constructs/intent/given-operation';
import { alternativesOf, anyConnection, Operation, Tcp } from '../../constructs/intent/operation';
import { callersOf, IPeer, Peer } from '../../constructs/intent/peer';
import { checkName } from '../../constructs/intent/text-checks';
import { Mesh } from '../../constructs/mesh/mesh';
import { objectScope } from '../../constructs/object/object-scope';
import { Workload } from '../../constructs/workload/workload';
import { Action, Grant, Identity, Operation as OperationModel, Origin } from '../../model';
import { misuse } from '../../problems';
import { emitGatewayNetwork } from '../gateway/gateway-network';
import { emitProxyOptions } from '../gateway/proxy-options';

const ACCOUNT_SUFFIX = '-istio';
const MAX_NAME = 63 - ACCOUNT_SUFFIX.length;

/**
 * The door for users: an ingress gateway that terminates TLS, validates tokens and lets in whom it was told to. It is
 * the same in both data planes.
 *
 * It emits a Gateway of the Gateway API (class `istio`), HTTPRoutes to the backends, a RequestAuthentication with all
 * issuers, and policies that target the Gateway. ALLOW lists the grants, and without any it denies everything.
 * DENY refuses each request without a token but those that a grant opens to everyone, exactly: it holds even if
 * another ALLOW policy reaches the gateway. With claim headers, a second DENY refuses forged ones. What is denied is
 * in a further one.
 *
 * Claim headers are not stripped by the routes: Envoy applies a route's header changes last, so that would remove
 * what the JWT filter has just written. The filter itself removes what a client sends under these names, those of
 * every issuer, before any policy is read; only CORS preflight requests it skips. The second DENY closes that gap, and
 * with it the same names spelled with underscores, which many servers take for equal.
 *
 * A bad token is refused with 401 (403 for a wrong audience), also where none is needed. A token without subject
 * counts as none. Browsers send CORS preflight requests without a token: open them with `Peer.anyone` and
 * `HttpMethod.OPTIONS`. The lowest TLS version is Istio's default for gateways, 1.2.
 *
 * @see https://istio.io/latest/docs/tasks/security/authentication/jwt-route/
 * @example
 *
 * declare const shop: ZeroTrustNamespace;
 * declare const cart: Workload;
 * const edge = new JwtGateway(shop, 'edge', {
 *   hosts: ['shop.example'],
 *   certificate: TlsCertificate.fromSecretName('shop-tls'),
 *   issuers: [Issuer.of('https://idp.example/', { jwksUri: 'https://idp.example/keys', audiences: ['shop'] })],
 * });
 * edge.route('/cart', cart);
 * edge.allow(edge.user({ claims: { role: 'editor' } }), Http.of([HttpMethod.GET, HttpMethod.PUT], '/cart/*'));
 * edge.allow(Peer.anyone({ reason: 'uptime checks carry no token' }), Http.get('/cart/health'));
 * edge.deny(edge.clientAddress('198.51.100.0/24'));
 */
export class JwtGateway extends Construct implements IPeer {
  /** Its name: that of the Gateway. */
  public readonly name: string;
  /** The namespace it runs in. */
  public readonly namespaceName: string;
  /** The service account that its proxies run as, which Istio creates. */
  public readonly serviceAccountName: string;
  /** The caller that a grant to this gateway means. */
  public readonly grantPeer: Peer;
  /** The Gateway, to be patched where our API does not reach. */
  public readonly gateway: ApiObject;
  /** The RequestAuthentication with all issuers. */
  public readonly requestAuthentication: ApiObject;
  private readonly mesh: Mesh;
  private readonly facts: GatewayFacts;
  private readonly routing: GatewayRoutes;
  private readonly access: GatewayAccess;

  constructor(scope: Construct, id: string, props: JwtGatewayProps) {
    super(scope, id);
    this.mesh = props.mesh ?? Mesh.of(scope);
    Mesh._adopt(this, this.mesh);
    this.name = checkName('Gateway', props.name ?? id, MAX_NAME);
    this.namespaceName = namespaceAround(this, props.namespaceName);
    this.serviceAccountName = `${this.name}${ACCOUNT_SUFFIX}`;
    this.facts = gatewayFacts(this.node.path, props);
    const { trustedProxies } = this.facts;
    const proxies = trustedProxies === undefined ? {} : { trustedProxies };
    this.grantPeer = Peer._of(() => [{ kind: 'identity', identity: this._identity(), dataPlane: 'gateway', ...proxies }]);
    const { name, namespaceName } = this;
    this.gateway = emitGateway(objectScope(this), { name, namespaceName, certificate: props.certificate, ...this.facts });
    emitProxyOptions(objectScope(this), { gateway: name, namespaceName, replicas: props.replicas, resources: props.resources });
    this.routing = this.newRouting();
    this.requestAuthentication = emitAuthentication(objectScope(this), this._facts());
    this.access = new GatewayAccess(objectScope(this), () => this._facts());
    this.register();
  }

  /** The hosts that it serves. */
  public get hosts(): string[] {
    return [...this.facts.hosts];
  }

  /** The AuthorizationPolicies: ALLOW, then the DENY for missing tokens, for forged headers, and for who is denied. */
  public get policies(): ApiObject[] {
    return this.access.objects;
  }

  /** The HTTPRoutes to the backends, one for each. */
  public get routes(): ApiObject[] {
    return [...this.routing.objects];
  }

  /**
   * Leads requests to a backend, and makes the backend accept this gateway on that port, by its identity. Nobody is
   * let in by a route alone. Of several prefixes the longest wins.
   *
   * @param path a prefix of whole segments: `/cart` leads `/cart` and `/cart/1`, not `/cartoon`
   * @param backend a workload with a Service; in another namespace, a ReferenceGrant is emitted there
   * @param options its port, when several carry HTTP
   * @throws when the path leads elsewhere already, and when it is not clear which port of the backend is meant
   */
  public route(path: string, backend: Workload, options: RouteOptions = {}): void {
    const origin = this.origin();
    const port = routedPort(origin, backend, options.port);
    const isKnown = this._backends().some((known) => known.workload === backend && known.port.containerPort === port.containerPort);
    this.routing.add(origin, path, { workload: backend, port });
    if (!isKnown) {
      backend.allowFrom(this, Tcp.port(port.containerPort));
    }
  }

  /**
   * Lets clients do something. The path must be routed; without hosts, every host of the gateway is meant.
   *
   * @param peer `edge.user(…)`, `edge.clientAddress(…)` or `Peer.anyone({ reason })`. What the latter two may do needs
   * no token, for everyone who matches
   * @param operation HTTP requests, for example `Http.get('/cart/*')`
   * @throws when the gateway cannot recognise the peer, when the operation is about connections, and when what needs
   * no token is described by what it is not
   */
  public allow(peer: IPeer, operation: Operation): void {
    this.access.add(this.grants('ALLOW', peer, alternativesOf(operation)));
    this.mesh._registry.admitGateway(this._identity());
  }

  /**
   * Keeps clients out, whatever else allows it, with a policy of its own (`<name>-deny`). Here is the place to deny
   * addresses: behind the gateway nobody can tell whose they are.
   *
   * It holds on every listener, the redirect included, and for every host unless some are named. Paths and hosts
   * that could be walked around are refused as in denials of a workload. A path need not be routed yet.
   *
   * A header is the client's word unless something in front of the gateway overwrites it, as content delivery
   * networks do with the client's country. `Condition.headerIsNot` in a denial also keeps out who sends no such header.
   *
   * @param peer `edge.clientAddress(…)`, `edge.user(…)`, `Peer.anyone({ reason })`, or `Peer.ipBlock(…)` for whoever
   * connects to the gateway itself, which may be a load balancer
   * @param operation what they may not do; left out, anything at all
   * @throws when the gateway cannot recognise the peer, and when it does not listen on a port of the operation
   */
  public deny(peer: IPeer, operation?: Operation): void {
    checkGiven(this.origin(), arguments.length, operation);
    this.access.add(this.grants('DENY', peer, operation === undefined ? [anyConnection] : alternativesOf(operation)));
  }

  /**
   * A person or client with a token that this gateway has validated.
   * @param options issuer, subject and claims; none of them means whoever has a token of the only issuer
   * @throws when there are several issuers and none is named
   */
  public user(options: GatewayUserOptions = {}): Peer {
    const issuers = this.facts.issuers.map(({ issuer }) => issuer);
    const issuer = options.issuer ?? (issuers.length === 1 ? issuers[0] : undefined);
    if (issuer === undefined) {
      throw misuse('AMBIGUOUS_ISSUER', this.origin(), { issuers: issuers.join(', ') });
    }
    return Peer.user({ ...options, issuer });
  }

  /**
   * Clients by their address, as the gateway's topology vouches for it (`trustedProxies`). An address is no identity:
   * it is shared, borrowed and handed on.
   *
   * It is for `edge.allow` and `edge.deny`. A workload knows the client only if nothing stands before the gateway, so
   * denials of a workload refuse it, and so do its grants where this gateway has trusted proxies.
   * @param cidr for example `203.0.113.0/24`
   */
  public clientAddress(cidr: string): Peer {
    return Peer.clientIpBlock(cidr, { behind: this });
  }

  /** @internal */
  public _identity(): Identity {
    return { trustDomain: this.mesh.trustDomain, namespace: this.namespaceName, serviceAccount: this.serviceAccountName };
  }

  /** @internal */
  public _facts(): GatewayTarget {
    return {
      namespace: this.namespaceName,
      name: this.name,
      identity: this._identity(),
      hosts: matchesOf(this.facts.hosts),
      redirects: this.facts.redirects,
      issuers: this.facts.issuers,
      routes: this.routing.prefixes,
      trust: this.mesh._registry.trust,
    };
  }

  /** @internal */
  public _listenerPorts(): readonly number[] {
    return this.facts.redirects ? [HTTP_PORT, HTTPS_PORT] : [HTTPS_PORT];
  }

  /** @internal */
  public _backends(): readonly RoutedBackend[] {
    return this.routing.backends;
  }

  private grants(effect: Action, peer: IPeer, operations: readonly OperationModel[]): readonly Grant[] {
    const origin = this.origin();
    return callersOf(peer, this.mesh._registry).flatMap((one) => (
      operations.map((operation): Grant => Object.freeze({ effect, peer: one, operation, by: 'service', origin }))
    ));
  }

  private newRouting(): GatewayRoutes {
    const { hosts, strippedHeaders } = this.facts;
    const parent = { gateway: this.name, listeners: [...listenersOf(hosts).keys()], hosts };
    return new GatewayRoutes(objectScope(this), { name: this.name, namespaceName: this.namespaceName, parent, strippedHeaders });
  }

  private register(): void {
    this.mesh._registry.addIdentity({ constructPath: this.node.path, label: `${this.namespaceName}/${this.name}`, identity: this._identity(), isProxy: true });
    this.node.addValidation({ validate: () => this.access.problems() });
    emitGatewayNetwork(objectScope(this), this.mesh, { name: this.name, identity: this._identity(), listenerPorts: this._listenerPorts() });
  }

  private origin(): Origin {
    return { constructPath: this.node.path, callSite: captureCallSite() };
  }
}
