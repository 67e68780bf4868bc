import { DataPlane, MeshApp } from 'cdk8s-istio-zero-trust';
import { meshOf, request, toGateway } from 'cdk8s-istio-zero-trust/testing';
import { build as bookinfo } from '../../examples/bookinfo/main';
import { build as quickstart } from '../../examples/quickstart/main';
import { AccessRequest } from '../../src/matchers/request';
import { resolveRequest } from '../../src/matchers/resolve-request';
import type { MeshRequest } from '../../src/model/mesh';
import { textThrownBy } from '../support/error-text';
import { aShop, aShopForHttp } from '../support/shop';

const shop = meshOf(quickstart(DataPlane.SIDECAR));
const resolved = (asked: AccessRequest, mesh = shop): MeshRequest => resolveRequest(asked, mesh.judged);
const refusal = (asked: () => AccessRequest, mesh = shop): string => textThrownBy(() => resolved(asked(), mesh));
const charge = request('shop/web', 'shop/payments').post('/charge');

describe('a request', () => {
  test('is the request of ztmesh check, with what the mesh knows of it', () => {
    expect(resolved(charge)).toEqual({
      id: 'shop/web → shop/payments:8443  POST /charge',
      from: { workload: 'shop/web', xForwardedFor: [] },
      to: { service: 'shop/payments', port: 8443 },
      http: { method: 'POST', path: '/charge', host: 'payments.shop.svc.cluster.local:8443', headers: new Map(), tokens: [] },
      external: new Map(),
    });
  });

  test('says everything that a request can have', () => {
    const asked = request.principal('corp.example/ns/orders/sa/checkout', 'shop/payments').onPort(8443).dataPlane('ambient').sni('payments')
      .fromIp('10.1.2.3').toIp('10.9.9.9').forwardedFor('203.0.113.7', '10.1.2.3').at('waypoint')
      .get('/charge?x=1').host('pay.example').header('X-Api', '1').header('x-api', '2')
      .token({ issuer: 'https://idp.example', subject: 'alice', audiences: ['pay'], claims: { role: ['admin'] } })
      .rejectedToken({ in: { cookie: 'session' } });
    expect(resolved(asked)).toMatchObject({
      from: { principal: 'corp.example/ns/orders/sa/checkout', dataPlane: 'ambient', ip: '10.1.2.3', xForwardedFor: ['203.0.113.7', '10.1.2.3'] },
      to: { service: 'shop/payments', port: 8443, ip: '10.9.9.9' },
      http: {
        path: '/charge?x=1',
        host: 'pay.example',
        headers: new Map([['x-api', ['1', '2']]]),
        tokens: [
          { issuer: 'https://idp.example', subject: 'alice', audiences: ['pay'], claims: { role: ['admin'] }, place: { header: 'authorization', prefix: 'Bearer ' }, valid: true },
          { audiences: [], claims: {}, place: { cookie: 'session' }, valid: false },
        ],
      },
      sni: 'payments',
      at: 'waypoint',
    });
  });

  test('is never changed by what is said after it', () => {
    const before = resolved(charge);
    charge.header('x', '1').onPort(8443).fromIp('10.0.0.1').token({ issuer: 'a' }).at('sidecar').host('other');
    expect(resolved(charge)).toEqual(before);
    expect(Object.isFrozen(charge.parts)).toBe(true);
  });

  test.each(['get', 'head', 'post', 'put', 'patch', 'delete', 'options'] as const)('can be %s', (method) => {
    expect(resolved(request.plaintext('shop/payments')[method]('/x')).http).toMatchObject({ method: method.toUpperCase(), path: '/x' });
  });

  test('of gRPC is a POST of its method; a connection has no HTTP', () => {
    const { http } = resolved(request.plaintext('shop/payments').grpc('shop.Payments/Charge'));
    expect(http).toMatchObject({ method: 'POST', path: '/shop.Payments/Charge', version: '2', headers: new Map([['content-type', ['application/grpc']]]) });
    expect(resolved(charge.version('1.1')).http).toMatchObject({ version: '1.1' });
    expect(resolved(request('shop/payments', 'shop/ledger').tcp())).not.toHaveProperty('http');
  });

  test.each<[string, () => unknown, string]>([
    ['a caller without its namespace', () => request('web', 'shop/payments'), 'a caller is written namespace/name, not "web"'],
    ['a target that is no name', () => request('shop/web', { name: 'payments' } as never), 'a target is namespace/name or a workload, not an object'],
    ['a SPIFFE URI', () => request.principal('spiffe://corp.example/ns/a/sa/b', 'shop/payments'), 'leave spiffe:// out'],
    ['half a principal', () => request.principal('shop/web', 'shop/payments'), 'write trust-domain/ns/NAMESPACE/sa/SERVICE-ACCOUNT'],
    ['a path without its slash', () => request.plaintext('shop/payments').get('charge'), 'a path starts with /'],
    ['a method with a blank', () => request.plaintext('shop/payments').http('GET /', '/'), '"GET /" is no HTTP method'],
    ['a method in lower case', () => request.plaintext('shop/payments').http('post', '/'), '"post" is no HTTP method: write POST'],
    ['half a gRPC method', () => request.plaintext('shop/payments').grpc('Charge'), 'a gRPC method is written package.Service/Method'],
    ['no port', () => charge.onPort(0), 'a port is a whole number from 1 to 65535, not 0'],
    ['no address', () => charge.fromIp('10.0.0.0/8'), '"10.0.0.0/8" is no IP address'],
    ['an unknown data plane', () => charge.dataPlane('istio' as never), 'a data plane is one of sidecar, ambient, none'],
    ['an unknown point', () => charge.at('envoy' as never), 'a point is one of sidecar, waypoint, gateway, ztunnel'],
    ['the host as a header', () => charge.header('Host', 'x'), 'say .host(…)'],
    ['a header of two lines', () => charge.header('x', 'a\r\nb'), 'the value of a header is text on one line'],
    ['a valid token of nobody', () => charge.token({ subject: 'alice' }), 'a token that is valid has an issuer'],
    ['a token with a misspelt option', () => charge.token({ issuer: 'a', subjects: ['b'] } as never), 'a token has issuer, subject, audiences, claims, in, not subjects'],
    ['a token with an option that is not set', () => charge.token({ issuer: 'a', subject: undefined }), 'subject of a token is undefined: leave it out'],
    ['a token in no place', () => charge.token({ issuer: 'a', in: {} as never }), 'a token is in a header, param or cookie'],
    ['an answer that is none', () => charge.external({ opa: 'no' as never }), 'an answer is one of allow, deny, not "no"'],
  ])('with %s is refused', (_, ask, message) => {
    expect(textThrownBy(ask)).toContain(message);
  });
});

