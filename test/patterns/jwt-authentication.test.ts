import { AmbientWaypoint, DataPlane, Http, HttpMethod, JwtAuthentication, Operation, PathMatch, Peer, Port, Tcp } from '../../src';
import { bearer, ClientRequest, Door, knock } from '../support/edge-door';
import { Manifest } from '../support/edge-policies';
import { IDP, issuerOf, PLANES, Shop } from '../support/jwt-shop';

const PROBER = 'corp.example/ns/monitoring/sa/prober';
const EDGE = 'corp.example/ns/ingress/sa/edge-istio';
const clerk = bearer({ iss: IDP, sub: 'carl', aud: 'shop', role: 'clerk' });

const doorOf = (plane: DataPlane): Door => (
  plane === DataPlane.SIDECAR ? { kind: 'pod', labels: { app: 'cart' }, namespace: 'shop' } : { kind: 'Service', name: 'cart', namespace: 'shop' }
);

describe.each(PLANES)('a JwtAuthentication in %s mode', (plane) => {
  const port = plane === DataPlane.SIDECAR ? 8080 : 80;
  const door = doorOf(plane);

  function shopWithTokens(issuer = issuerOf(), tokenOptionalReason?: string) {
    const shop = new Shop(plane);
    shop.waypoint();
    const tokens = new JwtAuthentication(shop.cart, 'tokens', { target: shop.cart, issuers: [issuer], tokenOptionalReason });
    return { shop, tokens, cart: shop.cart };
  }

  function status(manifests: readonly Manifest[], request: ClientRequest): number {
    return knock(manifests, door, { host: 'cart.shop', port, principal: EDGE, ...request }).status;
  }

  it('lets a user in who was granted it, coming through the gateway', () => {
    const { shop, cart } = shopWithTokens();
    const edge = shop.mesh.gateway('ingress', 'edge');
    cart.allowFrom(Peer.user({ issuer: IDP, claims: { role: 'clerk' }, through: edge }), Http.get('/orders/*'));
    const manifests = shop.manifests();
    expect(status(manifests, { path: '/orders/1', headers: clerk })).toBe(200);
    expect(status(manifests, { path: '/orders/1' })).toBe(403);
    expect(status(manifests, { path: '/orders/1', headers: clerk, principal: PROBER })).toBe(403);
    expect(status(manifests, { path: '/orders/1', headers: bearer({ iss: IDP, sub: 'carl', aud: 'shop', role: 'guest' }) })).toBe(403);
    expect(status(manifests, { path: '/orders/1', headers: bearer({ iss: IDP, sub: 'carl', aud: 'blog', role: 'clerk' }) })).toBe(403);
    expect(status(manifests, { path: '/orders/1', headers: { authorization: 'Bearer stale' } })).toBe(401);
  });

  it('asks for a token whatever else is granted', () => {
    const { shop, cart } = shopWithTokens();
    cart.allowFrom(Peer.serviceAccount('monitoring', 'prober'), Http.any('/*'));
    const manifests = shop.manifests();
    expect(status(manifests, { path: '/', principal: PROBER })).toBe(403);
    expect(status(manifests, { path: '/', principal: PROBER, headers: clerk })).toBe(200);
  });

  it('exempts a caller for an operation, exactly', () => {
    const { shop, cart, tokens } = shopWithTokens();
    const prober = Peer.serviceAccount('monitoring', 'prober');
    cart.allowFrom(Peer.anyIdentity(), Http.request({}));
    tokens.exempt(prober, Operation.anyOf(Http.get('/status'), Http.of([HttpMethod.GET, HttpMethod.HEAD], '/ready')), { reason: 'uptime checks carry none' });
    const manifests = shop.manifests();
    for (const principal of [PROBER, EDGE]) {
      for (const method of ['GET', 'HEAD', 'POST', 'get']) {
        for (const path of ['/status', '/status/', '/ready', '/READY', '/orders']) {
          const isExempt = principal === PROBER && ((path === '/status' && method === 'GET') || (path === '/ready' && ['GET', 'HEAD'].includes(method)));
          expect([principal, method, path, status(manifests, { method, path, principal })]).toEqual([principal, method, path, isExempt ? 200 : 403]);
          expect(status(manifests, { method, path, principal, headers: clerk })).toBe(200);
        }
      }
    }
    const policy = manifests.find(({ metadata }) => metadata.name === 'cart-require-token')!;
    expect(policy.metadata.annotations).toMatchObject({ 'ztmesh.dev/token-exemptions': 'uptime checks carry none' });
  });

  it('binds what it refuses to the ports that carry requests', () => {
    const { shop, tokens } = shopWithTokens();
    expect(tokens.denyPolicies).toHaveLength(1);
    expect(shop.manifest('AuthorizationPolicy', 'cart-require-token').spec.rules).toEqual([
      { from: [{ source: { notRequestPrincipals: ['*'] } }], to: [{ operation: { ports: [String(port)] } }] },
    ]);
  });

  it('is enforced where the workload\'s grants are', () => {
    const { shop } = shopWithTokens();
    const attached = plane === DataPlane.SIDECAR
      ? { selector: { matchLabels: { app: 'cart' } } }
      : { targetRefs: [{ group: '', kind: 'Service', name: 'cart' }] };
    expect(shop.manifest('RequestAuthentication', 'cart-jwt').spec).toMatchObject(attached);
    expect(shop.manifest('AuthorizationPolicy', 'cart-require-token').spec).toMatchObject(attached);
  });

  it('keeps its claim headers from being forged', () => {
    const { shop, cart, tokens } = shopWithTokens(issuerOf(undefined, { claimHeaders: { 'x-user-id': 'sub' } }));
    cart.allowFrom(Peer.anyIdentity(), Http.request({}));
    tokens.exempt(Peer.anyIdentity(), Http.of([HttpMethod.OPTIONS, HttpMethod.GET], '/open'), { reason: 'browsers ask before they call' });
    const manifests = shop.manifests();
    const forged = { 'x-user-id': 'admin' };
    const preflight = { 'origin': 'https://evil.example', 'access-control-request-method': 'GET' };
    expect(knock(manifests, door, { path: '/', port, principal: EDGE, headers: { ...clerk, ...forged } })).toEqual({ status: 200, headers: { 'x-user-id': 'carl' } });
    expect(knock(manifests, door, { path: '/open', port, principal: EDGE, headers: forged })).toEqual({ status: 200, headers: {} });
    expect(status(manifests, { method: 'OPTIONS', path: '/open', headers: preflight })).toBe(200);
    expect(status(manifests, { method: 'OPTIONS', path: '/open', headers: { ...preflight, ...forged } })).toBe(403);
    expect(status(manifests, { path: '/', headers: { ...clerk, x_user_id: 'admin' } })).toBe(403);
  });

  it('lets requests without token through to the grants when that is said, with the reason in the manifest', () => {
    const { shop, cart, tokens } = shopWithTokens(undefined, 'the shop window is public');
    cart.allowFrom(Peer.anyIdentity(), Http.get('/window'));
    const manifests = shop.manifests();
    expect(status(manifests, { path: '/window' })).toBe(200);
    expect(status(manifests, { path: '/window', headers: { authorization: 'Bearer stale' } })).toBe(401);
    expect(tokens.denyPolicies).toEqual([]);
    expect(tokens.requestAuthentication.metadata.toJson().annotations).toMatchObject({ 'ztmesh.dev/token-optional': 'the shop window is public' });
    expect(() => tokens.exempt(Peer.anyIdentity(), Http.get('/window'), { reason: 'it is public anyway' })).toThrow('ZT-C095');
  });

  it.each<[string, string, (tokens: JwtAuthentication) => void]>([
    ['a user', 'ZT-C095', (tokens) => tokens.exempt(Peer.user({ issuer: IDP, through: Peer.anyIdentity() }), Http.get('/a'), { reason: 'for the tests' })],
    ['anyone with anything', 'ZT-C095', (tokens) => tokens.exempt(Peer.anyone({ reason: 'for the tests' }), Http.request({}), { reason: 'for the tests' })],
    ['anyone on a port', 'ZT-C095', (tokens) => tokens.exempt(Peer.anyone({ reason: 'for the tests' }), Tcp.port(8080), { reason: 'for the tests' })],
    ['all callers but one', 'ZT-C095', (tokens) => tokens.exempt(Peer.anyIdentityExcept(Peer.inNamespace('x')), Http.get('/a'), { reason: 'for the tests' })],
    ['everything but a path', 'ZT-C095', (tokens) => tokens.exempt(Peer.anyIdentity(), Http.request({ notPaths: [PathMatch.exact('/a')] }), { reason: 'for the tests' })],
    ['a port without tokens', 'ZT-C095', (tokens) => tokens.exempt(Peer.anyIdentity(), Tcp.port(9090), { reason: 'for the tests' })],
    ['without a reason', 'ZT-C005', (tokens) => tokens.exempt(Peer.anyIdentity(), Http.get('/a'), { reason: 'tests' })],
  ])('refuses to exempt %s: %s', (_, code, use) => {
    expect(() => use(shopWithTokens().tokens)).toThrow(code);
  });

  it('refuses a workload without HTTP, no issuers, and no reason', () => {
    const { shop, cart } = shopWithTokens();
    const database = shop.namespace.addWorkload('db', { ports: [Port.tcp(5432), Port.metrics(9100)] });
    expect(() => new JwtAuthentication(database, 'tokens', { target: database, issuers: [issuerOf()] })).toThrow('ZT-C011');
    expect(() => new JwtAuthentication(cart, 'others', { target: cart, issuers: [] })).toThrow('ZT-C032');
    expect(() => new JwtAuthentication(cart, 'more', { target: cart, issuers: [issuerOf()], tokenOptionalReason: 'public' })).toThrow('ZT-C005');
  });

  it('refuses exemptions that no policy could hold', () => {
    const { shop, tokens } = shopWithTokens();
    for (let index = 0; index < 12; index += 1) {
      tokens.exempt(Peer.serviceAccount('jobs', `job-${index}`), Http.get(`/job/${index}`), { reason: 'for the tests' });
    }
    expect(() => shop.manifests()).toThrow('ZT-C069');
  });

  it('reports a second one for the same workload', () => {
    const { shop, cart } = shopWithTokens();
    new JwtAuthentication(cart, 'again', { target: cart, issuers: [issuerOf('https://partner.example')] });
    expect(() => shop.manifests()).toThrow('ZT-C002');
  });
});

