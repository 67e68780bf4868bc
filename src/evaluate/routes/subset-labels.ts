import { Labels, Mesh, MeshService, MissingFact, TrafficSubset } from '../../model/mesh';
import { Client, ruleFor } from '../client/destination-rules';
import { hostsOf } from '../client/host-names';
import { missingReading } from '../truth/reading';

/** Which of the workloads of a Service a subset has. */
export type SubsetLabels =
  | { readonly kind: 'labels'; readonly labels: Labels }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly missing: MissingFact };

/** By the DestinationRule that the proxy goes by. Settings of a subset change how it connects, and are not modelled. */
export function subsetLabels(mesh: Mesh, client: Client, service: MeshService, name: string): SubsetLabels {
  const choice = ruleFor(mesh, client, { namespace: service.namespace, host: hostsOf(service)[0] });
  if (choice.kind === 'unreadable') return { kind: 'unknown', missing: missingReading(choice.rules[0].diagnostic) };
  const [rule, ...others] = choice.rules;
  if (others.length > 0) return { kind: 'unknown', missing: { fact: 'the labels of the caller, by which DestinationRules select', supply: 'from.workload' } };
  const lists = rule?.subsets ?? [];
  const [unread] = lists.flatMap((list) => (list.kind === 'unreadable' ? [list.diagnostic] : []));
  if (unread) return { kind: 'unknown', missing: missingReading(unread) };
  const subset = lists.flatMap((list) => (list.kind === 'read' ? list.value : [])).find((one) => one.name === name);
  if (!subset) return { kind: 'none' };
  return changesConnections(subset) ? { kind: 'unknown', missing: { fact: `what the settings of the subset ${name} do`, supply: 'settings of the host alone' } } : { kind: 'labels', labels: subset.labels };
}

function changesConnections({ policy }: TrafficSubset): boolean {
  return policy !== undefined && (policy.tls !== undefined || policy.isPassthrough || policy.ports.size > 0 || policy.unmodelled !== undefined);
}
