import { Condition, DataPlane, Http, HttpMethod, Peer } from '../../src';
import { accessTo } from '../support/access';
import { bearer, ClientRequest, Door, knock } from '../support/edge-door';
import { Manifest } from '../support/edge-policies';
import { IDP, issuerOf, PLANES, Shop } from '../support/jwt-shop';

const EDGE: Door = { kind: 'Gateway', name: 'edge', namespace: 'shop' };
const editor = bearer({ iss: IDP, sub: 'alice', aud: 'shop', role: 'editor' });
const viewer = bearer({ iss: IDP, sub: 'bob', aud: ['shop', 'blog'], role: ['viewer', 'guest'] });
const HEALTH = Http.of([HttpMethod.GET, HttpMethod.HEAD], '/cart/health');

const status = (manifests: readonly Manifest[], request: ClientRequest): number => knock(manifests, EDGE, request).status;

describe.each(PLANES)('a JwtGateway in %s mode', (plane) => {
  function shopWithRoles(): readonly Manifest[] {
    const shop = new Shop(plane);
    const edge = shop.edge();
    edge.route('/cart', shop.cart);
    edge.allow(edge.user({ claims: { role: 'editor' } }), Http.of([HttpMethod.GET, HttpMethod.PUT], '/cart/*'));
    edge.allow(edge.user({ claims: { role: 'viewer' } }), Http.get('/cart/*'));
    edge.allow(Peer.anyone({ reason: 'uptime checks carry no token' }), HEALTH);
    return shop.manifests();
  }

  it.each<[string, number, ClientRequest]>([
    ['lets an editor change a cart', 200, { method: 'PUT', path: '/cart/1', headers: editor }],
    ['lets a viewer look at a cart', 200, { path: '/cart/1', headers: viewer }],
    ['reads the host in any case and with a port', 200, { path: '/cart/1', host: 'Shop.Example:443', headers: viewer }],
    ['looks past the query', 200, { path: '/cart/1?x=/admin', headers: viewer }],
    ['refuses a viewer who changes a cart', 403, { method: 'PUT', path: '/cart/1', headers: viewer }],
    ['refuses a request without token', 403, { path: '/cart/1' }],
    ['refuses a token of a foreign issuer', 401, { path: '/cart/1', headers: bearer({ iss: 'https://evil.example', sub: 'eve', aud: 'shop', role: 'editor' }) }],
    ['refuses the issuer without its slash', 401, { path: '/cart/1', headers: bearer({ iss: 'https://idp.example', sub: 'alice', aud: 'shop', role: 'editor' }) }],
    ['refuses a token for another audience', 403, { path: '/cart/1', headers: bearer({ iss: IDP, sub: 'alice', aud: 'blog', role: 'editor' }) }],
    ['refuses a token that is none', 401, { path: '/cart/1', headers: { authorization: 'Bearer stale' } }],
    ['refuses a bad token also where none is needed', 401, { path: '/cart/health', headers: { authorization: 'Bearer stale' } }],
    ['refuses a token without subject', 403, { path: '/cart/1', headers: bearer({ iss: IDP, aud: 'shop', role: 'editor' }) }],
    ['refuses a token in the URL', 403, { path: '/cart/1?access_token=good' }],
    ['refuses a role that is no text', 403, { path: '/cart/1', headers: bearer({ iss: IDP, sub: 'alice', aud: 'shop', role: { editor: true } }) }],
    ['refuses a longer role', 403, { path: '/cart/1', headers: bearer({ iss: IDP, sub: 'alice', aud: 'shop', role: 'editors' }) }],
    ['refuses another method', 403, { method: 'DELETE', path: '/cart/1', headers: editor }],
    ['refuses a method in lower case', 403, { method: 'get', path: '/cart/1', headers: editor }],
    ['refuses the path above', 403, { path: '/cart', headers: editor }],
    ['refuses a path beside', 403, { path: '/cartoon/1', headers: editor }],
    ['refuses a path in another case', 403, { path: '/Cart/1', headers: editor }],
    ['refuses another host', 403, { path: '/cart/1', host: 'admin.example', headers: editor }],
    ['refuses a host that only starts alike', 403, { path: '/cart/1', host: 'shop.example.evil.example', headers: editor }],
    ['refuses a mesh identity without token', 403, { path: '/cart/1', principal: 'corp.example/ns/shop/sa/cart' }],
    ['redirects plain HTTP', 200, { path: '/cart/1', port: 80 }],
  ])('%s', (_, expected, request) => {
    expect(status(shopWithRoles(), request)).toBe(expected);
  });

  it('opens an operation to everyone in every part exactly', () => {
    const manifests = shopWithRoles();
    const paths = ['/cart/health', '/cart/health/', '/cart/healthz', '/cart/Health', '/cart/1', '//cart/health'];
    for (const method of ['GET', 'HEAD', 'POST', 'get']) {
      for (const path of paths) {
        const isOpen = path === '/cart/health' && ['GET', 'HEAD'].includes(method);
        expect([method, path, status(manifests, { method, path })]).toEqual([method, path, isOpen ? 200 : 403]);
        const isEditors = path.startsWith('/cart/') && method === 'GET';
        expect([method, path, status(manifests, { method, path, headers: editor })]).toEqual([method, path, isOpen || isEditors ? 200 : 403]);
      }
    }
  });

  it('still asks for a token when another policy of the gateway allows everything', () => {
    const manifests = shopWithRoles();
    const open: Manifest = { ...manifests.find(({ metadata }) => metadata.name === 'edge-allow')!, metadata: { name: 'slip', namespace: 'shop' } };
    const slipped = [...manifests, { ...open, spec: { ...open.spec, rules: [{}] } }];
    expect(status(slipped, { path: '/cart/1' })).toBe(403);
    expect(status(slipped, { path: '/cart/health' })).toBe(200);
  });

  it('lets nobody in as long as nobody is granted anything', () => {
    const shop = new Shop(plane);
    shop.edge().route('/cart', shop.cart);
    const manifests = shop.manifests();
    expect(status(manifests, { path: '/cart/1', headers: editor })).toBe(403);
    expect(manifests.find(({ metadata }) => metadata.name === 'edge-allow')!.spec).not.toHaveProperty('rules');
  });

  it('makes the backend accept its identity on the routed port, and nothing else', () => {
    const shop = new Shop(plane);
    const edge = shop.edge();
    edge.route('/cart', shop.cart);
    edge.route('/basket', shop.cart);
    expect(shop.manifest('AuthorizationPolicy', 'cart-allow').spec.rules).toEqual([{
      from: [{ source: { principals: ['corp.example/ns/shop/sa/edge-istio'] } }], to: [{ operation: { ports: ['8080'] } }],
    }]);
    expect(edge._backends()).toHaveLength(1);
  });

  it('keeps claim headers from being forged, whatever the client sends', () => {
    const shop = new Shop(plane);
    const edge = shop.edge({ issuers: [issuerOf(undefined, { claimHeaders: { 'x-user-id': 'sub' } })] });
    edge.route('/cart', shop.cart);
    edge.allow(edge.user(), Http.get('/cart/*'));
    edge.allow(Peer.anyone({ reason: 'browsers ask before they call' }), Http.of([HttpMethod.OPTIONS, HttpMethod.GET], '/cart/open'));
    const manifests = shop.manifests();
    const forged = { 'x-user-id': 'admin' };
    expect(knock(manifests, EDGE, { path: '/cart/1', headers: { ...editor, ...forged } })).toEqual({ status: 200, headers: { 'x-user-id': 'alice' } });
    expect(knock(manifests, EDGE, { path: '/cart/open', headers: forged })).toEqual({ status: 200, headers: {} });
    const preflight = { 'origin': 'https://evil.example', 'access-control-request-method': 'GET' };
    expect(status(manifests, { method: 'OPTIONS', path: '/cart/open', headers: preflight })).toBe(200);
    expect(status(manifests, { method: 'OPTIONS', path: '/cart/open', headers: { ...preflight, ...forged } })).toBe(403);
    for (const lookalike of ['x_user_id', 'x_user-id', 'X-User_Id']) {
      expect([lookalike, status(manifests, { path: '/cart/1', headers: { ...editor, [lookalike]: 'admin' } })]).toEqual([lookalike, 403]);
    }
  });

  it('keeps the headers of one issuer from users of another', () => {
    const shop = new Shop(plane);
    const other = issuerOf('https://partner.example', { claimHeaders: { 'x-partner': 'sub' } });
    const edge = shop.edge({ issuers: [issuerOf(), other] });
    edge.route('/cart', shop.cart);
    edge.allow(Peer.anyOf(edge.user({ issuer: IDP }), edge.user({ issuer: 'https://partner.example' })), Http.get('/cart/*'));
    const manifests = shop.manifests();
    const partner = bearer({ iss: 'https://partner.example', sub: 'acme', aud: 'shop' });
    expect(knock(manifests, EDGE, { path: '/cart/1', headers: partner }).headers).toEqual({ 'x-partner': 'acme' });
    expect(status(manifests, { path: '/cart/1', headers: editor })).toBe(200);
    expect(status(manifests, { path: '/cart/1', headers: { ...editor, 'x-partner': 'acme' } })).toBe(403);
  });

  it('tells users of its issuers apart', () => {
    const shop = new Shop(plane);
    const edge = shop.edge({ issuers: [issuerOf(), issuerOf('https://partner.example')] });
    edge.route('/cart', shop.cart);
    edge.allow(edge.user({ issuer: IDP, subject: 'alice' }), Http.get('/cart/*'));
    edge.allow(edge.user({ issuer: IDP, subject: 'teams/ops', when: [Condition.claimIsNot('role', ['guest'])] }), Http.get('/cart/*'));
    const manifests = shop.manifests();
    const get = (claims: object) => status(manifests, { path: '/cart/1', headers: bearer({ aud: 'shop', ...claims }) });
    expect(get({ iss: IDP, sub: 'alice' })).toBe(200);
    expect(get({ iss: IDP, sub: 'alicia' })).toBe(403);
    expect(get({ iss: 'https://partner.example', sub: 'alice' })).toBe(403);
    expect(get({ iss: IDP, sub: 'teams/ops', role: 'admin' })).toBe(200);
    expect(get({ iss: IDP, sub: 'teams/ops' })).toBe(403);
    expect(get({ iss: IDP, sub: 'teams/ops', role: ['admin', 'guest'] })).toBe(403);
  });

  it('lets an address in where it was granted, and the same address nowhere else', () => {
    const shop = new Shop(plane);
    const edge = shop.edge({ trustedProxies: 2 });
    edge.route('/cart', shop.cart);
    edge.allow(edge.clientAddress('203.0.113.0/24'), Http.get('/cart/export'));
    const manifests = shop.manifests();
    expect(status(manifests, { path: '/cart/export', clientIp: '203.0.113.7' })).toBe(200);
    expect(status(manifests, { path: '/cart/export', clientIp: '198.51.100.9' })).toBe(403);
    expect(status(manifests, { path: '/cart/export', clientIp: '198.51.100.9', headers: editor })).toBe(403);
    expect(status(manifests, { path: '/cart/1', clientIp: '203.0.113.7' })).toBe(403);
    expect(shop.manifest('Gateway', 'edge').spec.infrastructure.annotations).toEqual({
      'proxy.istio.io/config': '{"gatewayTopology":{"numTrustedProxies":2}}',
    });
  });

  it('tells who may reach it', () => {
    const shop = new Shop(plane);
    const edge = shop.edge();
    edge.route('/cart', shop.cart);
    edge.allow(edge.user({ claims: { role: 'editor' } }), Http.put('/cart/*'));
    edge.allow(edge.clientAddress('203.0.113.0/24'), Http.get('/cart/export'));
    expect(accessTo('shop/edge', shop.manifests())).toEqual([
      'ALLOW 203.0.113.0/24: GET /cart/export (gateway)',
      `ALLOW any user of ${IDP}: PUT /cart/* if claims[role] is editor (gateway)`,
      'ALLOW anyone: any request on 80 (gateway)',
    ]);
  });
});

describe('both data planes', () => {
  it('get the same gateway', () => {
    const [sidecar, ambient] = PLANES.map((plane) => {
      const shop = new Shop(plane);
      const edge = shop.edge();
      edge.route('/cart', shop.cart);
      edge.allow(edge.user(), Http.get('/cart/*'));
      return shop.manifests().filter(({ metadata }) => metadata.annotations?.['ztmesh.dev/construct-path']?.includes('/edge/'));
    });
    expect(sidecar).toHaveLength(6);
    expect(sidecar).toEqual(ambient);
    expect(PLANES).toContain(DataPlane.AMBIENT);
  });
});
