import { AccessTarget, Way } from './access-target';
import { Alternative, alternativesOf } from './demand';
import { RuleName } from './finding';
import { WhoScope } from './who';
import { Mesh, WrittenPolicy } from '../../model/mesh';

/** One way to one target, and what to ask about it with. */
export interface Inquiry {
  readonly mesh: Mesh;
  /** The same mesh without its DENY policies. */
  readonly withoutDenials: Mesh;
  readonly target: AccessTarget;
  readonly way: Way;
  /** External authorizers that may be asked. */
  readonly providers: readonly string[];
  /** An address that no rule is about. */
  readonly address: string;
}

/** A rule that is enforced and could be read, with its alternatives. */
export interface AskedRule extends RuleName {
  readonly alternatives: readonly Alternative[];
}

export function rulesOf(policy: WrittenPolicy): readonly AskedRule[] {
  if (policy.rules === 'nothing' || policy.isDryRun) return [];
  return policy.rules.flatMap((rule, index) => (rule.kind === 'read' ? [{ policy, index, alternatives: alternativesOf(rule.value) }] : []));
}

export function scopeOf({ mesh, way, address, target: { waypoints } }: Inquiry, policyNamespace: string): WhoScope {
  return { mesh, way, policyNamespace, waypoints, unnamedAddress: address };
}
