import type { Cases } from './hand-fixtures';
import { AT_GATEWAY, AT_SIDECAR, AT_WAYPOINT, CALLER, EDGE, GET, type Scene, SIDECARS } from './judged';
import { specWith } from './written-field';
import { AMBIENT, type Manifest, namespace, pod, policy, service, SIDECAR, waypoint } from '../evaluate/small-mesh';

const DENY_ALL = policy('shop/all', {});
const also = (scene: Scene, more: readonly Manifest[]): Scene => ({ ...scene, objects: [...scene.objects, ...more] });
const under = (scene: Scene, meshConfig: Manifest, more: readonly Manifest[] = []): Scene => ({ ...also(scene, more), meshConfig });
const asking = (scene: Scene, request: Manifest): Scene => ({ ...scene, request: { ...scene.request, ...request } });

const rooted = (rootNamespace: string): Scene => under(AT_SIDECAR, { rootNamespace }, [policy('ops/all', {})]);
const FOREIGN = asking(AT_SIDECAR, { from: { ...CALLER, principal: 'other.example/ns/shop/sa/web' } });
const STRICT = { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { name: 'strict', namespace: 'shop' }, spec: { mtls: { mode: 'STRICT' } } };
const NOT_ADMIN = policy('shop/admin', { action: 'DENY', rules: [{ to: [{ operation: { paths: ['/admin'] } }] }] });
const DOUBLE_SLASH = asking(AT_SIDECAR, { http: { ...GET, path: '//admin' } });
const CUSTOM = policy('shop/custom', { action: 'CUSTOM', provider: { name: 'authz' }, rules: [{}] });
const ANSWERED = asking(AT_SIDECAR, { external: { authz: 'allow' } });
const AUTHORIZER = { service: 'authz.shop.svc.cluster.local', port: 9000 };
const provider = (name: string, settings: Manifest): Manifest => ({ extensionProviders: [{ name, ...settings }] });
const byKind = (kind: string): Cases => [
  [under(ANSWERED, provider('authz', { [kind]: AUTHORIZER }), [CUSTOM]), 'ALLOW'], [under(ANSWERED, provider('authz', { [kind]: { ...AUTHORIZER, port: 0 } }), [CUSTOM]), 'DENY'],
  [under(AT_SIDECAR, provider('authz', { [kind]: AUTHORIZER }), [CUSTOM]), 'UNKNOWN'],
];
const BY_CLIENT = policy('shop/client', { rules: [{ from: [{ source: { remoteIpBlocks: ['198.51.100.1'] } }] }] });
const FORWARDED = asking(AT_GATEWAY, { from: { ip: '203.0.113.7', xForwardedFor: ['198.51.100.1'] } });
const trusting = (numTrustedProxies: number): Scene => under(FORWARDED, { defaultConfig: { gatewayTopology: { numTrustedProxies } } }, [BY_CLIENT]);

/** Only who has this header is let in. */
const reading = (header: string, defaultConfig: Manifest): Scene => under(
  asking(AT_GATEWAY, { http: { ...GET, headers: { [header]: 'x' } } }), { defaultConfig }, [policy('shop/header', { rules: [{ when: [{ key: `request.headers[${header}]`, values: ['x'] }] }] })],
);

/** Settings that are not modelled make every answer unknown. */
const unmodelled = (path: string, value: unknown): Cases => [SIDECARS, AT_GATEWAY, AT_WAYPOINT].map((scene) => [under(scene, specWith(path, value) as Manifest), 'UNKNOWN'] as const);
const nothing = (path: string, ...values: readonly unknown[]): Cases => [SIDECARS, AT_GATEWAY, AT_WAYPOINT].flatMap((scene) => (
  [under(scene, {}), ...values.map((value) => under(scene, specWith(path, value) as Manifest))].map((one) => [one, 'ALLOW'] as const)
));

