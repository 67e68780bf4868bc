import * as fc from 'fast-check';
import { Call, ConditionIntent, GrantIntent, HttpIntent, OperationIntent } from './grant-meaning';
import { HttpRequest, MeshTrust } from './policy-oracle';
import { refusals, Target } from '../../src/compile';
import { Condition } from '../../src/constructs/intent/condition';
import { anyConnection, Http, HttpMethod, Tcp } from '../../src/constructs/intent/operation';
import { PathMatch } from '../../src/constructs/intent/path-match';
import { ExceptedPeer, Grant, Identity, Operation as OperationModel, Peer, WorkloadPort } from '../../src/model';

/** Small pools, so that callers, grants and requests meet often enough to tell a wrong policy from a right one. */

export const identity = (namespace: string, serviceAccount: string, trustDomain = 'corp.example'): Identity => ({ trustDomain, namespace, serviceAccount });

export const WAYPOINT = identity('shop', 'waypoint');
export const GATEWAY = identity('edge', 'shop-istio');
export const LEGACY = identity('old', 'legacy');
const WEB = identity('shop', 'web');
const ORDERS = identity('orders', 'orders');
const ISSUER = 'https://idp.example/';

export const http = (containerPort: number, servicePort = containerPort, name = 'http'): WorkloadPort => ({ name, protocol: 'http', containerPort, servicePort });
export const tcp = (containerPort: number, servicePort = containerPort): WorkloadPort => ({ name: 'tcp', protocol: 'tcp', containerPort, servicePort });

const PORTS = [http(8080, 80), http(8443, 8443, 'http-tls'), tcp(5432, 15432), http(9090, 9090, 'http-metrics')];

const TRUSTS: readonly MeshTrust[] = [
  { domain: 'corp.example', aliases: [], foreign: [] },
  { domain: 'corp.example', aliases: ['old.example'], foreign: [] },
  { domain: 'corp.example', aliases: [], foreign: ['partner.example'] },
  { domain: 'corp.example', aliases: ['old.example'], foreign: ['partner.example'] },
];

export const aTarget: Target = {
  namespace: 'shop',
  name: 'pay',
  labels: { app: 'pay' },
  serviceName: 'pay',
  dataPlane: 'sidecar',
  ports: [http(8080, 80)],
  tokenIssuers: new Set([ISSUER]),
  trust: TRUSTS[0],
};

export const withWaypoint = (target: Target, waypoint: Partial<NonNullable<Target['waypoint']>> = {}): Target => ({
  ...target, dataPlane: 'ambient', waypoint: { identity: WAYPOINT, servesIngress: false, admitted: [], ...waypoint },
});

export type Shape = 'sidecar' | 'ambient' | 'waypoint';

export function targetOf(...shapes: readonly Shape[]): fc.Arbitrary<Target> {
  const waypoint = fc.record({
    servesIngress: fc.boolean(),
    admitted: fc.subarray([{ kind: 'identity' as const, identity: LEGACY }, { kind: 'namespace' as const, namespace: 'migrating' }]),
  });
  return fc.record({ ports: fc.subarray(PORTS, { minLength: 1 }), trust: fc.constantFrom(...TRUSTS), shape: fc.constantFrom(...shapes), waypoint })
    .map(({ ports, trust, shape, waypoint: extras }) => {
      const target = { ...aTarget, ports, trust };
      return shape === 'waypoint' ? withWaypoint(target, extras) : { ...target, dataPlane: shape };
    });
}

export const userPeer = fc.record({
  subject: fc.constantFrom(undefined, 'alice'),
  claims: fc.subarray([Condition.claimIs('role', ['editor'])._toModel(), Condition.claimIs('sub', ['team/alice'])._toModel()]),
  bearer: fc.constantFrom<Pick<Peer & { readonly kind: 'user' }, 'through' | 'dataPlane'>>(
    { through: 'any' }, { through: 'unsaid' }, { through: GATEWAY }, { through: GATEWAY, dataPlane: 'gateway' }, { through: WEB, dataPlane: 'ambient' },
  ),
}).map(({ subject, claims: asked, bearer }): Peer => ({ kind: 'user', ...bearer, user: { issuer: ISSUER, claims: asked, ...(subject === undefined ? {} : { subject }) } }));

const EXCEPTED: readonly ExceptedPeer[] = [{ kind: 'identity', identity: WEB }, { kind: 'namespace', namespace: 'orders' }];

