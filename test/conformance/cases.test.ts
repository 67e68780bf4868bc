import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { caseLines } from '../../scripts/conformance/cases.cjs';
import { checkRequests, readMesh } from '../../src/analysis';
import type { Decision } from '../../src/model/mesh';

interface Recorded {
  readonly id: string;
  readonly requests: readonly { readonly id: string; readonly expect: string; readonly envoy: { readonly status?: number } }[];
}

type Line = ReturnType<typeof caseLines>[number];

const lines = caseLines();
/** What the real Envoy decided; `npm run conformance -- --pairs 0 --record` asks it anew. */
const recorded = new Map(gunzipSync(readFileSync(path.join(__dirname, '..', '..', 'conformance', 'recorded', 'cases.jsonl.gz')))
  .toString('utf8').trimEnd().split('\n').map((line): [string, Recorded] => [JSON.parse(line).id, JSON.parse(line)]));

const content = (value: unknown) => ({ name: 'case', content: JSON.stringify(value) });

function decisionsOf({ objects, meshConfig, istiodEnv, requests }: Line): readonly Decision[] {
  const mesh = readMesh({ manifests: objects.map(content), meshConfig: content(meshConfig), environment: new Map(Object.entries(istiodEnv ?? {})) });
  expect(mesh.diagnostics).toEqual([]);
  return [...checkRequests(mesh, requests.map(content))].map((answer) => {
    if (answer.kind !== 'decided') throw new Error(JSON.stringify(answer));
    return answer.decision;
  });
}

test('no two cases have the same name, and each was put to the real Envoy', () => {
  expect(lines.map(({ id }) => id)).toEqual([...recorded.keys()]);
  expect(lines.filter(({ id }) => id.startsWith('istio/')).length).toBeGreaterThanOrEqual(60);
});

describe.each(lines.map((line): [string, Line] => [line.id, line]))('%s', (id, line) => {
  test('is decided as expected, and as Envoy did', () => {
    const decisions = decisionsOf(line);
    const ours = decisions.map(({ decision, status }) => ({ decision, status: decision === 'ALLOW' ? undefined : status }));
    const real = recorded.get(id)!.requests.map(({ expect: decision, envoy }) => ({ decision, status: decision === 'ALLOW' ? undefined : envoy.status }));
    expect(ours.map(({ decision }) => decision)).toEqual(line.requests.map(({ expect: expected }) => expected));
    expect(ours).toEqual(real);
  });
});
