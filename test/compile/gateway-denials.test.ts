import * as fc from 'fast-check';
import { asTarget, gatewayPolicies, gatewayRefusals, GatewayTarget } from '../../src/compile';
import { hostForms } from '../../src/constructs/intent/operation';
import { renderAuthorizationPolicy } from '../../src/manifest/render-authorization-policy';
import { AuthorizationPolicy, NonEmpty, Peer, StringMatch } from '../../src/model';
import { conditions, grantsOf, httpIntent, httpRequest, userPeer } from '../support/grant-arbitraries';
import { Call, GrantIntent, HttpIntent, isMeant, OperationIntent } from '../support/grant-meaning';
import { issuerOf } from '../support/jwt-shop';
import { decide, Verdict } from '../support/policy-oracle';

const trust = { domain: 'corp.example', aliases: [], foreign: [] };
const gateway: GatewayTarget = {
  namespace: 'shop',
  name: 'edge',
  identity: { trustDomain: 'corp.example', namespace: 'shop', serviceAccount: 'edge-istio' },
  hosts: [...hostForms('shop.example'), ...hostForms('admin.shop.example')] as unknown as NonEmpty<StringMatch>,
  redirects: true,
  issuers: [issuerOf()._toModel()],
  routes: ['/'],
  trust,
};

const anyone: Peer = { kind: 'anyone', reason: 'for the tests' };
const client = (cidr: string): Peer => ({ kind: 'client-ip-block', cidr, behind: gateway.identity });
const denial = (peer: Peer, operation: OperationIntent = {}): GrantIntent => ({ effect: 'DENY', peer, operation, by: 'service' });

const ports = fc.constantFrom<number[] | undefined>(undefined, [443], [80], [80, 443]);
const when = fc.option(conditions, { nil: undefined });
const withoutHoles = <T extends object>(record: T): T => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;

const operation: fc.Arbitrary<OperationIntent> = fc.oneof(
  fc.constant({}),
  fc.record({ ports: fc.constantFrom([443], [80, 443]) }),
  fc.record({ http: httpIntent, ports, when }).map((parts): OperationIntent => withoutHoles<OperationIntent>(parts)),
);

const peer: fc.Arbitrary<Peer> = fc.oneof(
  fc.constantFrom<Peer>(anyone, client('203.0.113.0/24'), client('198.51.100.9'), { kind: 'ip-block', cidr: '10.0.0.0/8' }),
  userPeer.map((user): Peer => ({ ...user, through: 'unsaid' } as Peer)),
);

const denials = fc.array(fc.record({ peer, operation }).map((parts) => denial(parts.peer, parts.operation)), { minLength: 1, maxLength: 4 })
  .map((intents) => intents.filter((intent) => gatewayRefusals(gateway, grantsOf(intent)).length === 0));

const call: fc.Arbitrary<Call> = fc.record({
  sourceIp: fc.constantFrom('10.1.2.3', '192.0.2.7'),
  remoteIp: fc.constantFrom('203.0.113.9', '198.51.100.9', '192.0.2.7'),
  containerPort: fc.constantFrom(80, 443),
  http: httpRequest,
}).map((parts) => ({ ...parts, by: 'service' as const }));

/** At the gateway itself nobody has to vouch for the client's address. */
function isDenied({ peer: denied, ...intent }: GrantIntent, seen: Call): boolean {
  const target = asTarget(gateway, 'DENY');
  return denied.kind === 'client-ip-block'
    ? isMeant({ ...intent, peer: { kind: 'ip-block', cidr: denied.cidr } }, { ...seen, sourceIp: seen.remoteIp }, target)
    : isMeant({ ...intent, peer: denied }, seen, target);
}

const compiled = (intents: readonly GrantIntent[]): readonly AuthorizationPolicy[] => gatewayPolicies(gateway, intents.flatMap(grantsOf)).deny;

/** A gateway sees the address of whoever connects, as a sidecar does. */
function verdict(intents: readonly GrantIntent[], { containerPort, ...seen }: Call): Verdict {
  const policies = compiled(intents).map((policy): AuthorizationPolicy => ({ ...policy, attachment: { kind: 'workloads', labels: {} } }));
  return decide(policies, { ...seen, port: containerPort }, { point: 'sidecar', trust });
}

