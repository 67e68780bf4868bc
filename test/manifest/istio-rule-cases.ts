/** One CEL rule of Istio's CRDs: a spec that keeps it and one that breaks it and nothing else. */
export interface RuleCase {
  readonly title: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly field: string;
  readonly keeps: object;
  readonly breaks: object;
}

const SECURITY = 'security.istio.io/v1';
const NETWORKING = 'networking.istio.io/v1';
const EXTENSIONS = 'extensions.istio.io/v1alpha1';
const TELEMETRY = 'telemetry.istio.io/v1';

const labels = (matchLabels: object) => ({ selector: { matchLabels } });
const target = (more: object = {}) => ({ targetRefs: [{ group: '', kind: 'Service', name: 'web', ...more }] });
const extension = (spec: object) => ({ lua: { inlineCode: 'return' }, ...spec });
const wasm = (spec: object) => ({ wasm: { url: 'oci://registry.example/filter:v1', ...spec } });
const patch = (match: object) => ({ configPatches: [{ applyTo: 'CLUSTER', match, patch: { operation: 'MERGE', value: {} } }] });
const gatewayTls = (tls: object) => ({ servers: [{ hosts: ['*'], port: { name: 'https', number: 443, protocol: 'HTTPS' }, tls }] });
const entry = (spec: object) => ({ hosts: ['db.example'], resolution: 'STATIC', ...spec });
const endpoint = (value: object) => entry({ endpoints: [{ address: '10.0.0.1', ...value }] });
const tag = (tagOverride: object) => ({ metrics: [{ overrides: [{ tagOverrides: { path: tagOverride } }] }] });

const extensionCases: RuleCase[] = [
  {
    title: 'a TrafficExtension has a selector or targetRefs',
    apiVersion: EXTENSIONS,
    kind: 'TrafficExtension',
    field: 'spec',
    keeps: extension(target()),
    breaks: extension({ ...target(), ...labels({ app: 'web' }) }),
  },
  {
    title: 'a TrafficExtension is wasm or lua',
    apiVersion: EXTENSIONS,
    kind: 'TrafficExtension',
    field: 'spec',
    keeps: extension({}),
    breaks: { phase: 'AUTHN' },
  },
  {
    title: 'a TrafficExtension loads from a known scheme',
    apiVersion: EXTENSIONS,
    kind: 'TrafficExtension',
    field: 'spec.wasm.url',
    keeps: wasm({}),
    breaks: wasm({ url: 'ftp://registry.example/filter' }),
  },
  {
    title: 'a value from the host is not given',
    apiVersion: EXTENSIONS,
    kind: 'TrafficExtension',
    field: 'spec.wasm.vmConfig.env[0]',
    keeps: wasm({ vmConfig: { env: [{ name: 'A', valueFrom: 'HOST' }] } }),
    breaks: wasm({ vmConfig: { env: [{ name: 'A', valueFrom: 'HOST', value: 'x' }] } }),
  },
  {
    title: 'a WasmPlugin has one kind of target',
    apiVersion: EXTENSIONS,
    kind: 'WasmPlugin',
    field: 'spec',
    keeps: { url: 'registry.example/filter:v1', ...target() },
    breaks: { url: 'registry.example/filter:v1', ...target(), ...labels({ app: 'web' }) },
  },
  {
    title: 'a WasmPlugin loads from a known scheme',
    apiVersion: EXTENSIONS,
    kind: 'WasmPlugin',
    field: 'spec.url',
    keeps: { url: 'registry.example/filter:v1' },
    breaks: { url: 'ftp://registry.example/filter' },
  },
];

