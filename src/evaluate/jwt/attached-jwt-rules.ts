import { DecidingPolicy, Diagnostic, JwtRule, WrittenRequestAuthentication } from '../../model/mesh';
import { Attached } from '../envoy/attachment';
import { byAge } from '../mesh/age';

/** A rule with the RequestAuthentication that it is of. */
export interface AttachedJwtRule {
  readonly rule: JwtRule;
  readonly policy: DecidingPolicy;
}

/** The rules of all attached RequestAuthentications, by issuer (4.1), and what is in the way of knowing them. */
export interface AttachedJwtRules {
  readonly rules: readonly AttachedJwtRule[];
  readonly unreadable: readonly Diagnostic[];
}

export function jwtRulesOf({ policies, unreadable }: Attached<WrittenRequestAuthentication>): AttachedJwtRules {
  const rules: AttachedJwtRule[] = [];
  const faults = unreadable.map(({ diagnostic }) => diagnostic);
  for (const { namespace, name, rules: written } of inOrder(policies)) {
    for (const [index, rule] of written.entries()) {
      if (rule.kind === 'unreadable') faults.push(rule.diagnostic);
      else rules.push({ rule: rule.value, policy: { name: `${namespace}/${name}`, action: 'RequestAuthentication', rule: index, at: rule.value.at } });
    }
  }
  return { rules: rules.sort(byIssuer), unreadable: faults };
}

/** By namespace as they were looked up, and there the older first: of rules with one issuer, the order decides about failures (4.2). */
function inOrder(policies: readonly WrittenRequestAuthentication[]): readonly WrittenRequestAuthentication[] {
  const namespaces = [...new Set(policies.map(({ namespace }) => namespace))];
  return namespaces.flatMap((namespace) => policies.filter((policy) => policy.namespace === namespace).sort(byAge));
}

function byIssuer({ rule: one }: AttachedJwtRule, { rule: other }: AttachedJwtRule): number {
  return one.issuer < other.issuer ? -1 : one.issuer > other.issuer ? 1 : 0;
}
