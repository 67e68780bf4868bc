import { Decision, DecidingPolicy, Provenance, Step } from '../model/mesh';

/** A decision in the form of the check format: one JSON object a line. Fields may be added, never renamed. */
export function decisionJson(id: string, decision: Decision, withHops: boolean): string {
  return JSON.stringify({
    id,
    decision: decision.decision,
    status: decision.status ?? null,
    hop: decision.hop ?? null,
    reason: decision.reason,
    policies: decision.policies.map(policyJson),
    missing: decision.missing,
    ...(withHops ? { hops: decision.walk.map(stepJson) } : {}),
  });
}

function policyJson({ name, action, rule, at }: DecidingPolicy): object {
  return { name, action, rule: rule ?? null, source: placeOf(at) };
}

function stepJson({ hop, stage, outcome, policies }: Step): object {
  return { hop, stage, outcome, policies: policies.map(policyJson) };
}

export const placeOf = ({ file, line }: Provenance): string => `${file}:${line}`;
