import { AuthorizationAnswer, preparsePolicySet, statefulIsAuthorized, StatefulAuthorizationCall } from '@cedar-policy/cedar-wasm/nodejs';
import { Decider, PreparedDecider, ruleName } from './decider';
import { PlainPolicy, PlainRequest, PlainRule, PlainTarget, principalOf } from './plain-rules';

/** Each target has a policy set of its own, so that no others are looked at. */
export const cedar: Decider = {
  name: 'cedar-wasm',
  how: 'statefulIsAuthorized with a preparsed policy set for each target and no entities, and each request as its call',
  prepare: (mesh): PreparedDecider<AuthorizationAnswer> => {
    mesh.targets.forEach(preparse);
    const calls = mesh.requests.map(callOf);
    return { decide: (request) => statefulIsAuthorized(calls[request]), read };
  },
};

function read(answer: AuthorizationAnswer): { readonly isAllowed: boolean; readonly rules: readonly string[] } {
  if (answer.type === 'failure') throw new Error(answer.errors.map(({ message }) => message).join('; '));
  const { decision, diagnostics } = answer.response;
  return { isAllowed: decision === 'allow', rules: diagnostics.reason };
}

function callOf({ target, caller, method, path }: PlainRequest): StatefulAuthorizationCall {
  return {
    principal: { type: 'Identity', id: principalOf(caller) },
    action: { type: 'Action', id: 'call' },
    resource: { type: 'Workload', id: nameOf(target) },
    context: { principal: principalOf(caller), method, path },
    preparsedPolicySetId: nameOf(target),
    entities: [],
  };
}

const nameOf = ({ namespace, app }: PlainTarget): string => `${namespace}/${app}`;

function preparse(target: PlainTarget): void {
  const staticPolicies = Object.fromEntries(target.policies.flatMap((policy) => policyTexts(policy, target)));
  const answer = preparsePolicySet(nameOf(target), { staticPolicies });
  if (answer.type === 'failure') throw new Error(answer.errors.map(({ message }) => message).join('; '));
}

/** Each rule is a policy: `forbid` wins, and without a `permit` nothing is allowed. */
function policyTexts({ name, action, rules }: PlainPolicy, target: PlainTarget): readonly (readonly [string, string])[] {
  const effect = action === 'ALLOW' ? 'permit' : 'forbid';
  const head = `${effect} (principal, action, resource == Workload::${JSON.stringify(nameOf(target))})`;
  return rules.map((rule, index) => [ruleName(name, index), `${head} when { ${condition(rule)} };`]);
}

function condition({ principals, methods, paths, notPaths }: PlainRule): string {
  const parts = [
    anyOf('principal', principals),
    ...methods.length === 0 ? [] : [anyOf('method', methods)],
    ...paths.length === 0 ? [] : [anyOf('path', paths)],
    ...notPaths.length === 0 ? [] : [`!${anyOf('path', notPaths)}`],
  ];
  return parts.join(' && ');
}

function anyOf(field: string, values: readonly string[]): string {
  return `(${values.map((value) => `context.${field} ${value.endsWith('*') ? 'like' : '=='} ${JSON.stringify(value)}`).join(' || ')})`;
}
