import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { ANNOTATION_DOMAIN } from './mesh-object';
import { mergeOpenings, NetworkOpening, NetworkPeer } from '../../compile';

/** What a NetworkPolicy lets through; asked for when the app is synthesised. A direction that is left out is not governed by it. */
export interface NetworkPolicyParts {
  readonly name: string;
  readonly namespaceName: string;
  /** The pods it is for; none means every pod of the namespace. */
  readonly podLabels: Readonly<Record<string, string>>;
  readonly ingress?: () => readonly NetworkOpening[];
  readonly egress?: () => readonly NetworkOpening[];
}

const NAMESPACE_LABEL = 'kubernetes.io/metadata.name';

/** Emits a NetworkPolicy. Listing a direction without openings closes it. */
export function emitNetworkPolicy(scope: Construct, id: string, parts: NetworkPolicyParts): ApiObject {
  const object = new ApiObject(scope, id, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: parts.name, namespace: parts.namespaceName },
    spec: Lazy.any({ produce: () => specOf(parts) }),
  });
  object.metadata.addAnnotation(`${ANNOTATION_DOMAIN}/construct-path`, object.node.path);
  return object;
}

function specOf({ podLabels, ingress, egress }: NetworkPolicyParts): object {
  return {
    podSelector: Object.keys(podLabels).length === 0 ? {} : { matchLabels: { ...podLabels } },
    policyTypes: [...(ingress === undefined ? [] : ['Ingress']), ...(egress === undefined ? [] : ['Egress'])],
    ...(ingress === undefined ? {} : { ingress: mergeOpenings(ingress()).map((opening) => ({ ...peerField('from', opening.peer), ...portsField(opening) })) }),
    ...(egress === undefined ? {} : { egress: mergeOpenings(egress()).map((opening) => ({ ...peerField('to', opening.peer), ...portsField(opening) })) }),
  };
}

function portsField({ ports, protocols }: NetworkOpening): object {
  const pairs = ports.flatMap((port) => (protocols ?? ['TCP']).map((protocol) => ({ port, protocol })));
  return pairs.length === 0 ? {} : { ports: pairs };
}

function peerField(direction: 'from' | 'to', peer: NetworkPeer): object {
  return peer.kind === 'everywhere' ? {} : { [direction]: [peerSelector(peer)] };
}

function peerSelector(peer: Exclude<NetworkPeer, { readonly kind: 'everywhere' }>): object {
  switch (peer.kind) {
    case 'namespace':
      return { namespaceSelector: { matchLabels: { [NAMESPACE_LABEL]: peer.namespace } } };
    case 'pods':
      return { namespaceSelector: { matchLabels: { [NAMESPACE_LABEL]: peer.namespace } }, podSelector: { matchLabels: { ...peer.labels } } };
    case 'cluster':
      return { namespaceSelector: {} };
    case 'cidr':
      return { ipBlock: { cidr: peer.cidr.includes('/') ? peer.cidr : singleAddress(peer.cidr) } };
  }
}

const singleAddress = (address: string): string => `${address}/${address.includes(':') ? 128 : 32}`;
