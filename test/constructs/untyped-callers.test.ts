import {
  AmbientWaypoint, Condition, DataPlane, Http, HttpMethod, HttpOptions, HttpRequestOptions, IPeer, Issuer, JwtAuthentication, MtlsException,
  MtlsExceptionMode, Operation, PathMatch, Peer, Port, ServiceAllowlist, Tcp, UserOptions, ZeroTrustNamespace,
} from '../../src';
import { aShop, misuseCode, Shop } from '../support/shop';

/** What callers from JavaScript, or with a cast, can pass. */
const untyped = <T>(value: unknown): T => value as T;
const issuer = 'https://idp.example/';

describe('what callers without types leave out does not widen', () => {
  test.each<[string, () => unknown, string]>([
    ['methods', () => Http.of(untyped(undefined), '/charge'), 'ZT-C049'],
    ['methods by a misspelt option', () => Http.request(untyped({ method: [HttpMethod.GET] })), 'ZT-C110'],
    ['paths as null', () => Http.request(untyped({ methods: [HttpMethod.GET], paths: null })), 'ZT-C032'],
    ['paths by a misspelt option', () => Http.request(untyped({ path: [PathMatch.exact('/')] })), 'ZT-C110'],
    ['hosts as null', () => Http.get('/', untyped<HttpOptions>({ hosts: null })), 'ZT-C032'],
    ['hosts by a misspelt option', () => Http.get('/', untyped<HttpOptions>({ host: ['shop.example'] })), 'ZT-C110'],
    ['conditions as null', () => Tcp.port(8080, untyped({ when: null })), 'ZT-C032'],
    ['ports', () => Tcp.ports(untyped(undefined)), 'ZT-C049'],
    ['a whole request', () => Http.request(untyped<HttpRequestOptions>(undefined)), 'ZT-C049'],
    ['the subject of a user as null', () => Peer.user(untyped<UserOptions>({ issuer, subject: null })), 'ZT-C032'],
    ['the claims by a misspelt option', () => Peer.user(untyped<UserOptions>({ issuer, claim: { role: 'clerk' } })), 'ZT-C110'],
  ])('%s', (_, call, code) => {
    expect(misuseCode(call)).toBe(code);
  });

  test.each([{ operations: undefined }, { operation: [Http.get('/')] }, { operations: null }])('operations of an allowlist: %p', (slip) => {
    const { payments, web } = aShop(DataPlane.SIDECAR);
    const allowlist = () => new ServiceAllowlist(payments, 'list', { target: payments, grants: [untyped({ peers: [web], ...slip })] });

    expect(misuseCode(allowlist)).toMatch(/^ZT-C(032|110)$/);
  });

  test.each<[string, () => unknown]>([
    ['hosts', () => Http.get('/', { hosts: undefined })],
    ['conditions of TCP', () => Tcp.port(5432, { when: undefined })],
    ['a subject, as when an environment variable is not set', () => Peer.user({ issuer, subject: undefined })],
    ['claims', () => Peer.user({ issuer, claims: undefined })],
    ['a claim', () => Peer.user({ issuer, claims: untyped({ role: undefined }) })],
  ])('as %s that are there and undefined', (_what, call) => {
    expect(misuseCode(call)).toMatch(/^ZT-C0(32|49)$/);
  });
});

