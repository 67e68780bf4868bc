import { ObjectReader } from './object-reader';
import { headerOf, type ParsedMetadata, specOf } from './parse-header';
import { parseLabelSelector } from './parse-label-selector';
import type { NetworkPeer, NetworkPort, NetworkRule, Read, WrittenNetworkPolicy } from '../../model/mesh';

const DIRECTIONS = ['Ingress', 'Egress'] as const;
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;

/** Without `policyTypes` it is about what comes in, and about what goes out if it has a rule for that. */
export function parseNetworkPolicy(object: ObjectReader, metadata: ParsedMetadata): WrittenNetworkPolicy {
  const spec = specOf(object);
  const rules = { ingress: parseRules(spec, 'ingress', 'from'), egress: parseRules(spec, 'egress', 'to') };
  const types = parseTypes(spec) ?? ['Ingress', ...rules.egress.length > 0 ? ['Egress'] : []];
  const policy = {
    ...headerOf(metadata),
    pods: parseLabelSelector(spec.object('podSelector')),
    ...types.includes('Ingress') ? { ingress: rules.ingress } : {},
    ...types.includes('Egress') ? { egress: rules.egress } : {},
  };
  spec.finish();
  return policy;
}

function parseTypes(spec: ObjectReader): readonly string[] | undefined {
  const types = spec.texts('policyTypes');
  const unknown = types.find((type) => !(DIRECTIONS as readonly string[]).includes(type));
  if (unknown !== undefined) spec.place.child('policyTypes').report('unknown-value', `policyTypes holds ${JSON.stringify(unknown)}; it may hold Ingress and Egress`);
  return types.length === 0 ? undefined : types;
}

function parseRules(spec: ObjectReader, key: 'ingress' | 'egress', peers: 'from' | 'to'): readonly Read<NetworkRule>[] {
  return spec.items(key).map(({ place, value }) => place.readApart((apart) => {
    const rule = ObjectReader.of(apart, value);
    const parsed = { peers: rule.objects(peers).map(parsePeer), ports: rule.objects('ports').map(parsePort), at: apart.at };
    rule.finish();
    return parsed;
  }));
}

function parsePeer(peer: ObjectReader): NetworkPeer {
  const block = peer.object('ipBlock');
  const namespaces = peer.object('namespaceSelector');
  const pods = peer.object('podSelector');
  if (!block && !namespaces && !pods) peer.place.report('missing-field', 'a peer is an ipBlock, a namespaceSelector or a podSelector');
  peer.finish();
  if (block === undefined) return { kind: 'pods', ...namespaces ? { namespaces: parseLabelSelector(namespaces) } : {}, pods: parseLabelSelector(pods) };
  const parsed = { kind: 'block', cidr: block.requiredText('cidr'), except: block.texts('except') } as const;
  block.finish();
  return parsed;
}

function parsePort(port: ObjectReader): NetworkPort {
  const number = typeof port.value('port') === 'string' ? port.text('port') : port.port('port');
  const endPort = port.port('endPort');
  const parsed = {
    protocol: port.choice('protocol', PROTOCOLS) ?? 'TCP',
    ...number === undefined ? {} : { port: number },
    ...endPort === undefined ? {} : { endPort },
  };
  port.finish();
  return parsed;
}
