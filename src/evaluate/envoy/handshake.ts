import { DecisionPoint, Mesh, Step } from '../../model/mesh';
import { isFlagOn } from '../rules/rule-scope';
import { Verdict } from '../truth/verdict';
import { trustDomainOf } from '../values/peer-identity';
import { meshTrustDomains } from '../values/trust-domain';

/** Envoys of the mesh accept certificates of the mesh's trust domain and its aliases only (1.17). */
export function isTrusted(mesh: Mesh, principal: string): boolean {
  return isFlagOn(mesh.environment, 'PILOT_SKIP_VALIDATE_TRUST_DOMAIN', false) || meshTrustDomains(mesh.configuration).includes(trustDomainOf(principal));
}

export function mtlsStep(hop: DecisionPoint, outcome: string): Step {
  return { hop, stage: 'mTLS', outcome, policies: [] };
}

/** A connection that is refused before any policy has no HTTP status. */
export function refusedConnection(hop: DecisionPoint, reason: string, policies: Verdict['policies'] = []): Verdict {
  return { kind: 'deny', reason, policies, missing: [], hop, steps: [{ hop, stage: 'mTLS', outcome: reason, policies }] };
}

export function withStep(step: Step, verdict: Verdict): Verdict {
  return { ...verdict, steps: [step, ...verdict.steps] };
}