describe('what is of another type is refused by name, and never with a TypeError', () => {
  test.each<[string, () => unknown]>([
    ['a text for a list of hosts', () => Http.get('/', untyped<HttpOptions>({ hosts: 'shop.example' }))],
    ['texts for paths', () => Http.request(untyped<HttpRequestOptions>({ paths: ['/'] }))],
    ['a condition for a list', () => Http.get('/', untyped<HttpOptions>({ when: Condition.headerPresent('x') }))],
    ['nothing among conditions', () => Http.get('/', untyped<HttpOptions>({ when: [undefined] }))],
    ['nothing among hosts', () => Http.get('/', untyped<HttpOptions>({ hosts: [undefined] }))],
    ['holes among hosts', () => Http.get('/', { hosts: new Array<string>(2) })],
    ['nothing for a path', () => Http.get(untyped(undefined))],
    ['a number for a path', () => PathMatch.suffix(untyped(7))],
    ['nothing for a header', () => Condition.headerPresent(untyped(undefined))],
    ['a text for the values of a header', () => Condition.headerIs('x', untyped('abc'))],
    ['nothing for a namespace', () => Peer.inNamespace(untyped(undefined))],
    ['nothing for a service account', () => Peer.serviceAccount('shop', untyped(undefined))],
    ['nothing for a trust domain', () => Peer.inTrustDomain(untyped(null))],
    ['nothing for a user', () => Peer.user(untyped(undefined))],
    ['nothing for the reason', () => Peer.anyone(untyped(undefined))],
    ['nothing among operations', () => Operation.anyOf(untyped(undefined))],
  ])('%s', (_, call) => {
    expect(misuseCode(call)).toBe('ZT-C049');
  });

  test.each<[string, unknown]>([
    ['nothing', undefined], ['null', null], ['a text', 'web'], ['an empty object', {}], ['a list', []], ['half a peer', { grantPeer: {} }],
  ])('%s for a peer', (_, peer) => {
    const { payments, web } = aShop(DataPlane.SIDECAR);

    expect(misuseCode(() => payments.allowFrom(untyped<IPeer>(peer)))).toBe('ZT-C049');
    expect(misuseCode(() => payments.denyFrom(Peer.anyOf(web, untyped<IPeer>(peer))))).toBe('ZT-C049');
  });

  test.each<[string, unknown]>([['a text', '/charge'], ['an empty object', {}], ['a list', [Http.get('/')]], ['false', false]])('%s for an operation', (_, operation) => {
    const { payments, web } = aShop(DataPlane.SIDECAR);

    expect(misuseCode(() => payments.allowFrom(web, untyped<Operation>(operation)))).toBe('ZT-C049');
  });

  test.each<[string, unknown]>([['numbers', [8080]], ['nothing', [undefined]]])('%s for ports', (_, ports) => {
    const { shop } = aShop(DataPlane.SIDECAR);

    expect(misuseCode(() => shop.addWorkload('other', { ports: untyped<Port[]>(ports) }))).toBe('ZT-C049');
  });

  describe.each<[string, unknown]>([['nothing', undefined], ['null', null], ['a text', 'web'], ['an empty object', {}]])('%s', (_, value) => {
    const issuers = [Issuer.of(issuer, { jwksUri: 'https://idp.example/keys', audiences: ['shop'] })];
    const exception = { mode: MtlsExceptionMode.PERMISSIVE, reason: 'mainframe cannot do TLS', expires: '2030-12-31' };

    test.each<[string, (shop: Shop) => unknown]>([
      ['a workload to adopt', ({ shop }) => shop.adopt(untyped(value))],
      ['a workload to call', ({ web }) => web.allowTo(untyped(value))],
      ['the target of a list', ({ app }) => new ServiceAllowlist(app, 'list', { target: untyped(value), grants: [] })],
      ['the target of tokens', ({ app }) => new JwtAuthentication(app, 'jwt', { target: untyped(value), issuers })],
      ['an issuer', ({ app, web }) => new JwtAuthentication(app, 'jwt', { target: web, issuers: [untyped(value)] })],
      ['the workload of an exception', ({ app }) => new MtlsException(app, 'legacy', { workload: untyped(value), ports: [8080], clients: ['10.0.0.0/8'], ...exception })],
      ['an omission', ({ app, mesh }) => new ZeroTrustNamespace(app, 'other', { mesh, omit: [untyped(value)] })],
      ['a workload that a waypoint protects', ({ shop }) => new AmbientWaypoint(shop, 'waypoint', { protects: [untyped(value)] })],
    ])('for %s', (_what, call) => {
      expect(misuseCode(() => call(aShop(DataPlane.AMBIENT)))).toMatch(/^ZT-C0(08|49)$/);
    });

    test('for the reason of a raw rule', () => {
      const { web } = aShop(DataPlane.SIDECAR);

      expect(misuseCode(() => web.addRawAllowRule({ from: [{ source: { namespaces: ['edge'] } }] }, untyped(value)))).toBe('ZT-C005');
    });
  });

  test('a name that every object has', () => {
    expect(misuseCode(() => aShop(DataPlane.SIDECAR).shop.addWorkload('constructor'))).toBe('ZT-C002');
  });

  test('nothing for the name of a workload', () => {
    expect(misuseCode(() => aShop(DataPlane.SIDECAR).shop.addWorkload(untyped(undefined)))).toBe('ZT-C049');
  });
});