const securityCases: RuleCase[] = [
  {
    title: 'a label key has no wildcard',
    apiVersion: SECURITY,
    kind: 'PeerAuthentication',
    field: 'spec.selector.matchLabels',
    keeps: labels({ app: 'web' }),
    breaks: labels({ 'app*': 'web' }),
  },
  {
    title: 'a label key is not empty',
    apiVersion: SECURITY,
    kind: 'PeerAuthentication',
    field: 'spec.selector.matchLabels',
    keeps: labels({ app: '' }),
    breaks: labels({ '': 'web' }),
  },
  {
    title: 'a label value has no wildcard',
    apiVersion: SECURITY,
    kind: 'AuthorizationPolicy',
    field: 'spec.selector.matchLabels.app',
    keeps: labels({ app: 'web' }),
    breaks: labels({ app: 'we*' }),
  },
  {
    title: 'a target stands in the own namespace',
    apiVersion: SECURITY,
    kind: 'AuthorizationPolicy',
    field: 'spec.targetRefs[0].namespace',
    keeps: target({ namespace: '' }),
    breaks: target({ namespace: 'shop' }),
  },
  {
    title: 'serviceAccounts excludes principals and namespaces',
    apiVersion: SECURITY,
    kind: 'AuthorizationPolicy',
    field: 'spec.rules[0].from[0].source',
    keeps: { rules: [{ from: [{ source: { serviceAccounts: ['shop/web'], ipBlocks: ['10.0.0.1'] } }] }] },
    breaks: { rules: [{ from: [{ source: { serviceAccounts: ['shop/web'], notNamespaces: ['shop'] } }] }] },
  },
  {
    title: 'portLevelMtls needs a selector',
    apiVersion: SECURITY,
    kind: 'PeerAuthentication',
    field: 'spec',
    keeps: { ...labels({ app: 'web' }), portLevelMtls: { 80: { mode: 'DISABLE' } } },
    breaks: { portLevelMtls: { 80: { mode: 'DISABLE' } } },
  },
  {
    title: 'portLevelMtls names a port',
    apiVersion: SECURITY,
    kind: 'PeerAuthentication',
    field: 'spec.portLevelMtls',
    keeps: { ...labels({ app: 'web' }), portLevelMtls: { 65535: { mode: 'DISABLE' } } },
    breaks: { ...labels({ app: 'web' }), portLevelMtls: { 65536: { mode: 'DISABLE' } } },
  },
  {
    title: 'a JWT rule has one source of keys',
    apiVersion: SECURITY,
    kind: 'RequestAuthentication',
    field: 'spec.jwtRules[0]',
    keeps: { jwtRules: [{ issuer: 'me', jwks: '{}' }] },
    breaks: { jwtRules: [{ issuer: 'me', jwks: '{}', jwks_uri: 'https://me.example' }] },
  },
  {
    title: 'keys come by http',
    apiVersion: SECURITY,
    kind: 'RequestAuthentication',
    field: 'spec.jwtRules[0].jwksUri',
    keeps: { jwtRules: [{ issuer: 'me', jwksUri: 'https://me.example/keys' }] },
    breaks: { jwtRules: [{ issuer: 'me', jwksUri: 'file:///keys' }] },
  },
  {
    title: 'an UPSERT has a value',
    apiVersion: TELEMETRY,
    kind: 'Telemetry',
    field: 'spec.metrics[0].overrides[0].tagOverrides.path',
    keeps: tag({ operation: 'UPSERT', value: 'request.url_path' }),
    breaks: tag({ operation: 'UPSERT' }),
  },
  {
    title: 'a REMOVE has no value',
    apiVersion: TELEMETRY,
    kind: 'Telemetry',
    field: 'spec.metrics[0].overrides[0].tagOverrides.path',
    keeps: tag({ operation: 'REMOVE' }),
    breaks: tag({ operation: 'REMOVE', value: 'request.url_path' }),
  },
];

