import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type ManifestDocument, plainDocument } from '../../../src/manifest/parse/manifest-document';
import { parseMesh } from '../../../src/manifest/parse/parse-mesh';
import { parseRequest } from '../../../src/manifest/parse/parse-request';

interface RecordedMesh {
  readonly id: string;
  readonly meshConfig: unknown;
  readonly objects: readonly { readonly kind: string }[];
  readonly requests: readonly unknown[];
}

function recorded(file: string): RecordedMesh[] {
  const text = gunzipSync(readFileSync(path.join(__dirname, '../../vectors', file))).toString('utf8');
  return text.trimEnd().split('\n').map((line): RecordedMesh => JSON.parse(line));
}

function at(id: string): (value: unknown) => ManifestDocument {
  return (value) => plainDocument(value, { file: id, line: 1, column: 1 });
}

describe.each(['envoy.jsonl.gz', 'ztunnel.jsonl.gz'])('the recorded decisions of %s', (file) => {
  const meshes = recorded(file);

  test('are about objects that are all read, without a diagnostic', () => {
    for (const { id, meshConfig, objects } of meshes) {
      const mesh = parseMesh(objects.map(at(id)), { meshConfig: at(id)(meshConfig) });
      expect(mesh.diagnostics).toEqual([]);
      expect(mesh.opaque).toEqual([]);
      const count = (kind: string) => objects.filter((object) => object.kind === kind).length;
      expect({
        namespaces: mesh.namespaces.length,
        pods: mesh.workloads.length,
        services: mesh.services.length,
        gateways: mesh.gateways.length,
        policies: mesh.authorizationPolicies.length,
        peers: mesh.peerAuthentications.length,
        tokens: mesh.requestAuthentications.length,
      }).toEqual({
        namespaces: count('Namespace'),
        pods: count('Pod'),
        services: count('Service'),
        gateways: count('Gateway'),
        policies: count('AuthorizationPolicy'),
        peers: count('PeerAuthentication'),
        tokens: count('RequestAuthentication'),
      });
    }
  });

  test('are about requests that are all read, without a diagnostic', () => {
    const requests = meshes.flatMap((mesh) => mesh.requests.map((request) => parseRequest(at(mesh.id)(request))));
    expect(requests.flatMap(({ diagnostics }) => diagnostics)).toEqual([]);
    expect(requests.every(({ request }) => request !== undefined)).toBe(true);
  });
});
