import { Verdict } from './truth/verdict';
import { judgeAt } from './walk/judge-at';
import { walkThrough } from './walk/walk';
import { Decision, Mesh, MeshRequest, MissingFact } from '../model/mesh';

/** What Istio decides about a request, or what has to be known to say so. */
export function decide(mesh: Mesh, request: MeshRequest): Decision {
  return decisionOf(request.at === undefined ? walkThrough(mesh, request) : judgeAt(mesh, request));
}

function decisionOf({ kind, status, hop, reason, policies, missing, steps }: Verdict): Decision {
  return {
    decision: kind === 'pass' ? 'ALLOW' : kind === 'deny' ? 'DENY' : 'UNKNOWN',
    ...status === undefined ? {} : { status },
    ...hop === undefined ? {} : { hop },
    reason,
    policies,
    missing: distinct(missing),
    walk: steps,
  };
}

function distinct(missing: readonly MissingFact[]): readonly MissingFact[] {
  return [...new Map(missing.map((one) => [`${one.fact}\n${one.supply}`, one])).values()];
}
