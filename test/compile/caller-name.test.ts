import { callerOf } from '../../src/compile';
import { Identity, Peer } from '../../src/model';

const refunds: Identity = { trustDomain: 'corp.example', namespace: 'fintech-core', serviceAccount: 'refund-service' };
const anyUser = { issuer: 'https://idp.example/', claims: [] };

describe('a caller in words', () => {
  test.each<[string, Peer]>([
    ['fintech-core/refund-service', { kind: 'identity', identity: refunds, dataPlane: 'unknown' }],
    ['monitoring/*', { kind: 'namespace', namespace: 'monitoring', dataPlane: 'unknown' }],
    ['any identity of partner.example', { kind: 'trust-domain', trustDomain: 'partner.example' }],
    ['any identity', { kind: 'any-identity', except: [] }],
    ['any identity but fintech-core/refund-service, orders/*', {
      kind: 'any-identity', except: [{ kind: 'identity', identity: refunds }, { kind: 'namespace', namespace: 'orders' }],
    }],
    ['10.0.0.0/8', { kind: 'ip-block', cidr: '10.0.0.0/8' }],
    ['203.0.113.0/24 behind fintech-core/refund-service', { kind: 'client-ip-block', cidr: '203.0.113.0/24', behind: refunds }],
    ['any user of https://idp.example/ through fintech-core/refund-service', { kind: 'user', user: anyUser, through: refunds }],
    ['alice of https://idp.example/ through any identity', { kind: 'user', user: { ...anyUser, subject: 'alice' }, through: 'any' }],
    ['any user of https://idp.example/', { kind: 'user', user: anyUser, through: 'unsaid' }],
    ['anyone', { kind: 'anyone', reason: 'public status page' }],
  ])('is %s', (name, peer) => {
    expect(callerOf(peer)).toBe(name);
  });
});
