import { Http, HttpMethod, Issuer, JwtGateway, Operation, PathMatch, Peer, PlainHttp, Port, Tcp, TokenLocation, Workload } from '../../src';
import { accessTo } from '../support/access';
import { IDP, issuerOf, Shop } from '../support/jwt-shop';

const ANYONE = Peer.anyone({ reason: 'for the sake of tests' });

/** What a call throws. */
function thrownBy(use: (shop: Shop) => void): () => void {
  const shop = new Shop();
  return () => use(shop);
}

/** What is reported when everything is put together. */
function reportedFor(use: (edge: JwtGateway, cart: Workload) => void): () => void {
  const shop = new Shop();
  use(shop.edge(), shop.cart);
  return () => shop.manifests();
}

describe('a JwtGateway refuses', () => {
  it.each<[string, string, (shop: Shop) => void]>([
    ['no hosts', 'ZT-C032', (shop) => shop.edge({ hosts: [] })],
    ['a host with a port', 'ZT-C037', (shop) => shop.edge({ hosts: ['shop.example:443'] })],
    ['no issuers', 'ZT-C032', (shop) => shop.edge({ issuers: [] })],
    ['one issuer twice', 'ZT-C062', (shop) => shop.edge({ issuers: [issuerOf(), issuerOf()] })],
    ['a name that is too long for its service account', 'ZT-C001', (shop) => shop.edge({ name: 'e'.repeat(58) })],
    ['half a proxy', 'ZT-C084', (shop) => shop.edge({ trustedProxies: 0.5 })],
    ['less than no proxies', 'ZT-C084', (shop) => shop.edge({ trustedProxies: -1 })],
    ['what is no header', 'ZT-C036', (shop) => shop.edge({ strippedHeaders: ['x internal'] })],
  ])('%s: %s', (_, code, use) => {
    expect(thrownBy(use)).toThrow(code);
  });

  it('issuers that read tokens in different places', () => {
    const issuers: Issuer[] = [issuerOf(), issuerOf('https://partner.example', { locations: [TokenLocation.header('x-partner-token')] })];
    expect(thrownBy((shop) => shop.edge({ issuers }))).toThrow('ZT-C091');
  });

  it('takes the same places in another order', () => {
    const places = [TokenLocation.bearer(), TokenLocation.cookie('session')];
    const issuers = [issuerOf(IDP, { locations: places }), issuerOf('https://partner.example', { locations: [...places].reverse() })];
    expect(thrownBy((shop) => shop.edge({ issuers }))).not.toThrow();
  });

  it.each<[string, string, (edge: JwtGateway, cart: Workload) => void]>([
    ['a user of a foreign issuer', 'ZT-C063', (edge) => edge.allow(edge.user({ issuer: 'https://evil.example' }), Http.get('/cart/*'))],
    ['a user who comes through a workload', 'ZT-C066', (edge, cart) => edge.allow(Peer.user({ issuer: IDP, through: cart }), Http.get('/cart/*'))],
    ['a user who comes through anything', 'ZT-C066', (edge) => edge.allow(Peer.user({ issuer: IDP, through: Peer.anyIdentity() }), Http.get('/cart/*'))],
    ['a workload', 'ZT-C066', (edge, cart) => edge.allow(cart, Http.get('/cart/*'))],
    ['a namespace', 'ZT-C066', (edge) => edge.allow(Peer.inNamespace('shop'), Http.get('/cart/*'))],
    ['any identity', 'ZT-C066', (edge) => edge.allow(Peer.anyIdentity(), Http.get('/cart/*'))],
    ['the address of a direct peer', 'ZT-C066', (edge) => edge.allow(Peer.ipBlock('10.0.0.0/8'), Http.get('/cart/*'))],
    ['an address that somebody else vouches for', 'ZT-C066', (edge, cart) => edge.allow(Peer.clientIpBlock('10.0.0.0/8', { behind: cart }), Http.get('/cart/*'))],
    ['connections', 'ZT-C092', (edge) => edge.allow(edge.user(), Tcp.port(443))],
    ['a port of the backend', 'ZT-C004', (edge) => edge.allow(edge.user(), Http.get('/cart/*', { ports: [8080] }))],
    ['anyone with anything', 'ZT-C095', (edge) => edge.allow(ANYONE, Http.request({ methods: [HttpMethod.GET] }))],
    ['anyone with everything but a path', 'ZT-C095', (edge) => edge.allow(ANYONE, Http.request({ paths: [PathMatch.prefix('/cart/')], notPaths: [PathMatch.exact('/cart/1')] }))],
    ['anyone with everything but a method', 'ZT-C095', (edge) => edge.allow(ANYONE, Http.request({ paths: [PathMatch.exact('/cart')], notMethods: [HttpMethod.PUT] }))],
    ['an address with everything but a host', 'ZT-C095', (edge) => edge.allow(edge.clientAddress('10.0.0.0/8'), Http.request({ notHosts: ['shop.example'] }))],
  ])('a grant to %s: %s', (_, code, use) => {
    expect(thrownBy((shop) => use(shop.edge(), shop.cart))).toThrow(code);
  });

  it.each<[string, string, (edge: JwtGateway, cart: Workload) => void]>([
    ['a workload', 'ZT-C066', (edge, cart) => edge.deny(cart)],
    ['a namespace', 'ZT-C066', (edge) => edge.deny(Peer.inNamespace('shop'))],
    ['any identity', 'ZT-C066', (edge) => edge.deny(Peer.anyIdentity())],
    ['an address that somebody else vouches for', 'ZT-C066', (edge, cart) => edge.deny(Peer.clientIpBlock('10.0.0.0/8', { behind: cart }))],
    ['a user who comes through a workload', 'ZT-C066', (edge, cart) => edge.deny(Peer.user({ issuer: IDP, through: cart }))],
    ['a user of a foreign issuer', 'ZT-C063', (edge) => edge.deny(edge.user({ issuer: 'https://evil.example' }))],
    ['a port of the backend', 'ZT-C004', (edge) => edge.deny(ANYONE, Http.get('/cart/*', { ports: [8080] }))],
    ['an operation that is missing by a slip', 'ZT-C032', (edge) => edge.deny(ANYONE, undefined)],
  ])('a denial of %s: %s', (_, code, use) => {
    expect(thrownBy((shop) => use(shop.edge(), shop.cart))).toThrow(code);
  });

  it('a denial on the port of the redirect when there is none', () => {
    expect(thrownBy((shop) => shop.edge().deny(ANYONE, Tcp.port(80)))).not.toThrow();
    expect(thrownBy((shop) => shop.edge({ plainHttp: PlainHttp.CLOSED }).deny(ANYONE, Tcp.port(80)))).toThrow(/ZT-C004.*port 80 .*https 443/);
  });

  it.each<[string, string, (edge: JwtGateway) => void]>([
    ['of a host pattern', 'ZT-C021', (edge) => edge.deny(ANYONE, Http.any('/admin/*', { hosts: ['*.shop.example'] }))],
    ['of a template', 'ZT-C021', (edge) => edge.deny(ANYONE, Http.any('/a/{*}/b'))],
    ['on a host that is not served', 'ZT-C068', (edge) => edge.deny(ANYONE, Http.any('/admin/*', { hosts: ['admin.example'] }))],
  ])('a denial %s, when all is put together: %s', (_, code, use) => {
    expect(reportedFor((edge) => use(edge))).toThrow(code);
  });

  it('a half-refused list of peers as a whole', () => {
    const shop = new Shop();
    const edge = shop.edge();
    edge.route('/cart', shop.cart);
    expect(() => edge.allow(Peer.anyOf(edge.user(), shop.cart), Http.get('/cart/*'))).toThrow('ZT-C066');
    expect(JSON.stringify(edge.policies.map((policy) => policy.toJson()))).not.toContain('/cart/*');
  });

  it('a user without issuer when there are several', () => {
    expect(thrownBy((shop) => shop.edge({ issuers: [issuerOf(), issuerOf('https://partner.example')] }).user())).toThrow('ZT-C090');
  });

  it.each<[string, string, (edge: JwtGateway, cart: Workload) => void]>([
    ['to a path without route', 'ZT-C065', (edge, cart) => {
      edge.route('/cart', cart);
      edge.allow(edge.user(), Http.get('/orders'));
    }],
    ['while nothing is routed', 'ZT-C065', (edge) => edge.allow(edge.user(), Http.request({}))],
    ['to another host', 'ZT-C068', (edge, cart) => {
      edge.route('/', cart);
      edge.allow(edge.user(), Http.get('/cart', { hosts: ['other.example'] }));
    }],
    ['that keeps a template out', 'ZT-C021', (edge, cart) => {
      edge.route('/', cart);
      edge.allow(edge.user(), Http.request({ paths: [PathMatch.prefix('/')], notPaths: [PathMatch.template('/admin/{*}')] }));
    }],
  ])('a grant %s, when all is put together: %s', (_, code, use) => {
    expect(reportedFor(use)).toThrow(code);
  });

  it('names the line that asked for what is refused', () => {
    expect(reportedFor((edge) => edge.allow(edge.user(), Http.get('/lost')))).toThrow(/edge\.allow\(edge\.user\(\), Http\.get\('\/lost'\)\).*jwt-gateway-misuse\.test\.ts/);
  });

  it('a host below a wildcard is one of its hosts', () => {
    const shop = new Shop();
    const edge = shop.edge({ hosts: ['*.shop.example'] });
    edge.route('/', shop.cart);
    edge.allow(edge.user(), Http.get('/cart', { hosts: ['api.shop.example'] }));
    expect(() => shop.manifests()).not.toThrow();
  });
});

