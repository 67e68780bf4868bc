import { Condition, DataPlane, Grpc, Http, HttpMethod, Operation, Peer, Port, Tcp } from '../../src';
import { aShop, aShopForHttp, HTTP_PORT, misuseCode, refusedCodes, SQL_PORT } from '../support/shop';

describe('what cannot be meant is refused at the call', () => {
  const { web, payments, jobs } = aShop(DataPlane.SIDECAR);
  const none = undefined as unknown as Operation;

  test.each<[string, string, () => void]>([
    ['an operation that is undefined by a slip', 'ZT-C032', () => payments.allowFrom(web, none)],
    ['an operation that is null', 'ZT-C032', () => payments.allowFrom(web, null as unknown as Operation)],
    ['a denied operation that is undefined by a slip', 'ZT-C032', () => payments.denyFrom(web, none)],
    ['no peer at all', 'ZT-C032', () => payments.allowFrom(Peer.anyOf())],
    ['no operation at all', 'ZT-C032', () => payments.allowFrom(web, Operation.anyOf())],
    ['no method at all', 'ZT-C032', () => Http.of([], '/charge')],
    ['no path at all', 'ZT-C032', () => Http.request({ paths: [] })],
    ['no host at all', 'ZT-C032', () => Http.get('/charge', { hosts: [] })],
    ['no port at all', 'ZT-C032', () => Tcp.ports([])],
    ['no condition at all', 'ZT-C032', () => Http.get('/charge', { when: [] })],
    ['no header value at all', 'ZT-C032', () => Condition.headerIs('x-tenant', [])],
    ['a port that is not declared', 'ZT-C004', () => payments.allowFrom(web, Tcp.port(9999))],
    ['a port of a workload without any', 'ZT-C004', () => jobs.allowFrom(web, Tcp.port(HTTP_PORT))],
    ['every address without a reason', 'ZT-C035', () => Peer.ipBlock('0.0.0.0/0')],
    ['every address of IPv6 without a reason', 'ZT-C035', () => Peer.ipBlock('::/0')],
    ['anyone without a reason', 'ZT-C005', () => Peer.anyone({ reason: 'because' })],
    ['a user in a list of exceptions', 'ZT-C026', () => payments.allowFrom(Peer.anyIdentityExcept(Peer.user({ issuer: 'https://idp.example' })))],
    ['an address block in a list of exceptions', 'ZT-C026', () => payments.denyFrom(Peer.anyIdentityExcept(Peer.ipBlock('10.0.0.0/8')))],
    ['a user who comes through all but some', 'ZT-C027', () => payments.allowFrom(
      Peer.user({ issuer: 'https://idp.example', through: Peer.anyIdentityExcept(web) }), Http.get('/'))],
    ['an address behind a whole namespace', 'ZT-C027', () => payments.allowFrom(Peer.clientIpBlock('10.0.0.0/8', { behind: Peer.inNamespace('edge') }))],
    ['a comparison in a header', 'ZT-C031', () => Condition.headerIs('x-amount', ['>100'])],
  ])('%s', (_, code, call) => {
    expect(misuseCode(call)).toBe(code);
  });
});

