import { NetworkEndpoint } from './network-endpoint';
import { LabelSelector, Mesh, NetworkPeer, NetworkPort, NetworkRule } from '../../model/mesh';
import { indexOf } from '../mesh/mesh-index';
import { whenKnown } from '../truth/fact';
import { allOf, anyOf, NO, Truth, truthOf, unknown, YES } from '../truth/truth';
import { contains, parseIpBlock } from '../values/ip-match';
import { isEverything, keysOf, selectsLabels } from '../values/label-selector';

/** A connection as a rule sees it: who is at the other end, and the port of the pod that is called. */
export interface NetworkConnection {
  readonly mesh: Mesh;
  /** Of the policy. */
  readonly namespace: string;
  readonly peer: NetworkEndpoint;
  readonly called: NetworkEndpoint;
  readonly port: number;
}

const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/** Some peer and some port; without any of them anybody, and any. */
export function admits({ peers, ports }: NetworkRule, connection: NetworkConnection): Truth {
  return allOf<() => Truth>([
    () => (ports.length === 0 ? YES : anyOf(ports, (port) => truthOf(isPort(port, connection)))),
    () => (peers.length === 0 ? YES : anyOf(peers, (peer) => isPeer(peer, connection))),
  ], (part) => part());
}

/** Meshes carry TCP; a name is one of the ports that the called pod declares. */
function isPort({ protocol, port, endPort }: NetworkPort, { called, port: number }: NetworkConnection): boolean {
  if (protocol !== 'TCP') return false;
  if (port === undefined) return true;
  if (typeof port === 'string') return called.ports.some((declared) => declared.name === port && declared.number === number);
  return number >= port && number <= (endPort ?? port);
}

function isPeer(peer: NetworkPeer, connection: NetworkConnection): Truth {
  return peer.kind === 'block' ? isInBlock(peer, connection) : isPod(peer, connection);
}

function isInBlock({ cidr, except }: Extract<NetworkPeer, { kind: 'block' }>, { peer }: NetworkConnection): Truth {
  if (peer.isHostNetwork) return unknown(hostNetwork(peer));
  const block = parseIpBlock(cidr);
  const holes = except.map(parseIpBlock);
  if (!block || holes.includes(undefined)) return unknown({ fact: `which addresses ${[cidr, ...except].join(' except ')} holds`, supply: 'blocks such as 10.0.0.0/8' });
  return whenKnown(peer.address, (address) => truthOf(contains(block, address) && !holes.some((hole) => hole && contains(hole, address))));
}

function isPod({ namespaces, pods }: Extract<NetworkPeer, { kind: 'pods' }>, { mesh, namespace, peer }: NetworkConnection): Truth {
  if (!peer.isInCluster) return NO;
  return allOf<() => Truth>([
    () => isInNamespace(mesh, namespaces ?? namespace, peer),
    () => (peer.isHostNetwork ? unknown(hostNetwork(peer)) : YES),
    () => hasLabels(pods, peer),
  ], (part) => part());
}

function isInNamespace(mesh: Mesh, wanted: LabelSelector | string, { namespace, name }: NetworkEndpoint): Truth {
  if (namespace === undefined) return unknown({ fact: `which pod ${name} is`, supply: 'from.workload' });
  if (typeof wanted === 'string') return truthOf(wanted === namespace);
  const declared = indexOf(mesh).namespace(namespace);
  const isEnough = declared || keysOf(wanted).every((key) => key === NAMESPACE_NAME);
  if (!isEnough) return unknown({ fact: `the labels of the namespace ${namespace}`, supply: `the manifest of Namespace ${namespace}` });
  return truthOf(selectsLabels(wanted, { ...declared?.labels, [NAMESPACE_NAME]: namespace }));
}

function hasLabels(selector: LabelSelector, { labels, name }: NetworkEndpoint): Truth {
  if (isEverything(selector)) return YES;
  return labels ? truthOf(selectsLabels(selector, labels)) : unknown({ fact: `the labels of ${name}`, supply: 'from.workload' });
}

function hostNetwork({ name }: NetworkEndpoint) {
  return { fact: `how the network of the cluster sees ${name}, which is on that of its node`, supply: 'the answer without NetworkPolicies' };
}