const peer: fc.Arbitrary<Peer> = fc.oneof(
  fc.constantFrom<Peer>(
    { kind: 'identity', identity: WEB, dataPlane: 'ambient' },
    { kind: 'identity', identity: ORDERS, dataPlane: 'ambient' },
    { kind: 'identity', identity: identity('orders', 'orders', 'partner.example'), dataPlane: 'unknown' },
    { kind: 'identity', identity: identity('orders', 'orders', 'old.example'), dataPlane: 'unknown' },
    { kind: 'identity', identity: identity('orders', 'orders', 'cluster.local'), dataPlane: 'unknown' },
    { kind: 'identity', identity: GATEWAY, dataPlane: 'gateway' },
    { kind: 'identity', identity: LEGACY, dataPlane: 'sidecar' },
    { kind: 'namespace', namespace: 'orders', dataPlane: 'ambient' },
    { kind: 'namespace', namespace: 'shop', dataPlane: 'ambient' },
    { kind: 'namespace', namespace: 'migrating', dataPlane: 'sidecar' },
    { kind: 'trust-domain', trustDomain: 'partner.example' },
    { kind: 'trust-domain', trustDomain: 'old.example' },
    { kind: 'ip-block', cidr: '10.0.0.0/8' },
    { kind: 'ip-block', cidr: '192.0.2.7' },
    { kind: 'client-ip-block', cidr: '203.0.113.0/24', behind: GATEWAY },
    { kind: 'client-ip-block', cidr: '203.0.113.0/24', behind: GATEWAY, dataPlane: 'gateway' },
    { kind: 'client-ip-block', cidr: '203.0.113.0/24', behind: WEB, dataPlane: 'ambient' },
    { kind: 'anyone', reason: 'public status page' },
  ),
  fc.subarray([...EXCEPTED]).map((except): Peer => ({ kind: 'any-identity', except })),
  userPeer,
);

const condition = fc.constantFrom<ConditionIntent>(
  { kind: 'header-is', name: 'x-team', values: ['a'] },
  { kind: 'header-is-not', name: 'x-team', values: ['a', 'b'] },
  { kind: 'header-present', name: 'x-team' },
  { kind: 'header-absent', name: 'x-team' },
  { kind: 'claim-is', name: 'role', values: ['editor'] },
  { kind: 'claim-is-not', name: 'role', values: ['editor'] },
);

export const conditions = fc.array(condition, { minLength: 1, maxLength: 2 });

const METHODS = ['GET', 'POST', 'DELETE'];
const PATHS = ['/admin', '/admin/*', '/admin/{**}', '/orders/{*}/items', '/public/{**}', '/{**}', '*.png', '/charge'];
const HOSTS = ['shop.example', 'SHOP.example', '*.shop.example', 'admin.shop.example'];

const optional = <T>(values: readonly T[]) => fc.option(fc.subarray([...values], { minLength: 1, maxLength: 2 }), { nil: undefined, freq: 2 });
const rarely = <T>(values: readonly T[]) => fc.option(fc.subarray([...values], { minLength: 1, maxLength: 2 }), { nil: undefined, freq: 1 });

export const httpIntent: fc.Arbitrary<HttpIntent> = fc.record({
  methods: optional(METHODS),
  notMethods: rarely(METHODS),
  paths: optional(PATHS),
  notPaths: rarely(PATHS),
  hosts: optional(HOSTS),
  notHosts: rarely(HOSTS),
}).map(present);

const operationIntent: fc.Arbitrary<OperationIntent> = fc.oneof(
  fc.constant({}),
  fc.record({ ports: fc.subarray([8080, 8443, 5432, 9090], { minLength: 1 }) }),
  fc.record({ ports: fc.constant([8443]), when: fc.constant<ConditionIntent[]>([{ kind: 'server-name', values: ['shop.example'] }]) }),
  fc.record({ http: httpIntent, ports: rarely([8080, 8443, 9090]), when: fc.option(conditions, { nil: undefined }) }).map(present),
);

function present<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}

export const grantIntent: fc.Arbitrary<GrantIntent> = fc.record({
  effect: fc.constantFrom('ALLOW' as const, 'ALLOW' as const, 'DENY' as const), peer, operation: operationIntent, isPod: fc.integer({ min: 0, max: 4 }),
}).map(({ effect, peer: by, operation, isPod }) => ({ effect, peer: by, operation, by: effect === 'ALLOW' && isPod === 0 ? 'pod' : 'service' }));

const wide = fc.constantFrom<GrantIntent>(
  { effect: 'ALLOW', peer: { kind: 'anyone', reason: 'public status page' }, operation: {}, by: 'service' },
  { effect: 'ALLOW', peer: { kind: 'any-identity', except: [] }, operation: { http: {} }, by: 'service' },
);

/** Several grants; often one of them is wide, so that denials have something to take away. */
export const grantIntents: fc.Arbitrary<readonly GrantIntent[]> = fc.record({
  first: fc.option(wide, { nil: undefined }), others: fc.array(grantIntent, { minLength: 1, maxLength: 5 }),
}).map(({ first, others }) => (first === undefined ? others : [first, ...others]));

export function grantsOf(intent: GrantIntent): readonly Grant[] {
  return operationsOf(intent.operation).map((operation) => ({ effect: intent.effect, peer: intent.peer, operation, by: intent.by, origin: { constructPath: 'app/shop/pay' } }));
}

