import { ObjectReader } from './object-reader';
import { headerOf, type ParsedMetadata } from './parse-header';
import type { Place } from './place';
import type { Labels, OpaqueObject, Reach } from '../../model/mesh';

/** Kinds that say where and how their workloads send requests. A Sidecar does so as long as it has no listeners of its own. */
const OUTBOUND_KINDS: ReadonlySet<string> = new Set(['DestinationRule', 'GRPCRoute', 'HTTPRoute', 'TCPRoute', 'TLSRoute', 'VirtualService']);

/** An object that is not modelled, or could not be read, with the workloads it selects as far as they can be told. */
export function parseOpaque(place: Place, value: unknown, { kind, metadata }: { kind: string; metadata: ParsedMetadata }): OpaqueObject {
  const { selector } = reachOf(place, value, metadata);
  const isOutbound = OUTBOUND_KINDS.has(kind) || kind === 'Sidecar' && hasNoListeners(place, value);
  const egressHosts = kind === 'Sidecar' ? egressHostsOf(place, value) : undefined;
  return {
    ...headerOf(metadata),
    kind,
    ...selector === undefined ? {} : { selector },
    ...egressHosts === undefined ? {} : { egressHosts },
    changes: isOutbound ? 'outbound' : 'anything',
  };
}

/** Without `egress` everything is known; an entry with a port, an address or a capture mode of its own is not that simple. */
function egressHostsOf(place: Place, value: unknown): readonly string[] | undefined {
  const read = place.readApart((apart) => {
    const spec = ObjectReader.of(apart, value).object('spec');
    const entries = spec?.objects('egress') ?? [];
    const isPlain = entries.every((entry) => entry.keys().every((key) => key === 'hosts'));
    const hosts = entries.flatMap((entry) => entry.texts('hosts'));
    return spec?.value('egress') === undefined ? ['*/*'] : isPlain ? hosts : undefined;
  });
  return read.kind === 'read' ? read.value : undefined;
}

function hasNoListeners(place: Place, value: unknown): boolean {
  const listeners = place.readApart((apart) => {
    const spec = ObjectReader.of(apart, value).object('spec');
    return spec?.value('ingress') ?? spec?.value('inboundConnectionPool');
  });
  return listeners.kind === 'read' && listeners.value === undefined;
}

/** Whom an object may concern: all of its namespace, when its selector cannot be read. */
export function reachOf(place: Place, value: unknown, { namespace }: ParsedMetadata): Reach {
  const selector = place.readApart((apart) => selectedLabels(ObjectReader.of(apart, value)));
  return { namespace, ...selector.kind === 'unreadable' || selector.value === undefined ? {} : { selector: selector.value } };
}

/** `workloadSelector.labels` of most networking kinds, `matchLabels` below `workloadSelector` or `selector` of the others. */
function selectedLabels(object: ObjectReader): Labels | undefined {
  const spec = object.object('spec');
  const workloads = spec?.object('workloadSelector');
  return workloads?.labels('labels') ?? workloads?.labels('matchLabels') ?? spec?.object('selector')?.labels('matchLabels');
}
