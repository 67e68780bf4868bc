import { ZTUNNEL_KEYS } from './enforcement';

const ZTUNNEL_FIELDS: ReadonlySet<string> = new Set([
  'principals', 'notPrincipals', 'namespaces', 'notNamespaces', 'serviceAccounts', 'notServiceAccounts', 'ipBlocks', 'notIpBlocks', 'ports', 'notPorts',
]);

/** The parts of a rule in Istio's own form that this needs to know. */
export interface RawRule {
  readonly from?: readonly { readonly source?: object }[];
  readonly to?: readonly { readonly operation?: object }[];
  readonly when?: readonly { readonly key: string }[];
}

/** The fields and keys of a rule that ztunnel does not understand, by their Istio names. */
export function unreadableAtZtunnel(rule: RawRule): readonly string[] {
  const matches = [...(rule.from ?? []).map((from) => from.source ?? {}), ...(rule.to ?? []).map((to) => to.operation ?? {})];
  const fields = matches.flatMap((match) => Object.keys(match)).filter((field) => !ZTUNNEL_FIELDS.has(field));
  const keys = (rule.when ?? []).map((condition) => condition.key).filter((key) => !ZTUNNEL_KEYS.has(key));
  return [...fields, ...keys];
}
