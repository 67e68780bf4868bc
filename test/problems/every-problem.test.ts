import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, Chart, JsonPatch, YamlOutputType } from 'cdk8s';
import { Deployment, Service, ServiceAccount } from 'cdk8s-plus-28';
import {
  AmbientWaypoint, Condition, DataPlane, Grpc, Http, HttpMethod, IAdoptableWorkload, Issuer, IssuerProps, IstioVersion, JwtAuthentication,
  JwtGateway, JwtGatewayProps, Mesh, MeshApp, MeshBaseline, MeshProps, MtlsException, MtlsExceptionMode, MtlsExceptionProps, PathMatch, Peer,
  PodSecurity, Port, Tcp, TlsCertificate, TokenLocation, WaypointTraffic, Workload, ZeroTrustNamespace,
} from '../../src';
import { CATALOGUE, ProblemName } from '../../src/problems';
import { textReportedBy, textThrownBy } from '../support/error-text';

/** A small app to go wrong in. */
class World {
  public readonly app = new MeshApp();
  public readonly mesh: Mesh;
  public readonly shop: ZeroTrustNamespace;
  public readonly web: Workload;
  public readonly cart: Workload;

  public constructor(props: MeshProps = {}, ports: Port[] = [Port.http(8080, 'http-web'), Port.tcp(5432)]) {
    this.mesh = new Mesh(this.app, 'mesh', { trustDomain: 'corp.example', today: '2026-06-01', ...props });
    this.shop = new ZeroTrustNamespace(this.app, 'shop', { mesh: this.mesh });
    this.web = this.shop.addWorkload('web', { ports: [Port.http(8080)] });
    this.cart = this.shop.addWorkload('cart', { ports });
  }

  /** The report after something was added. */
  public after(change: (world: this) => void): string {
    change(this);
    return textReportedBy(this.app);
  }

  /** What is said at the call. */
  public at(call: (world: this) => unknown): string {
    return textThrownBy(() => call(this));
  }

  public waypoint(options: ConstructorParameters<typeof AmbientWaypoint>[2] = {}): AmbientWaypoint {
    return new AmbientWaypoint(this.shop, 'waypoint', options);
  }

  public except(props: Partial<MtlsExceptionProps> = {}, id = 'legacy'): MtlsException {
    return new MtlsException(this.app, id, {
      workload: this.cart,
      ports: [8080],
      mode: MtlsExceptionMode.PERMISSIVE,
      reason: 'mainframe cannot do TLS',
      expires: '2026-12-31',
      clients: ['10.20.0.0/16'],
      ...props,
    });
  }

  public gateway(props: Partial<JwtGatewayProps> = {}): JwtGateway {
    return new JwtGateway(this.shop, 'edge', { hosts: ['shop.example'], certificate: TlsCertificate.fromSecretName('shop-tls'), issuers: [idp()], ...props });
  }

  public tokens(props: { readonly tokenOptionalReason?: string } = {}): JwtAuthentication {
    return new JwtAuthentication(this.shop, 'tokens', { target: this.cart, issuers: [idp()], ...props });
  }

  /** A Deployment that cdk8s-plus made, in a chart of its own. */
  public deployment(change: (deployment: Deployment) => void = () => undefined): Deployment {
    const chart = new Chart(this.app, 'others', { namespace: 'shop' });
    const deployment = new Deployment(chart, 'legacy', {
      serviceAccount: new ServiceAccount(chart, 'account', { metadata: { name: 'legacy' } }), containers: [{ image: 'legacy:1' }],
    });
    change(deployment);
    return deployment;
  }
}

const ambient = (ports?: Port[]): World => new World({ dataPlane: DataPlane.AMBIENT }, ports);
const anyone = Peer.anyone({ reason: 'internal interface only' });
const ISSUER = 'https://idp.example/';
const keys = { jwksUri: 'https://idp.example/keys', audiences: ['shop'] };
const idp = (props: Partial<IssuerProps> = {}): Issuer => Issuer.of(ISSUER, { ...keys, ...props });
const gatewayPeer = (world: World): Peer => world.mesh.gateway('edge', 'public').grantPeer;
const get = Http.get('/cart');

