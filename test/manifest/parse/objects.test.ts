import { findings, meshOf, valueOf } from './mesh-of';

const POD_SPEC = '{serviceAccountName: web, containers: [{ports: [{name: http, containerPort: 8080}]}, {ports: [{containerPort: 9}]}]}';
const TEMPLATE = `{metadata: {labels: {app: web}, annotations: {a: b}}, spec: ${POD_SPEC}}`;

describe('a workload', () => {
  test.each([
    ['apps/v1', 'Deployment', `{template: ${TEMPLATE}}`], ['apps/v1', 'StatefulSet', `{template: ${TEMPLATE}}`],
    ['apps/v1', 'DaemonSet', `{template: ${TEMPLATE}}`], ['apps/v1', 'ReplicaSet', `{template: ${TEMPLATE}}`],
    ['v1', 'ReplicationController', `{template: ${TEMPLATE}}`], ['batch/v1', 'Job', `{template: ${TEMPLATE}}`],
    ['batch/v1', 'CronJob', `{jobTemplate: {spec: {template: ${TEMPLATE}}}}`], ['argoproj.io/v1alpha1', 'Rollout', `{template: ${TEMPLATE}}`],
  ])('is read from the template of %s %s', (apiVersion, kind, spec) => {
    const mesh = meshOf(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: web, namespace: shop, labels: {not: these}}\nspec: ${spec}\n`);
    expect(mesh.workloads).toMatchObject([{
      kind,
      namespace: 'shop',
      name: 'web',
      labels: { app: 'web' },
      annotations: { a: 'b' },
      serviceAccount: 'web',
      addresses: [],
      ports: [{ name: 'http', number: 8080 }, { number: 9 }],
      hostNetwork: false,
    }]);
    expect(mesh.workloads[0].labels).toEqual({ app: 'web' });
    expect(mesh.diagnostics).toEqual([]);
  });

  test('is a Pod with its own labels and addresses', () => {
    const { workloads } = meshOf([
      'apiVersion: v1', 'kind: Pod', 'metadata: {name: web, labels: {app: web}}', 'spec: {hostNetwork: true, containers: []}',
      'status: {podIP: 10.0.0.1, podIPs: [{ip: 10.0.0.1}, {ip: "fd00::1"}]}', '',
    ].join('\n'));
    expect(workloads).toMatchObject([{ labels: { app: 'web' }, serviceAccount: 'default', addresses: ['10.0.0.1', 'fd00::1'], hostNetwork: true }]);
  });

  test('is a WorkloadEntry with the labels of its spec', () => {
    const { workloads } = meshOf([
      'apiVersion: networking.istio.io/v1', 'kind: WorkloadEntry', 'metadata: {name: vm, namespace: shop}',
      'spec: {address: 10.9.9.9, labels: {app: vm}, serviceAccount: vm, ports: {http: 80}}', '',
    ].join('\n'));
    expect(workloads).toMatchObject([{ kind: 'WorkloadEntry', labels: { app: 'vm' }, serviceAccount: 'vm', addresses: ['10.9.9.9'], ports: [{ name: 'http', number: 80 }] }]);
  });

  test('that another one controls is left out, unless it is a Pod', () => {
    const owned = (apiVersion: string, kind: string, owner: string, spec: string) =>
      `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${kind.toLowerCase()}, ownerReferences: [{kind: ${owner}, name: ${owner.toLowerCase()}, controller: true}]}\nspec: ${spec}\n`;
    const replicaSet = owned('apps/v1', 'ReplicaSet', 'Deployment', `{template: ${TEMPLATE}}`) + owned('v1', 'Pod', 'ReplicaSet', POD_SPEC);
    expect(meshOf(replicaSet).workloads.map(({ kind }) => kind)).toEqual(['Pod', 'ReplicaSet']);
    const deployment = `---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: deployment}\nspec: {template: ${TEMPLATE}}\n`;
    expect(meshOf(replicaSet + deployment).workloads.map(({ kind }) => kind)).toEqual(['Deployment', 'Pod']);
  });

  test('that cannot be read is opaque', () => {
    const mesh = meshOf('apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec: {}\n');
    expect(findings(mesh)).toContain('missing-field spec');
    expect(mesh.opaque).toMatchObject([{ kind: 'Deployment', namespace: 'shop', name: 'web', changes: 'anything' }]);
  });

  test('that configures its own proxy brings an opaque ProxyConfig', () => {
    const pod = (config: string) => meshOf(`apiVersion: v1\nkind: Pod\nmetadata: {name: gw, labels: {a: b}, annotations: {proxy.istio.io/config: '${config}'}}\nspec: {}\n`);
    expect(pod('{"gatewayTopology": {"numTrustedProxies": 2}}').opaque).toMatchObject([{ kind: 'ProxyConfig', selector: { a: 'b' } }]);
    expect(pod('concurrency: 2').opaque).toEqual([]);
  });
});

describe('a Gateway', () => {
  const read = (config: string) => meshOf(`apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: edge, namespace: shop}
spec: {gatewayClassName: istio, listeners: [], infrastructure: {annotations: {proxy.istio.io/config: '${config}'}}}\n`);

  test('says how many proxies its pods trust', () => {
    expect(read('{"gatewayTopology": {"numTrustedProxies": 2}}').gateways).toMatchObject([{ trustedProxies: 2 }]);
    expect(read('concurrency: 2').gateways).toEqual([expect.not.objectContaining({ trustedProxies: expect.anything() })]);
  });

  test.each([
    '{"gatewayTopology": {"numTrustedProxies": 1, "proxyProtocol": {}}}', '{"gateway_topology": {"num_trusted_proxies": 1}}',
    'gatewayTopology: {numTrustedProxies: many}', 'gatewayTopology: [', '# gatewayTopology', '{"gatewayTopology": {"numTrustedProxies": 1}, "connectionSettings": {}}',
  ])('is opaque when its pods are told something else that decides: %s', (config) => {
    const mesh = read(config);
    expect(findings(mesh)).toEqual(['unmodelled-setting spec.infrastructure.annotations["proxy.istio.io/config"]']);
    expect(mesh.opaque).toMatchObject([{ kind: 'Gateway', name: 'edge' }]);
  });

  test('gives its pods the labels of its infrastructure, and its own annotations where that has none', () => {
    const [{ podLabels, trustedProxies }] = meshOf([
      'apiVersion: gateway.networking.k8s.io/v1', 'kind: Gateway', 'metadata: {name: edge, annotations: {proxy.istio.io/config: "gatewayTopology: {numTrustedProxies: 1}"}}',
      'spec: {gatewayClassName: istio, infrastructure: {labels: {a: b}}}', '',
    ].join('\n')).gateways;
    expect({ podLabels, trustedProxies }).toEqual({ podLabels: { a: 'b' }, trustedProxies: 1 });
  });

  test.each([
    ['SIMPLE', 'listeners: [{name: a, port: 443, protocol: HTTPS}]'],
    ['MUTUAL', 'listeners: [{name: a, port: 443, protocol: HTTPS, tls: {options: {gateway.istio.io/tls-terminate-mode: MUTUAL}}}]'],
    ['MUTUAL', 'tls: {frontend: {default: {validation: {caCertificateRefs: [{name: ca}]}}}}, listeners: [{name: a, port: 443, protocol: HTTPS}]'],
  ])('asks clients for certificates or not: %s', (termination, part) => {
    const mesh = meshOf(`apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: edge}\nspec: {gatewayClassName: istio, ${part}}\n`);
    expect(mesh).toMatchObject({ gateways: [{ listeners: [{ termination }] }], opaque: [] });
  });
});

describe('a Service', () => {
  const read = (spec: string) => meshOf(`apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: ${spec}\n`);

  test('is read with what decides about the protocol of its ports', () => {
    expect(read('{selector: {app: web}, clusterIP: 10.96.0.1, ports: [{name: http-a, port: 80, targetPort: web}, {port: 53, protocol: UDP, appProtocol: tcp}]}').services)
      .toMatchObject([{
        selector: { app: 'web' },
        addresses: ['10.96.0.1'],
        isHeadless: false,
        ports: [
          { name: 'http-a', number: 80, target: 'web', transport: 'TCP', at: { line: 4 } },
          { number: 53, target: 53, transport: 'UDP', appProtocol: 'tcp' },
        ],
      }]);
  });

  test('is headless without a cluster address, and selects nobody as an ExternalName', () => {
    expect(read('{clusterIP: None, selector: {a: b}, ports: []}').services).toMatchObject([{ isHeadless: true, addresses: [], selector: { a: 'b' } }]);
    expect(read('{type: ExternalName, externalName: x, selector: {a: b}}').services[0]).not.toHaveProperty('selector');
    expect(read('{selector: {}}').services[0]).not.toHaveProperty('selector');
  });

  test.each(['{ports: [{port: 0}]}', '{ports: [{}]}', '{ports: [{port: 80, targetPort: true}]}', '{selector: {a: 1}}'])('with the spec %s is opaque', (spec) => {
    expect(read(spec)).toMatchObject({ services: [], opaque: [{ kind: 'Service', namespace: 'shop' }] });
  });
});

test('a Gateway is read with its listeners', () => {
  const { gateways } = meshOf([
    'apiVersion: gateway.networking.k8s.io/v1beta1', 'kind: Gateway', 'metadata: {name: edge, namespace: ingress, labels: {a: b}}', 'spec:',
    '  gatewayClassName: istio', '  listeners:', '  - {name: a, port: 80, protocol: HTTP}',
    '  - {name: b, port: 443, protocol: HTTPS, hostname: x.example, tls: {mode: Passthrough}, allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {c: d}}}}}', '',
  ].join('\n'));
  expect(gateways).toMatchObject([{
    className: 'istio',
    labels: { a: 'b' },
    listeners: [
      { name: 'a', port: 80, protocol: 'HTTP', allowedNamespaces: { from: 'Same' } },
      { name: 'b', tlsMode: 'Passthrough', hostname: 'x.example', allowedNamespaces: { from: 'Selector', matchLabels: { c: 'd' }, matchExpressions: [] } },
    ],
  }]);
});

describe('an object that is not modelled', () => {
  const opaque = (apiVersion: string, kind: string, spec: string) =>
    meshOf(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x, namespace: shop}\nspec: ${spec}\n`).opaque;

  test.each([
    ['networking.istio.io/v1alpha3', 'EnvoyFilter', '{workloadSelector: {labels: {a: b}}}', { selector: { a: 'b' }, changes: 'anything' }],
    ['extensions.istio.io/v1alpha1', 'WasmPlugin', '{selector: {matchLabels: {a: b}}}', { selector: { a: 'b' }, changes: 'anything' }],
    ['extensions.istio.io/v1alpha1', 'TrafficExtension', '{}', { changes: 'anything' }],
    ['networking.istio.io/v1beta1', 'ProxyConfig', '{selector: {matchLabels: {a: b}}, connectionSettings: {}}', { selector: { a: 'b' }, changes: 'anything' }],
    ['gateway.networking.k8s.io/v1', 'BackendTLSPolicy', '{}', { changes: 'outbound' }],
    ['networking.istio.io/v1', 'FutureKind', '{}', { kind: 'FutureKind', changes: 'anything' }],
  ])('%s %s %s is opaque', (apiVersion, kind, spec, expected) => {
    const [object] = opaque(apiVersion, kind, spec);
    expect(object).toMatchObject({ namespace: 'shop', name: 'x', ...expected });
    expect('selector' in object).toBe('selector' in expected);
  });

  test.each([
    ['v1', 'ConfigMap', '{}'], ['v1', 'Secret', '{}'], ['telemetry.istio.io/v1', 'Telemetry', '{}'],
    ['example.com/v1', 'AuthorizationPolicy', '{}'],
    ['networking.istio.io/v1beta1', 'ProxyConfig', '{concurrency: 2, environmentVariables: {A: b}, image: {imageType: debug}}'],
  ])('%s %s %s decides nothing', (apiVersion, kind, spec) => {
    expect(opaque(apiVersion, kind, spec)).toEqual([]);
  });
});