describe('names', () => {
  test('of a Service, else of a workload', () => {
    const { app } = aShop(DataPlane.SIDECAR);
    expect(resolved(request('shop/web', 'shop/payments').onPort(80).get('/'), meshOf(app)).to).toEqual({ service: 'shop/payments', port: 80 });
    const toPod = request('shop/web', 'shop/jobs').onPort(9000).get('/');
    expect(resolved(toPod.host('jobs'), meshOf(app))).toMatchObject({ to: { workload: 'shop/jobs', port: 9000 }, http: { host: 'jobs' } });
    expect(refusal(() => toPod, meshOf(app))).toBe("nothing says which host this caller would ask for: say .host('shop.example')");
  });

  test('that are nowhere are an error, never a denial', () => {
    expect(refusal(() => request('shop/wep', 'shop/payments').get('/'))).toBe(
      'there is no workload shop/wep among the manifests (did you mean "shop/web"?)\n'
      + "a caller from elsewhere is named by its identity: request.principal('corp.example/ns/shop/sa/wep', …)",
    );
    expect(refusal(() => request('shop/web', 'shop/payment').get('/'))).toBe('there is no Service or workload shop/payment among the manifests (did you mean "shop/payments"?)');
    expect(refusal(() => request.plaintext(toGateway('shop/edge')).get('/').host('a'))).toBe('there is no Gateway shop/edge among the manifests; there is none at all');
    const { app } = aShopForHttp(DataPlane.AMBIENT);
    expect(refusal(() => request('shop/web', 'shop/waypoint').get('/'), meshOf(app))).toContain("there is a Gateway of this name: toGateway('shop/waypoint')");
  });

  test('of what the app deploys under another name', () => {
    const mesh = meshOf(bookinfo(DataPlane.SIDECAR));
    expect(resolved(request('bookinfo/productpage', 'bookinfo/reviews').get('/'), mesh).from.workload).toBe('bookinfo/productpage-v1');
    expect(refusal(() => request('bookinfo/reviews', 'bookinfo/ratings').get('/'), mesh)).toMatch(/^bookinfo\/reviews runs as bookinfo\/reviews-v1, .*: name the one that calls$/);
  });

  test('of workloads that another app describes', () => {
    const { app, mesh, payments } = aShop(DataPlane.SIDECAR);
    payments.allowFrom(mesh.workload('orders', 'checkout', { serviceAccountName: 'till', dataPlane: DataPlane.AMBIENT }));
    const from = () => resolved(request('orders/checkout', 'shop/payments').onPort(5432).tcp(), meshOf(app)).from;
    expect(from()).toEqual({ principal: 'corp.example/ns/orders/sa/till', dataPlane: 'ambient', xForwardedFor: [] });
    mesh.workload('orders', 'checkout', { serviceAccountName: 'till', dataPlane: DataPlane.AMBIENT });
    expect(from().principal).toBe('corp.example/ns/orders/sa/till');
    mesh.workload('orders', 'checkout');
    expect(textThrownBy(from)).toContain('the app speaks of several workloads orders/checkout');
  });

  test('of foreign trust domains are refused: what they may do is not modelled', () => {
    const { app } = aShop(DataPlane.SIDECAR, { mesh: { foreignTrustDomains: ['partner.example'] } });
    const asked = () => request.principal('partner.example/ns/a/sa/b', 'shop/payments').onPort(80).get('/');
    expect(refusal(asked, meshOf(app))).toContain('callers of the foreign trust domain partner.example are not modelled');
  });
});

