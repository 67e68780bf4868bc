import { Stretch, Verdict } from './truth/verdict';
import { judgeAt } from './walk/judge-at';
import { walkThrough } from './walk/walk';
import { Decision, ExplainedStep, Explanation, Mesh, MeshRequest, MissingFact, Step, StepReading } from '../model/mesh';

/** What Istio decides about a request, or what has to be known to say so. */
export function decide(mesh: Mesh, request: MeshRequest): Decision {
  return decisionOf(judge(mesh, request));
}

/** The same decision, with what each step of the way went by. */
export function explain(mesh: Mesh, request: MeshRequest): Explanation {
  const verdict = judge(mesh, request);
  return { request, decision: decisionOf(verdict), steps: verdict.steps.flatMap(explained) };
}

function judge(mesh: Mesh, request: MeshRequest): Verdict {
  return request.at === undefined ? walkThrough(mesh, request) : judgeAt(mesh, request);
}

function decisionOf({ kind, status, hop, reason, policies, missing, steps }: Verdict): Decision {
  return {
    decision: kind === 'pass' ? 'ALLOW' : kind === 'deny' ? 'DENY' : 'UNKNOWN',
    status,
    hop,
    reason,
    policies,
    missing: distinct(missing),
    walk: stepsOf(steps),
  };
}

function stepsOf(stretches: readonly Stretch[]): readonly Step[] {
  return stretches.length === 1 ? stretches[0].steps : stretches.flatMap(({ steps }) => steps);
}

const NOTHING: StepReading = { policies: [], jwtRules: [], unreadable: [] };

function explained(stretch: Stretch): readonly ExplainedStep[] {
  return stretch.steps.map((step, index) => ({ ...step, reading: stretch.read?.(index) ?? NOTHING }));
}

function distinct(missing: readonly MissingFact[]): readonly MissingFact[] {
  if (missing.length < 2) return missing;
  return [...new Map(missing.map((one) => [`${one.fact}\n${one.supply}`, one])).values()];
}
