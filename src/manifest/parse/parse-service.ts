import type { ObjectReader } from './object-reader';
import { type ParsedMetadata, specOf } from './parse-header';
import type { MeshService, ServicePort } from '../../model/mesh';

const HEADLESS = 'None';

export function parseService(object: ObjectReader, metadata: ParsedMetadata): MeshService {
  const spec = specOf(object);
  const { namespace, name, labels, annotations, at } = metadata;
  const clusterIPs = parseClusterIPs(spec);
  const selector = spec.labels('selector');
  // Kubernetes gives a Service without labels to select, and an ExternalName, no endpoints of its own.
  const selects = selector !== undefined && Object.keys(selector).length > 0 && spec.text('type') !== 'ExternalName';
  return {
    namespace,
    name,
    labels,
    annotations,
    ...selects ? { selector } : {},
    addresses: clusterIPs.filter((ip) => ip !== HEADLESS && ip !== ''),
    isHeadless: clusterIPs.includes(HEADLESS),
    ports: spec.objects('ports').map(parsePort),
    at,
  };
}

function parseClusterIPs(spec: ObjectReader): readonly string[] {
  const all = spec.texts('clusterIPs');
  const first = spec.text('clusterIP');
  return all.length > 0 || first === undefined ? all : [first];
}

function parsePort(port: ObjectReader): ServicePort {
  const number = port.port('port');
  if (number === undefined && port.value('port') === undefined) port.place.report('missing-field', 'the field port is required');
  const name = port.text('name');
  const appProtocol = port.text('appProtocol');
  return {
    ...name === undefined ? {} : { name },
    number: number ?? 0,
    target: parseTarget(port) ?? number ?? 0,
    ...appProtocol === undefined ? {} : { appProtocol },
    transport: port.text('protocol') ?? 'TCP',
    at: port.place.at,
  };
}

/** A number or the name of a container port; zero and the empty name count as absent. */
function parseTarget(port: ObjectReader): number | string | undefined {
  const target = port.value('targetPort');
  if (typeof target === 'string') return target === '' ? undefined : target;
  return target === 0 ? undefined : port.port('targetPort');
}
