import { Decider, PreparedDecider, ruleName } from './decider';
import { meshObjects } from './istio-objects';
import { PlainMesh, PlainRequest, principalOf } from './plain-rules';
import { readMesh } from '../../src/analysis';
import { decide } from '../../src/evaluate';
import { Decision, Mesh, MeshRequest } from '../../src/model/mesh';

/** Of the sidecar alone, which is what the peers are asked for. */
export const ours: Decider = {
  name: 'ours, at the sidecar',
  how: 'decide at the sidecar, with reason and walk, and each request as its value of the model',
  prepare: (mesh) => prepare(mesh, requestAtSidecar),
};

/** From the caller's proxy by the Service to the pod. */
export const oursOnTheWay: Decider = {
  name: 'ours, from caller to pod',
  how: 'decide from workload to Service, with all that is between: Sidecars, auto mTLS, waypoints, endpoints',
  prepare: (mesh) => prepare(mesh, requestOnItsWay),
};

function prepare(plain: PlainMesh, requestOf: (request: PlainRequest) => MeshRequest): PreparedDecider<Decision> {
  const mesh = meshOf(plain);
  const requests = plain.requests.map(requestOf);
  return {
    decide: (request) => decide(mesh, requests[request]),
    read: ({ decision, policies }) => ({
      isAllowed: decision === 'ALLOW',
      rules: policies.flatMap(({ name, rule }) => (rule === undefined ? [] : [ruleName(name.slice(name.indexOf('policy-')), rule)])),
    }),
  };
}

function requestAtSidecar({ target, caller, method, path }: PlainRequest): MeshRequest {
  return {
    id: '',
    at: 'sidecar',
    from: { principal: principalOf(caller), xForwardedFor: [] },
    to: { workload: nameOf(target), port: 8080 },
    http: { method, path, host: target.app, headers: new Map(), tokens: [] },
    external: new Map(),
  };
}

function requestOnItsWay({ target, caller, method, path }: PlainRequest): MeshRequest {
  return {
    id: '',
    from: { workload: nameOf(caller), xForwardedFor: [] },
    to: { service: nameOf(target), port: 80 },
    http: { method, path, host: `${target.app}.${target.namespace}`, headers: new Map(), tokens: [] },
    external: new Map(),
  };
}

function meshOf(plain: PlainMesh): Mesh {
  const list = { apiVersion: 'v1', kind: 'List', items: meshObjects(plain) };
  const mesh = readMesh({ manifests: [{ name: 'mesh.json', content: JSON.stringify(list) }], environment: new Map() });
  if (mesh.diagnostics.length > 0) throw new Error(mesh.diagnostics[0].message);
  return mesh;
}

const nameOf = ({ namespace, app }: { readonly namespace: string; readonly app: string }): string => `${namespace}/${app}`;
