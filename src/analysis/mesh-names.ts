import { listNames, suggestion } from '../manifest/check-wording';
import { Mesh } from '../model/mesh';

export type NamedKind = 'workload' | 'Service' | 'Gateway' | 'extension provider';

/** What a mesh has of a kind, as `namespace/name` where it has a namespace. */
export function namesOf({ workloads, services, gateways, configuration }: Mesh, kind: NamedKind): readonly string[] {
  const named = { 'workload': workloads, 'Service': services, 'Gateway': gateways, 'extension provider': configuration.extensionProviders };
  const names = named[kind].map((one) => ('namespace' in one ? `${one.namespace}/${one.name}` : one.name));
  return [...new Set(names)].sort();
}

/** Says that there is no such object, and which were perhaps meant. */
export function noSuchName(mesh: Mesh, kinds: readonly NamedKind[], name: string): string {
  const known = [...new Set(kinds.flatMap((kind) => namesOf(mesh, kind)))].sort();
  return noneCalled(kinds.join(' or '), name, known);
}

/** The same of things of which others know the names. */
export function noneCalled(what: string, name: string, known: readonly string[]): string {
  return `there is no ${what} ${name} among the manifests${meant(name, known)}`;
}

function meant(name: string, known: readonly string[]): string {
  if (known.length === 0) return '; there is none at all';
  const close = suggestion(name, known);
  if (close !== '') return close;
  const elsewhere = known.filter((one) => lastPart(one) === lastPart(name));
  return elsewhere.length > 0 ? ` (did you mean ${elsewhere.map((one) => `"${one}"`).join(' or ')}?)` : `; there is ${listNames(known)}`;
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
