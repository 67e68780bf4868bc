import * as fc from 'fast-check';
import { decide } from '../../src/evaluate';
import { type ManifestDocument, plainDocument } from '../../src/manifest/parse/manifest-document';
import { parseMesh } from '../../src/manifest/parse/parse-mesh';
import { parseRequest } from '../../src/manifest/parse/parse-request';
import type { Mesh } from '../../src/model/mesh';
import { AMBIENT, type Manifest, namespace, pod, service, SIDECAR, waypoint } from '../evaluate/small-mesh';

/** Small pools, so that policies and requests meet often. No pattern cuts a name of a namespace in two. */
const WEB = 'cluster.local/ns/shop/sa/web';
const SOURCES = {
  principals: [WEB, 'cluster.local/ns/ops/sa/cron', 'cluster.local/ns/shop/*', '*/sa/cron', '*'],
  namespaces: ['shop', 'ops', '*'],
  serviceAccounts: ['web', 'ops/cron', 'shop/web'],
  trustDomains: ['cluster.local', 'other.example', '*'],
  ipBlocks: ['10.1.0.0/16', '10.1.0.1', '::1', '0.0.0.0/0'],
  remoteIpBlocks: ['198.51.100.0/24', '10.1.0.1'],
  requestPrincipals: ['https://idp.example/alice', 'https://idp.example/*', '*'],
} as const;
const OPERATIONS = {
  hosts: ['api.shop', '*.example', '*'],
  methods: ['GET', 'P*', '*'],
  paths: ['/a', '/a/*', '/{*}', '*.css', '*', 'a/{*}'],
  ports: ['80', '8080', '5432'],
} as const;
const CONDITIONS = {
  'source.namespace': SOURCES.namespaces,
  'source.ip': SOURCES.ipBlocks,
  'destination.port': OPERATIONS.ports,
  'request.headers[X-Team]': ['a', '*'],
  'request.auth.claims[role]': ['admin', '*'],
  'connection.sni': ['api.shop'],
} as const;

export const L4_SOURCES = ['principals', 'namespaces', 'serviceAccounts', 'ipBlocks'] as const;

const negated = (name: string): string => `not${name[0].toUpperCase()}${name.slice(1)}`;
const some = <T>(pool: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...pool], { minLength: 1, maxLength: Math.min(2, pool.length) });

/** One or two fields with their values. */
function matchOf(pools: Readonly<Record<string, readonly string[]>>): fc.Arbitrary<Manifest> {
  const field = fc.tuple(fc.constantFrom(...Object.keys(pools)), fc.boolean()).chain(([name, isNegated]) => (
    some(pools[name]).map((values): Manifest => ({ [isNegated ? negated(name) : name]: values }))
  ));
  return fc.tuple(field, fc.option(field, { nil: {} })).map(([one, other]) => ({ ...one, ...other }));
}

const condition = fc.constantFrom(...Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[]).chain((key) => fc.record(
  { key: fc.constant(key), values: some(CONDITIONS[key] as readonly string[]), notValues: some(CONDITIONS[key] as readonly string[]) }, { requiredKeys: ['key', 'values'] },
));

export function ruleOf(sources: readonly (keyof typeof SOURCES)[] = Object.keys(SOURCES) as (keyof typeof SOURCES)[]): fc.Arbitrary<Manifest> {
  const pools = Object.fromEntries(sources.map((name) => [name, SOURCES[name]]));
  return fc.record({
    from: fc.array(matchOf(pools).map((source) => ({ source })), { minLength: 1, maxLength: 3 }),
    to: fc.array(matchOf(OPERATIONS).map((operation) => ({ operation })), { minLength: 1, maxLength: 2 }),
    when: fc.array(condition, { minLength: 1, maxLength: 2 }),
  }, { requiredKeys: [] });
}

const attachment = fc.constantFrom<Manifest>(
  {}, {}, { selector: { matchLabels: { app: 'api' } } }, { selector: { matchLabels: { app: 'legacy' } } }, { selector: {} }, { targetRefs: [{ kind: 'Service', name: 'api' }] },
  { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge' }] }, { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'wp' }] },
);

export interface PolicyWords {
  readonly actions?: readonly ('ALLOW' | 'DENY' | 'AUDIT')[];
  readonly rule?: fc.Arbitrary<Manifest>;
}

/** An AuthorizationPolicy without a name. */
export function specOf({ actions = ['ALLOW', 'ALLOW', 'DENY', 'AUDIT'], rule = ruleOf() }: PolicyWords = {}): fc.Arbitrary<Manifest> {
  return fc.tuple(fc.constantFrom(...actions), attachment, fc.array(rule, { maxLength: 3 }))
    .map(([action, place, rules]) => ({ action, ...place, ...(rules.length === 0 ? {} : { rules }) }));
}

export const policyNamed = (name: string, ns: string, spec: Manifest): Manifest => ({ apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name, namespace: ns }, spec });

