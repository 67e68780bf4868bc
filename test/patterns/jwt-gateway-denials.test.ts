import { Condition, Http, HttpMethod, JwtGateway, Peer, Workload } from '../../src';
import { accessTo } from '../support/access';
import { bearer, ClientRequest, Door, knock } from '../support/edge-door';
import { IDP, PLANES, Shop } from '../support/jwt-shop';

const EDGE: Door = { kind: 'Gateway', name: 'edge', namespace: 'shop' };
const alice = bearer({ iss: IDP, sub: 'alice', aud: 'shop' });
const mallory = bearer({ iss: IDP, sub: 'mallory', aud: 'shop' });

describe.each(PLANES)('denials of a JwtGateway in %s mode', (plane) => {
  function restrictedShop(): Shop {
    const shop = new Shop(plane);
    const edge = shop.edge({ hosts: ['shop.example', 'admin.shop.example'], trustedProxies: 1 });
    edge.route('/', shop.cart);
    edge.allow(edge.user(), Http.of([HttpMethod.GET, HttpMethod.PUT], '/*'));
    edge.allow(Peer.anyone({ reason: 'the shop window is public' }), Http.get('/'));
    edge.deny(edge.clientAddress('203.0.113.0/24'));
    edge.deny(edge.user({ subject: 'mallory' }), Http.put('/cart/*'));
    edge.deny(Peer.anyone({ reason: 'no business in there' }), Http.request({ when: [Condition.headerIs('x-client-country', ['XA', 'XB'])] }));
    edge.deny(Peer.anyone({ reason: 'staff come another way' }), Http.any('/internal/{**}', { hosts: ['admin.shop.example'] }));
    return shop;
  }

  const cases: [string, number, ClientRequest][] = [
    ['lets others in', 200, { path: '/' }],
    ['shuts a network out, with a token or without', 403, { path: '/', clientIp: '203.0.113.7' }],
    ['shuts it out from the redirect, too', 403, { path: '/', clientIp: '203.0.113.7', port: 80 }],
    ['redirects others', 200, { path: '/', port: 80 }],
    ['lets one user read', 200, { path: '/cart/1', headers: mallory }],
    ['keeps one user from writing', 403, { method: 'PUT', path: '/cart/1', headers: mallory }],
    ['lets other users write', 200, { method: 'PUT', path: '/cart/1', headers: alice }],
    ['shuts a country out', 403, { path: '/', headers: { 'x-client-country': 'XB' } }],
    ['lets other countries in', 200, { path: '/', headers: { 'x-client-country': 'XC' } }],
    ['closes a path on one host', 403, { path: '/internal/a', host: 'admin.shop.example', headers: alice }],
    ['closes it on that host with a port', 403, { path: '/internal/a', host: 'ADMIN.shop.example:443', headers: alice }],
    ['closes it for characters that no template matches', 403, { path: '/internal/[', host: 'admin.shop.example', headers: alice }],
    ['leaves it open on the other host', 200, { path: '/internal/a', host: 'shop.example', headers: alice }],
  ];

  it.each(cases)('%s', (_, expected, request) => {
    expect(knock(restrictedShop().manifests(), EDGE, request).status).toBe(expected);
  });

  it('hold even when another policy of the gateway allows everything', () => {
    const manifests = restrictedShop().manifests().map((manifest) => (
      manifest.metadata.name === 'edge-allow' ? { ...manifest, spec: { ...manifest.spec, rules: [{}] } } : manifest
    ));
    expect(knock(manifests, EDGE, { path: '/x', headers: alice, clientIp: '203.0.113.7' }).status).toBe(403);
    expect(knock(manifests, EDGE, { path: '/x', headers: alice }).status).toBe(200);
  });

  it('are one policy, which says why everyone is kept out', () => {
    const shop = restrictedShop();
    const { metadata, spec } = shop.manifest('AuthorizationPolicy', 'edge-deny');
    expect(metadata).toMatchObject({ namespace: 'shop', annotations: { 'ztmesh.dev/closed-to-anyone': 'no business in there; staff come another way' } });
    expect(spec).toMatchObject({ action: 'DENY', targetRefs: [{ kind: 'Gateway', name: 'edge' }] });
    expect(shop.manifest('AuthorizationPolicy', 'edge-allow').metadata.annotations).toMatchObject({ 'ztmesh.dev/open-to-anyone': 'the shop window is public' });
  });

  it('admit nobody', () => {
    const shop = new Shop(plane);
    const edge = shop.edge();
    edge.route('/', shop.cart);
    edge.deny(Peer.ipBlock('10.0.0.0/8'));
    expect(shop.manifest('AuthorizationPolicy', 'edge-allow').spec).not.toHaveProperty('rules');
    expect(shop.manifest('AuthorizationPolicy', 'edge-deny').spec.rules).toEqual([{ from: [{ source: { ipBlocks: ['10.0.0.0/8'] } }] }]);
    expect(edge.policies.map(({ name }) => name)).toEqual(['edge-allow', 'edge-require-token', 'edge-deny']);
  });

  it('are as many policies as it takes', () => {
    const shop = new Shop(plane);
    const edge = shop.edge();
    edge.route('/', shop.cart);
    for (let index = 0; index < 1100; index += 1) {
      edge.deny(Peer.anyone({ reason: 'no business in there' }), Http.any(`/${index}`, { when: [Condition.headerIs('x-client', [`${index}`])] }));
    }
    const rules = shop.manifests().filter(({ metadata }) => metadata.name.startsWith('edge-deny')).map(({ spec }) => spec.rules.length as number);
    expect(rules).toEqual([512, 512, 76]);
  });

  it('tell who is kept out', () => {
    expect(accessTo('shop/edge', restrictedShop().manifests()).filter((line) => line.startsWith('DENY'))).toEqual([
      'DENY 203.0.113.0/24: anything (gateway)',
      'DENY anyone: any method /internal/* on admin.shop.example (gateway)',
      'DENY anyone: any method any path if headers[x-client-country] is XA, XB (gateway)',
      `DENY mallory of ${IDP}: PUT /cart/* (gateway)`,
    ]);
  });

  it('tell a direct peer from a client', () => {
    const shop = new Shop(plane);
    shop.edge().deny(Peer.ipBlock('10.0.0.0/8'));
    expect(accessTo('shop/edge', shop.manifests()).filter((line) => line.startsWith('DENY'))).toEqual(['DENY 10.0.0.0/8, connecting itself: anything (gateway)']);
  });
});

