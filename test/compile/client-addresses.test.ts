import { accessPolicies, refusals, Target } from '../../src/compile';
import { Grant, Identity, Operation, Peer } from '../../src/model';
import { aTarget, GATEWAY, tcp, withWaypoint } from '../support/grant-arbitraries';
import { decide, Seen, Verdict } from '../support/policy-oracle';

const LOAD_BALANCER = '10.0.0.7';
const client = (trustedProxies?: number, behind: Identity = GATEWAY): Peer => ({
  kind: 'client-ip-block', cidr: '203.0.113.0/24', behind, dataPlane: 'gateway', ...(trustedProxies === undefined ? {} : { trustedProxies }),
});
const anyRequest: Operation = { http: {}, when: [] };
const grant = (effect: 'ALLOW' | 'DENY', peer: Peer, operation = anyRequest): Grant => (
  { effect, peer, operation, by: 'service', origin: { constructPath: 'app/shop/pay' } }
);
const codesOf = (target: Target, ...grants: Grant[]): readonly string[] => refusals(target, grants).map((problem) => problem.slice(0, 'ZT-C000'.length));

describe('the address of a client at a workload', () => {
  test.each<[string, Target]>([
    ['a sidecar', aTarget],
    ['a waypoint', withWaypoint(aTarget, { servesIngress: true })],
    ['a waypoint that the gateway passes by', withWaypoint(aTarget)],
    ['ztunnel', { ...aTarget, dataPlane: 'ambient', ports: [tcp(5432)] }],
  ])('cannot be denied at %s, whatever is known of the gateway', (_, target) => {
    for (const trustedProxies of [undefined, 0, 1]) {
      for (const operation of [anyRequest, { when: [] }]) {
        expect(codesOf(target, grant('DENY', client(trustedProxies), operation))).toEqual(['ZT-C098']);
      }
    }
  });

  test('would be that of the load balancer, so that a denial would keep nobody out', () => {
    const everyone = grant('ALLOW', { kind: 'identity', identity: GATEWAY, dataPlane: 'gateway' });
    const { allow, deny } = accessPolicies(aTarget, [everyone, grant('DENY', client())]);
    const seen: Seen = { caller: GATEWAY, sourceIp: '10.0.0.9', remoteIp: '203.0.113.7', port: 8080, http: { method: 'GET', path: '/', host: 'shop.example', headers: {} } };
    const verdict = (remoteIp: string): Verdict => decide([...allow, ...deny], { ...seen, remoteIp }, { point: 'sidecar', trust: aTarget.trust });
    expect([verdict('203.0.113.7'), verdict(LOAD_BALANCER)]).toEqual(['DENY', 'ALLOW']);
  });

  test.each<[number | undefined, string[]]>([
    [undefined, []],
    [0, []],
    [1, ['ZT-C099']],
    [2, ['ZT-C099']],
  ])('can be granted unless proxies are known to stand before the gateway: %s', (trustedProxies, codes) => {
    expect(codesOf(aTarget, grant('ALLOW', client(trustedProxies)))).toEqual(codes);
  });

  test('is told with the gateway and the way out', () => {
    expect(refusals(aTarget, [grant('ALLOW', client(2))])[0]).toMatch(/before edge\/shop-istio \(trustedProxies: 2\)[^]*edge\.allow\(edge\.clientAddress\('203\.0\.113\.0\/24'\)/);
    expect(refusals(aTarget, [grant('DENY', client(2))])[0]).toMatch(/denied at shop\/pay[^]*edge\.deny\(edge\.clientAddress\('203\.0\.113\.0\/24'\)\)/);
  });

  test('does not hide what is wrong with other grants', () => {
    const sql = { ...aTarget, ports: [tcp(5432)] };
    expect(codesOf(sql, grant('DENY', client()), grant('ALLOW', { kind: 'anyone', reason: 'public status page' }))).toEqual(['ZT-C098', 'ZT-C011']);
  });
});