describe('a file', () => {
  test('may hold lists, and typed lists whose items say no type', () => {
    const mesh = meshOf([
      'apiVersion: v1', 'kind: List', 'items:', '- {apiVersion: v1, kind: Namespace, metadata: {name: a}}', '- apiVersion: v1', '  kind: PodList', '  items:',
      '  - {metadata: {name: p, namespace: a}, spec: {}}', '',
    ].join('\n'));
    expect(mesh).toMatchObject({ namespaces: [{ name: 'a', at: { line: 4, column: 3 } }], workloads: [{ kind: 'Pod', name: 'p', at: { line: 8, column: 5 } }] });
    expect(mesh.diagnostics).toEqual([]);
  });

  test('that is no Kubernetes object is told', () => {
    expect(findings(meshOf('site_name: x\n'))).toEqual(['no-kind']);
    expect(meshOf('just text\n').opaque).toMatchObject([{ kind: 'document' }]);
  });

  test('that cannot be read may concern anybody', () => {
    const mesh = meshOf('a: [\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n');
    expect(mesh.opaque).toMatchObject([{ kind: 'document', namespace: 'istio-system', changes: 'anything' }]);
    expect(mesh.namespaces).toHaveLength(1);
  });
});

describe('a DestinationRule', () => {
  const read = (spec: string) => meshOf(`apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: r, namespace: shop}\nspec: ${spec}\n`);

  test('is read with what decides about connections', () => {
    const { destinationRules, diagnostics } = read([
      '', '  host: pay', '  exportTo: [.]', '  workloadSelector: {matchLabels: {app: web}}', '  trafficPolicy:', '    loadBalancer: {simple: PASSTHROUGH}',
      '    tls: {subjectAltNames: [a], credentialName: c, caCertificates: /x, sni: s}', '    portLevelSettings: [{port: {number: 80}, tls: {mode: SIMPLE}}, {port: {number: 80}}]',
      '  subsets: [{name: v1, labels: {version: v1}, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}]',
    ].join('\n'));
    const none = { isPassthrough: false, ports: new Map() };
    expect(diagnostics).toEqual([]);
    expect(destinationRules.map(valueOf)).toMatchObject([{
      namespace: 'shop',
      name: 'r',
      host: 'pay',
      exportTo: ['.'],
      selector: { app: 'web' },
      policy: {
        value: {
          tls: { mode: 'DISABLE', subjectAltNames: ['a'], credentialName: 'c' },
          isPassthrough: true,
          ports: new Map([[80, { tls: { mode: 'SIMPLE', subjectAltNames: [] }, isPassthrough: false }]]),
        },
      },
      subsets: { value: [{ name: 'v1', labels: { version: 'v1' }, policy: { ...none, tls: { mode: 'ISTIO_MUTUAL' } } }] },
    }]);
  });

  test('keeps what can be read beside what cannot', () => {
    const { destinationRules: [rule] } = read('{host: pay, trafficPolicy: {tls: {mode: NONE}}, subsets: [{}]}');
    expect(valueOf(rule)).toMatchObject({ host: 'pay', policy: { kind: 'unreadable' }, subsets: { kind: 'unreadable' } });
    expect(read('{}').destinationRules).toMatchObject([{ kind: 'unreadable', reach: { namespace: 'shop' } }]);
  });
});