describe.each(PLANES)('the clients of a JwtGateway in %s mode', (plane) => {
  function reported(trustedProxies: number | undefined, use: (edge: JwtGateway, cart: Workload) => void): () => void {
    const shop = new Shop(plane);
    shop.waypoint();
    use(shop.edge({ trustedProxies }), shop.cart);
    return () => shop.manifests();
  }

  it.each([undefined, 0, 1])('cannot be denied at a workload by their address, with %s trusted proxies', (trustedProxies) => {
    expect(reported(trustedProxies, (edge, cart) => cart.denyFrom(edge.clientAddress('203.0.113.0/24')))).toThrow('ZT-C098');
    expect(reported(trustedProxies, (edge, cart) => cart.denyFrom(Peer.anyOf(edge, edge.clientAddress('203.0.113.0/24')), Http.any('/*')))).toThrow('ZT-C098');
  });

  it('can be granted by their address at a workload as long as the gateway trusts no proxies', () => {
    const grant = (edge: JwtGateway, cart: Workload) => cart.allowFrom(edge.clientAddress('203.0.113.0/24'), Http.get('/'));
    expect(reported(undefined, grant)).not.toThrow();
    expect(reported(0, grant)).not.toThrow();
    expect(reported(1, grant)).toThrow(/ZT-C099.*shop\/edge-istio \(trustedProxies: 1\)/);
    expect(reported(1, (edge, cart) => cart.allowFrom(Peer.clientIpBlock('203.0.113.7', { behind: edge }), Http.get('/')))).toThrow('ZT-C099');
  });
});
