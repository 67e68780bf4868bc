import { accessPolicies, refusals, Target } from '../../src/compile';
import { renderAuthorizationPolicy } from '../../src/manifest/render-authorization-policy';
import { Peer } from '../../src/model';
import { aTarget, GATEWAY, grantsOf, http, identity, LEGACY, tcp, WAYPOINT, withWaypoint } from '../support/grant-arbitraries';
import { Call, GrantIntent } from '../support/grant-meaning';
import { journey, policiesOf } from '../support/journey';
import { Verdict } from '../support/policy-oracle';

/** Counterexamples that the properties once found, each shrunk to the smallest policy that was wrong. */

const WEB = identity('shop', 'web');
const web: Peer = { kind: 'identity', identity: WEB, dataPlane: 'ambient' };
const anyone: Peer = { kind: 'anyone', reason: 'public status page' };
const anyIdentity: Peer = { kind: 'any-identity', except: [] };
const alice: Peer = { kind: 'user', through: 'any', user: { issuer: 'https://idp.example/', claims: [] } };

const allow = (peer: Peer, operation: GrantIntent['operation'] = {}, by: GrantIntent['by'] = 'service'): GrantIntent => ({ effect: 'ALLOW', peer, operation, by });
const deny = (peer: Peer, operation: GrantIntent['operation'] = {}): GrantIntent => ({ effect: 'DENY', peer, operation, by: 'service' });

const call: Call = { caller: WEB, by: 'service', sourceIp: '10.1.2.3', remoteIp: '10.1.2.3', containerPort: 8080 };
const request = { method: 'GET', path: '/', host: 'shop.example', headers: {} };

const verdict = (target: Target, intents: readonly GrantIntent[], over: Partial<Call>): Verdict => (
  journey(target, policiesOf(target, intents), { ...call, ...over })
);
const codes = (target: Target, intents: readonly GrantIntent[]): readonly string[] => (
  refusals(target, intents.flatMap(grantsOf)).map((problem) => problem.slice(0, 'ZT-C000'.length))
);

describe('a grant without a port to be about', () => {
  const metricsOnly: Target = { ...aTarget, ports: [http(9090, 9090, 'http-metrics')] };

  test.each([
    ['a workload that serves nothing but metrics', metricsOnly, {}, ['ZT-C013']],
    ['a port that is not declared', aTarget, { ports: [8443] }, ['ZT-C004']],
    ['requests to a workload that reads bytes', { ...aTarget, ports: [tcp(5432)] }, { http: {} }, ['ZT-C011']],
  ] as const)('is refused for %s, and opens no port', (_, target, operation, refused) => {
    expect(codes(target, [allow(web, operation)])).toEqual(refused);
    for (const containerPort of [8080, 5432, 9090, 7777]) {
      expect(verdict(target, [allow(web, operation)], { containerPort, http: request })).toBe('DENY');
    }
  });

  test('is refused when one of the ports that it names reads bytes', () => {
    const target = { ...aTarget, ports: [http(8080), tcp(5432)] };
    expect(codes(target, [deny(web, { http: {}, ports: [8080, 5432] })])).toEqual(['ZT-C011']);
    expect(codes(target, [allow(alice, { ports: [5432] })])).toEqual(['ZT-C011']);
  });
});

describe('a denial of users', () => {
  const target = { ...aTarget, ports: [http(8080), tcp(5432)] };

  test('leaves the database port alone, where Istio would widen it to every caller', () => {
    expect(verdict(target, [allow(web), deny(alice)], { containerPort: 5432 })).toBe('ALLOW');
  });

  test.each([['with a subject', { sub: 'alice' }], ['without a subject', {}]])('catches a token %s', (_, subject) => {
    const token = { iss: 'https://idp.example/', claims: {}, ...subject };
    expect(verdict(target, [allow(web), deny(alice)], { http: { ...request, token } })).toBe('DENY');
    expect(verdict(target, [allow(web), deny(alice)], { http: request })).toBe('ALLOW');
  });
});

describe('with a foreign root certificate', () => {
  const target: Target = { ...aTarget, trust: { domain: 'corp.example', aliases: ['old.example'], foreign: ['partner.example'] } };
  const inOrders = (trustDomain: string): Partial<Call> => ({ caller: identity('orders', 'orders', trustDomain) });

  test.each([
    ['a namespace', { kind: 'namespace', namespace: 'orders', dataPlane: 'sidecar' }],
    ['any identity', anyIdentity],
  ] as const)('a denial of %s also means the former names of this mesh', (_, peer) => {
    expect(verdict(target, [allow(anyone), deny(peer)], inOrders('old.example'))).toBe('DENY');
    expect(verdict(target, [allow(anyone), deny(peer)], inOrders('partner.example'))).toBe('ALLOW');
  });
});

test('an identity under a former name of the mesh is denied at ztunnel, which knows only the present one', () => {
  const target: Target = { ...aTarget, dataPlane: 'ambient', trust: { domain: 'corp.example', aliases: ['old.example'], foreign: [] } };
  const former: Peer = { kind: 'identity', identity: identity('orders', 'orders', 'old.example'), dataPlane: 'unknown' };
  expect(verdict(target, [allow(anyIdentity), deny(former)], { caller: identity('orders', 'orders') })).toBe('DENY');
});

describe('an identity of cluster.local in a mesh of another name', () => {
  const target: Target = { ...aTarget, trust: { domain: 'corp.example', aliases: [], foreign: ['cluster.local'] } };
  const foreign: Peer = { kind: 'identity', identity: identity('orders', 'orders', 'cluster.local'), dataPlane: 'unknown' };

  test('would become our own service account of that name, and is refused', () => {
    expect(verdict(target, [allow(foreign)], { caller: identity('orders', 'orders') })).toBe('ALLOW');
    expect(codes(target, [allow(foreign)])).toEqual(['ZT-C042']);
    expect(codes(target, [deny(foreign)])).toEqual(['ZT-C042']);
  });

  test('is accepted where cluster.local is this mesh', () => {
    expect(codes({ ...aTarget, trust: { domain: 'cluster.local', aliases: [], foreign: [] } }, [allow(foreign)])).toEqual([]);
  });
});

