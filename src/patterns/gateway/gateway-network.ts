import { Construct } from 'constructs';
import { gatewayPods, openingsTowards } from '../../compile';
import { Mesh } from '../../constructs/mesh/mesh';
import { emitNetworkPolicy } from '../../constructs/object/network-policy';
import { Identity } from '../../model';
import { dns, istiod, probes } from '../namespace/namespace-network';

/** What the network must know of an ingress gateway. */
export interface GatewayNetwork {
  readonly name: string;
  readonly identity: Identity;
  readonly listenerPorts: readonly number[];
}

/**
 * Opens the gateway's pods to clients on its listeners, and towards those who let it in. It is emitted where the pods
 * of the namespace are closed by default, and would be cut off without it.
 */
export function emitGatewayNetwork(scope: Construct, mesh: Mesh, { name, identity, listenerPorts }: GatewayNetwork): void {
  mesh._registry.whenNetworkCloses(identity.namespace, () => emitNetworkPolicy(scope, 'Network', {
    name,
    namespaceName: identity.namespace,
    podLabels: gatewayPods(identity.namespace, name).labels,
    ingress: () => [{ peer: { kind: 'everywhere' }, ports: listenerPorts }, ...probes()],
    egress: () => [
      dns,
      istiod(mesh.rootNamespace),
      ...mesh._registry.targetsOf(identity).flatMap((target) => openingsTowards(target, 'gateway')),
    ],
  }));
}
