import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { checkRequests, readMesh } from '../../src/analysis';
import { readManifests } from '../../src/cli/input';
import { decide } from '../../src/evaluate';
import { plainDocument } from '../../src/manifest/parse/manifest-document';
import { parseMesh } from '../../src/manifest/parse/parse-mesh';
import { parseRequest } from '../../src/manifest/parse/parse-request';

/** What real istiod and Envoy decided, recorded by the program in conformance/. */
const RECORDED = path.join(__dirname, '..', '..', 'conformance', 'recorded');
const TRUST_DOMAINS = { bookinfo: 'cluster.local', payments: 'bank.example', quickstart: 'corp.example' };
const PLANES = ['ambient', 'sidecar'];

const document = (value: unknown) => plainDocument(value, { file: 'recorded', line: 1, column: 1 });

describe.each(Object.entries(TRUST_DOMAINS))('the YAML of %s', (example, trustDomain) => {
  test.each(PLANES)('in %s mode is decided about as Envoy does', (plane) => {
    const golden = path.join(__dirname, '..', '..', 'examples', example, 'golden', plane);
    const manifests = readManifests([golden], () => Buffer.from(''));
    const mesh = readMesh({ manifests, environment: new Map(), meshConfig: { name: 'mesh-config', content: `trustDomain: ${trustDomain}` } });
    const requests = readFileSync(path.join(RECORDED, `${example}-${plane}.jsonl`));
    const answers = [...checkRequests(mesh, [{ name: 'recorded', content: requests }])];

    expect(mesh.diagnostics).toEqual([]);
    expect(answers.length).toBeGreaterThan(30);
    const different = answers.filter((answer) => answer.kind !== 'decided' || (answer.decision.decision !== answer.expected && answer.decision.decision !== 'UNKNOWN'));
    expect(different).toEqual([]);
    // The workloads of the other two come from elsewhere, and some requests do not say from which address they come.
    const unknown = answers.filter((answer) => answer.kind === 'decided' && answer.decision.decision === 'UNKNOWN');
    expect(example === 'bookinfo' ? unknown : []).toEqual([]);
  });
});

test('random meshes close to the edges of their policies are decided about as Envoy does', () => {
  const lines = gunzipSync(readFileSync(path.join(RECORDED, 'generated.jsonl.gz'))).toString('utf8').trimEnd().split('\n');
  const answers = lines.flatMap((line) => {
    const { id, objects, meshConfig, istiodEnv, requests } = JSON.parse(line);
    const environment = new Map<string, string>(Object.entries(istiodEnv ?? {}));
    const mesh = parseMesh(objects.map(document), { meshConfig: document(meshConfig), environment });
    return requests.map((recorded: { id: string; expect: string }) => {
      const { decision } = decide(mesh, parseRequest(document(recorded)).request!);
      return { id: `${id} ${recorded.id}`, real: recorded.expect, ours: decision };
    });
  });

  expect(answers.length).toBeGreaterThan(4000);
  expect(answers.filter(({ real, ours }) => real !== ours && ours !== 'UNKNOWN')).toEqual([]);
  // Nobody says which address the pods of a gateway have.
  expect(answers.filter(({ ours }) => ours === 'UNKNOWN').length).toBeLessThan(10);
});
