import { Condition, DataPlane, IPeer, Mesh, MeshApp, Peer, UserOptions } from '../../src';
import { exactly, Peer as PeerModel } from '../../src/model';

const mesh = new Mesh(new MeshApp(), 'mesh', { trustDomain: 'corp.example', dataPlane: DataPlane.AMBIENT, foreignTrustDomains: ['partner.example'] });
const modelsOf = (peer: IPeer): readonly PeerModel[] => peer.grantPeer._toModel(mesh._registry);
const ORDERS = { trustDomain: 'corp.example', namespace: 'orders', serviceAccount: 'order-service' };
const orders = mesh.workload('orders', 'order-service');
const ISSUER = 'https://idp.example/';

describe('Peer', () => {
  test.each<[string, IPeer, PeerModel]>([
    ['a workload', orders, { kind: 'identity', identity: ORDERS, dataPlane: 'ambient' }],
    ['a service account', Peer.serviceAccount('orders', 'order-service'), { kind: 'identity', identity: ORDERS, dataPlane: 'ambient' }],
    ['a namespace', Peer.inNamespace('orders'), { kind: 'namespace', namespace: 'orders', dataPlane: 'ambient' }],
    ['a foreign service account', Peer.foreignServiceAccount('partner.example', 'orders', 'order-service'),
      { kind: 'identity', identity: { ...ORDERS, trustDomain: 'partner.example' }, dataPlane: 'unknown' }],
    ['a trust domain', Peer.inTrustDomain('partner.example'), { kind: 'trust-domain', trustDomain: 'partner.example' }],
    ['an address', Peer.ipBlock('192.0.2.7'), { kind: 'ip-block', cidr: '192.0.2.7' }],
    ['a client address', Peer.clientIpBlock('203.0.113.0/24', { behind: mesh.gateway('edge', 'public') }),
      { kind: 'client-ip-block', cidr: '203.0.113.0/24', behind: { trustDomain: 'corp.example', namespace: 'edge', serviceAccount: 'public-istio' }, dataPlane: 'gateway' }],
    ['any identity', Peer.anyIdentity(), { kind: 'any-identity', except: [] }],
    ['any identity but some', Peer.anyIdentityExcept(orders, Peer.inNamespace('shop')),
      { kind: 'any-identity', except: [{ kind: 'identity', identity: ORDERS }, { kind: 'namespace', namespace: 'shop' }] }],
    ['anyone', Peer.anyone({ reason: '  public status page ' }), { kind: 'anyone', reason: 'public status page' }],
  ])('%s is one caller', (_, peer, model) => {
    expect(modelsOf(peer)).toEqual([model]);
  });

  test('is its own peer', () => {
    const peer = Peer.anyIdentity();
    expect(peer.grantPeer).toBe(peer);
  });

  test('can be several, each once per mention', () => {
    expect(modelsOf(Peer.anyOf(orders, Peer.anyOf(Peer.inNamespace('shop'), Peer.anyIdentity()))).map(({ kind }) => kind)).toEqual([
      'identity', 'namespace', 'any-identity',
    ]);
  });

  test.each<[string, () => unknown, string]>([
    ['no peers', () => Peer.anyOf(), 'ZT-C032'],
    ['no exceptions', () => Peer.anyIdentityExcept(), 'ZT-C032'],
    ['a namespace with a star', () => Peer.inNamespace('*'), 'ZT-C001'],
    ['an empty namespace', () => Peer.inNamespace(''), 'ZT-C001'],
    ['a service account with a slash', () => Peer.serviceAccount('orders', 'a/b'), 'ZT-C040'],
    ['a service account with a star', () => Peer.serviceAccount('orders', '*'), 'ZT-C040'],
    ['a trust domain with a scheme', () => Peer.inTrustDomain('spiffe://partner.example'), 'ZT-C040'],
    ['a trust domain with a star', () => Peer.inTrustDomain('*'), 'ZT-C040'],
    ['a foreign account of no trust domain', () => Peer.foreignServiceAccount('', 'orders', 'a'), 'ZT-C040'],
    ['every address', () => Peer.ipBlock('0.0.0.0/0'), 'ZT-C035'],
    ['every client address', () => Peer.clientIpBlock('::/0', { behind: orders }), 'ZT-C035'],
    ['no address', () => Peer.ipBlock('10.0.0'), 'ZT-C035'],
    ['everyone without a reason', () => Peer.anyone({ reason: '' }), 'ZT-C005'],
    ['everyone with a word for a reason', () => Peer.anyone({ reason: 'public page' }), 'ZT-C005'],
    ['clients behind many', () => modelsOf(Peer.clientIpBlock('203.0.113.0/24', { behind: Peer.inNamespace('edge') })), 'ZT-C027'],
    ['clients behind two', () => modelsOf(Peer.clientIpBlock('203.0.113.0/24', { behind: Peer.anyOf(orders, orders) })), 'ZT-C027'],
    ['an exception that excludes nobody', () => modelsOf(Peer.anyIdentityExcept(Peer.ipBlock('10.0.0.0/8'))), 'ZT-C026'],
    ['an exception of everyone', () => modelsOf(Peer.anyIdentityExcept(Peer.anyIdentity())), 'ZT-C026'],
  ])('refuses %s', (_, make, code) => {
    expect(make).toThrow(code);
  });
});

