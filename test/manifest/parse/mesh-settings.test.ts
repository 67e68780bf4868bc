import { findings, meshOf, place } from './mesh-of';
import { readYaml } from '../../../src/manifest/parse/read-yaml';

const CONFIG = '{trustDomain: td, rootNamespace: root, pathNormalization: {normalization: MERGE_SLASHES}}';
const EXPECTED = { trustDomain: 'td', rootNamespace: 'root', pathNormalization: 'MERGE_SLASHES', enableAutoMtls: true, numTrustedProxies: 0 };

function configMap(mesh: string, name = 'istio'): string {
  const text = mesh.split('\n').map((line) => `    ${line}`).join('\n');
  return `---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: istio-system}\ndata:\n  mesh: |-\n${text}\n`;
}

const operator = (spec: string) => `---\napiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: i}\nspec: ${spec}\n`;

describe('the MeshConfig', () => {
  test.each([
    ['the ConfigMap istio', configMap(CONFIG)],
    ['the ConfigMap of a revision', configMap(CONFIG, 'istio-canary')],
    ['an IstioOperator', operator(`{meshConfig: ${CONFIG}}`)],
    ['the Helm values of an IstioOperator', operator(`{values: {meshConfig: ${CONFIG}}}`)],
    ['Helm values', `meshConfig: ${CONFIG}\n`],
    ['Helm values of a chart around istiod', `istiod: {meshConfig: ${CONFIG}}\n`],
    ['several places that agree', configMap(CONFIG) + operator(`{meshConfig: ${CONFIG}}`)],
  ])('is read from %s', (_title, text) => {
    const mesh = meshOf(text);
    expect(mesh.configuration).toMatchObject(EXPECTED);
    expect(mesh.diagnostics).toEqual([]);
    expect(mesh.opaque).toEqual([]);
  });

  test('given beside the objects wins', () => {
    const [meshConfig] = readYaml(CONFIG, 'mesh.yaml');
    expect(meshOf(configMap('trustDomain: other'), { meshConfig })).toMatchObject({ configuration: EXPECTED, diagnostics: [] });
  });

  test('has the defaults of Istio where it says nothing', () => {
    const defaults = { rootNamespace: 'istio-system', trustDomain: 'cluster.local', trustDomainAliases: [], pathNormalization: 'BASE', extensionProviders: [] };
    expect(meshOf('').configuration).toMatchObject(defaults);
    expect(meshOf(configMap('{trustDomain: "", pathNormalization: {normalization: DEFAULT}}')).configuration).toMatchObject(defaults);
  });

  test('of Helm takes the root namespace from global.istioNamespace', () => {
    expect(meshOf('global: {istioNamespace: mesh}\n').configuration.rootNamespace).toBe('mesh');
    expect(meshOf('global: {istioNamespace: mesh}\nmeshConfig: {rootNamespace: root}\n').configuration.rootNamespace).toBe('root');
  });

  test.each([
    ['that is no YAML', 'a: [', 'syntax'],
    ['of the wrong type', 'trustDomain: [a]', 'wrong-type trustDomain'],
    ['with an unknown normalization', 'pathNormalization: {normalization: ALL}', 'unknown-value pathNormalization.normalization'],
    ['with a key that is there twice', 'trustDomain: a\ntrustDomain: b', 'duplicate-key trustDomain'],
    ['that names fields as protobuf does', 'trust_domain: a', 'snake-case trust_domain'],
    ['that hides namespaces', 'discoverySelectors: [{}]', 'unmodelled-setting discoverySelectors'],
    ['of gateways behind the PROXY protocol', 'defaultConfig: {gatewayTopology: {proxyProtocol: {}}}', 'unmodelled-setting defaultConfig.gatewayTopology.proxyProtocol'],
  ])('%s makes the whole mesh doubtful', (_title, config, finding) => {
    const mesh = meshOf(configMap(config));
    expect(findings(mesh)).toEqual([finding]);
    expect(mesh.diagnostics[0].at).toEqual(place(6, 3));
    expect(mesh.opaque).toMatchObject([{ kind: 'MeshConfig', namespace: 'istio-system', changes: 'anything' }]);
  });

  test('that is there twice and differs makes the whole mesh doubtful', () => {
    const mesh = meshOf(configMap('trustDomain: b') + operator('{meshConfig: {trustDomain: a}}'));
    expect(findings(mesh)).toEqual(['several-mesh-configs']);
    expect(mesh.opaque).toMatchObject([{ kind: 'MeshConfig' }]);
  });

  test('tells which extension providers can be used', () => {
    const providers = [
      '{name: good, envoyExtAuthzGrpc: {service: a, port: 9000}}', '{name: web, envoyExtAuthzHttp: {service: a, port: 80}}', '{name: log, envoyFileAccessLog: {}}',
      '{name: Bad_Name, envoyExtAuthzGrpc: {service: a, port: 1}}', '{name: port, envoyExtAuthzGrpc: {service: a, port: 0}}', '{name: service, envoyExtAuthzGrpc: {port: 1}}',
      '{name: path, envoyExtAuthzHttp: {service: a, port: 1, pathPrefix: x}}', '{name: star, envoyExtAuthzHttp: {service: a, port: 1, headersToUpstreamOnAllow: ["*"]}}',
      '{name: status, envoyExtAuthzGrpc: {service: a, port: 1, statusOnError: "none"}}', '{name: twice, envoyExtAuthzGrpc: {service: a, port: 1}}',
      '{name: twice, envoyExtAuthzHttp: {service: a, port: 1}}',
    ];
    const read = meshOf(configMap(`extensionProviders: [${providers.join(', ')}]`)).configuration.extensionProviders;
    expect(read.map(({ name, kind, fault }) => `${name} ${kind} ${fault === undefined ? 'usable' : 'faulty'}`)).toEqual([
      'good grpc usable', 'web http usable', 'log other usable', 'Bad_Name grpc faulty', 'port grpc faulty', 'service grpc faulty',
      'path http faulty', 'star http faulty', 'status grpc faulty', 'twice grpc faulty', 'twice http faulty',
    ]);
  });
});