const serviceEntryCases: RuleCase[] = [
  {
    title: 'a ServiceEntry has a workloadSelector or endpoints',
    apiVersion: NETWORKING,
    kind: 'ServiceEntry',
    field: 'spec',
    keeps: entry({ workloadSelector: { labels: { app: 'db' } } }),
    breaks: { ...endpoint({}), workloadSelector: { labels: { app: 'db' } } },
  },
  {
    title: 'an address range needs STATIC or NONE',
    apiVersion: NETWORKING,
    kind: 'ServiceEntry',
    field: 'spec',
    keeps: entry({ addresses: ['10.0.0.0/8'] }),
    breaks: entry({ addresses: ['10.0.0.0/8'], resolution: 'DNS' }),
  },
  {
    title: 'NONE has no endpoints',
    apiVersion: NETWORKING,
    kind: 'ServiceEntry',
    field: 'spec',
    keeps: endpoint({}),
    breaks: { ...endpoint({}), resolution: 'NONE' },
  },
  {
    title: 'DNS_ROUND_ROBIN has one endpoint',
    apiVersion: NETWORKING,
    kind: 'ServiceEntry',
    field: 'spec',
    keeps: entry({ resolution: 'DNS_ROUND_ROBIN', endpoints: [{ address: 'a.example' }] }),
    breaks: entry({ resolution: 'DNS_ROUND_ROBIN', endpoints: [{ address: 'a.example' }, { address: 'b.example' }] }),
  },
  {
    title: 'an endpoint has an address or a network',
    apiVersion: NETWORKING,
    kind: 'ServiceEntry',
    field: 'spec.endpoints[0]',
    keeps: entry({ endpoints: [{ network: 'east' }] }),
    breaks: entry({ endpoints: [{ locality: 'eu' }] }),
  },
  {
    title: 'a Unix socket has no ports',
    apiVersion: NETWORKING,
    kind: 'ServiceEntry',
    field: 'spec.endpoints[0]',
    keeps: endpoint({ ports: { tcp: 5432 } }),
    breaks: endpoint({ address: 'unix:///run/db', ports: { tcp: 5432 } }),
  },
  {
    title: 'a Unix socket has an absolute path',
    apiVersion: NETWORKING,
    kind: 'ServiceEntry',
    field: 'spec.endpoints[0].address',
    keeps: endpoint({ address: 'unix://@db' }),
    breaks: endpoint({ address: 'unix://db' }),
  },
  {
    title: 'a Unix socket is no folder',
    apiVersion: NETWORKING,
    kind: 'ServiceEntry',
    field: 'spec.endpoints[0].address',
    keeps: endpoint({ address: 'unix:///run/db' }),
    breaks: endpoint({ address: 'unix:///run/' }),
  },
  {
    title: 'a port of an endpoint has a valid name',
    apiVersion: NETWORKING,
    kind: 'ServiceEntry',
    field: 'spec.endpoints[0].ports',
    keeps: endpoint({ ports: { 'tcp-db': 5432 } }),
    breaks: endpoint({ ports: { tcp_db: 5432 } }),
  },
  {
    title: 'a host is not the wildcard',
    apiVersion: NETWORKING,
    kind: 'ServiceEntry',
    field: 'spec.hosts[0]',
    keeps: { hosts: ['*.example'] },
    breaks: { hosts: ['*'] },
  },
  {
    title: 'a port number stands once',
    apiVersion: NETWORKING,
    kind: 'ServiceEntry',
    field: 'spec.ports',
    keeps: entry({ ports: [{ name: 'a', number: 80 }, { name: 'b', number: 81 }] }),
    breaks: entry({ ports: [{ name: 'a', number: 80 }, { name: 'b', number: 80 }] }),
  },
];

const networkingCases: RuleCase[] = [
  {
    title: 'a duration is at least a millisecond',
    apiVersion: NETWORKING,
    kind: 'DestinationRule',
    field: 'spec.trafficPolicy.outlierDetection.interval',
    keeps: { host: 'web', trafficPolicy: { outlierDetection: { interval: '1ms' } } },
    breaks: { host: 'web', trafficPolicy: { outlierDetection: { interval: '999us' } } },
  },
  {
    title: 'an EnvoyFilter has a workloadSelector or targetRefs',
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'EnvoyFilter',
    field: 'spec',
    keeps: target(),
    breaks: { ...target(), workloadSelector: { labels: { app: 'web' } } },
  },
  {
    title: 'a waypoint match needs the waypoint context',
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'EnvoyFilter',
    field: 'spec.configPatches[0].match',
    keeps: patch({ context: 'WAYPOINT', waypoint: {} }),
    breaks: patch({ context: 'GATEWAY', waypoint: {} }),
  },
  {
    title: 'a port number is a port',
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'EnvoyFilter',
    field: 'spec.configPatches[0].match.waypoint.portNumber',
    keeps: patch({ context: 'WAYPOINT', waypoint: { portNumber: 65535 } }),
    breaks: patch({ context: 'WAYPOINT', waypoint: { portNumber: 0 } }),
  },
  {
    title: 'server TLS has tlsCertificates or credentialNames',
    apiVersion: NETWORKING,
    kind: 'Gateway',
    field: 'spec.servers[0].tls',
    keeps: gatewayTls({ credentialNames: ['a'] }),
    breaks: gatewayTls({ credentialNames: ['a'], tlsCertificates: [{ serverCertificate: 'b' }] }),
  },
  {
    title: 'server TLS has credentialName or credentialNames',
    apiVersion: NETWORKING,
    kind: 'Gateway',
    field: 'spec.servers[0].tls',
    keeps: gatewayTls({ credentialName: 'a' }),
    breaks: gatewayTls({ credentialName: 'a', credentialNames: ['a'] }),
  },
  {
    title: 'a probe speaks HTTP or HTTPS',
    apiVersion: NETWORKING,
    kind: 'WorkloadGroup',
    field: 'spec.probe.httpGet.scheme',
    keeps: { template: {}, probe: { httpGet: { port: 80, scheme: 'HTTPS' } } },
    breaks: { template: {}, probe: { httpGet: { port: 80, scheme: 'TCP' } } },
  },
];

export const istioRuleCases: readonly RuleCase[] = [...extensionCases, ...securityCases, ...serviceEntryCases, ...networkingCases];
