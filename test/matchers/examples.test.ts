import * as fs from 'node:fs';
import * as path from 'node:path';
import { DataPlane, MeshApp } from 'cdk8s-istio-zero-trust';
import { meshOf } from 'cdk8s-istio-zero-trust/testing';
import { build as bookinfo } from '../../examples/bookinfo/main';
import { build as payments } from '../../examples/payments/main';
import { build as quickstart } from '../../examples/quickstart/main';
import { checkRequests } from '../../src/analysis';
import { judgedMesh, MeshSnapshot } from '../../src/matchers/judged-mesh';

const EXAMPLES: Record<string, (dataPlane: DataPlane) => MeshApp> = { bookinfo, payments, quickstart };
const FOLDER = path.join(__dirname, '..', '..', 'examples');

interface Asked {
  readonly id: string;
  readonly expect: string;
  readonly differs?: Readonly<Record<string, { readonly expect: string }>>;
}

describe.each(Object.keys(EXAMPLES))('the requests of %s', (example) => {
  const text = fs.readFileSync(path.join(FOLDER, example, 'requests.jsonl'), 'utf8');
  const asked = text.trimEnd().split('\n').map((line) => JSON.parse(line) as Asked);
  const app = (plane: DataPlane): MeshApp => EXAMPLES[example](plane);
  const beside = (plane: DataPlane) => ['workloads.yaml', `${plane}.yaml`].map((file) => path.join(FOLDER, example, 'cluster', file));

  /** What the mesh says of each request beside what is expected of it. */
  function answers(mesh: MeshSnapshot, plane: DataPlane) {
    return [...checkRequests(judgedMesh(mesh).mesh, [{ name: 'requests.jsonl', content: text }])].map((answer, index) => {
      const { id, expect: usual, differs } = asked[index];
      return { id, says: answer.kind === 'decided' ? answer.decision.decision : 'unreadable', expected: differs?.[plane]?.expect ?? usual };
    });
  }

  test.each(Object.values(DataPlane))('are answered as expected by the app with what its cluster has beside it (%s)', (plane) => {
    const differing = answers(meshOf(app(plane), { beside: beside(plane) }), plane).filter(({ says, expected }) => says !== expected);
    expect(differing).toEqual([]);
  });

  test.each(Object.values(DataPlane))('are answered as expected, or not at all, by the app alone (%s)', (plane) => {
    const all = answers(meshOf(app(plane)), plane);
    const decided = all.filter(({ says }) => says !== 'UNKNOWN');
    expect(decided.filter(({ says, expected }) => says !== expected)).toEqual([]);
    expect(decided.length).toBeGreaterThan(all.length / 2);
  });
});
