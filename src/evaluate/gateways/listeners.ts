import { Server, serverOfListener } from './gateway-server';
import { Mesh, MeshGateway, GatewayListener } from '../../model/mesh';
import { allows } from '../mesh/allowed-namespaces';
import { hostsFor } from '../routes/host-patterns';

/** A Gateway's listeners without those that come after another one they cannot stand beside. */
export function soundListeners({ listeners }: MeshGateway): readonly GatewayListener[] {
  const kept: GatewayListener[] = [];
  for (const listener of listeners) {
    if (kept.every((one) => areDistinct(one, listener))) kept.push(listener);
  }
  return kept;
}

function areDistinct(one: GatewayListener, other: GatewayListener): boolean {
  if (one.port !== other.port) return true;
  const [isBytes, areBytes] = [isTransport(one), isTransport(other)];
  if (isBytes || areBytes) return false;
  return (one.hostname ?? '*') !== (other.hostname ?? '*');
}

function isTransport({ protocol }: GatewayListener): boolean {
  return protocol === 'TCP' || protocol === 'UDP';
}

/** The server that istiod makes of a listener, with the hosts that namespaces may have there. */
export function listenerServer(mesh: Mesh, gateway: MeshGateway, listener: GatewayListener): Server | undefined {
  const host = listener.hostname ?? '*';
  const { allowedNamespaces } = listener;
  if (allowedNamespaces.from === 'All') return serverOfListener(gateway, listener, [host]);
  if (allowedNamespaces.from !== 'Selector') return serverOfListener(gateway, listener, [`${gateway.namespace}/${host}`]);
  const names = new Set([gateway.namespace, ...mesh.namespaces.map(({ name }) => name), ...routeNamespaces(mesh)]);
  const allowed = [...names].filter((name) => allows(mesh, allowedNamespaces, gateway.namespace, name).kind !== 'no');
  return serverOfListener(gateway, listener, allowed.length === 0 ? [`~/${host}`] : allowed.map((name) => `${name}/${host}`));
}

function routeNamespaces({ routes, virtualServices }: Mesh): readonly string[] {
  return [...routes, ...virtualServices].flatMap((one) => (one.kind === 'read' ? [one.value.namespace] : []));
}

/** Whether something of a namespace has a host at a server. */
export function serverHosts({ hosts }: Server, namespace: string): readonly string[] {
  return hostsFor(hosts, namespace);
}
