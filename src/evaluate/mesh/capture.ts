import { indexOf } from './mesh-index';
import { Capture, Labels, Mesh, MeshWorkload, MissingFact } from '../../model/mesh';

export const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';
export const GATEWAY_CLASS_NAME = 'gateway.networking.k8s.io/gateway-class-name';
/** Whether an endpoint takes Istio's mutual TLS (5.1). */
export const TLS_MODE = 'security.istio.io/tlsMode';
export const WAYPOINT_CLASSES = ['istio-waypoint', 'istio-agentgateway-waypoint'];

/** Namespaces whose pods are never injected (6). */
const NEVER_INJECTED = ['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage'];
const NEVER_CAPTURED = ['kube-system'];

/** What enforces policies at the pods of a workload (5.5, 6). */
export function captureOf(mesh: Mesh, workload: MeshWorkload): Capture {
  if (isOutside(workload)) return hasAgent(workload) ? 'sidecar' : 'none';
  const { labels, annotations, hostNetwork } = workload;
  if (Object.hasOwn(labels, GATEWAY_NAME)) return isWaypoint(mesh, workload) ? 'waypoint' : 'gateway';
  if (annotations['inject.istio.io/templates'] === 'gateway') return 'gateway';
  // An injected sidecar wins over ambient (5.5).
  if (Object.hasOwn(annotations, 'sidecar.istio.io/status')) return 'sidecar';
  const namespace = indexOf(mesh).namespace(workload.namespace)?.labels ?? {};
  if (annotations['ambient.istio.io/redirection'] === 'enabled') return 'ambient';
  if (!isRunning(workload) && !hostNetwork && isInjected(namespace, workload)) return 'sidecar';
  return !hostNetwork && isAmbient(namespace, workload) ? 'ambient' : 'none';
}

function isWaypoint(mesh: Mesh, { namespace, labels }: MeshWorkload): boolean {
  const gateway = indexOf(mesh).gateway(`${namespace}/${labels[GATEWAY_NAME]}`);
  return WAYPOINT_CLASSES.includes(gateway?.className ?? labels[GATEWAY_CLASS_NAME] ?? '');
}

/** The pod's label wins over its namespace's (5.1, 5.5). */
function isAmbient(namespace: Labels, workload: MeshWorkload): boolean {
  const mode = workload.labels['istio.io/dataplane-mode'] ?? namespace['istio.io/dataplane-mode'];
  return mode === 'ambient' && !NEVER_CAPTURED.includes(workload.namespace);
}

/** What a template becomes depends on its namespace, which has to be among the input. */
export function missingForCapture(mesh: Mesh, workload: MeshWorkload): MissingFact | undefined {
  if (isOutside(workload)) return missingForAgent(workload);
  if (workload.annotations[INTERCEPTION] === 'NONE' && captureOf(mesh, workload) === 'sidecar') {
    const { namespace, name } = workload;
    return { fact: `what reaches the sidecar of ${namespace}/${name}, which intercepts nothing`, supply: 'at: sidecar' };
  }
  if (captureOf(mesh, workload) !== 'none' || isRunning(workload) || workload.hostNetwork || indexOf(mesh).namespace(workload.namespace)) return undefined;
  return { fact: `the labels of the namespace ${workload.namespace}`, supply: `the manifest of Namespace ${workload.namespace}` };
}

/** Kinds of what runs outside of the cluster, where nothing is injected. */
const OUTSIDE = ['WorkloadEntry', 'WorkloadGroup', 'ServiceEntry'];
const INTERCEPTION = 'sidecar.istio.io/interceptionMode';
const REGISTERED = 'istio.io/autoRegistrationGroup';

export function isOutside({ kind }: MeshWorkload): boolean {
  return OUTSIDE.includes(kind);
}

/** Machines register by Istio's agent, and only with one they have an identity (3.2). */
function hasAgent({ kind, annotations, serviceAccount, labels }: MeshWorkload): boolean {
  return kind === 'WorkloadGroup' || Object.hasOwn(annotations, REGISTERED) || (labels[TLS_MODE] === undefined ? serviceAccount !== '' : labels[TLS_MODE] === 'istio');
}

function missingForAgent(workload: MeshWorkload): MissingFact | undefined {
  const { kind, namespace, name } = workload;
  if (hasAgent(workload)) return undefined;
  return { fact: `whether a proxy guards the ${kind} ${namespace}/${name}`, supply: `its serviceAccount or the label ${TLS_MODE}: istio, or at: sidecar` };
}

/** A pod that runs and was not injected when it started never is. */
export function isRunning({ addresses }: MeshWorkload): boolean {
  return addresses.length > 0;
}

/** The table of section 6. */
function isInjected(namespace: Labels, { labels, annotations, namespace: name }: MeshWorkload): boolean {
  const wish = labels['sidecar.istio.io/inject'] ?? annotations['sidecar.istio.io/inject'];
  const injection = namespace['istio-injection'];
  if (NEVER_INJECTED.includes(name) || injection === 'disabled' || wish === 'false') return false;
  if (injection === 'enabled' || namespace['istio.io/rev'] !== undefined) return true;
  return wish === 'true' || labels['istio.io/rev'] !== undefined;
}

/** Ports and pods that the interception leaves out carry no policy at all (5.2). */
export function isInboundExcluded({ annotations }: MeshWorkload, capture: Capture, port: number): boolean {
  if (capture === 'ambient') return annotations['ambient.istio.io/bypass-inbound-capture'] === 'true';
  const excluded = list(annotations['traffic.sidecar.istio.io/excludeInboundPorts']);
  const included = annotations['traffic.sidecar.istio.io/includeInboundPorts'];
  return excluded.includes(String(port)) || (included !== undefined && included !== '*' && !list(included).includes(String(port)));
}

function list(value: string | undefined): readonly string[] {
  return (value ?? '').split(',').map((one) => one.trim()).filter((one) => one !== '');
}
