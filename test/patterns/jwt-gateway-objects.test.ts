import { App, Chart } from 'cdk8s';
import { Http, JwtGateway, Mesh, Peer, PlainHttp, Port, TlsCertificate } from '../../src';
import { issuerOf, Shop } from '../support/jwt-shop';

describe('the objects of a JwtGateway', () => {
  it('are a Gateway with TLS, which routes of its own namespace can use', () => {
    const shop = new Shop();
    shop.edge();
    const allowedRoutes = { namespaces: { from: 'Same' }, kinds: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' }] };
    expect(shop.manifest('Gateway', 'edge').spec).toEqual({
      gatewayClassName: 'istio',
      infrastructure: { parametersRef: { group: '', kind: 'ConfigMap', name: 'edge-options' } },
      listeners: [
        { name: 'https', hostname: 'shop.example', port: 443, protocol: 'HTTPS', tls: { mode: 'Terminate', certificateRefs: [{ name: 'shop-tls' }] }, allowedRoutes },
        { name: 'http', port: 80, protocol: 'HTTP', allowedRoutes },
      ],
    });
  });

  it('are routes that name the listeners with TLS, so that nothing is served without', () => {
    const shop = new Shop();
    const edge = shop.edge({ hosts: ['shop.example', 'Api.Shop.example', 'shop.example'] });
    edge.route('/cart/', shop.cart);
    edge.route('/basket', shop.cart);
    expect(edge.hosts).toEqual(['shop.example', 'api.shop.example']);
    expect(shop.manifest('HTTPRoute', 'edge-cart').spec).toEqual({
      parentRefs: [{ name: 'edge', sectionName: 'https-1' }, { name: 'edge', sectionName: 'https-2' }],
      hostnames: ['shop.example', 'api.shop.example'],
      rules: [{
        matches: [{ path: { type: 'PathPrefix', value: '/basket' } }, { path: { type: 'PathPrefix', value: '/cart' } }],
        backendRefs: [{ name: 'cart', port: 80 }],
      }],
    });
  });

  it('are a redirect on the listener for plain HTTP', () => {
    const shop = new Shop();
    shop.edge();
    expect(shop.manifest('HTTPRoute', 'edge-https-redirect').spec).toEqual({
      parentRefs: [{ name: 'edge', sectionName: 'http' }],
      hostnames: ['shop.example'],
      rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }] }],
    });
  });

  it('leave port 80 closed when that is asked for', () => {
    const shop = new Shop();
    const edge = shop.edge({ plainHttp: PlainHttp.CLOSED });
    edge.route('/cart', shop.cart);
    edge.allow(edge.user(), Http.get('/cart/*'));
    const manifests = shop.manifests();
    expect(manifests.find(({ kind }) => kind === 'Gateway')!.spec.listeners).toHaveLength(1);
    expect(manifests.some(({ metadata }) => metadata.name === 'edge-https-redirect')).toBe(false);
    expect(JSON.stringify(manifests.find(({ metadata }) => metadata.name === 'edge-allow'))).not.toContain('"80"');
    expect(edge._listenerPorts()).toEqual([443]);
  });

  it('remove headers that only the inside may send, and never a claim header', () => {
    const shop = new Shop();
    const issuers = [issuerOf(undefined, { claimHeaders: { 'x-user-id': 'sub' } })];
    shop.edge({ issuers, strippedHeaders: ['X-Internal-Caller'] }).route('/cart', shop.cart);
    expect(shop.manifest('HTTPRoute', 'edge-cart').spec.rules[0].filters).toEqual([
      { type: 'RequestHeaderModifier', requestHeaderModifier: { remove: ['x-internal-caller'] } },
    ]);
    expect(() => new Shop().edge({ issuers, strippedHeaders: ['X-User-Id'] })).toThrow('ZT-C096');
  });

  it('let routes and the gateway refer to other namespaces, object by object', () => {
    const shop = new Shop();
    const orders = shop.otherNamespace('orders').addWorkload('api', { ports: [Port.http(8080)] });
    const edge = shop.edge({ certificate: TlsCertificate.fromSecretName('wildcard', { namespaceName: 'certs' }) });
    edge.route('/orders', orders);
    expect(shop.manifest('ReferenceGrant', 'shop-edge-service-api')).toMatchObject({
      metadata: { namespace: 'orders' },
      spec: { from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'shop' }], to: [{ group: '', kind: 'Service', name: 'api' }] },
    });
    expect(shop.manifest('ReferenceGrant', 'shop-edge-secret-wildcard')).toMatchObject({
      metadata: { namespace: 'certs' },
      spec: { from: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: 'shop' }], to: [{ group: '', kind: 'Secret', name: 'wildcard' }] },
    });
    expect(shop.manifest('HTTPRoute', 'edge-orders-api').spec.rules[0].backendRefs).toEqual([{ name: 'api', namespace: 'orders', port: 8080 }]);
    expect(shop.manifest('Gateway', 'edge').spec.listeners[0].tls.certificateRefs).toEqual([{ name: 'wildcard', namespace: 'certs' }]);
  });

  it('are split over policies when one cannot hold all grants', () => {
    const shop = new Shop();
    const edge = shop.edge();
    edge.route('/cart', shop.cart);
    for (let index = 0; index < 1100; index += 1) {
      edge.allow(edge.user({ claims: { team: `t${index}` } }), Http.get(`/cart/${index}`));
    }
    const policies = shop.manifests().filter(({ kind, metadata }) => kind === 'AuthorizationPolicy' && metadata.name.startsWith('edge-allow'));
    expect(policies.map(({ metadata, spec }) => [metadata.name, spec.rules.length])).toEqual([['edge-allow', 512], ['edge-allow-2', 512], ['edge-allow-3', 77]]);
  });

  it('say in the manifest why something is open', () => {
    const shop = new Shop();
    const edge = shop.edge();
    edge.route('/cart', shop.cart);
    edge.allow(Peer.anyone({ reason: 'uptime checks carry no token' }), Http.get('/cart/health'));
    expect(shop.manifest('AuthorizationPolicy', 'edge-allow').metadata.annotations).toMatchObject({ 'ztmesh.dev/open-to-anyone': 'uptime checks carry no token' });
  });

  it('can be patched', () => {
    const shop = new Shop();
    const edge = shop.edge();
    edge.route('/cart', shop.cart);
    expect([edge.gateway, edge.requestAuthentication, ...edge.policies, ...edge.routes].map(({ name }) => name)).toEqual([
      'edge', 'edge-jwt', 'edge-allow', 'edge-require-token', 'edge-cart',
    ]);
  });
});

describe('the namespace of a JwtGateway', () => {
  const props = { hosts: ['shop.example'], certificate: TlsCertificate.fromSecretName('tls'), issuers: [issuerOf()] };

  it('is that of the namespace it is created in', () => {
    expect(new Shop().edge().namespaceName).toBe('shop');
  });

  it('is the one that is named', () => {
    const shop = new Shop();
    expect(new JwtGateway(shop.chart, 'edge', { ...props, mesh: shop.mesh, namespaceName: 'ingress' }).namespaceName).toBe('ingress');
  });

  it('is that of its Chart', () => {
    const app = new App();
    const chart = new Chart(app, 'edge', { namespace: 'ingress' });
    expect(new JwtGateway(chart, 'edge', { ...props, mesh: new Mesh(app, 'mesh') }).namespaceName).toBe('ingress');
  });

  it('has to be known', () => {
    const shop = new Shop();
    expect(() => new JwtGateway(shop.chart, 'edge', { ...props, mesh: shop.mesh })).toThrow('ZT-C003');
  });
});