describe('a JwtAuthentication behind a waypoint', () => {
  it('needs the waypoint', () => {
    const shop = new Shop(DataPlane.AMBIENT);
    new JwtAuthentication(shop.cart, 'tokens', { target: shop.cart, issuers: [issuerOf()] });
    expect(() => shop.manifests()).toThrow('ZT-C094');
  });

  const shopWithGateway = (exempted?: Operation): Shop => {
    const shop = new Shop(DataPlane.AMBIENT);
    new AmbientWaypoint(shop.namespace, 'waypoint', { servesIngress: false });
    const tokens = new JwtAuthentication(shop.cart, 'tokens', { target: shop.cart, issuers: [issuerOf()] });
    const edge = shop.mesh.gateway('ingress', 'edge');
    shop.cart.allowFrom(edge, Tcp.port(8080));
    if (exempted !== undefined) {
      tokens.exempt(edge, exempted, { reason: 'the gateway has checked the token' });
    }
    return shop;
  };

  it('reports a caller who passes the waypoint by', () => {
    expect(() => shopWithGateway().manifests()).toThrow(/ZT-C097.*ingress\/edge-istio passes it by/);
  });

  it('lets it pass when it is exempted with all it may do', () => {
    expect(() => shopWithGateway(Tcp.port(8080)).manifests()).not.toThrow();
  });

  it('reports it still when only some requests are exempted', () => {
    expect(() => shopWithGateway(Http.get('/status')).manifests()).toThrow('ZT-C097');
  });

  it('does not care about a port of its own for metrics', () => {
    const shop = new Shop(DataPlane.AMBIENT);
    shop.waypoint();
    new JwtAuthentication(shop.cart, 'tokens', { target: shop.cart, issuers: [issuerOf()] });
    shop.cart.allowMonitoringFrom(Peer.serviceAccount('monitoring', 'prometheus'));
    expect(() => shop.manifests()).not.toThrow();
  });

  it('reports an exemption by an address, which a waypoint cannot see', () => {
    const shop = new Shop(DataPlane.AMBIENT);
    shop.waypoint();
    const tokens = new JwtAuthentication(shop.cart, 'tokens', { target: shop.cart, issuers: [issuerOf()] });
    tokens.exempt(Peer.ipBlock('10.0.0.0/8'), Http.get('/status'), { reason: 'for the tests' });
    expect(() => shop.manifests()).toThrow('ZT-C015');
  });
});
