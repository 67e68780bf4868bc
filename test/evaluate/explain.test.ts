import * as fc from 'fast-check';
import { readRecorded, type RecordedMesh } from './recorded-decisions';
import { decide, explain } from '../../src/evaluate';
import { allOf, anyOf, NO, type Truth, unknown, YES } from '../../src/evaluate/truth/truth';
import { type ManifestDocument, plainDocument } from '../../src/manifest/parse/manifest-document';
import { parseMesh } from '../../src/manifest/parse/parse-mesh';
import { parseRequest } from '../../src/manifest/parse/parse-request';
import type { AlternativeReading, Explanation, Matches, MeshRequest, PolicyReading, RuleReading } from '../../src/model/mesh';

const every = ['envoy.jsonl.gz', 'ztunnel.jsonl.gz'].flatMap((file) => readRecorded(file));
/** Every third mesh is plenty for a law, and keeps the tests fast. */
const explanations = every.filter((_, index) => index % 3 === 1).flatMap(explained);

function document(value: unknown): ManifestDocument {
  return plainDocument(value, { file: 'law.jsonl', line: 1, column: 1 });
}

function explained({ id, meshConfig, objects, requests }: RecordedMesh) {
  const mesh = parseMesh(objects.map(document), { meshConfig: document(meshConfig) });
  return requests.map((recorded, index) => {
    const parsed = parseRequest(document(recorded)).request!;
    const request = index % 5 === 0 ? withoutAddress(parsed) : parsed;
    return { id: `${id} ${recorded.id}`, decision: decide(mesh, request), explanation: explain(mesh, request) };
  });
}

/** Some rules are unknown without it. */
function withoutAddress({ from: { ip, ...from }, ...request }: MeshRequest): MeshRequest {
  return { ...request, from };
}

const rulesOf = ({ steps }: Explanation): readonly (RuleReading & { readonly policy: PolicyReading })[] => (
  steps.flatMap(({ reading }) => reading.policies.flatMap((one) => one.rules.map((rule) => ({ ...rule, policy: one }))))
);

const TRUTHS: Readonly<Record<Matches, Truth>> = { yes: YES, no: NO, unknown: unknown() };

/** The truth of a rule put together again from its fields alone. */
function conjoined({ isDropped, clauses, unreadable }: RuleReading): Truth['kind'] {
  if (unreadable) return 'unknown';
  const ofAlternative = ({ isSkipped, fields }: AlternativeReading) => (isSkipped ? NO : allOf(fields, ({ matches }) => TRUTHS[matches]));
  return isDropped ? 'no' : allOf(clauses, ({ alternatives }) => anyOf(alternatives, ofAlternative)).kind;
}

describe('for every recorded request', () => {
  test('explaining never changes the decision, and tells each step of its walk', () => {
    expect(explanations.length).toBeGreaterThan(2000);
    for (const { decision, explanation } of explanations) {
      expect(explanation.decision).toEqual(decision);
      expect(explanation.steps.map(({ reading, ...step }) => step)).toEqual(decision.walk);
    }
  });

  test('what is read of the fields of a rule is together what the rule decides', () => {
    const rules = explanations.flatMap(({ explanation }) => rulesOf(explanation));
    expect(rules.filter((rule) => conjoined(rule) !== rule.matches)).toEqual([]);
    expect(new Set(rules.map(({ matches }) => matches))).toEqual(new Set(['yes', 'no', 'unknown']));
    expect(rules.filter(({ isDropped }) => isDropped).length).toBeGreaterThan(50);
  });

  test('the rules that decided are read as matching, and where no ALLOW policy matches none is', () => {
    for (const { id, decision, explanation } of explanations) {
      const last = explanation.steps[explanation.steps.length - 1];
      const matching = rulesOf({ ...explanation, steps: last ? [last] : [] })
        .filter(({ matches, policy: { isDryRun } }) => matches === 'yes' && !isDryRun).map(({ policy: { name }, index }) => `${name} ${index}`);
      const deciding = decision.policies.filter(({ rule, action }) => rule !== undefined && action !== 'RequestAuthentication');
      if (decision.decision === 'DENY' && last?.stage === 'ALLOW') expect([id, matching]).toEqual([id, []]);
      if (decision.decision === 'DENY' && last?.stage === 'DENY') expect([id, matching]).toEqual([id, deciding.map(({ name, rule }) => `${name} ${rule}`)]);
    }
  });

  test('a rule that is dropped says why', () => {
    for (const rule of explanations.flatMap(({ explanation }) => rulesOf(explanation)).filter(({ isDropped }) => isDropped)) {
      const fields = rule.clauses.flatMap(({ alternatives }) => alternatives.flatMap((one) => one.fields));
      expect(fields.filter(({ ignored }) => ignored !== undefined)).not.toEqual([]);
    }
  });
});

/** A recorded request at a recorded mesh, which need not be its own, as callers from anywhere with anything unsaid might send it. */
const strangers = fc.record({
  mesh: fc.nat(every.length - 1),
  request: fc.tuple(fc.nat(every.length - 1), fc.nat(50)),
  unsaid: fc.subarray(['at', 'sni', 'external', 'http']),
  from: fc.oneof(
    fc.constant(undefined),
    fc.record({ principal: fc.constantFrom('cluster.local/ns/a/sa/b', 'other/ns/a/sa/b'), dataPlane: fc.constantFrom('sidecar', 'ambient', undefined) }),
    fc.record({ ip: fc.constantFrom('10.0.0.1', 'fd00::1') }),
  ),
});

test('explaining never changes the decision about a request that no mesh was made for', () => {
  let open = 0;
  fc.assert(fc.property(strangers, ({ mesh, request: [from, index], unsaid, from: caller }) => {
    const { requests } = every[from];
    const written = { ...requests[index % requests.length], ...caller ? { from: caller } : {} } as Readonly<Record<string, unknown>>;
    const { objects, meshConfig } = every[mesh];
    const { request } = parseRequest(document(Object.fromEntries(Object.entries(written).filter(([key]) => !unsaid.includes(key)))));
    const read = parseMesh(objects.map(document), { meshConfig: document(meshConfig) });
    const explanation = explain(read, request!);
    expect(explanation.decision).toEqual(decide(read, request!));
    expect(rulesOf(explanation).filter((rule) => conjoined(rule) !== rule.matches)).toEqual([]);
    if (explanation.decision.decision === 'UNKNOWN') open += 1;
  }), { numRuns: 400 });
  expect(open).toBeGreaterThan(0);
});