const istio = (kind: string, spec: Manifest, ns = 'shop'): Manifest => ({ apiVersion: 'networking.istio.io/v1', kind, metadata: { name: 'asked', namespace: ns }, spec });
const unlisted = (mode: string): Scene => under(SIDECARS, { outboundTrafficPolicy: { mode } }, [istio('Sidecar', { egress: [{ hosts: ['ops/*'] }] })]);
const FROM_OPS = asking(SIDECARS, { from: { ...CALLER, principal: 'cluster.local/ns/ops/sa/web' }, http: { ...GET, host: 'api.shop' } });
const IN_PLAINTEXT = istio('DestinationRule', { host: 'api.shop.svc.cluster.local', trafficPolicy: { tls: { mode: 'DISABLE' } } });
const exported = (to: string): Scene => under(FROM_OPS, { defaultDestinationRuleExportTo: [to] }, [IN_PLAINTEXT, STRICT]);

const elsewhere = (to: string): Scene => under(SIDECARS, { defaultVirtualServiceExportTo: [to] }, [
  istio('VirtualService', { hosts: ['api.shop.svc.cluster.local'], http: [{ directResponse: { status: 403 } }] }, 'ops'),
]);

const MESH_CONFIG: Readonly<Record<string, Cases>> = {
  'rootNamespace': [[rooted('ops'), 'DENY'], [rooted('istio-system'), 'ALLOW']],
  'trustDomain': [[under(FOREIGN, { trustDomain: 'other.example' }), 'ALLOW'], [under(FOREIGN, { trustDomain: 'cluster.local' }), 'DENY']],
  'trustDomainAliases[]': [[under(FOREIGN, { trustDomainAliases: ['other.example'] }), 'ALLOW'], [under(FOREIGN, { trustDomainAliases: [] }), 'DENY']],
  'enableAutoMtls': [[under(SIDECARS, { enableAutoMtls: true }, [STRICT]), 'ALLOW'], [under(SIDECARS, { enableAutoMtls: false }, [STRICT]), 'DENY']],
  'pathNormalization.normalization': [
    [under(DOUBLE_SLASH, { pathNormalization: { normalization: 'MERGE_SLASHES' } }, [NOT_ADMIN]), 'DENY'], [under(DOUBLE_SLASH, { pathNormalization: { normalization: 'BASE' } }, [NOT_ADMIN]), 'ALLOW'],
  ],
  'extensionProviders[].name': [
    [under(ANSWERED, provider('authz', { envoyExtAuthzGrpc: AUTHORIZER }), [CUSTOM]), 'ALLOW'], [under(ANSWERED, provider('other', { envoyExtAuthzGrpc: AUTHORIZER }), [CUSTOM]), 'DENY'],
  ],
  'extensionProviders[].envoyExtAuthzHttp': byKind('envoyExtAuthzHttp'),
  'extensionProviders[].envoyExtAuthzGrpc': byKind('envoyExtAuthzGrpc'),
  'defaultConfig.gatewayTopology.numTrustedProxies': [[trusting(1), 'ALLOW'], [trusting(0), 'DENY']],
  'defaultConfig.gatewayTopology.proxyProtocol': unmodelled('defaultConfig.gatewayTopology.proxyProtocol', {}),
  'defaultConfig.gatewayTopology.forwardClientCertDetails': [
    [reading('x-forwarded-client-cert', { gatewayTopology: { forwardClientCertDetails: 'SANITIZE' } }), 'DENY'],
    [reading('x-forwarded-client-cert', { gatewayTopology: { forwardClientCertDetails: 'ALWAYS_FORWARD_ONLY' } }), 'UNKNOWN'],
  ],
  'defaultConfig.proxyHeaders': [
    [reading('x-forwarded-client-cert', { proxyHeaders: { server: { disabled: true } } }), 'DENY'],
    [reading('x-forwarded-client-cert', { proxyHeaders: { forwardedClientCert: 'ALWAYS_FORWARD_ONLY' } }), 'UNKNOWN'],
    [reading('x-request-id', { proxyHeaders: { requestId: { disabled: true } } }), 'UNKNOWN'],
  ],
  'defaultConfig.connectionSettings': unmodelled('defaultConfig.connectionSettings', { httpMergeSlashes: true }),
  'caCertificates[].trustDomains[]': unmodelled('caCertificates[].trustDomains[]', 'partner.example'),
  'discoverySelectors': unmodelled('discoverySelectors', [{ matchLabels: { mesh: 'yes' } }]),
  'serviceEntryVisibility': unmodelled('serviceEntryVisibility', {}),
  'meshMTLS': nothing('meshMTLS.minProtocolVersion', 'TLSV1_2', 'TLSV1_3'),
  'tlsDefaults': nothing('tlsDefaults.minProtocolVersion', 'TLSV1_2', 'TLSV1_3'),
  'outboundTrafficPolicy.mode': [[unlisted('REGISTRY_ONLY'), 'DENY'], [unlisted('ALLOW_ANY'), 'ALLOW']],
  'defaultDestinationRuleExportTo[]': [[exported('*'), 'DENY'], [exported('.'), 'ALLOW']],
  'defaultServiceExportTo[]': [[under(FROM_OPS, { defaultServiceExportTo: ['*'], outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } }), 'ALLOW'], [under(FROM_OPS, { defaultServiceExportTo: ['.'], outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } }), 'DENY']],
  'defaultVirtualServiceExportTo[]': [[elsewhere('*'), 'DENY'], [elsewhere('.'), 'ALLOW']],
  'inboundTrafficPolicy': nothing('inboundTrafficPolicy.mode', 'PASSTHROUGH', 'LOCALHOST'),
  'defaultProviders': nothing('defaultProviders.metrics', ['prometheus']),
  'accessLogFile': nothing('accessLogFile', '/dev/stdout'),
  'enableTracing': nothing('enableTracing', true),
};