describe('the environment of istiod', () => {
  const NAME = 'PILOT_AUTO_ALLOW_WAYPOINT_POLICY';
  const istiod = (env: string) =>
    `---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: istiod}\nspec: {template: {metadata: {labels: {app: istiod}}, spec: {containers: [{name: discovery, env: ${env}}]}}}\n`;

  test.each([
    ['its Deployment', istiod(`[{name: ${NAME}, value: "true"}]`)],
    ['Helm values', `pilot: {env: {${NAME}: true}}\n`],
    ['an IstioOperator', operator(`{components: {pilot: {k8s: {env: [{name: ${NAME}, value: "true"}]}}}}`)],
    ['the values of an IstioOperator', operator(`{values: {pilot: {env: {${NAME}: "true"}}}}`)],
  ])('is read from %s', (_title, text) => {
    expect(meshOf(text)).toMatchObject({ environment: new Map([[NAME, 'true']]), diagnostics: [] });
  });

  test('given beside the objects wins', () => {
    expect(meshOf(`pilot: {env: {${NAME}: true, B: c}}\n`, { environment: new Map([[NAME, 'false']]) }).environment).toEqual(new Map([['B', 'c'], [NAME, 'false']]));
  });

  test.each([
    ['comes from elsewhere', istiod(`[{name: ${NAME}, valueFrom: {}}]`)],
    ['is there twice and differs', istiod(`[{name: ${NAME}, value: "true"}]`) + operator(`{values: {pilot: {env: {${NAME}: "false"}}}}`)],
  ])('makes the mesh doubtful when a variable that decides %s', (_title, text) => {
    expect(meshOf(text)).toMatchObject({ opaque: [{ kind: 'MeshConfig' }], diagnostics: [{ code: 'unclear-variable' }] });
  });

  test('may hold other variables that are not clear', () => {
    expect(meshOf(istiod('[{name: POD_NAME, valueFrom: {}}]'))).toMatchObject({ opaque: [], diagnostics: [] });
  });
});