describe('a route is refused', () => {
  const route = (path: string, ports: Port[], port?: number) => thrownBy((shop) => {
    shop.edge().route(path, shop.namespace.addWorkload('api', { ports }), { port });
  });

  it.each<[string, string, () => void]>([
    ['to a workload without Service', 'ZT-C093', route('/api', [])],
    ['to a workload without HTTP', 'ZT-C093', route('/api', [Port.tcp(5432)])],
    ['to one of several ports', 'ZT-C093', route('/api', [Port.http(8080), Port.http2(8081)])],
    ['to a port that carries no HTTP', 'ZT-C093', route('/api', [Port.http(8080), Port.tcp(5432)], 5432)],
    ['to a port that is not there', 'ZT-C093', route('/api', [Port.http(8080)], 9999)],
    ['without its first slash', 'ZT-C033', route('api', [Port.http(8080)])],
    ['with a query', 'ZT-C033', route('/api?x', [Port.http(8080)])],
    ['with a star', 'ZT-C030', route('/api/*', [Port.http(8080)])],
  ])('%s: %s', (_, code, use) => {
    expect(use).toThrow(code);
  });

  it('to a second backend', () => {
    const shop = new Shop();
    const edge = shop.edge();
    edge.route('/cart', shop.cart);
    edge.route('/cart/', shop.cart);
    expect(() => edge.route('/cart', shop.namespace.addWorkload('api', { ports: [Port.http(8080)] }))).toThrow('ZT-C067');
  });

  it('and leaves the backend closed', () => {
    const shop = new Shop();
    const edge = shop.edge();
    const api = shop.namespace.addWorkload('api', { ports: [Port.http(8080)] });
    edge.route('/cart', shop.cart);
    expect(() => edge.route('/cart', api)).toThrow('ZT-C067');
    expect(api.policies).toEqual([]);
  });
});

describe('operations with alternatives', () => {
  it('are granted one by one', () => {
    const shop = new Shop();
    const edge = shop.edge();
    edge.route('/', shop.cart);
    edge.allow(edge.user(), Operation.anyOf(Http.get('/a'), Http.post('/b')));
    expect(accessTo('shop/edge', shop.manifests()).filter((line) => line.includes('any user'))).toEqual([
      `ALLOW any user of ${IDP}: GET /a (gateway)`, `ALLOW any user of ${IDP}: POST /b (gateway)`,
    ]);
  });
});
