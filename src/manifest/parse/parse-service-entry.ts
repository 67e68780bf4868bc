import type { ObjectReader } from './object-reader';
import { type ParsedMetadata, specOf } from './parse-header';
import { parseEndpoint } from './parse-workload-entry';
import type { MeshServiceEntry, MeshWorkload, ServicePort } from '../../model/mesh';

const RESOLUTIONS = ['NONE', 'STATIC', 'DNS', 'DNS_ROUND_ROBIN', 'DYNAMIC_DNS'] as const;
const LOCATIONS = ['MESH_EXTERNAL', 'MESH_INTERNAL'] as const;

export function parseServiceEntry(object: ObjectReader, metadata: ParsedMetadata): MeshServiceEntry {
  const spec = specOf(object);
  const { namespace, name, labels, annotations, at } = metadata;
  const resolution = spec.choice('resolution', RESOLUTIONS) ?? 'NONE';
  const selector = spec.object('workloadSelector');
  const selected = selector?.labels('labels');
  selector?.finish();
  spec.skip('subjectAltNames');
  const entry = {
    namespace,
    name,
    labels,
    annotations,
    ...selected === undefined ? {} : { selector: selected },
    addresses: spec.texts('addresses'),
    // Connections go to the address that the client dialled, as with a headless Service.
    isHeadless: resolution === 'NONE',
    ports: spec.objects('ports').map(parsePort),
    hosts: spec.texts('hosts'),
    exportTo: spec.texts('exportTo'),
    isExternal: (spec.choice('location', LOCATIONS) ?? 'MESH_EXTERNAL') === 'MESH_EXTERNAL',
    resolution,
    endpoints: spec.objects('endpoints').map((endpoint, index) => parseOwnEndpoint(endpoint, index, metadata)),
    at,
  };
  if (entry.hosts.length === 0) spec.place.report('missing-field', 'the field hosts is required');
  spec.finish();
  return entry;
}

/** The protocol of a port is named as such. */
function parsePort(port: ObjectReader): ServicePort {
  const number = port.port('number');
  if (number === undefined && port.value('number') === undefined) port.place.report('missing-field', 'the field number is required');
  const name = port.text('name');
  const parsed = {
    ...name === undefined ? {} : { name },
    number: number ?? 0,
    target: port.port('targetPort') ?? number ?? 0,
    appProtocol: port.text('protocol') ?? '',
    transport: 'TCP',
    at: port.place.at,
  };
  port.finish();
  return parsed;
}

function parseOwnEndpoint(endpoint: ObjectReader, index: number, metadata: ParsedMetadata): MeshWorkload {
  endpoint.skip('locality', 'network', 'weight');
  const name = `${metadata.name}-${index}`;
  const parsed = parseEndpoint(endpoint, { ...metadata, name, annotations: {}, at: endpoint.place.at }, {});
  endpoint.finish();
  return { ...parsed, kind: 'ServiceEntry' };
}
