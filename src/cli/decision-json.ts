import { policyJson } from './policy-json';
import { stepJson } from './step-json';
import { Decision, ExplainedStep } from '../model/mesh';

/** An answer to a request, with its walk where that was asked for. */
export interface JsonAnswer {
  readonly id: string;
  readonly decision: Decision;
  readonly steps?: readonly ExplainedStep[];
}

/** A decision in the form of the check format: one JSON object a line. Fields may be added, never renamed. */
export function decisionJson({ id, decision, steps }: JsonAnswer): string {
  return JSON.stringify({
    id,
    decision: decision.decision,
    status: decision.status ?? null,
    hop: decision.hop ?? null,
    reason: decision.reason,
    policies: decision.policies.map(policyJson),
    missing: decision.missing,
    ...(steps === undefined ? {} : { hops: steps.map(stepJson) }),
  });
}
