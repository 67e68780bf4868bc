import { ObjectReader } from './object-reader';
import { type ParsedMetadata, specOf } from './parse-header';
import type { ContainerPort, Labels, MeshWorkload } from '../../model/mesh';

/** A workload outside the cluster: what a Pod is inside. Its own labels are in the spec. */
export function parseWorkloadEntry(object: ObjectReader, metadata: ParsedMetadata): MeshWorkload {
  return { ...parseEndpoint(specOf(object), metadata, metadata.labels), kind: 'WorkloadEntry' };
}

/** What WorkloadEntries are made from when their machines register. */
export function parseWorkloadGroup(object: ObjectReader, metadata: ParsedMetadata): MeshWorkload {
  const spec = specOf(object);
  const own = spec.object('metadata');
  const template = spec.object('template') ?? ObjectReader.of(spec.place.child('template'), {});
  const annotations = own?.labels('annotations') ?? {};
  return { ...parseEndpoint(template, { ...metadata, annotations }, own?.labels('labels') ?? {}), kind: 'WorkloadGroup' };
}

/** The fields of a WorkloadEntry, wherever they are written. */
export function parseEndpoint(entry: ObjectReader, { namespace, name, annotations, at }: ParsedMetadata, labels: Labels): Omit<MeshWorkload, 'kind'> {
  const address = entry.text('address') ?? '';
  return {
    namespace,
    name,
    labels: { ...labels, ...entry.labels('labels') },
    annotations,
    serviceAccount: entry.text('serviceAccount') ?? '',
    addresses: address === '' ? [] : [address],
    ports: parsePorts(entry.object('ports')),
    hostNetwork: false,
    at,
  };
}

function parsePorts(ports: ObjectReader | undefined): readonly ContainerPort[] {
  return (ports?.keys() ?? []).flatMap((name) => {
    const number = ports?.port(name);
    return number === undefined ? [] : [{ name, number }];
  });
}
