import { AuthorizationPolicySpec, AuthorizationPolicySpecAction, AuthorizationPolicySpecRules } from '../../imports/security.istio.io';
import { AuthorizationPolicy, Condition, ListMatch, OperationMatch, Rule, SourceMatch, StringMatch, textOf } from '../model';
import { renderAttachment } from './render-attachment';

/**
 * An AuthorizationPolicy as Istio reads it. Under ALLOW an absent `rules` denies everything and `rules: [{}]` allows
 * everything; neither is ever the result of dropping something empty.
 */
export function renderAuthorizationPolicy(policy: AuthorizationPolicy): AuthorizationPolicySpec {
  return {
    ...renderAttachment(policy.attachment),
    ...(isDefaultDeny(policy) ? {} : { action: AuthorizationPolicySpecAction[policy.action] }),
    ...renderRules(policy),
  };
}

/** `spec: {}` is the form in which Istio's own documentation writes the denial of everything. */
function isDefaultDeny(policy: AuthorizationPolicy): boolean {
  return policy.action === 'ALLOW' && policy.rules.kind === 'nothing';
}

function renderRules({ rules }: AuthorizationPolicy): Pick<AuthorizationPolicySpec, 'rules'> {
  switch (rules.kind) {
    case 'nothing':
      return {};
    case 'everything':
      return { rules: [{}] };
    case 'some':
      return { rules: rules.rules.map(renderRule) };
  }
}

function renderRule(rule: Rule): AuthorizationPolicySpecRules {
  return {
    ...(rule.from === 'any' ? {} : { from: rule.from.map((source) => ({ source: renderSource(source) })) }),
    ...(rule.to === 'any' ? {} : { to: rule.to.map((operation) => ({ operation: renderOperation(operation) })) }),
    ...(rule.when.length === 0 ? {} : { when: rule.when.map(renderCondition) }),
  };
}

function renderSource(source: SourceMatch): Record<string, string[]> {
  return {
    ...renderField('principals', 'notPrincipals', source.principals, textOf),
    ...renderField('requestPrincipals', 'notRequestPrincipals', source.requestPrincipals, textOf),
    ...renderField('namespaces', 'notNamespaces', source.namespaces, textOf),
    ...renderField('ipBlocks', 'notIpBlocks', source.ipBlocks, String),
    ...renderField('remoteIpBlocks', 'notRemoteIpBlocks', source.remoteIpBlocks, String),
  };
}

function renderOperation(operation: OperationMatch): Record<string, string[]> {
  return {
    ...renderField('hosts', 'notHosts', operation.hosts, textOf),
    ...renderField('ports', 'notPorts', operation.ports, String),
    ...renderField('methods', 'notMethods', operation.methods, textOf),
    ...renderField('paths', 'notPaths', operation.paths, textOf),
  };
}

function renderCondition({ key, match }: Condition): { key: string } & Record<string, unknown> {
  return { key, ...renderField('values', 'notValues', match, (value: StringMatch) => textOf(value)) };
}

type Rendered = Record<string, string[]>;

function renderField<T>(name: string, notName: string, match: ListMatch<T> | undefined, text: (value: T) => string): Rendered {
  return {
    ...(match?.values === undefined ? {} : { [name]: match.values.map(text) }),
    ...(match?.notValues === undefined ? {} : { [notName]: match.notValues.map(text) }),
  };
}