describe('a Sidecar', () => {
  const read = (spec: string) => meshOf(`apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {name: s, namespace: shop}\nspec: ${spec}\n`);

  test('is read with what it knows, where it listens and what it does with the rest', () => {
    const { sidecars, diagnostics } = read([
      '', '  workloadSelector: {labels: {app: web}}', '  egress:', '  - {hosts: [./*, "~shop/x"]}', '  - {hosts: ["*/*"], port: {number: 80, protocol: HTTP, name: h}}',
      '  - {hosts: ["*/*"], bind: 127.0.0.1}', '  - {hosts: ["*/*"], port: {number: 81, protocol: http_proxy}}',
      '  ingress:', '  - {port: {number: 80, protocol: HTTP, name: h}, defaultEndpoint: "127.0.0.1:8080"}', '  - {port: {number: 81}, captureMode: NONE, tls: {mode: SIMPLE}}',
      '  outboundTrafficPolicy: {}', '  inboundConnectionPool: {}',
    ].join('\n'));
    expect(diagnostics).toEqual([]);
    expect(sidecars.map(valueOf)).toMatchObject([{
      selector: { app: 'web' },
      egress: {
        value: [
          { hosts: ['./*', '~shop/x'], isOwnAddress: false }, { port: 80, isOwnAddress: false }, { isOwnAddress: true }, { port: 81, isOwnAddress: true },
        ],
      },
      ingress: { value: [{ port: 80, protocol: 'HTTP', isOwnAddress: false, hasTls: false }, { port: 81, protocol: '', isOwnAddress: true, hasTls: true }] },
      outbound: { value: 'REGISTRY_ONLY' },
    }]);
    expect(valueOf(read('{outboundTrafficPolicy: {mode: ALLOW_ANY, egressProxy: {host: x}}}').sidecars[0]).outbound).toEqual({ kind: 'read', value: 'EGRESS_PROXY' });
  });

  test('keeps what can be read beside what cannot', () => {
    const { sidecars: [sidecar] } = read('{egress: all, ingress: [{}], outboundTrafficPolicy: {mode: SOME}}');
    expect(valueOf(sidecar)).toMatchObject({ egress: { kind: 'unreadable' }, ingress: { kind: 'unreadable' }, outbound: { kind: 'unreadable' } });
    expect(read('{workloadSelector: {labels: {a: b}}, inbound: {}}').sidecars).toMatchObject([{ kind: 'unreadable', reach: { namespace: 'shop', selector: { a: 'b' } } }]);
  });
});