describe('the port', () => {
  test('is the only one of the target', () => {
    expect(resolved(request('shop/payments', 'shop/ledger').tcp()).to.port).toBe(5432);
  });

  test('has to be said where there are several, and to be there', () => {
    const { app } = aShop(DataPlane.SIDECAR);
    const mesh = meshOf(app);
    expect(refusal(() => request('shop/web', 'shop/payments').get('/'), mesh)).toBe('the Service shop/payments has the ports 80 (http), 5432 (tcp): say which one with .onPort(…)');
    expect(refusal(() => request('shop/web', 'shop/payments').onPort(8080).get('/'), mesh)).toBe('the Service shop/payments has no port 8080; its ports are 80 (http), 5432 (tcp)');
    expect(refusal(() => request('shop/web', 'shop/jobs').get('/'), mesh)).toBe('the workload shop/jobs has no port that is known: say which one with .onPort(…)');
  });

  test('80 is not part of the host', () => {
    const { app } = aShop(DataPlane.SIDECAR);
    expect(resolved(request('shop/web', 'shop/payments').onPort(80).get('/'), meshOf(app)).http?.host).toBe('payments.shop.svc.cluster.local');
  });
});

test('a Gateway is called on its listeners, and for a host', () => {
  const app: MeshApp = bookinfo(DataPlane.AMBIENT);
  const mesh = meshOf(app);
  const [{ namespace, name, listeners }] = mesh.judged.mesh.gateways.filter(({ className }) => className === 'istio');
  const asked = request.plaintext(toGateway(`${namespace}/${name}`)).onPort(listeners[0].port).get('/productpage');
  expect(refusal(() => asked, mesh)).toContain("say .host('shop.example')");
  expect(resolved(asked.host('bookinfo.example'), mesh)).toMatchObject({ to: { gateway: `${namespace}/${name}` }, http: { host: 'bookinfo.example' } });
});