describe('what Istio would ignore or widen is refused at synthesis', () => {
  const HTTP = Http.get('/x');

  test('an HTTP grant in ambient mode without a waypoint, with the line that asked for it', () => {
    const { app, web, payments } = aShop(DataPlane.AMBIENT);
    payments.allowFrom(web, Http.post('/charge'));

    expect(() => app.synthYaml()).toThrow(/payments\.allowFrom\(web, Http\.post\('\/charge'\)\); +test\/constructs\/workload-refusals\.test\.ts:\d+/);
    expect(refusedCodes(app)).toEqual(['ZT-C012']);
  });

  test.each<[string, DataPlane, string, (shop: ReturnType<typeof aShopForHttp>) => void]>([
    ['an HTTP grant on byte ports', DataPlane.SIDECAR, 'ZT-C011', ({ payments, web }) => payments.allowFrom(web, Http.get('/x', { ports: [SQL_PORT] }))],
    ['an HTTP denial on byte ports', DataPlane.AMBIENT, 'ZT-C011', ({ payments, web }) => payments.denyFrom(web, Http.get('/x', { ports: [SQL_PORT] }))],
    ['a grant to a workload without ports', DataPlane.SIDECAR, 'ZT-C013', ({ jobs, web }) => jobs.allowFrom(web)],
    ['a grant to a workload without ports', DataPlane.AMBIENT, 'ZT-C013', ({ jobs, web }) => jobs.allowFrom(web)],
    ['a direct address at a waypoint', DataPlane.AMBIENT, 'ZT-C015', ({ payments }) => payments.allowFrom(Peer.ipBlock('10.0.0.0/8'))],
    ['a denial of a direct address at a waypoint', DataPlane.AMBIENT, 'ZT-C015', ({ payments }) => payments.denyFrom(Peer.ipBlock('10.0.0.0/8'))],
    ['a user nobody vouches for', DataPlane.SIDECAR, 'ZT-C017', ({ payments, web }) => (
      payments.allowFrom(Peer.user({ issuer: 'https://idp.example', through: web }), HTTP))],
    ['an untrusted domain', DataPlane.SIDECAR, 'ZT-C024', ({ payments }) => payments.allowFrom(Peer.inTrustDomain('partner.example'))],
    ['a denial by a template with gaps', DataPlane.SIDECAR, 'ZT-C021', ({ payments, web }) => payments.denyFrom(web, Http.any('/a/{*}/b'))],
    ['a sidecar caller of an HTTP grant', DataPlane.AMBIENT, 'ZT-C014', ({ mesh, payments }) => (
      payments.allowFrom(mesh.workload('legacy', 'client', { dataPlane: DataPlane.SIDECAR }), HTTP))],
    ['a user behind a proxy with a sidecar', DataPlane.AMBIENT, 'ZT-C014', ({ mesh, payments }) => payments.allowFrom(
      Peer.clientIpBlock('203.0.113.0/24', { behind: mesh.workload('legacy', 'proxy', { dataPlane: DataPlane.SIDECAR }) }), HTTP)],
  ])('%s (%#)', (_, dataPlane, code, grant) => {
    const shop = aShopForHttp(dataPlane);
    grant(shop);

    expect(refusedCodes(shop.app)).toEqual([code]);
  });

  test('many grants at once are refused in one report', () => {
    const { app, web, payments, jobs } = aShop(DataPlane.AMBIENT);
    payments.allowFrom(web, Grpc.service('shop.v1.Payments'));
    jobs.allowFrom(web);
    payments.denyFrom(web, Http.of([HttpMethod.GET], '/x'));

    expect(refusedCodes(app)).toEqual(['ZT-C012', 'ZT-C013']);
  });

  test('a refused denial that has no port to be about does not hide the other problems', () => {
    const { app, web, shop, jobs } = aShop(DataPlane.SIDECAR);
    const db = shop.addWorkload('db', { ports: [Port.tcp(SQL_PORT)] });
    db.denyFrom(web, Http.any('/*'));
    jobs.allowFrom(web);

    expect(refusedCodes(app)).toEqual(expect.arrayContaining(['ZT-C011', 'ZT-C013']));
  });
});

describe('an operation that is undefined', () => {
  const agent = process.env.JSII_AGENT;
  afterEach(() => {
    if (agent === undefined) {
      delete process.env.JSII_AGENT;
    } else {
      process.env.JSII_AGENT = agent;
    }
  });

  test('is one that was left out from other languages, which pass every argument', () => {
    process.env.JSII_AGENT = 'Python/3';
    const { payments, web } = aShop(DataPlane.SIDECAR);
    expect(() => payments.allowFrom(web, undefined)).not.toThrow();
  });
});