test('a ServiceEntry is read as a Service under hosts of its own', () => {
  const text = [
    'apiVersion: networking.istio.io/v1', 'kind: ServiceEntry', 'metadata: {name: e, namespace: shop, labels: {a: b}}', 'spec:', '  hosts: [x.example]',
    '  addresses: [192.0.2.1]', '  exportTo: [.]', '  location: MESH_INTERNAL', '  resolution: STATIC', '  workloadSelector: {labels: {app: x}}',
    '  ports: [{number: 443, name: tls, protocol: TLS, targetPort: 8443}, {number: 80}]', '  endpoints: [{address: 10.0.0.1, labels: {v: w}, serviceAccount: x, ports: {tls: 1}, weight: 2}]', '',
  ].join('\n');
  const { serviceEntries, diagnostics } = meshOf(text);
  expect(diagnostics).toEqual([]);
  expect(serviceEntries).toMatchObject([{
    hosts: ['x.example'],
    labels: { a: 'b' },
    selector: { app: 'x' },
    exportTo: ['.'],
    isExternal: false,
    resolution: 'STATIC',
    isHeadless: false,
    ports: [{ name: 'tls', number: 443, target: 8443, appProtocol: 'TLS' }, { number: 80, target: 80, appProtocol: '' }],
    endpoints: [{ kind: 'ServiceEntry', namespace: 'shop', labels: { v: 'w' }, serviceAccount: 'x', addresses: ['10.0.0.1'], ports: [{ name: 'tls', number: 1 }] }],
  }]);
  expect(meshOf(text.replace('STATIC', 'MAGIC')).opaque).toMatchObject([{ kind: 'ServiceEntry', namespace: 'shop' }]);
});

test('a WorkloadGroup is read as the machines that it makes', () => {
  const { workloads } = meshOf([
    'apiVersion: networking.istio.io/v1', 'kind: WorkloadGroup', 'metadata: {name: g, namespace: shop, labels: {not: these}}', 'spec:',
    '  metadata: {labels: {app: vm}}', '  template: {serviceAccount: vm, labels: {v: w}, ports: {http: 80}}', '',
  ].join('\n'));
  expect(workloads).toMatchObject([{ kind: 'WorkloadGroup', labels: { app: 'vm', v: 'w' }, serviceAccount: 'vm', ports: [{ name: 'http', number: 80 }], addresses: [] }]);
  expect(workloads[0].labels).not.toHaveProperty('not');
});
