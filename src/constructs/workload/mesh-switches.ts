type Texts = Readonly<Record<string, string>>;

const LABELS_OFF: Texts = { 'sidecar.istio.io/inject': 'false', 'istio.io/dataplane-mode': 'none' };

/** Istio still reads the first of them, although the label has taken its place. */
const ANNOTATIONS_OFF: Texts = { 'sidecar.istio.io/inject': 'false', 'ambient.istio.io/bypass-inbound-capture': 'true' };

/** Ports that are listed here, or missing where ports are listed, are not redirected to the sidecar. */
const PORT_ANNOTATIONS = ['traffic.sidecar.istio.io/excludeInboundPorts', 'traffic.sidecar.istio.io/includeInboundPorts'];
const EVERY_PORT = '*';

/** The label or annotation of a pod that keeps the mesh, or a part of its traffic, out. */
export function switchOff(labels: Texts, annotations: Texts): string | undefined {
  const label = Object.keys(LABELS_OFF).find((name) => labels[name] === LABELS_OFF[name]);
  if (label !== undefined) {
    return `label ${label}: "${LABELS_OFF[label]}"`;
  }
  const annotation = Object.keys(ANNOTATIONS_OFF).find((name) => annotations[name] === ANNOTATIONS_OFF[name])
    ?? PORT_ANNOTATIONS.find((name) => annotations[name] !== undefined && annotations[name] !== EVERY_PORT);
  return annotation === undefined ? undefined : `annotation ${annotation}: "${annotations[annotation]}"`;
}

/** Only names for telemetry: they change nothing about who may do what. */
const HARMLESS = 'service.istio.io/';

/** Whether a label decides if, and by which proxy, policies are enforced. */
export function isMeshLabel(name: string): boolean {
  return name === 'istio-injection' || (/(^|\.)istio\.io\//.test(name) && !name.startsWith(HARMLESS));
}
