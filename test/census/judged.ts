import { decide } from '../../src/evaluate';
import { type ManifestDocument, plainDocument } from '../../src/manifest/parse/manifest-document';
import { parseMesh } from '../../src/manifest/parse/parse-mesh';
import { parseRequest } from '../../src/manifest/parse/parse-request';
import type { IstioMinor } from '../../src/model';
import type { Decision, Mesh } from '../../src/model/mesh';
import { type Manifest, namespace, pod, SIDECAR, AMBIENT, service, waypoint } from '../evaluate/small-mesh';

/** What a decision is asked about. */
export interface Scene {
  readonly objects: readonly Manifest[];
  readonly request: Manifest;
  readonly meshConfig?: Manifest;
  readonly environment?: ReadonlyMap<string, string>;
  readonly version?: IstioMinor;
  readonly networkPolicies?: true;
}

function document(value: unknown): ManifestDocument {
  return plainDocument(value, { file: 'scene.yaml', line: 1, column: 1 });
}

export function meshOf({ objects, meshConfig, environment, version, networkPolicies }: Omit<Scene, 'request'>): Mesh {
  return parseMesh(objects.map(document), {
    ...(meshConfig === undefined ? {} : { meshConfig: document(meshConfig) }),
    ...(environment === undefined ? {} : { environment }),
    ...(version === undefined ? {} : { istioVersion: version }),
    networkPolicies: networkPolicies ?? false,
  });
}

export function judged(scene: Scene): Decision {
  const parsed = parseRequest(document({ id: 'asked', ...scene.request }));
  expect(parsed.diagnostics).toEqual([]);
  return decide(meshOf(scene), parsed.request!);
}

export const CALLER = { principal: 'cluster.local/ns/shop/sa/web', ip: '10.1.0.1', dataPlane: 'sidecar' };
export const GET = { method: 'GET', path: '/a', host: 'api' };

/** `shop/web` calls `shop/api`; both have sidecars. Without policies the answer is ALLOW. */
export const SIDECARS: Scene = {
  objects: [
    namespace('shop'), namespace('ops'), namespace('istio-system'),
    pod('shop/web', { annotations: SIDECAR, ips: ['10.1.0.1'] }), pod('shop/api', { annotations: SIDECAR, ips: ['10.1.0.2'] }), service('shop/api'),
  ],
  request: { from: CALLER, to: { service: 'shop/api', port: 80 }, http: { ...GET, host: 'api.shop' } },
};

/** The sidecar of `shop/api` alone. */
export const AT_SIDECAR: Scene = { ...SIDECARS, request: { at: 'sidecar', from: CALLER, to: { workload: 'shop/api', port: 8080 }, http: GET } };

/** The waypoint `shop/wp` of the Service `shop/api` alone. */
export const AT_WAYPOINT: Scene = {
  objects: [
    namespace('shop', { 'istio.io/use-waypoint': 'wp' }), pod('shop/api', { annotations: AMBIENT, ips: ['10.1.0.2'] }), service('shop/api'), waypoint('shop/wp'),
  ],
  request: { at: 'waypoint', from: { ...CALLER, dataPlane: 'ambient' }, to: { service: 'shop/api', port: 80 }, http: GET },
};

export const EDGE: Manifest = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata: { name: 'edge', namespace: 'shop' },
  spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
};

/** The ingress gateway `shop/edge` alone. */
export const AT_GATEWAY: Scene = {
  objects: [namespace('shop'), EDGE],
  request: { at: 'gateway', from: { ip: '203.0.113.7' }, to: { gateway: 'shop/edge', port: 80 }, http: GET },
};
