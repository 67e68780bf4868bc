import { listNames, suggestion } from '../manifest/check-wording';
import { IstioGateway, Mesh } from '../model/mesh';

export type NamedKind = 'workload' | 'Service' | 'Gateway' | 'extension provider';

/** What a mesh has of a kind, as `namespace/name` where it has a namespace. */
export function namesOf(mesh: Mesh, kind: NamedKind): readonly string[] {
  const { workloads, services, gateways, configuration: { extensionProviders } } = mesh;
  const named = {
    'workload': workloads, 'Service': services, 'Gateway': [...gateways, ...istioGateways(mesh)], 'extension provider': extensionProviders,
  };
  const names = named[kind].map((one) => ('namespace' in one ? `${one.namespace}/${one.name}` : one.name));
  return [...new Set(names)].sort();
}

/** The ports of a Gateway of either kind, as `namespace/name`; undefined: there is none. */
export function gatewayPorts(mesh: Mesh, gateway: string): readonly GatewayPort[] | undefined {
  const isMeant = ({ namespace, name }: { readonly namespace: string; readonly name: string }) => `${namespace}/${name}` === gateway;
  const found = mesh.gateways.find(isMeant);
  if (found) return found.listeners.map(({ port, name }) => ({ number: port, name }));
  return istioGateways(mesh).find(isMeant)?.servers.flatMap((server) => (server.kind === 'read' ? [{ number: server.value.port }] : []));
}

export interface GatewayPort {
  readonly number: number;
  readonly name?: string;
}

function istioGateways(mesh: Mesh): readonly IstioGateway[] {
  return mesh.istioGateways.flatMap((gateway) => (gateway.kind === 'read' ? [gateway.value] : []));
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
