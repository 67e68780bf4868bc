import { Proxy } from './attachment';
import { DecidingPolicy, Mesh, Step } from '../../model/mesh';
import { isFlagOn } from '../rules/rule-scope';
import { Verdict } from '../truth/verdict';
import { trustDomainOf } from '../values/peer-identity';
import { meshTrustDomains } from '../values/trust-domain';

/** Envoys of the mesh accept certificates of the mesh's trust domain and its aliases only (1.17). */
export function isTrusted(mesh: Mesh, principal: string): boolean {
  return isFlagOn(mesh.environment, 'PILOT_SKIP_VALIDATE_TRUST_DOMAIN', false) || meshTrustDomains(mesh.configuration).includes(trustDomainOf(principal));
}

/** Where a step of the walk is taken. */
export type Point = Pick<Step, 'hop' | 'place'>;

export function pointOf({ kind, namespace, name }: Proxy): Point {
  return { hop: kind, place: `${namespace}/${name}` };
}

/** @param policies what made the mode of the port */
export function mtlsStep({ hop, place }: Point, outcome: string, policies: readonly DecidingPolicy[] = []): Step {
  return { hop, place, stage: 'mTLS', outcome, policies };
}

/** A connection that is refused before any policy has no HTTP status. */
export function refusedConnection(point: Point, reason: string, policies: Verdict['policies'] = []): Verdict {
  return { kind: 'deny', reason, policies, missing: [], hop: point.hop, steps: [{ steps: [mtlsStep(point, reason, policies)] }] };
}

export function withStep(step: Step, verdict: Verdict): Verdict {
  return { ...verdict, steps: [{ steps: [step] }, ...verdict.steps] };
}
