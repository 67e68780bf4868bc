import { ObjectReader } from './object-reader';
import { headerOf, type ParsedMetadata } from './parse-header';
import type { Place } from './place';
import type { Labels, OpaqueObject, Reach } from '../../model/mesh';

/** Kinds that say where and how their workloads send requests. */
const OUTBOUND_KINDS: ReadonlySet<string> = new Set(['BackendTLSPolicy', 'DestinationRule', 'GRPCRoute', 'HTTPRoute', 'TCPRoute', 'TLSRoute', 'VirtualService']);

/** An object that is not modelled, or could not be read, with the workloads it selects as far as they can be told. */
export function parseOpaque(place: Place, value: unknown, { kind, metadata }: { kind: string; metadata: ParsedMetadata }): OpaqueObject {
  const { selector } = reachOf(place, value, metadata);
  return {
    ...headerOf(metadata),
    kind,
    ...selector === undefined ? {} : { selector },
    changes: OUTBOUND_KINDS.has(kind) ? 'outbound' : 'anything',
  };
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