function operationsOf({ ports, http: request, when }: OperationIntent): readonly OperationModel[] {
  const narrowed = when === undefined ? {} : { when: when.map(conditionOf) };
  if (request !== undefined) {
    return Http.request({ ...requestOptions(request), ...(ports === undefined ? {} : { ports: [...ports] }), ...narrowed })._toModel();
  }
  return ports === undefined ? [anyConnection] : Tcp.ports([...ports], narrowed)._toModel();
}

function requestOptions({ methods, notMethods, paths, notPaths, hosts, notHosts }: HttpIntent): Parameters<typeof Http.request>[0] {
  return present({
    methods: methods as HttpMethod[] | undefined,
    notMethods: notMethods as HttpMethod[] | undefined,
    paths: paths?.map(PathMatch.parse),
    notPaths: notPaths?.map(PathMatch.parse),
    hosts: hosts?.slice(),
    notHosts: notHosts?.slice(),
  });
}

export function conditionOf(intent: ConditionIntent): Condition {
  switch (intent.kind) {
    case 'header-is':
      return Condition.headerIs(intent.name, [...intent.values]);
    case 'header-is-not':
      return Condition.headerIsNot(intent.name, [...intent.values]);
    case 'header-present':
      return Condition.headerPresent(intent.name);
    case 'header-absent':
      return Condition.headerAbsent(intent.name);
    case 'claim-is':
      return Condition.claimIs(intent.name, [...intent.values]);
    case 'claim-is-not':
      return Condition.claimIsNot(intent.name, [...intent.values]);
    case 'server-name':
      return Condition.serverNameIs([...intent.values]);
  }
}

/** Those grants that the library accepts together: what it refuses never becomes a policy. */
export function admissible(target: Target, intents: readonly GrantIntent[]): readonly GrantIntent[] {
  return intents.reduce<readonly GrantIntent[]>((kept, intent) => {
    const candidates = [...kept, intent];
    return refusals(target, candidates.flatMap(grantsOf)).length === 0 ? candidates : kept;
  }, []);
}

const header = fc.constantFrom<Record<string, string>>({}, { 'x-team': 'a' }, { 'x-team': 'b' }, { 'x-team': '' }, { 'x-team': 'c' });
const claims = fc.constantFrom<Record<string, unknown>>({}, { role: 'editor' }, { role: ['editor', 'viewer'] }, { role: 'viewer' }, { role: 5 });
const token = fc.option(fc.record({
  iss: fc.constantFrom(ISSUER, 'https://other.example'), sub: fc.constantFrom(undefined, 'alice', 'bob', 'team/alice'), claims,
}).map(({ sub, ...rest }) => (sub === undefined ? rest : { ...rest, sub })), { nil: undefined });

export const httpRequest: fc.Arbitrary<HttpRequest> = fc.record({
  method: fc.constantFrom('GET', 'POST', 'DELETE', 'HEAD'),
  path: fc.constantFrom('/', '/admin', '/admin/', '/admin/[', '/admin/x/y', '//admin', '/orders/1/items', '/orders/[/items', '/public/a', '/public/[a]', '/logo.png', '/charge', '/charge?x=1'),
  host: fc.constantFrom('shop.example', 'SHOP.EXAMPLE', 'shop.example:8443', 'a.shop.example', 'admin.shop.example:80', 'evil.example'),
  headers: header,
  token,
}).map(present);

const caller = fc.constantFrom<Identity | undefined>(
  undefined, WEB, ORDERS, GATEWAY, LEGACY, WAYPOINT, identity('migrating', 'any'), identity('shop', 'other'),
  identity('orders', 'orders', 'old.example'), identity('orders', 'orders', 'partner.example'), identity('shop', 'web', 'evil.example'),
);

/** Calls of every kind to a target: at declared ports and others, with whatever a chain of that protocol can carry. */
export function callTo(target: Target): fc.Arbitrary<Call> {
  return fc.record({
    caller,
    by: fc.constantFrom('service' as const, 'pod' as const),
    sourceIp: fc.constantFrom('10.1.2.3', '192.0.2.7', '198.51.100.1'),
    remoteIp: fc.constantFrom('10.1.2.3', '203.0.113.9'),
    containerPort: fc.constantFrom(...target.ports.map((port) => port.containerPort), 7777),
    sni: fc.constantFrom(undefined, 'shop.example', 'other.example'),
    request: httpRequest,
    sniffed: fc.boolean(),
  }).map(({ request, sniffed, ...call }) => {
    const port = target.ports.find((declared) => declared.containerPort === call.containerPort);
    const isHttp = port === undefined ? sniffed : port.protocol === 'http';
    return present({ ...call, ...(isHttp ? { http: request } : {}) });
  });
}

