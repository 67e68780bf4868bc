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

/** What istiod and Envoy make of them was recorded without istiod's webhook. */
const REFUSED = [
  'deny-no-rules', 'from-empty-obj', 'source-empty', 'to-empty-obj', 'op-empty', 'deny-source-empty', 'when-unknown-deny', 'dryrun-bad',
].map((claim) => `claim ${claim}`);

describe.each(['envoy.jsonl.gz', 'ztunnel.jsonl.gz'])('the recorded decisions of %s', (file) => {
  const meshes = recorded(file);

  test('are about objects that istiod takes, but for the claims about what it refuses', () => {
    const refused = meshes.filter(({ objects }) => parseMesh(objects.map(at('f'))).diagnostics.length > 0).map(({ id }) => id);
    expect(refused).toEqual(file === 'envoy.jsonl.gz' ? REFUSED : []);
  });

  test('are about objects that are all read', () => {
    for (const { id, meshConfig, objects } of meshes) {
      const mesh = parseMesh(objects.map(at(id)), { meshConfig: at(id)(meshConfig) });
      expect(mesh.diagnostics.filter(({ code }) => code !== 'refused-by-istiod')).toEqual([]);
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