describe('Peer.user', () => {
  const user = (options: Partial<UserOptions> = {}): PeerModel => modelsOf(Peer.user({ issuer: ISSUER, through: orders, ...options }))[0];
  const editor = { key: 'request.auth.claims[role]', match: { values: [exactly('editor')] } };

  test('is whoever has a token of the issuer, brought by one workload', () => {
    expect(user()).toEqual({ kind: 'user', user: { issuer: ISSUER, claims: [] }, through: ORDERS, dataPlane: 'ambient' });
  });

  test('asks for all its claims', () => {
    const role = { key: 'request.auth.claims[team]', match: { values: [exactly('shop')] } };
    expect(user({ claims: { role: 'editor' }, when: [Condition.claimIs('team', ['shop'])] })).toMatchObject({ user: { claims: [editor, role] } });
  });

  test('asks for the subject, and for one with a slash by its claim, because Istio cuts there', () => {
    expect(user({ subject: 'alice' })).toMatchObject({ user: { subject: 'alice', claims: [] } });
    const split = user({ subject: 'team/alice' });
    expect(split).toMatchObject({ user: { claims: [{ key: 'request.auth.claims[sub]', match: { values: [exactly('team/alice')] } }] } });
    expect(split).not.toHaveProperty('user.subject');
  });

  test('can be brought by any workload, and says so when nobody said who brings it', () => {
    expect(user({ through: Peer.anyIdentity() })).toMatchObject({ through: 'any' });
    expect(modelsOf(Peer.user({ issuer: ISSUER }))[0]).toMatchObject({ through: 'unsaid' });
  });

  test.each<[string, Partial<UserOptions>, string]>([
    ['an empty issuer', { issuer: '' }, 'ZT-C032'],
    ['no issuer, from callers without types', { issuer: undefined as unknown as string }, 'ZT-C032'],
    ['an issuer with a star', { issuer: 'https://*.example' }, 'ZT-C030'],
    ['an empty subject', { subject: '' }, 'ZT-C032'],
    ['a subject with a star', { subject: 'team/*' }, 'ZT-C030'],
    ['no claims in a list of claims', { claims: {} }, 'ZT-C032'],
    ['no conditions in a list of conditions', { when: [] }, 'ZT-C032'],
    ['a claim that is a number', { claims: { exp: '2030' } }, 'ZT-C039'],
    ['a claim that is a boolean', { claims: { admin: 'true' } }, 'ZT-C039'],
    ['several bearers', { through: Peer.inNamespace('edge') }, 'ZT-C027'],
    ['anybody but some as bearers', { through: Peer.anyIdentityExcept(orders) }, 'ZT-C027'],
  ])('refuses %s', (_, options, code) => {
    expect(() => user(options)).toThrow(code);
  });
});
