import { decide, explain } from '../../src/evaluate';
import { type ManifestDocument, plainDocument } from '../../src/manifest/parse/manifest-document';
import { parseMesh } from '../../src/manifest/parse/parse-mesh';
import { parseRequest } from '../../src/manifest/parse/parse-request';
import type { Decision, Explanation, Mesh, MeshRequest } from '../../src/model/mesh';

export type Manifest = Readonly<Record<string, unknown>>;

function document(value: unknown): ManifestDocument {
  return plainDocument(value, { file: 'small.yaml', line: 1, column: 1 });
}

/** The decision about a request in the form of `ztmesh check`. */
export function ask(objects: readonly Manifest[], request: Manifest, meshConfig: Manifest = {}): Decision {
  return decide(...asked(objects, request, meshConfig));
}

/** The same decision with what it went by. */
export function askWhy(objects: readonly Manifest[], request: Manifest, meshConfig: Manifest = {}): Explanation {
  return explain(...asked(objects, request, meshConfig));
}

function asked(objects: readonly Manifest[], request: Manifest, meshConfig: Manifest): [Mesh, MeshRequest] {
  const parsed = parseRequest(document({ id: 'asked', ...request }));
  expect(parsed.diagnostics).toEqual([]);
  return [parseMesh(objects.map(document), { meshConfig: document(meshConfig) }), parsed.request!];
}

export function namespace(name: string, labels: Manifest = {}): Manifest {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

interface PodWords {
  readonly labels?: Manifest;
  readonly annotations?: Manifest;
  readonly ips?: readonly string[];
}

/** A pod `ns/name` with the label app: name, its own ServiceAccount and the port 8080. */
export function pod(qualified: string, { labels = {}, annotations = {}, ips = ['10.1.0.1'] }: PodWords = {}): Manifest {
  const [ns, name] = qualified.split('/');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: ns, labels: { app: name, ...labels }, annotations },
    spec: { serviceAccountName: name, containers: [{ name: 'app', image: 'app', ports: [{ containerPort: 8080, name: 'main' }] }] },
    status: { podIPs: ips.map((ip) => ({ ip })) },
  };
}

export const SIDECAR = { 'sidecar.istio.io/status': '{}' };
export const AMBIENT = { 'ambient.istio.io/redirection': 'enabled' };

/** A Service `ns/name` for the pods with app: name, from port 80 to the port `main`. */
export function service(qualified: string, { labels = {}, portName = 'http' }: { readonly labels?: Manifest; readonly portName?: string } = {}): Manifest {
  const [ns, name] = qualified.split('/');
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: ns, labels },
    spec: { clusterIP: '10.96.0.1', clusterIPs: ['10.96.0.1'], selector: { app: name }, ports: [{ name: portName, port: 80, targetPort: 'main' }] },
  };
}

export function policy(qualified: string, spec: Manifest): Manifest {
  const [ns, name] = qualified.split('/');
  return { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name, namespace: ns }, spec };
}

export function waypoint(qualified: string, spec: Manifest = {}): Manifest {
  const [ns, name] = qualified.split('/');
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name, namespace: ns },
    spec: { gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE', ...spec }] },
  };
}
