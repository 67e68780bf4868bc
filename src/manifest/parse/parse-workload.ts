import { ObjectReader } from './object-reader';
import type { ParsedMetadata } from './parse-header';
import type { ContainerPort, MeshWorkload } from '../../model/mesh';

/** Where the pod template of each kind is. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  DaemonSet: ['spec', 'template'],
  Deployment: ['spec', 'template'],
  Job: ['spec', 'template'],
  Pod: [],
  PodTemplate: ['template'],
  ReplicaSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  Rollout: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
};

/** A Pod, or the pods that an object makes from its template. */
export function parseWorkload(object: ObjectReader, kind: string, metadata: ParsedMetadata): MeshWorkload {
  const pod = podOf(object, TEMPLATES[kind]);
  const { labels, annotations } = pod === object ? metadata : parseTemplateMetadata(pod);
  const spec = required(pod, 'spec');
  return {
    kind,
    namespace: metadata.namespace,
    name: metadata.name,
    labels,
    annotations,
    serviceAccount: spec.text('serviceAccountName') ?? spec.text('serviceAccount') ?? 'default',
    addresses: pod === object ? parseAddresses(object) : [],
    ports: spec.objects('containers').flatMap(parsePorts),
    hostNetwork: spec.flag('hostNetwork') ?? false,
    at: metadata.at,
  };
}

function podOf(object: ObjectReader, steps: readonly string[]): ObjectReader {
  return steps.reduce(required, object);
}

function required(object: ObjectReader, key: string): ObjectReader {
  const inner = object.object(key);
  if (inner !== undefined) return inner;
  if (object.value(key) === undefined) object.place.report('missing-field', `the field ${key} is required`);
  return ObjectReader.of(object.place.child(key), {});
}

function parseTemplateMetadata(template: ObjectReader): Pick<ParsedMetadata, 'labels' | 'annotations'> {
  const metadata = template.object('metadata');
  return { labels: metadata?.labels('labels') ?? {}, annotations: metadata?.labels('annotations') ?? {} };
}

function parseAddresses(pod: ObjectReader): readonly string[] {
  const status = pod.object('status');
  const all = status?.objects('podIPs').map((address) => address.requiredText('ip')) ?? [];
  const first = status?.text('podIP');
  return all.length > 0 || first === undefined ? all : [first];
}

/** Those for TCP: a Service or NetworkPolicy for TCP that names a port never means one of UDP. */
function parsePorts(container: ObjectReader): readonly ContainerPort[] {
  return container.objects('ports').flatMap((port) => {
    const number = port.port('containerPort');
    const name = port.text('name');
    const isTcp = (port.text('protocol') || 'TCP') === 'TCP';
    return number === undefined || !isTcp ? [] : [{ ...name === undefined ? {} : { name }, number }];
  });
}

/** Whether an object of this kind runs pods. */
export function isWorkloadKind(kind: string): boolean {
  return Object.hasOwn(TEMPLATES, kind);
}

