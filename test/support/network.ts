import { Manifest } from './cluster';

/** What NetworkPolicies alone let through: Kubernetes' own rules, read off the manifests. */

type Labels = Readonly<Record<string, string>>;

export interface Pod {
  readonly namespace: string;
  readonly labels: Labels;
}

export type Host = Pod | { readonly ip: string };

export interface Connection {
  readonly from: Host;
  readonly to: Host;
  readonly port: number;
  readonly protocol?: 'TCP' | 'UDP';
}

/** A connection needs both ends: the egress of the one pod and the ingress of the other. */
export function connects(manifests: readonly Manifest[], { from, to, port, protocol = 'TCP' }: Connection): boolean {
  const policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy');
  return lets(policies, 'Egress', from, (rule) => isPeer(rule.to, to) && isPort(rule.ports, port, protocol))
    && lets(policies, 'Ingress', to, (rule) => isPeer(rule.from, from) && isPort(rule.ports, port, protocol));
}

interface NetworkRule {
  readonly to?: readonly NetworkPeer[];
  readonly from?: readonly NetworkPeer[];
  readonly ports?: readonly { readonly port: number; readonly protocol: string }[];
}

interface NetworkPeer {
  readonly ipBlock?: { readonly cidr: string };
  readonly namespaceSelector?: { readonly matchLabels?: Labels };
  readonly podSelector?: { readonly matchLabels?: Labels };
}

function lets(policies: readonly Manifest[], direction: 'Egress' | 'Ingress', host: Host, matches: (rule: NetworkRule) => boolean): boolean {
  if ('ip' in host) {
    return true;
  }
  const own = policies.filter(({ metadata, spec }) => (
    metadata.namespace === host.namespace && spec.policyTypes.includes(direction) && covers(spec.podSelector.matchLabels, host.labels)));
  return own.length === 0 || own.some(({ spec }) => (spec[direction.toLowerCase()] as readonly NetworkRule[]).some(matches));
}

function covers(selector: Labels | undefined, labels: Labels): boolean {
  return Object.entries(selector ?? {}).every(([key, value]) => labels[key] === value);
}

function isPeer(peers: readonly NetworkPeer[] | undefined, host: Host): boolean {
  return peers === undefined || peers.some(({ ipBlock, namespaceSelector, podSelector }) => {
    if ('ip' in host || ipBlock !== undefined) {
      return 'ip' in host && ipBlock !== undefined && ipBlock.cidr.split('/')[0] === host.ip;
    }
    return covers(namespaceSelector?.matchLabels, { 'kubernetes.io/metadata.name': host.namespace }) && covers(podSelector?.matchLabels, host.labels);
  });
}

function isPort(ports: NetworkRule['ports'], port: number, protocol: string): boolean {
  return ports === undefined || ports.some((one) => one.port === port && one.protocol === protocol);
}