/** Policies of a mesh. */
export function policies(words: PolicyWords = {}, { minLength = 0, maxLength = 3 } = {}): fc.Arbitrary<Manifest[]> {
  return fc.array(fc.tuple(fc.constantFrom('shop', 'shop', 'ops', 'istio-system'), specOf(words)), { minLength, maxLength })
    .map((all) => all.map(([ns, spec], index) => policyNamed(`p${index}`, ns, spec)));
}

const IDP: Manifest = {
  apiVersion: 'security.istio.io/v1',
  kind: 'RequestAuthentication',
  metadata: { name: 'idp', namespace: 'shop' },
  spec: {
    jwtRules: [{ issuer: 'https://idp.example', audiences: ['api', 'web'], fromHeaders: [{ name: 'authorization', prefix: 'Bearer ' }, { name: 'x-jwt' }] }, { issuer: 'https://other.example' }],
  },
};
const STRICT = { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { name: 'strict', namespace: 'ops' }, spec: { mtls: { mode: 'STRICT' } } };

/** A Service behind a waypoint with two kinds of pods, a namespace with STRICT, and an ingress gateway. */
export const OBJECTS: readonly Manifest[] = [
  namespace('shop', { 'istio.io/use-waypoint': 'wp' }), namespace('ops'), namespace('istio-system'), IDP, STRICT, waypoint('shop/wp'),
  pod('shop/api', { annotations: AMBIENT, ips: ['10.1.0.2'] }), pod('shop/legacy', { annotations: SIDECAR, ips: ['10.1.0.3'] }), pod('ops/cron', { annotations: SIDECAR, ips: ['10.2.0.1'] }),
  service('shop/api'), service('shop/legacy'), service('ops/cron', { portName: 'tcp' }),
  {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'edge', namespace: 'shop' },
    spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }, { name: 'tcp', port: 5432, protocol: 'TCP' }] },
  },
];

const TOKEN = { issuer: 'https://idp.example', subject: 'alice', audiences: ['api'], claims: { role: ['admin', 'editor'] } };
const HTTP = { method: 'GET', path: '/a', host: 'api.shop', headers: { 'x-team': 'a' } };
const web = { principal: WEB, ip: '10.1.0.1', dataPlane: 'ambient' };
const cron = { principal: 'cluster.local/ns/ops/sa/cron', ip: '10.2.0.1', dataPlane: 'sidecar' };
const stranger = { ip: '203.0.113.7', xForwardedFor: ['198.51.100.1'] };

/** Requests over every kind of hop, with HTTP and without. */
export const REQUESTS: readonly Manifest[] = [
  { from: web, to: { service: 'shop/api', port: 80 }, http: { ...HTTP, tokens: [TOKEN] } },
  { from: web, to: { service: 'shop/api', port: 80 }, http: { ...HTTP, method: 'POST', path: '/a/style.css' } },
  { from: cron, to: { service: 'shop/api', port: 80 }, http: HTTP },
  { from: web, to: { workload: 'shop/api', port: 8080 } },
  { from: stranger, to: { workload: 'shop/api', port: 5432 } },
  { from: cron, to: { service: 'shop/legacy', port: 80 }, http: { ...HTTP, host: 'legacy.shop', tokens: [{ ...TOKEN, valid: false }] } },
  { from: cron, to: { service: 'shop/legacy', port: 80 }, http: { ...HTTP, host: 'legacy.shop' } },
  { at: 'sidecar', from: web, to: { workload: 'shop/legacy', port: 8080 }, http: { ...HTTP, tokens: [{ ...TOKEN, audiences: ['x'] }] } },
  { at: 'sidecar', from: web, to: { workload: 'shop/legacy', port: 5432 }, sni: 'API.shop' },
  { at: 'sidecar', from: web, to: { workload: 'ops/cron', port: 8080 } },
  { at: 'sidecar', from: stranger, to: { workload: 'ops/cron', port: 8080 } },
  { at: 'waypoint', from: web, to: { service: 'shop/api', port: 80 }, http: { ...HTTP, tokens: [{ ...TOKEN, in: { header: 'x-jwt', prefix: '' } }] } },
  { at: 'gateway', from: stranger, to: { gateway: 'shop/edge', port: 80 }, http: HTTP },
  { at: 'gateway', from: stranger, to: { gateway: 'shop/edge', port: 5432 } },
];

export function document(value: unknown): ManifestDocument {
  return plainDocument(value, { file: 'law.yaml', line: 1, column: 1 });
}

export const meshOf = (objects: readonly unknown[], meshConfig: unknown = {}): Mesh => (
  parseMesh(objects.map(document), { meshConfig: document(meshConfig) })
);

/** `ALLOW`, or `DENY 403`, for each request. */
export function answers(mesh: Mesh, requests: readonly unknown[] = REQUESTS): readonly string[] {
  return requests.map((request) => {
    const parsed = parseRequest(document({ id: 'law', ...request as Manifest }));
    expect(parsed.diagnostics).toEqual([]);
    const { decision, status } = decide(mesh, parsed.request!);
    return status === undefined ? decision : `${decision} ${status}`;
  });
}

export const answersTo = (more: readonly unknown[]): readonly string[] => answers(meshOf([...OBJECTS, ...more]));
