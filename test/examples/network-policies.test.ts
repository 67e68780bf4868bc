import * as fs from 'node:fs';
import * as path from 'node:path';
import { exampleMesh } from './example-mesh';
import { PLANE_NAMES } from './manifests';
import { checkRequests } from '../../src/analysis';
import { Decision, Mesh } from '../../src/model/mesh';

const FOLDER = path.join(__dirname, '..', '..', 'examples');
const EXAMPLES = ['bookinfo', 'org-constructs', 'payments', 'quickstart'];

function decisions(mesh: Mesh, text: string): readonly (Decision & { readonly id: string })[] {
  return [...checkRequests(mesh, [{ name: 'requests.jsonl', content: text }])]
    .map((answer) => ({ id: answer.kind === 'decided' ? answer.id : 'unreadable', ...(answer as { decision: Decision }).decision }));
}

/** A caller of whom only the certificate is known has no labels that NetworkPolicies could select. */
function needsLabels({ decision, missing }: Decision): boolean {
  return decision === 'UNKNOWN' && missing.every(({ supply }) => supply === 'from.workload');
}

describe.each(EXAMPLES)('the NetworkPolicies of %s', (example) => {
  const text = fs.readFileSync(path.join(FOLDER, example, 'requests.jsonl'), 'utf8');

  test.each(PLANE_NAMES)('let every request pass that may, in %s mode, and refuse others themselves', (plane) => {
    const mesh = exampleMesh(example, plane, true);
    expect(mesh.diagnostics).toEqual([]);
    expect(mesh.networkPolicies.length).toBeGreaterThan(3);
    const [without, withNetwork] = [decisions(exampleMesh(example, plane), text), decisions(mesh, text)];
    const different = withNetwork.filter(({ decision }, index) => decision !== without[index].decision);
    expect(different.filter((one) => !needsLabels(one)).map(({ id, decision, reason }) => ({ id, decision, reason }))).toEqual([]);
    expect(different.length).toBeLessThan(2);
    expect(withNetwork.some(({ decision, hop }) => decision === 'DENY' && hop === 'network')).toBe(true);
  });
});