describe('what denials at a gateway become', () => {
  const situations = fc.record({ intents: denials, calls: fc.array(call, { minLength: 1, maxLength: 20, size: 'max' }) });

  it('keeps out all that they mean, and nothing else', () => {
    fc.assert(fc.property(situations, ({ intents, calls }) => {
      calls.forEach((seen) => {
        expect({ seen, verdict: verdict(intents, seen) }).toEqual({ seen, verdict: intents.some((intent) => isDenied(intent, seen)) ? 'DENY' : 'ALLOW' });
      });
    }), { numRuns: 800 });
  });

  it('is tried with requests of both kinds, for every kind of peer', () => {
    const tried = fc.sample(situations, { numRuns: 300, seed: 1 })
      .flatMap(({ intents, calls }) => calls.flatMap((seen) => intents.map((intent) => `${intent.peer.kind} ${verdict([intent], seen)}`)));
    expect([...new Set(tried)].sort()).toEqual(['anyone', 'client-ip-block', 'ip-block', 'user'].flatMap((kind) => [`${kind} ALLOW`, `${kind} DENY`]));
  });

  const rulesOf = (...intents: GrantIntent[]) => compiled(intents).map((policy) => renderAuthorizationPolicy(policy).rules);

  it('says every address in one source, and names neither ports nor the gateway', () => {
    expect(rulesOf(denial(client('203.0.113.64/26')), denial(client('198.51.100.0/24')))).toEqual([
      [{ from: [{ source: { remoteIpBlocks: ['198.51.100.0/24', '203.0.113.64/26'] } }] }],
    ]);
  });

  it('binds what is about requests to the listeners', () => {
    const http: HttpIntent = { paths: ['/admin/{**}'], hosts: ['shop.example'] };
    expect(rulesOf(denial(anyone, { http }))).toEqual([
      [{ to: [{ operation: { ports: ['80', '443'], paths: ['/admin/*'], hosts: ['shop.example', 'shop.example:*'] } }] }],
    ]);
    const closed = gatewayPolicies({ ...gateway, redirects: false }, grantsOf(denial(anyone, { http })));
    expect(closed.deny.map((policy) => renderAuthorizationPolicy(policy).rules?.[0].to?.[0].operation?.ports)).toEqual([['443']]);
  });

  it('targets the Gateway', () => {
    expect(compiled([denial(anyone)]).map(renderAuthorizationPolicy)).toEqual([
      { action: 'DENY', targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge' }], rules: [{}] },
    ]);
  });

  it('opens nothing, and leaves the other policies as they are', () => {
    const { deny, ...others } = gatewayPolicies(gateway, grantsOf(denial(client('203.0.113.0/24'), { http: { paths: ['/open'] } })));
    const { deny: none, ...untouched } = gatewayPolicies(gateway, []);
    expect(deny).toHaveLength(1);
    expect(none).toEqual([]);
    expect(others).toEqual(untouched);
  });

  it('goes on in a second policy when there are too many rules for one', () => {
    const many = Array.from({ length: 600 }, (_, index) => denial(client(`10.0.${Math.floor(index / 256)}.${index % 256}`), { http: { paths: [`/${index}`] } }));
    expect(rulesOf(...many).map((rules) => rules?.length)).toEqual([512, 88]);
  });

  it.each<[string, string, HttpIntent]>([
    ['a host pattern, because of ports', 'ZT-C021', { hosts: ['*.shop.example'] }],
    ['a template in the middle of a path', 'ZT-C021', { paths: ['/orders/{*}/items'] }],
    ['a host that it does not serve', 'ZT-C068', { hosts: ['other.example'] }],
  ])('refuses %s: %s', (_, code, http) => {
    expect(gatewayRefusals(gateway, grantsOf(denial(anyone, { http })))).toEqual(expect.arrayContaining([expect.stringContaining(code)]));
  });

  it('may be about a path before there is a route', () => {
    expect(gatewayRefusals({ ...gateway, routes: [] }, grantsOf(denial(anyone, { http: { paths: ['/admin/*'] } })))).toEqual([]);
  });
});
