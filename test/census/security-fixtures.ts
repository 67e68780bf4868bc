import { AT_SIDECAR, AT_WAYPOINT, CALLER, GET, type Scene } from './judged';
import type { Manifest } from '../evaluate/small-mesh';

/** Decisions that follow from what one field says, everything else being the same. */
export interface Fixture {
  readonly scene: Scene;
  /** The rest of the spec. */
  readonly beside?: Manifest;
  /** What stands where the path has `*`. */
  readonly key?: string;
  /** Other objects. */
  readonly objects?: readonly Manifest[];
  readonly cases: readonly (readonly [unknown, 'ALLOW' | 'DENY' | 'UNKNOWN'])[];
}

type Fixtures = Readonly<Record<string, readonly Fixture[]>>;

const security = (kind: string, name: string, spec: Manifest): Manifest => ({ apiVersion: 'security.istio.io/v1', kind, metadata: { name, namespace: 'shop' }, spec });
const allowing = (rule: Manifest): Manifest => security('AuthorizationPolicy', 'allowing', { rules: [rule] });

interface TokenWords {
  readonly in?: Manifest;
  readonly valid?: boolean;
  readonly claims?: Manifest;
}

/** The request with a token of the issuer `idp` for the audience `pay`. */
function withToken(words: TokenWords = {}, http: Manifest = {}): Scene {
  const tokens = [{ issuer: 'idp', subject: 'alice', audiences: ['pay'], claims: {}, valid: true, ...words }];
  return { ...AT_SIDECAR, request: { ...AT_SIDECAR.request, http: { ...GET, ...http, tokens } } };
}

const AUTHENTICATION = security('RequestAuthentication', 'idp', { jwtRules: [{ issuer: 'idp' }] });

/** A value of a rule that fits the request, and one that does not: `x` allows with the first, `notX` with the second. */
function matchPair(leaf: (name: string) => string, name: string, [fits, other]: readonly [string, string], more: Partial<Fixture> = {}): Fixtures {
  const negated = `not${name[0].toUpperCase()}${name.slice(1)}`;
  const fixture = (cases: Fixture['cases'], action: string): Fixture => ({ scene: AT_SIDECAR, ...more, beside: { action, ...more.beside }, cases });
  return {
    [leaf(name)]: [fixture([[fits, 'ALLOW'], [other, 'DENY']], 'ALLOW'), fixture([[fits, 'DENY'], [other, 'ALLOW']], 'DENY')],
    [leaf(negated)]: [fixture([[fits, 'DENY'], [other, 'ALLOW']], 'ALLOW'), fixture([[fits, 'ALLOW'], [other, 'DENY']], 'DENY')],
  };
}

const source = (name: string): string => `rules[].from[].source.${name}[]`;
const operation = (name: string): string => `rules[].to[].operation.${name}[]`;

const FORWARDED: Scene = { ...AT_SIDECAR, request: { ...AT_SIDECAR.request, from: { ...CALLER, xForwardedFor: ['198.51.100.1'] } } };
const TEAM: Scene = { ...AT_SIDECAR, request: { ...AT_SIDECAR.request, http: { ...GET, headers: { 'x-team': 'a' } } } };

/** A template that starts with no slash is one that Envoy cannot load. */
const UNLOADABLE: Fixture = { scene: AT_SIDECAR, cases: [['{*}/a', 'UNKNOWN']] };

const RULES: Fixtures = {
  ...matchPair(source, 'principals', [CALLER.principal, 'cluster.local/ns/shop/sa/other']),
  ...matchPair(source, 'namespaces', ['shop', 'ops']),
  ...matchPair(source, 'serviceAccounts', ['web', 'ops/web']),
  ...matchPair(source, 'trustDomains', ['cluster.local', 'other.example']),
  ...matchPair(source, 'ipBlocks', ['10.1.0.0/16', '10.2.0.0/16']),
  ...matchPair(source, 'remoteIpBlocks', ['198.51.100.0/24', '10.1.0.1'], { scene: FORWARDED }),
  ...matchPair(source, 'requestPrincipals', ['idp/alice', 'idp/bob'], { scene: withToken(), objects: [AUTHENTICATION] }),
  ...matchPair(operation, 'hosts', ['API', 'api:8080']),
  ...matchPair(operation, 'methods', ['GET', 'get']),
  ...matchPair(operation, 'ports', ['8080', '80']),
  ...matchPair(operation, 'paths', ['/{*}', '/a/']),
};

const PATHS: Fixtures = {
  [operation('paths')]: [...RULES[operation('paths')], UNLOADABLE],
  [operation('notPaths')]: [...RULES[operation('notPaths')], UNLOADABLE],
};

