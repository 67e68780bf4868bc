import { App, Chart, JsonPatch, Testing, Yaml } from 'cdk8s';
import { DataPlane, Http, MeshApp, Peer } from 'cdk8s-istio-zero-trust';
import { Shop } from '../main';
import { AcmeMesh, AcmeService } from '../src';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Record<string, string> };
  readonly spec?: any;
}

const ORDERS = { team: 'checkout', costCentre: 'cc-4711', image: 'registry.acme.example/orders:1.4.0' };

function synth(dataPlane: DataPlane): Manifest[] {
  return Testing.synth(new Shop(Testing.app(), 'shop', dataPlane));
}

function find(manifests: Manifest[], kind: string, namespacedName: string): Manifest | undefined {
  return manifests.find(({ kind: one, metadata }) => one === kind && `${metadata.namespace ?? ''}/${metadata.name}` === namespacedName);
}

function spec(manifests: Manifest[], kind: string, namespacedName: string): any {
  return find(manifests, kind, namespacedName)?.spec;
}

/** Snapshots are read by people: as the YAML that reaches the cluster, and only of what this package decides. */
const yaml = (value: unknown): string => `\n${Yaml.stringify(value)}`;

describe('with sidecars', () => {
  const manifests = synth(DataPlane.SIDECAR);

  test('callers may do what was granted, by container port', () => {
    expect(yaml(spec(manifests, 'AuthorizationPolicy', 'acme-orders/orders-allow').rules[0])).toMatchInlineSnapshot(`
"
from:
  - source:
      principals:
        - acme.example/ns/acme-web/sa/web
to:
  - operation:
      methods:
        - GET
      paths:
        - /orders/*
      ports:
        - "8080"
  - operation:
      methods:
        - POST
      paths:
        - /orders
      ports:
        - "8080"
"
`);
  });

  test('the policy selects the pods of the service', () => {
    const { selector } = spec(manifests, 'AuthorizationPolicy', 'acme-orders/orders-allow');
    const { template } = spec(manifests, 'Deployment', 'acme-orders/orders');

    expect(template.metadata.labels).toMatchObject(selector.matchLabels);
    expect(template.spec.serviceAccountName).toBe('orders');
  });

  test('nothing needs a waypoint', () => {
    expect(manifests.filter(({ kind }) => kind === 'Gateway')).toEqual([]);
  });
});

describe('in ambient mode', () => {
  const manifests = synth(DataPlane.AMBIENT);

  test('requests are judged at the waypoint, by Service port', () => {
    expect(yaml(spec(manifests, 'AuthorizationPolicy', 'acme-orders/orders-allow').targetRefs)).toMatchInlineSnapshot(`
"
- group: ""
  kind: Service
  name: orders
"
`);
    expect(yaml(spec(manifests, 'AuthorizationPolicy', 'acme-orders/orders-allow').rules)).toMatchInlineSnapshot(`
"
- from:
    - source:
        principals:
          - acme.example/ns/acme-web/sa/web
  to:
    - operation:
        methods:
          - GET
        paths:
          - /orders/*
        ports:
          - "80"
    - operation:
        methods:
          - POST
        paths:
          - /orders
        ports:
          - "80"
"
`);
  });

  test('ztunnel lets the waypoint through to the pods, and Prometheus to the metrics', () => {
    expect(yaml(spec(manifests, 'AuthorizationPolicy', 'acme-orders/orders-allow-direct').rules)).toMatchInlineSnapshot(`
"
- from:
    - source:
        principals:
          - acme.example/ns/acme-orders/sa/waypoint
  to:
    - operation:
        ports:
          - "8080"
          - "9464"
- from:
    - source:
        principals:
          - acme.example/ns/monitoring/sa/prometheus
  to:
    - operation:
        ports:
          - "9464"
"
`);
  });
});

describe.each([DataPlane.SIDECAR, DataPlane.AMBIENT])('in both data planes (%s)', (dataPlane) => {
  const manifests = synth(dataPlane);

  test('the quarantine namespace is kept out, whatever else is granted', () => {
    expect(spec(manifests, 'AuthorizationPolicy', 'acme-orders/orders-deny').rules).toEqual([{ from: [{ source: { namespaces: ['quarantine'] } }] }]);
  });

  test('the namespace denies by default, with strict mutual TLS', () => {
    expect(spec(manifests, 'AuthorizationPolicy', 'acme-orders/deny-all')).toEqual({});
    expect(spec(manifests, 'PeerAuthentication', 'acme-orders/default')).toEqual({ mtls: { mode: 'STRICT' } });
  });

  test('namespace and pods say who owns them and who pays', () => {
    const labels = { 'acme.example/team': 'checkout', 'acme.example/cost-centre': 'cc-4711' };

    expect(find(manifests, 'Namespace', '/acme-orders')?.metadata.labels).toMatchObject(labels);
    expect(spec(manifests, 'Deployment', 'acme-orders/orders').template.metadata.labels).toMatchObject(labels);
  });

  test('the network lets Prometheus to the metrics of the proxies', () => {
    expect(JSON.stringify(spec(manifests, 'NetworkPolicy', 'acme-orders/allow-mesh').ingress)).toContain('monitoring');
  });

  test('the same code in a MeshApp gives the same YAML', () => {
    const plain = new App();
    const fast = new MeshApp();
    new Shop(plain, 'shop', dataPlane);
    new Shop(fast, 'shop', dataPlane);

    expect(fast.synthYaml()).toBe(plain.synthYaml());
  });
});

describe('what is refused', () => {
  test('a cost centre that accounting does not know', () => {
    const chart = Testing.chart();
    const { mesh } = new AcmeMesh(chart, 'acme', { dataPlane: DataPlane.AMBIENT });

    expect(() => new AcmeService(chart, 'orders', { ...ORDERS, costCentre: '4711', mesh })).toThrow('cc-1234');
  });

  test('a grant to everybody without a reason', () => {
    expect(() => Peer.anyone({ reason: '' })).toThrow('ZT-C005');
  });

  test('a patch with a field that Istio does not have', () => {
    const chart = new Shop(Testing.app(), 'shop', DataPlane.SIDECAR);
    chart.orders.workload.policies[0].addJsonPatch(JsonPatch.add('/spec/rulez', []));

    expect(() => Testing.synth(chart)).toThrow(/ZT-C007 .*shop\/orders\/namespace\/orders\/Allow.*spec\.rulez/);
  });
});