/** One way to each error, through nothing but what users can reach. */
const TRIGGERS: Record<ProblemName, () => string> = {
  // Names and references
  INVALID_NAME: () => new World().at(({ shop }) => shop.addWorkload('Web_1')),
  NAME_COLLISION: () => new World().at(({ shop }) => shop.addWorkload('web')),
  NO_NAMESPACE: () => new World().at(({ app, mesh }) => new JwtGateway(app, 'edge', {
    mesh, hosts: ['shop.example'], certificate: TlsCertificate.fromSecretName('shop-tls'), issuers: [idp()],
  })),
  UNKNOWN_PORT: () => new World().at(({ cart, web }) => cart.allowFrom(web, Tcp.port(9999))),
  REASON_MISSING: () => textThrownBy(() => Peer.anyone({ reason: 'because' })),
  FEATURE_TOO_NEW: () => new World({ istioVersion: IstioVersion.V1_28 }).after(({ cart }) => (
    cart.addRawAllowRule({ from: [{ source: { trustDomains: ['partner.example'] } }] }, { reason: 'our API lacks it' })
  )),
  INVALID_MANIFEST: () => new World().after(({ cart, web }) => {
    cart.allowFrom(web, get);
    cart.policies[0].addJsonPatch(JsonPatch.add('/spec/selctor', {}));
  }),
  FOREIGN_CONSTRUCT: () => new World().at(({ shop, app }) => shop.adopt(new Chart(app, 'other') as unknown as IAdoptableWorkload)),
  UNSELECTABLE_WORKLOAD: () => new World().at((world) => {
    const chart = new Chart(world.app, 'elsewhere', { namespace: 'elsewhere' });
    const account = new ServiceAccount(chart, 'account', { metadata: { name: 'legacy' } });
    world.shop.adopt(new Deployment(chart, 'legacy', { serviceAccount: account, containers: [{ image: 'legacy:1' }] }));
  }),

  // Grants
  WORKLOAD_WITHOUT_PROXY: () => new World().at((world) => (
    world.shop.adopt(world.deployment((deployment) => deployment.podMetadata.addLabel('sidecar.istio.io/inject', 'false')))
  )),
  NO_HTTP_PORT: () => new World({}, [Port.tcp(5432)]).after(({ cart, web }) => cart.allowFrom(web, get)),
  HTTP_GRANT_WITHOUT_WAYPOINT: () => ambient().after(({ cart, web }) => cart.allowFrom(web, get)),
  NO_PORTS: () => new World({}, []).after(({ cart, web }) => cart.allowFrom(web)),
  CALLER_BYPASSES_WAYPOINT: () => ambient().after((world) => {
    world.waypoint();
    world.cart.allowFrom(world.mesh.workload('old', 'legacy', { dataPlane: DataPlane.SIDECAR }), get);
  }),
  ADDRESS_AT_WAYPOINT: () => ambient().after((world) => {
    world.waypoint();
    world.cart.allowFrom(Peer.ipBlock('10.0.0.0/8'));
  }),
  CLIENT_ADDRESS_NEEDS_PROXY: () => ambient().after((world) => (
    world.cart.allowFrom(Peer.clientIpBlock('203.0.113.0/24', { behind: gatewayPeer(world) }), Tcp.port(5432))
  )),
  TOKEN_NOT_VALIDATED: () => new World().after(({ cart, web }) => cart.allowFrom(Peer.user({ issuer: ISSUER, through: web }), get)),
  USER_WITHOUT_CALLER: () => new World().after((world) => {
    world.tokens();
    world.cart.allowFrom(Peer.user({ issuer: ISSUER }), get);
  }),
  FOREIGN_PEER_AT_ZTUNNEL: () => new World({ dataPlane: DataPlane.AMBIENT, foreignTrustDomains: ['partner.example'] }).after(({ cart }) => (
    cart.allowFrom(Peer.inTrustDomain('partner.example'), Tcp.port(5432))
  )),
  HTTP_GRANT_PAST_WAYPOINT: () => ambient().after((world) => {
    world.waypoint({ servesIngress: false });
    world.cart.allowFrom(gatewayPeer(world), get);
  }),
  DENY_WITH_GAPS: () => new World().after(({ cart }) => cart.denyFrom(anyone, Http.any('/admin/{*}'))),
  SHARED_SERVICE_ACCOUNT: () => new World().after(({ shop }) => {
    shop.addWorkload('other', { serviceAccountName: 'web', ports: [Port.http(8080)] });
  }),
  OVERLAPPING_SELECTORS: () => new World().after(({ app, shop }) => {
    const chart = new Chart(app, 'others', { namespace: 'shop' });
    const serviceAccount = new ServiceAccount(chart, 'account');
    shop.adopt(new Deployment(chart, 'vault', { serviceAccount, podMetadata: { labels: { app: 'web' } }, containers: [{ image: 'vault:1' }] }));
  }),
  SERVICE_OF_OTHER_PODS: () => new World().after(({ app, shop }) => {
    const chart = new Chart(app, 'others', { namespace: 'shop' });
    const serviceAccount = new ServiceAccount(chart, 'account');
    const vault = new Deployment(chart, 'vault', { serviceAccount, containers: [{ image: 'vault:1' }] });
    shop.adopt(vault, { ports: [Port.http(8080)], service: new Service(chart, 'front', { ports: [{ port: 8080 }] }) });
  }),
  HEADLESS_SERVICE: () => ambient().after(({ app, shop, web }) => {
    const chart = new Chart(app, 'others', { namespace: 'shop' });
    const serviceAccount = new ServiceAccount(chart, 'account');
    const vault = new Deployment(chart, 'vault', { serviceAccount, containers: [{ image: 'vault:1' }] });
    const service = new Service(chart, 'peers', { clusterIP: 'None', ports: [{ port: 8080 }], selector: vault });
    shop.adopt(vault, { name: 'vault', ports: [Port.http(8080)], service }).allowFrom(web, get);
  }),
  NO_SERVICE: () => ambient([]).after((world) => {
    world.waypoint({ protects: [world.cart] });
    world.cart.allowFrom(world.web);
  }),
  UNTRUSTED_DOMAIN: () => new World().after(({ cart }) => cart.allowFrom(Peer.foreignServiceAccount('partner.example', 'orders', 'orders'))),
  DEFAULT_SERVICE_ACCOUNT: () => new World().at((world) => {
    const chart = new Chart(world.app, 'others', { namespace: 'shop' });
    world.shop.adopt(new Deployment(chart, 'legacy', { containers: [{ image: 'legacy:1' }] }));
  }),
  NOTHING_TO_EXCEPT: () => new World().at(({ cart }) => cart.allowFrom(Peer.anyIdentityExcept(Peer.ipBlock('10.0.0.0/8')))),
  NOT_ONE_IDENTITY: () => new World().at(({ cart }) => cart.allowFrom(Peer.clientIpBlock('203.0.113.0/24', { behind: Peer.inNamespace('edge') }))),
  RAW_RULE_UNREADABLE: () => ambient().after(({ cart }) => (
    cart.addRawAllowRule({ to: [{ operation: { methods: ['GET'] } }] }, { reason: 'our API lacks it' })
  )),
  DENIAL_PAST_WAYPOINT: () => ambient().after((world) => {
    world.waypoint({ servesIngress: false });
    world.cart.allowFrom(gatewayPeer(world), Tcp.port(8080));
    world.cart.denyFrom(anyone, Http.any('/internal/*'));
  }),

  // Values
  INNER_WILDCARD: () => textThrownBy(() => Http.get('/a*b')),
  COMPARISON_VALUE: () => textThrownBy(() => Condition.headerIs('x-amount', ['>1000'])),
  EMPTY_VALUE: () => textThrownBy(() => Http.request({ methods: [] })),
  WRONG_TYPE: () => new World().at(({ cart }) => cart.allowFrom('web' as unknown as Workload)),
  UNKNOWN_OPTION: () => textThrownBy(() => Http.get('/', { host: ['shop.example'] } as object)),
  INVALID_PATH: () => textThrownBy(() => PathMatch.exact('charge')),
  INVALID_TEMPLATE: () => textThrownBy(() => Http.get('/a/{id}')),
  INVALID_IP_BLOCK: () => textThrownBy(() => Peer.ipBlock('10.1.2.3/8')),
  INVALID_HEADER_NAME: () => textThrownBy(() => Condition.headerPresent(':authority')),
  INVALID_HOST: () => textThrownBy(() => Http.get('/', { hosts: ['shop.example:8443'] })),
  INVALID_PORT: () => textThrownBy(() => Port.http(15021)),
  UNMATCHABLE_CLAIM: () => textThrownBy(() => Condition.claimIs('exp', ['2030'])),
  INVALID_IDENTITY: () => textThrownBy(() => Peer.inTrustDomain('spiffe://partner.example')),
  INVALID_SNI: () => textThrownBy(() => Condition.serverNameIs(['DB.example'])),
  AMBIGUOUS_DOMAIN: () => new World({ foreignTrustDomains: ['cluster.local'] }).after(({ cart }) => (
    cart.allowFrom(Peer.foreignServiceAccount('cluster.local', 'orders', 'orders'))
  )),
  NAMESPACE_OF_OTHER_MESH: () => new World().at(({ app, cart }) => (
    cart.allowFrom(new Mesh(app, 'partner', { trustDomain: 'partner.example' }).namespace('orders'))
  )),
  RAW_DENIAL_WIDENED: () => new World().after(({ cart }) => (
    cart.addRawDenyRule({ to: [{ operation: { paths: ['/admin'] } }] }, { reason: 'our API lacks it' })
  )),
  UNKNOWN_CONDITION: () => new World().after(({ cart }) => (
    cart.addRawDenyRule({ when: [{ key: 'destination.labels[app]', values: ['cart'] }] }, { reason: 'our API lacks it' })
  )),
  INVALID_METHOD: () => textThrownBy(() => Http.of(['get' as HttpMethod], '/')),
  INVALID_GRPC_NAME: () => textThrownBy(() => Grpc.method('shop.v1.Cart', '*')),
  INVALID_PORT_NAME: () => textThrownBy(() => Port.tcp(5432, '5432')),

  // Waypoints
  RESERVED_WAYPOINT_NAME: () => ambient().at((world) => world.waypoint({ name: 'none' })),
  WAYPOINT_NOT_SHARED: () => ambient().at((world) => {
    const other = new ZeroTrustNamespace(world.app, 'other', { mesh: world.mesh }).addWorkload('api', { ports: [Port.http(8080)] });
    world.waypoint({ protects: [other] });
  }),
  SECOND_WAYPOINT: () => ambient().at((world) => {
    world.waypoint();
    new AmbientWaypoint(world.shop, 'second');
  }),
  WAYPOINT_SERVES_NO_SERVICES: () => ambient().at((world) => world.waypoint({ traffic: 'workload' as WaypointTraffic })),
  ADMITTED_WITHOUT_NEED: () => ambient().after((world) => world.waypoint().admitSidecarCaller(world.web, { reason: 'until it has moved' })),
  POD_GRANT_AT_WAYPOINT: () => ambient([Port.http(8080), Port.metrics(9090)]).after((world) => {
    world.waypoint({ traffic: WaypointTraffic.ALL });
    world.cart.allowMonitoringFrom(world.mesh.workload('monitoring', 'prometheus'));
  }),
  INVALID_REPLICAS: () => ambient().at((world) => world.waypoint({ replicas: 0 })),
  INVALID_QUANTITY: () => ambient().at((world) => world.waypoint({ resources: { cpuLimit: 'two' } })),

  // Users and gateways
  AUDIENCES_MISSING: () => textThrownBy(() => idp({ audiences: [] })),
  INVALID_ISSUER: () => textThrownBy(() => idp({ jwksUri: 'http://idp.example/keys' })),
  DUPLICATE_ISSUER: () => new World().at((world) => world.gateway({ issuers: [idp(), idp()] })),
  UNKNOWN_ISSUER: () => new World().at((world) => world.gateway().allow(Peer.user({ issuer: 'https://other.example/' }), get)),
  UNSAFE_CLAIM_HEADER: () => textThrownBy(() => idp({ claimHeaders: { authorization: 'sub' } })),
  UNROUTED_GRANT: () => new World().after((world) => {
    const edge = world.gateway();
    edge.route('/cart', world.cart);
    edge.allow(edge.user(), Http.get('/orders'));
  }),
  ADDRESS_BEHIND_GATEWAY: () => new World().at((world) => world.gateway().allow(world.web, get)),
  CONFLICTING_ROUTE: () => new World().at((world) => {
    const edge = world.gateway();
    edge.route('/cart', world.cart);
    edge.route('/cart/', world.web);
  }),
  UNSERVED_HOST: () => new World().after((world) => {
    const edge = world.gateway();
    edge.route('/cart', world.cart);
    edge.allow(edge.user(), Http.get('/cart', { hosts: ['admin.example'] }));
  }),
  TOO_MANY_EXEMPTIONS: () => new World().after((world) => {
    const edge = world.gateway();
    edge.route('/cart', world.cart);
    for (let index = 0; index < 60; index += 1) {
      const narrowed = { hosts: ['shop.example'], when: [Condition.headerIs(`x-probe-${index}`, ['a'])] };
      edge.allow(Peer.anyone({ reason: 'probes carry no token' }), Http.get(`/cart/${index}`, narrowed));
    }
  }),
  AMBIGUOUS_ISSUER: () => new World().at((world) => world.gateway({ issuers: [idp(), Issuer.of('https://second.example/', keys)] }).user()),
  TOKEN_LOCATIONS_DIFFER: () => new World().at((world) => (
    world.gateway({ issuers: [idp(), Issuer.of('https://second.example/', { ...keys, locations: [TokenLocation.cookie('session')] })] })
  )),
  CONNECTION_GRANT_AT_GATEWAY: () => new World().at((world) => {
    const edge = world.gateway();
    edge.allow(edge.user(), Tcp.port(443));
  }),
  UNROUTABLE_BACKEND: () => new World({}, [Port.tcp(5432)]).at((world) => world.gateway().route('/cart', world.cart)),
  JWT_WITHOUT_WAYPOINT: () => ambient().after((world) => {
    world.tokens();
  }),
  INVALID_EXEMPTION: () => new World().at((world) => world.tokens().exempt(anyone, Http.request({}), { reason: 'probes carry no token' })),
  STRIPPED_CLAIM_HEADER: () => new World().at((world) => (
    world.gateway({ issuers: [idp({ claimHeaders: { 'x-user-id': 'sub' } })], strippedHeaders: ['x-user-id'] })
  )),
  TOKEN_PAST_WAYPOINT: () => ambient().after((world) => {
    world.waypoint({ servesIngress: false });
    world.tokens();
    world.cart.allowFrom(gatewayPeer(world), Tcp.port(8080));
  }),
  CLIENT_ADDRESS_DENIED_AT_WORKLOAD: () => new World().after((world) => world.cart.denyFrom(world.gateway().clientAddress('203.0.113.0/24'))),
  CLIENT_ADDRESS_BEHIND_PROXIES: () => new World().after((world) => (
    world.cart.allowFrom(world.gateway({ trustedProxies: 1 }).clientAddress('203.0.113.0/24'), get)
  )),

  // Mutual TLS
  EXCEPTION_WITHOUT_EFFECT: () => new World().at((world) => world.except({ ports: [15021] })),
  DISABLE_IN_AMBIENT: () => ambient().at((world) => world.except({ mode: MtlsExceptionMode.DISABLE })),
  EXCEPTION_EXPIRED: () => new World().after((world) => {
    world.except({ expires: '2026-05-31' });
  }),
  INVALID_DATE: () => new World().at((world) => world.except({ expires: '31.12.2026' })),
  SERVER_SPEAKS_FIRST: () => new World({}, [Port.mysql()]).at((world) => world.except({ ports: [3306] })),
  SECOND_EXCEPTION: () => new World().at((world) => {
    world.except();
    world.except({ ports: [5432] }, 'second');
  }),
  IDENTITY_WITHOUT_MTLS: () => new World().after((world) => {
    world.except({ ports: [5432], mode: MtlsExceptionMode.DISABLE });
    world.cart.allowFrom(world.web, Tcp.port(5432));
  }),

  // Mesh, baseline and namespaces
  GATEWAY_CUT_OFF: () => new World().after((world) => {
    new MeshBaseline(world.mesh, 'baseline');
    world.cart.allowFrom(gatewayPeer(world), get);
  }),
  SECOND_BASELINE: () => new World().at(({ mesh }) => {
    new MeshBaseline(mesh, 'baseline');
    new MeshBaseline(mesh, 'second');
  }),
  SECOND_NAMESPACE: () => new World().after(({ app, mesh }) => {
    new ZeroTrustNamespace(app, 'again', { mesh, name: 'shop' });
  }),
  POD_SECURITY_FORBIDS_INJECTION: () => new World({ istioCni: false }).after(({ app, mesh }) => {
    new ZeroTrustNamespace(app, 'strict', { mesh, podSecurity: PodSecurity.restricted() });
  }),
  INVALID_MESH: () => textThrownBy(() => new World({ trustDomainAliases: ['corp.example'] })),
  NO_MESH: () => textThrownBy(() => new ZeroTrustNamespace(new MeshApp(), 'shop')),
  RESERVED_NAMESPACE: () => new World().at(({ app, mesh }) => new ZeroTrustNamespace(app, 'kube-system', { mesh })),
  FILE_WRITTEN_TWICE: () => {
    const app = new MeshApp({ yamlOutputType: YamlOutputType.FILE_PER_RESOURCE, outdir: mkdtempSync(join(tmpdir(), 'twice-')) });
    ['one', 'two'].forEach((namespace) => {
      const chart = new Chart(app, namespace);
      new ApiObject(chart, 'config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'same', namespace } });
    });
    return textThrownBy(() => app.synth());
  },
  RESERVED_LABEL: () => new World().at(({ shop }) => shop.addWorkload('other', { labels: { 'sidecar.istio.io/inject': 'false' } })),
};

describe('every error of the catalogue', () => {
  test.each(Object.entries(TRIGGERS) as [ProblemName, () => string][])('%s is told to whoever runs into it', (name, trigger) => {
    const text = trigger();
    expect(text).toContain(`${CATALOGUE[name].code}  `);
    expect(text).not.toContain('undefined');
    expect(text).not.toMatch(/<[a-zA-Z]+>/);
  });
});
