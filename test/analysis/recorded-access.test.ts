import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { accessRows } from '../../src/analysis';
import { decide } from '../../src/evaluate';
import { servicesOf } from '../../src/evaluate/mesh/service-endpoints';
import { plainDocument } from '../../src/manifest/parse/manifest-document';
import { parseMesh } from '../../src/manifest/parse/parse-mesh';
import { parseRequest } from '../../src/manifest/parse/parse-request';
import { AccessRow, Mesh, MeshRequest } from '../../src/model/mesh';

const RECORDED = path.join(__dirname, '..', '..', 'conformance', 'recorded', 'generated.jsonl.gz');
/** Every so many of the random meshes is enough here. */
const STEP = 8;
/** Callers that may be anybody, as far as words show. */
const WIDE = /anyone|any user|any identity|any address|identities|\*|:|\d+\.\d+\.\d+\.\d+| of /;
const ANY_OPERATION = /^(?:any |TCP |anything|[^ ,]*\*)/;

const document = (value: unknown) => plainDocument(value, { file: 'recorded', line: 1, column: 1 });

/** Requests that random meshes let pass, at the edges of their policies. */
const allowed = gunzipSync(readFileSync(RECORDED)).toString('utf8').trimEnd().split('\n').filter((_, index) => index % STEP === 0).flatMap((line) => {
  const { objects, meshConfig, requests } = JSON.parse(line);
  const mesh = parseMesh(objects.map(document), { meshConfig: document(meshConfig) });
  const rows = accessRows(mesh);
  return requests.map((recorded: unknown) => wholeWay(parseRequest(document(recorded)).request!))
    .filter((request: MeshRequest) => decide(mesh, request).decision === 'ALLOW')
    .map((request: MeshRequest) => ({ mesh, rows, request }));
}) as readonly { readonly mesh: Mesh; readonly rows: readonly AccessRow[]; readonly request: MeshRequest }[];

test('nothing that passes is missing in the table: some line is about its target, caller and method', () => {
  expect(allowed.length).toBeGreaterThan(150);
  const hidden = allowed.filter(({ mesh, rows, request }) => (
    !rows.some((row) => targets(mesh, request).includes(row.target) && isAbout(row, request, mesh))));
  expect(hidden.map(({ request }) => request.id)).toEqual([]);
});

/** The random meshes know no routes, so at gateways the gateway is asked. */
function wholeWay({ at, ...request }: MeshRequest): MeshRequest {
  return at === 'gateway' ? { ...request, at } : request;
}

function targets(mesh: Mesh, { to }: MeshRequest): readonly string[] {
  const pods = mesh.workloads.filter(({ namespace, name }) => `${namespace}/${name}` === to.workload);
  const services = pods.flatMap((pod) => servicesOf(mesh, pod)).map(({ namespace, name }) => `${namespace}/${name}`);
  return [to.workload, to.service, to.gateway, ...services].filter((name) => name !== undefined);
}

function isAbout({ effect, caller, operations }: AccessRow, { from, http }: MeshRequest, mesh: Mesh): boolean {
  if (effect !== 'ALLOW') return effect === 'UNKNOWN';
  const isCaller = WIDE.test(caller) || caller.includes(nameOf(from, mesh));
  return isCaller && operations.some((operation) => http === undefined || ANY_OPERATION.test(operation) || operation.includes(http.method));
}

/** `namespace/account` of a caller with a certificate. */
function nameOf({ principal, workload }: MeshRequest['from'], mesh: Mesh): string {
  const pod = mesh.workloads.find(({ namespace, name }) => `${namespace}/${name}` === workload);
  const [, , namespace, , account] = (principal ?? '').split('/');
  return principal === undefined && pod ? `${pod.namespace}/${pod.serviceAccount}` : `${namespace}/${account}`;
}
