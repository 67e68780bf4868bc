import * as fs from 'node:fs';
import * as path from 'node:path';
import { exampleMesh } from './example-mesh';
import { Plane, PLANE_NAMES } from './manifests';
import { Answer, checkRequests, explain } from '../../src/analysis';
import { plainDocument } from '../../src/manifest/parse/manifest-document';
import { parseRequest } from '../../src/manifest/parse/parse-request';
import { Mesh } from '../../src/model/mesh';
import { formatExplanation } from '../../src/report';

/** A line of an example's requests; besides what `ztmesh check` reads, what it shows, and where a data plane answers otherwise. */
interface AskedRequest {
  readonly id: string;
  readonly rules?: readonly string[];
  readonly expect: string;
  readonly differs?: Partial<Record<Plane, { readonly expect: string; readonly because: string }>>;
  /** What the client gets to see, where that tells refusals apart; null where it sees no response. */
  readonly status?: number | null;
  /** One of the policies, or the route, that refuses. */
  readonly policy?: string;
}

const FOLDER = path.join(__dirname, '..', '..', 'examples');
const EXAMPLES = ['bookinfo', 'org-constructs', 'payments', 'quickstart'];
/** Rules about what stands on policies for people to read, which no request can show. */
const ANNOTATIONS = ['S93', 'S100'];

describe.each(EXAMPLES)('%s', (example) => {
  const text = fs.readFileSync(path.join(FOLDER, example, 'requests.jsonl'), 'utf8');
  const requests = text.trimEnd().split('\n').map((line) => JSON.parse(line) as AskedRequest);

  describe.each(PLANE_NAMES)('in %s mode', (plane) => {
    const mesh = exampleMesh(example, plane);
    const answers = [...checkRequests(mesh, [{ name: 'requests.jsonl', content: text }])];

    test('all of it can be read', () => {
      expect(mesh.diagnostics).toEqual([]);
      expect(answers).toHaveLength(requests.length);
    });

    test.each(requests.map((request, index) => [request.id, request, answers[index]] as const))('%s', (_, request, answer) => {
      expect(told(answer, () => explained(mesh, request), expected(request, plane))).toBe(expected(request, plane));
      expect(refusal(answer, request)).toEqual({ status: request.status, policy: request.policy });
    });
  });

  test('the requests have names of their own, are many, and know both outcomes', () => {
    const names = requests.map(({ id }) => id);
    expect(names).toEqual([...new Set(names)]);
    expect(names.length).toBeGreaterThanOrEqual(40);
    expect(new Set(requests.map(({ expect: outcome }) => outcome))).toEqual(new Set(['ALLOW', 'DENY']));
  });

  test('a data plane that differs does so, and says why', () => {
    for (const { expect: usual, differs = {} } of requests) {
      for (const { expect: other, because } of Object.values(differs)) {
        expect([usual, other].sort()).toEqual(['ALLOW', 'DENY']);
        expect(because).not.toBe('');
      }
    }
  });
});

test('every rule that the payment platform implements is asked about', () => {
  const readme = fs.readFileSync(path.join(FOLDER, 'payments', 'README.md'), 'utf8');
  const implemented = readme.split('\n').filter((line) => line.startsWith('| [')).flatMap(rulesIn);
  const asked = fs.readFileSync(path.join(FOLDER, 'payments', 'requests.jsonl'), 'utf8').trimEnd().split('\n')
    .flatMap((line) => (JSON.parse(line) as AskedRequest).rules ?? []);
  expect(implemented.length).toBeGreaterThan(20);
  expect(implemented.filter((rule) => !asked.includes(rule) && !ANNOTATIONS.includes(rule))).toEqual([]);
});

function expected({ expect: usual, differs }: AskedRequest, plane: Plane): string {
  return differs?.[plane]?.expect ?? usual;
}

/** Of what a request says about its refusal, how it is. */
function refusal(answer: Answer, { status, policy }: AskedRequest): Pick<AskedRequest, 'status' | 'policy'> {
  if (answer.kind === 'unreadable') return {};
  const names = answer.decision.policies.map(({ name }) => name);
  return {
    ...status === undefined ? {} : { status: answer.decision.status ?? null },
    ...policy === undefined ? {} : { policy: names.includes(policy) ? policy : names.join(', ') },
  };
}

/** The decision; one that was not expected comes with its explanation. */
function told(answer: Answer, explanation: () => string, wanted: string): string {
  if (answer.kind === 'unreadable') {
    return answer.diagnostics.map(({ message }) => message).join('; ');
  }
  return answer.decision.decision === wanted ? wanted : explanation();
}

function explained(mesh: Mesh, request: AskedRequest): string {
  const parsed = parseRequest(plainDocument(request, { file: 'requests.jsonl', line: 1, column: 1 }));
  return formatExplanation(explain(mesh, parsed.request!), { colour: false });
}

/** `S80, S81`, and ranges such as `S114–S116`. */
function rulesIn(line: string): readonly string[] {
  return [...line.matchAll(/S(\d+)(?:–S(\d+))?/g)].flatMap(([, first, last = first]) => (
    Array.from({ length: Number(last) - Number(first) + 1 }, (_, step) => `S${Number(first) + step}`)));
}
