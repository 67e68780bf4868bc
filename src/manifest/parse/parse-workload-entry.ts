import type { ObjectReader } from './object-reader';
import { type ParsedMetadata, specOf } from './parse-header';
import type { ContainerPort, MeshWorkload } from '../../model/mesh';

/** A workload outside the cluster: what a Pod is inside. Its own labels are in the spec. */
export function parseWorkloadEntry(object: ObjectReader, metadata: ParsedMetadata): MeshWorkload {
  const spec = specOf(object);
  const address = spec.text('address') ?? '';
  return {
    kind: 'WorkloadEntry',
    namespace: metadata.namespace,
    name: metadata.name,
    labels: { ...metadata.labels, ...spec.labels('labels') },
    annotations: metadata.annotations,
    serviceAccount: spec.text('serviceAccount') || 'default',
    addresses: address === '' ? [] : [address],
    ports: parsePorts(spec.object('ports')),
    hostNetwork: false,
    at: metadata.at,
  };
}

function parsePorts(ports: ObjectReader | undefined): readonly ContainerPort[] {
  return (ports?.keys() ?? []).flatMap((name) => {
    const number = ports?.port(name);
    return number === undefined ? [] : [{ name, number }];
  });
}