const BY_LABEL = policy('shop/edge', { selector: { matchLabels: { 'gateway.networking.k8s.io/gateway-name': 'edge' } } });
const set = (scene: Scene, name: string, value: string, more: readonly Manifest[] = []): Scene => (
  { ...also(scene, more), environment: new Map([[name, value]]) }
);
const BEHIND: Scene = {
  objects: [
    namespace('shop', { 'istio.io/use-waypoint': 'wp' }), pod('shop/api', { annotations: AMBIENT, ips: ['10.1.0.2'] }), service('shop/api'), waypoint('shop/wp'),
  ],
  request: { at: 'ztunnel', from: { ...CALLER, dataPlane: 'ambient' }, to: { service: 'shop/api', port: 80 } },
};
const OTHER_CUSTOM = policy('shop/other', { action: 'CUSTOM', provider: { name: 'other' }, rules: [{}] });
const TWO_PROVIDERS: Scene = {
  ...asking(AT_SIDECAR, { external: { authz: 'allow', other: 'allow' } }),
  meshConfig: { extensionProviders: [{ name: 'authz', envoyExtAuthzGrpc: AUTHORIZER }, { name: 'other', envoyExtAuthzGrpc: AUTHORIZER }] },
};
const BY_MYSQL = policy('shop/mysql', { rules: [{ when: [{ key: 'experimental.envoy.filters.network.mysql_proxy[db.table]', values: ['[select]'] }] }] });
const DRY_RUN: Manifest = { ...DENY_ALL, metadata: { name: 'dry', namespace: 'shop', annotations: { 'istio.io/dry-run': 'true' } } };
const either = (scene: Scene, name: string, more: readonly Manifest[] = []): Cases => ['true', 'false'].map((value) => [set(scene, name, value, more), 'ALLOW'] as const);

