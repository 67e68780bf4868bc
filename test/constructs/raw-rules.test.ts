import { AuthorizationPolicySpecRules } from '../../imports/security.istio.io';
import { AmbientWaypoint, DataPlane, Http, Port } from '../../src';
import { manifestsOf, policy, verdict } from '../support/cluster';
import { aShop, aShopForHttp, HTTP_PORT, misuseCode, planesForHttp, refusal, refusedCodes, SQL_PORT } from '../support/shop';

const reason = 'a rule by hand';
const fromOrders = { from: [{ source: { namespaces: ['orders'] } }] };
const call = { from: 'orders/any', to: 'shop/payments', port: HTTP_PORT, http: {} };

describe.each(planesForHttp)('a rule in Istio\'s own form (%s)', (dataPlane) => {
  test('lets in beside the grants, in the same policy, and says why', () => {
    const { app, web, payments } = aShopForHttp(dataPlane);
    payments.allowFrom(web, Http.get('/'));
    payments.addRawAllowRule(fromOrders, { reason });
    const manifests = manifestsOf(app);
    const { metadata, spec } = policy(manifests, 'shop/payments-allow');

    expect(spec.rules).toHaveLength(2);
    expect(metadata.annotations).toHaveProperty(['ztmesh.dev/raw-rules'], reason);
    expect(verdict(manifests, { ...call, plane: dataPlane })).toBe('ALLOW');
    expect(verdict(manifests, { ...call, from: 'shop/web' })).toBe('ALLOW');
  });

  test('needs no grant beside it', () => {
    const { app, payments } = aShopForHttp(dataPlane);
    payments.addRawAllowRule(fromOrders, { reason });
    payments.addRawDenyRule({ from: [{ source: { principals: ['corp.example/ns/orders/sa/bad'] } }] }, { reason });
    const manifests = manifestsOf(app);

    expect(verdict(manifests, { ...call, plane: dataPlane })).toBe('ALLOW');
    expect(verdict(manifests, { ...call, plane: dataPlane, from: 'orders/bad' })).toBe('DENY');
  });

  test('is refused where the CRD refuses it', () => {
    const { app, payments } = aShopForHttp(dataPlane);
    payments.addRawAllowRule({ form: [] } as unknown as AuthorizationPolicySpecRules, { reason });

    expect(refusal(app)).toMatch(/ZT-C007 .*payments\/Allow.*field spec\.rules\[0\]\.form/);
  });

  test('needs a reason', () => {
    const { payments } = aShopForHttp(dataPlane);

    expect(misuseCode(() => payments.addRawAllowRule(fromOrders, { reason: '' }))).toBe('ZT-C005');
    expect(misuseCode(() => payments.addRawDenyRule(fromOrders, { reason: 'just because' }))).toBe('ZT-C005');
  });
});

describe.each(planesForHttp)('a raw rule about the addresses of clients (%s)', (dataPlane) => {
  const block = '198.51.100.0/24';

  test.each<[string, AuthorizationPolicySpecRules]>([
    ['those that are meant', { from: [{ source: { remoteIpBlocks: [block] } }] }],
    ['those that are not', { from: [{ source: { notRemoteIpBlocks: [block] } }] }],
    ['a condition', { when: [{ key: 'remote.ip', values: [block] }] }],
    ['a negative condition', { when: [{ key: 'remote.ip', notValues: [block] }] }],
  ])('is refused as a denial: %s', (_, rule) => {
    const { app, payments } = aShopForHttp(dataPlane);
    payments.addRawDenyRule(rule, { reason });

    expect(refusal(app)).toContain(`ZT-C098  shop/Default/payments: clients at ${block} cannot be denied at shop/payments`);
  });

  test('lets in who also has the identity of the gateway', () => {
    const { app, payments } = aShopForHttp(dataPlane);
    payments.addRawAllowRule({ from: [{ source: { principals: ['corp.example/ns/edge/sa/edge-istio'], remoteIpBlocks: [block] } }] }, { reason });

    expect(() => manifestsOf(app)).not.toThrow();
  });
});

describe('a raw denial at a waypoint', () => {
  const fromBad = { from: [{ source: { principals: ['corp.example/ns/orders/sa/bad'] } }] };

  test('is refused when a caller with a sidecar passes it by', () => {
    const { app, mesh, waypoint, payments } = aShopForHttp(DataPlane.AMBIENT);
    const old = mesh.workload('old', 'batch', { dataPlane: DataPlane.SIDECAR });
    waypoint.admitSidecarCaller(old, { reason: 'it has a sidecar' });
    payments.allowFrom(old);
    payments.addRawDenyRule(fromBad, { reason });

    expect(refusedCodes(app)).toEqual(['ZT-C029']);
  });

  test('is accepted when only a scraper does, on its own port', () => {
    const { app, shop, mesh } = aShopForHttp(DataPlane.AMBIENT);
    const cart = shop.addWorkload('cart', { ports: [Port.http(HTTP_PORT), Port.metrics(9090)] });
    cart.allowMonitoringFrom(mesh.workload('monitoring', 'prometheus'));
    cart.addRawDenyRule(fromBad, { reason });

    expect(() => manifestsOf(app)).not.toThrow();
  });
});