describe('behind a waypoint', () => {
  const target = withWaypoint({ ...aTarget, ports: [http(8080, 80), tcp(5432, 15432)] });

  test.each([
    ['the namespace of the waypoint', { kind: 'namespace', namespace: 'shop', dataPlane: 'ambient' }],
    ['any identity but one', { kind: 'any-identity', except: [{ kind: 'namespace', namespace: 'orders' }] }],
  ] as const)('a denial of %s does not cut off whoever comes through the waypoint', (_, peer) => {
    const intents = [allow(anyIdentity), deny(peer)];
    expect(verdict(target, intents, { caller: identity('orders', 'orders') })).toBe('ALLOW');
    expect(verdict(target, intents, {})).toBe('DENY');
    expect(verdict(target, intents, { by: 'pod' })).toBe('DENY');
  });

  test('ztunnel admits the waypoint alone: who dials the pod is refused', () => {
    const [only, ...others] = accessPolicies(target, grantsOf(allow(anyIdentity))).directAllow;
    expect(others).toEqual([]);
    expect(renderAuthorizationPolicy(only).rules).toEqual([
      { from: [{ source: { principals: ['corp.example/ns/shop/sa/waypoint'] } }], to: [{ operation: { ports: ['5432', '8080'] } }] },
    ]);
    expect(verdict(target, [allow(anyIdentity)], { by: 'pod' })).toBe('DENY');
    expect(verdict(target, [allow(anyIdentity)], { by: 'pod', caller: undefined })).toBe('DENY');
    expect(verdict(target, [allow(anyIdentity)], { caller: WAYPOINT, by: 'pod' })).toBe('ALLOW');
  });

  test('a workload without ports admits nobody directly', () => {
    const [only] = accessPolicies({ ...target, ports: [] }, []).directAllow;
    expect(renderAuthorizationPolicy(only)).toEqual({ selector: { matchLabels: { app: 'pay' } } });
  });

  test('a scraper with a sidecar may be granted the pod: it does not go by the waypoint anyway', () => {
    const scraper: Peer = { kind: 'identity', identity: LEGACY, dataPlane: 'sidecar' };
    expect(codes(target, [allow(scraper, { ports: [5432] }, 'pod')])).toEqual([]);
    expect(codes(target, [allow(scraper, { ports: [5432] })])).toEqual(['ZT-C014']);
  });
});

describe('a denial of requests that a caller would pass by', () => {
  const gateway: Peer = { kind: 'identity', identity: GATEWAY, dataPlane: 'gateway' };
  const target = withWaypoint(aTarget);
  const internal = { http: { paths: ['/internal/*'] } };
  const admitting = withWaypoint(aTarget, { admitted: [{ kind: 'identity', identity: LEGACY }] });

  test('is refused: a gateway dials the pods, and would bring anybody to what is denied', () => {
    const intents = [allow(gateway, { ports: [8080] }), deny(anyone, internal)];
    expect(verdict(target, intents, { caller: GATEWAY, http: { ...request, path: '/internal/x' } })).toBe('ALLOW');
    expect(codes(target, intents)).toEqual(['ZT-C029']);
  });

  test.each<[string, Target, readonly GrantIntent[], readonly string[]]>([
    ['the gateway goes by the waypoint', withWaypoint(aTarget, { servesIngress: true }), [allow(gateway), deny(anyone, internal)], []],
    ['a caller is let past with its sidecar', admitting, [allow(web), deny(anyone, internal)], ['ZT-C029']],
    ['the caller let past is excepted', admitting, [allow(web), deny({ kind: 'any-identity', except: [{ kind: 'identity', identity: LEGACY }] }, internal)], []],
    ['somebody else is let past', admitting, [allow(web), deny(web, internal)], []],
    ['a connection is denied, which ztunnel can check', admitting, [allow(web), deny(anyone, { ports: [8080] })], []],
    ['a scraper dials a port for metrics alone', withWaypoint({ ...aTarget, ports: [http(8080), http(9090, 9090, 'http-metrics')] }),
      [allow(web, { ports: [9090] }, 'pod'), deny(anyone, internal)], []],
  ])('when %s', (_, where, intents, refused) => {
    expect(codes(where, intents)).toEqual(refused);
  });
});

describe('keeping out', () => {
  test.each(['/admin/', '/admin/[', '/admin/x/y'])('a template keeps out %s, which its operator would not match', (path) => {
    expect(verdict(aTarget, [allow(web), deny(anyone, { http: { paths: ['/admin/{**}'] } })], { http: { ...request, path } })).toBe('DENY');
    expect(verdict(aTarget, [allow(web, { http: { notPaths: ['/admin/{**}'] } })], { http: { ...request, path } })).toBe('DENY');
  });

  test.each(['admin.example', 'ADMIN.example', 'admin.example:8443'])('a host keeps out %s', (host) => {
    expect(verdict(aTarget, [allow(web), deny(anyone, { http: { hosts: ['Admin.example'] } })], { http: { ...request, host } })).toBe('DENY');
  });

  test.each([{ paths: ['/admin/{*}'] }, { hosts: ['*.example'] }])('%j is refused, because it can be walked around', (keptOut) => {
    expect(codes(aTarget, [deny(anyone, { http: keptOut })])).toEqual(['ZT-C021']);
  });
});