const OWN_TLS = istio('Sidecar', { ingress: [{ port: { number: 8080, protocol: 'HTTP' }, tls: { mode: 'SIMPLE' } }] });
const ONLY_GET = policy('shop/get', { rules: [{ to: [{ operation: { methods: ['GET'] } }] }] });
/** The port is TCP to its Service, and no listener of the Sidecar is for it. */
const merging = (value: string): Scene => set({
  ...AT_SIDECAR, objects: [...AT_SIDECAR.objects.filter(({ kind }) => kind !== 'Service'), service('shop/api', { portName: 'tcp' }), istio('Sidecar', { ingress: [{ port: { number: 9000, protocol: 'HTTP' } }] }), ONLY_GET],
}, 'PILOT_ALLOW_SIDECAR_SERVICE_INBOUND_LISTENER_MERGE', value);
const serving = (server: Manifest, more: readonly Manifest[]): Scene => ({ ...SIDECARS, objects: [namespace('shop'), namespace('ops'), namespace('istio-system'), server, service('shop/api'), ...more] });
const TO_AMBIENT = serving(pod('shop/api', { annotations: AMBIENT, ips: ['10.1.0.2'] }), [STRICT]);
const ONLY_WEB = policy('shop/web', { rules: [{ from: [{ source: { principals: [CALLER.principal] } }] }] });
const TUNNELLED = serving(pod('shop/api', { annotations: SIDECAR, labels: { 'networking.istio.io/tunnel': 'http', 'security.istio.io/tlsMode': 'istio' }, ips: ['10.1.0.2'] }), [IN_PLAINTEXT, ONLY_WEB]);

const HEADLESS: Scene = {
  ...TO_AMBIENT,
  objects: TO_AMBIENT.objects.map((object) => (object.kind === 'Service' ? { ...object, spec: { ...object.spec as Manifest, clusterIP: 'None', clusterIPs: ['None'] } } : object)),
};
const ENTRY = { hosts: ['db.example'], resolution: 'STATIC', location: 'MESH_INTERNAL', ports: [{ number: 80, name: 'http', protocol: 'HTTP' }], endpoints: [{ address: '10.3.0.1' }] };
/** A ServiceEntry without addresses, behind a waypoint that denies. */
const TO_ENTRY: Scene = {
  objects: [
    namespace('shop', { 'istio.io/use-waypoint': 'wp' }), waypoint('shop/wp'), istio('ServiceEntry', ENTRY),
    policy('shop/wp', { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'wp' }] }),
  ],
  request: { from: { ...CALLER, dataPlane: 'ambient' }, to: { service: 'shop/asked', port: 80 }, http: { ...GET, host: 'db.example' } },
};

const TEAM = { team: 'edge' };
/** The label is on the Gateway alone, and its pods are those that istiod makes. */
const copying = (value: string): Scene => ({
  ...AT_GATEWAY,
  objects: [namespace('shop'), { ...EDGE, metadata: { ...EDGE.metadata as Manifest, labels: TEAM } }, policy('shop/edge', { selector: { matchLabels: TEAM } })],
  environment: new Map([['ENABLE_SELECTOR_BASED_K8S_GATEWAY_POLICY', 'true'], ['PILOT_ENABLE_GATEWAY_API_COPY_LABELS_ANNOTATIONS', value]]),
});
const SELECTED: Scene = {
  ...AT_GATEWAY,
  objects: [
    namespace('shop'), pod('ops/gw', { labels: TEAM, annotations: { 'inject.istio.io/templates': 'gateway' } }),
    istio('Gateway', { selector: TEAM, servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }] }),
  ],
  request: { ...AT_GATEWAY.request, to: { gateway: 'shop/asked', port: 80 } },
};