const PROVIDER = { extensionProviders: [{ name: 'authz', envoyExtAuthzGrpc: { service: 'authz.shop.svc.cluster.local', port: 9000 } }] };
const CUSTOM: Fixture = { scene: { ...AT_SIDECAR, meshConfig: PROVIDER }, beside: { action: 'CUSTOM', rules: [{}] }, cases: [] };
const ANSWERED: Scene = { ...CUSTOM.scene, request: { ...CUSTOM.scene.request, external: { authz: 'allow' } } };

/** What a policy targets, beside the field in question; all of these deny what they attach to. */
function targets(list: boolean, kind: 'AuthorizationPolicy' | 'RequestAuthentication'): Fixtures {
  const [path, wrap] = list ? ['targetRefs[]', (ref: Manifest) => ({ targetRefs: [ref] })] as const : ['targetRef', (ref: Manifest) => ({ targetRef: ref })] as const;
  const rest = kind === 'RequestAuthentication' ? { jwtRules: [{ issuer: 'other' }] } : {};
  const scene = kind === 'RequestAuthentication' ? { ...AT_WAYPOINT, request: { ...AT_WAYPOINT.request, http: withToken().request.http } } : AT_WAYPOINT;
  const fixture = (ref: Manifest, [attached, other]: readonly [string, string]): readonly Fixture[] => [
    { scene, beside: { ...rest, ...wrap(ref) }, cases: [[attached, 'DENY'], [other, 'ALLOW']] },
  ];
  return {
    [`${path}.group`]: fixture({ kind: 'Service', name: 'api' }, ['', 'apps']),
    [`${path}.kind`]: fixture({ name: 'api' }, ['Service', 'ServiceEntry']),
    [`${path}.name`]: fixture({ kind: 'Service' }, ['api', 'web']),
    [`${path}.namespace`]: fixture({ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'wp' }, ['shop', 'ops']),
  };
}

const AUTHORIZATION_POLICY: Fixtures = {
  'action': [{ scene: AT_SIDECAR, beside: { rules: [{}] }, cases: [['ALLOW', 'ALLOW'], ['DENY', 'DENY'], ['AUDIT', 'ALLOW'], ['CUSTOM', 'DENY']] }],
  'provider.name': [{ ...CUSTOM, scene: ANSWERED, cases: [['authz', 'ALLOW'], ['ghost', 'DENY']] }, { ...CUSTOM, cases: [['authz', 'UNKNOWN']] }],
  ...RULES,
  ...PATHS,
  'rules[].when[].key': [{
    scene: TEAM,
    beside: { rules: [{ when: [{ values: ['a'] }] }] },
    cases: [['request.headers[X-Team]', 'ALLOW'], ['request.headers[x-other]', 'DENY'], ['experimental.envoy.filters.http.wasm[team]', 'UNKNOWN']],
  }],
  'rules[].when[].values[]': [{ scene: AT_SIDECAR, beside: { rules: [{ when: [{ key: 'source.namespace' }] }] }, cases: [['s*', 'ALLOW'], ['ops', 'DENY']] }],
  'rules[].when[].notValues[]': [{ scene: AT_SIDECAR, beside: { rules: [{ when: [{ key: 'source.namespace' }] }] }, cases: [['s*', 'DENY'], ['ops', 'ALLOW']] }],
  'selector.matchLabels.*': [{ scene: AT_SIDECAR, key: 'app', cases: [['api', 'DENY'], ['web', 'ALLOW']] }],
  ...targets(true, 'AuthorizationPolicy'),
  ...targets(false, 'AuthorizationPolicy'),
};

const PLAINTEXT: Scene = { ...AT_SIDECAR, request: { ...AT_SIDECAR.request, from: { ip: '10.9.0.1' } } };

const PEER_AUTHENTICATION: Fixtures = {
  'mtls.mode': [{ scene: PLAINTEXT, cases: [['STRICT', 'DENY'], ['PERMISSIVE', 'ALLOW'], ['DISABLE', 'ALLOW'], ['UNSET', 'ALLOW']] }],
  'portLevelMtls.*.mode': [{
    scene: PLAINTEXT,
    key: '8080',
    beside: { selector: { matchLabels: { app: 'api' } }, mtls: { mode: 'STRICT' } },
    cases: [['PERMISSIVE', 'ALLOW'], ['DISABLE', 'ALLOW'], ['STRICT', 'DENY'], ['UNSET', 'DENY']],
  }],
  'selector.matchLabels.*': [{ scene: PLAINTEXT, key: 'app', beside: { mtls: { mode: 'STRICT' } }, cases: [['api', 'DENY'], ['web', 'ALLOW']] }],
};