test('a raw rule that is none is refused at the call', () => {
  const { payments } = aShopForHttp(DataPlane.SIDECAR);

  expect(misuseCode(() => payments.addRawAllowRule(undefined as unknown as AuthorizationPolicySpecRules, { reason }))).toBe('ZT-C032');
});

describe('a raw rule that its proxy cannot read', () => {
  test.each<[string, AuthorizationPolicySpecRules, RegExp]>([
    ['about methods', { to: [{ operation: { methods: ['GET'] } }] }, /ztunnel cannot read methods/],
    ['about trust domains', { from: [{ source: { trustDomains: ['corp.example'] } }] }, /ztunnel cannot read trustDomains/],
    ['about a header', { when: [{ key: 'request.headers[x]', values: ['y'] }] }, /ztunnel cannot read request\.headers\[x\]/],
    ['about a server name', { when: [{ key: 'connection.sni', values: ['y'] }] }, /ztunnel cannot read connection\.sni/],
  ])('is refused at ztunnel: %s', (_, rule, expected) => {
    const { app, payments } = aShop(DataPlane.AMBIENT);
    payments.addRawAllowRule(rule, { reason });

    expect(refusal(app)).toMatch(expected);
  });

  test('is accepted at ztunnel when it is about connections', () => {
    const { app, payments } = aShop(DataPlane.AMBIENT);
    payments.addRawDenyRule({ from: [{ source: { notNamespaces: ['shop'], ipBlocks: ['10.0.0.0/8'] } }], to: [{ operation: { ports: ['5432'] } }] }, { reason });

    expect(() => manifestsOf(app)).not.toThrow();
  });

  test.each<[string, AuthorizationPolicySpecRules]>([
    ['a direct address', { from: [{ source: { ipBlocks: ['10.0.0.0/8'] } }] }],
    ['any but a direct address', { from: [{ source: { notIpBlocks: ['10.0.0.0/8'] } }] }],
    ['a direct address as a condition', { when: [{ key: 'source.ip', values: ['10.0.0.0/8'] }] }],
  ])('is refused at a waypoint: %s', (_, rule) => {
    const { app, payments } = aShopForHttp(DataPlane.AMBIENT);
    payments.addRawDenyRule(rule, { reason });

    expect(refusal(app)).toMatch(/ZT-C028 .*a waypoint cannot read/);
  });

  test('is judged by the proxy that is there in the end', () => {
    const { app, shop, payments } = aShop(DataPlane.AMBIENT);
    payments.addRawAllowRule({ to: [{ operation: { methods: ['GET'], ports: ['80'] } }] }, { reason });
    new AmbientWaypoint(shop, 'waypoint');

    expect(() => manifestsOf(app)).not.toThrow();
  });
});

describe('a raw denial of requests on a workload that also has byte ports', () => {
  const paths = ['/admin/*'];

  test.each<[string, AuthorizationPolicySpecRules]>([
    ['without ports', { to: [{ operation: { paths } }] }],
    ['with ports on one of its operations only', { to: [{ operation: { paths, ports: ['8080'] } }, { operation: { methods: ['PUT'] } }] }],
    ['with a byte port', { to: [{ operation: { paths, ports: ['8080', String(SQL_PORT)] } }] }],
    ['by a header alone', { when: [{ key: 'request.headers[x]', values: ['y'] }] }],
    ['by a token alone', { from: [{ source: { notRequestPrincipals: ['*'] } }] }],
  ])('is refused %s, because Istio would deny every connection there', (_, rule) => {
    const { app, payments } = aShopForHttp(DataPlane.SIDECAR);
    payments.addRawDenyRule(rule, { reason });

    expect(refusedCodes(app)).toEqual(['ZT-C044']);
  });

  test('is accepted with the ports of HTTP, and leaves the others alone', () => {
    const { app, web, payments } = aShopForHttp(DataPlane.SIDECAR);
    payments.allowFrom(web);
    payments.addRawDenyRule({ to: [{ operation: { paths, ports: [String(HTTP_PORT)] } }] }, { reason });
    const manifests = manifestsOf(app);

    expect(verdict(manifests, { ...call, from: 'shop/web', http: { path: '/admin/x' } })).toBe('DENY');
    expect(verdict(manifests, { from: 'shop/web', to: 'shop/payments', port: SQL_PORT })).toBe('ALLOW');
  });

  test('names Service ports at a waypoint', () => {
    const withPorts = (port: string) => {
      const { app, payments } = aShopForHttp(DataPlane.AMBIENT);
      payments.addRawDenyRule({ to: [{ operation: { paths, ports: [port] } }] }, { reason });
      return app;
    };

    expect(() => manifestsOf(withPorts('80'))).not.toThrow();
    expect(refusedCodes(withPorts('8080'))).toEqual(['ZT-C044']);
  });
});