const ISTIOD: Readonly<Record<string, Cases>> = {
  ENABLE_LAYERED_WAYPOINT_AUTHORIZATION_POLICIES: [[set(AT_WAYPOINT, 'ENABLE_LAYERED_WAYPOINT_AUTHORIZATION_POLICIES', 'true', [DENY_ALL]), 'UNKNOWN']],
  ENABLE_SELECTOR_BASED_K8S_GATEWAY_POLICY: [
    [set(AT_GATEWAY, 'ENABLE_SELECTOR_BASED_K8S_GATEWAY_POLICY', 'true', [BY_LABEL]), 'DENY'], [set(AT_GATEWAY, 'ENABLE_SELECTOR_BASED_K8S_GATEWAY_POLICY', 'false', [BY_LABEL]), 'ALLOW'],
  ],
  ENABLE_TLS_ON_SIDECAR_INGRESS: [[set(AT_SIDECAR, 'ENABLE_TLS_ON_SIDECAR_INGRESS', 'true', [OWN_TLS]), 'UNKNOWN'], [set(AT_SIDECAR, 'ENABLE_TLS_ON_SIDECAR_INGRESS', 'false', [OWN_TLS]), 'ALLOW']],
  PILOT_ALLOW_SIDECAR_SERVICE_INBOUND_LISTENER_MERGE: [[merging('true'), 'DENY'], [merging('false'), 'ALLOW']],
  PILOT_ENABLE_SENDING_HBONE: [[set(TO_AMBIENT, 'PILOT_ENABLE_SENDING_HBONE', 'true'), 'ALLOW'], [set(TO_AMBIENT, 'PILOT_ENABLE_SENDING_HBONE', 'false'), 'DENY']],
  PILOT_PREFER_SENDING_HBONE: [[set(TUNNELLED, 'PILOT_PREFER_SENDING_HBONE', 'true'), 'ALLOW'], [set(TUNNELLED, 'PILOT_PREFER_SENDING_HBONE', 'false'), 'DENY']],
  PILOT_AUTO_ALLOW_WAYPOINT_POLICY: [[set(BEHIND, 'PILOT_AUTO_ALLOW_WAYPOINT_POLICY', 'true'), 'DENY'], [set(BEHIND, 'PILOT_AUTO_ALLOW_WAYPOINT_POLICY', 'false'), 'ALLOW']],
  PILOT_ENABLE_EDS_FOR_HEADLESS_SERVICES: [[set(HEADLESS, 'PILOT_ENABLE_EDS_FOR_HEADLESS_SERVICES', 'true'), 'ALLOW'], [set(HEADLESS, 'PILOT_ENABLE_EDS_FOR_HEADLESS_SERVICES', 'false'), 'DENY']],
  PILOT_ENABLE_GATEWAY_API_COPY_LABELS_ANNOTATIONS: [[copying('true'), 'DENY'], [copying('false'), 'ALLOW']],
  PILOT_ENABLE_IP_AUTOALLOCATE: [[set(TO_ENTRY, 'PILOT_ENABLE_IP_AUTOALLOCATE', 'true'), 'DENY'], [set(TO_ENTRY, 'PILOT_ENABLE_IP_AUTOALLOCATE', 'false'), 'ALLOW']],
  PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS: ['true', 'false'].map((value) => [
    set(TWO_PROVIDERS, 'PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS', value, [CUSTOM, OTHER_CUSTOM]), value === 'true' ? 'ALLOW' : 'DENY',
  ] as const),
  PILOT_ENABLE_MYSQL_FILTER: [[set(AT_SIDECAR, 'PILOT_ENABLE_MYSQL_FILTER', 'true', [BY_MYSQL]), 'UNKNOWN']],
  PILOT_SCOPE_GATEWAY_TO_NAMESPACE: [[set(SELECTED, 'PILOT_SCOPE_GATEWAY_TO_NAMESPACE', 'true'), 'UNKNOWN'], [set(SELECTED, 'PILOT_SCOPE_GATEWAY_TO_NAMESPACE', 'false'), 'ALLOW']],
  PILOT_SKIP_VALIDATE_TRUST_DOMAIN: [[set(FOREIGN, 'PILOT_SKIP_VALIDATE_TRUST_DOMAIN', 'true'), 'ALLOW'], [set(FOREIGN, 'PILOT_SKIP_VALIDATE_TRUST_DOMAIN', 'false'), 'DENY']],
  AMBIENT_ENABLE_DRY_RUN_AUTHORIZATION_POLICY: either(BEHIND, 'AMBIENT_ENABLE_DRY_RUN_AUTHORIZATION_POLICY', [DRY_RUN]),
  PILOT_ENABLE_AMBIENT: either(BEHIND, 'PILOT_ENABLE_AMBIENT'),
  PILOT_JWT_ENABLE_REMOTE_JWKS: either(AT_SIDECAR, 'PILOT_JWT_ENABLE_REMOTE_JWKS'),
};

export const SETTINGS_FIXTURES: Readonly<Record<string, Readonly<Record<string, Cases>>>> = { 'MeshConfig': MESH_CONFIG, 'Environment of istiod': ISTIOD };