/** Only whoever has a token that the RequestAuthentication in question validates is let in. */
const IDENTIFIED = [allowing({ from: [{ source: { requestPrincipals: ['*'] } }] })];
const IDP = { jwtRules: [{ issuer: 'idp' }] };
const identified = (scene: Scene, jwtRule: Manifest, cases: Fixture['cases']): readonly Fixture[] => [
  { scene, beside: { jwtRules: [{ issuer: 'idp', ...jwtRule }] }, objects: IDENTIFIED, cases },
];
const readsHeader = (scene: Scene, name: string, value: string, jwtRule: Manifest, cases: Fixture['cases']): Fixture => (
  { scene, beside: { jwtRules: [{ issuer: 'idp', ...jwtRule }] }, objects: [allowing({ when: [{ key: `request.headers[${name}]`, values: [value] }] })], cases }
);
const byValidity = (value: string): readonly Fixture[] => [
  ...identified(withToken(), {}, [[value, 'ALLOW']]), ...identified(withToken({ valid: false }), {}, [[value, 'DENY']]),
];

const ROLES = { claims: { role: 'admin', large: 1e30, roles: 'admin editor' } };

const REQUEST_AUTHENTICATION: Fixtures = {
  'jwtRules[].issuer': [{ scene: withToken(), objects: IDENTIFIED, cases: [['idp', 'ALLOW'], ['other', 'DENY']] }],
  'jwtRules[].audiences[]': identified(withToken(), {}, [['pay', 'ALLOW'], ['shop', 'DENY']]),
  'jwtRules[].fromHeaders[].name': identified(withToken({ in: { header: 'x-jwt', prefix: '' } }), {}, [['X-JWT', 'ALLOW'], ['x-other', 'DENY']]),
  'jwtRules[].fromHeaders[].prefix': identified(withToken({ in: { header: 'x-jwt', prefix: 'JWT ' } }), { fromHeaders: [{ name: 'x-jwt' }] }, [['JWT ', 'ALLOW'], ['Token ', 'DENY']]),
  'jwtRules[].fromParams[]': identified(withToken({ in: { param: 'jwt' } }), {}, [['jwt', 'ALLOW'], ['token', 'DENY']]),
  'jwtRules[].fromCookies[]': identified(withToken({ in: { cookie: 'jwt' } }), {}, [['jwt', 'ALLOW'], ['token', 'DENY']]),
  'jwtRules[].spaceDelimitedClaims[]': [{
    scene: withToken(ROLES), beside: IDP, objects: [allowing({ when: [{ key: 'request.auth.claims[roles]', values: ['admin'] }] })], cases: [['roles', 'ALLOW'], ['role', 'DENY']],
  }],
  'jwtRules[].forwardOriginalToken': [readsHeader(withToken(), 'authorization', '*', {}, [[true, 'ALLOW'], [false, 'DENY']])],
  'jwtRules[].outputPayloadToHeader': [readsHeader(withToken(), 'x-payload', '*', {}, [['X-Payload', 'UNKNOWN'], ['x-other', 'DENY']])],
  'jwtRules[].outputClaimToHeaders[].header': [readsHeader(withToken(ROLES), 'x-role', 'admin', { outputClaimToHeaders: [{ claim: 'role' }] }, [['X-Role', 'ALLOW'], ['x-other', 'DENY']])],
  'jwtRules[].outputClaimToHeaders[].claim': [
    readsHeader(withToken(ROLES), 'x-role', 'admin', { outputClaimToHeaders: [{ header: 'x-role' }] }, [['role', 'ALLOW'], ['roles', 'DENY'], ['large', 'UNKNOWN']]),
  ],
  'jwtRules[].jwks': byValidity('{"keys": []}'),
  'jwtRules[].jwksUri': byValidity('https://idp.example/jwks'),
  'jwtRules[].jwks_uri': byValidity('https://idp.example/jwks'),
  'jwtRules[].timeout': byValidity('1s'),
  'selector.matchLabels.*': [{ scene: withToken(), key: 'app', beside: IDP, objects: IDENTIFIED, cases: [['api', 'ALLOW'], ['web', 'DENY']] }],
  ...targets(true, 'RequestAuthentication'),
  ...targets(false, 'RequestAuthentication'),
};

/** For every field of the three kinds, what it decides. */
export const SECURITY_FIXTURES: Readonly<Record<string, Fixtures>> = {
  AuthorizationPolicy: AUTHORIZATION_POLICY, PeerAuthentication: PEER_AUTHENTICATION, RequestAuthentication: REQUEST_AUTHENTICATION,
};
