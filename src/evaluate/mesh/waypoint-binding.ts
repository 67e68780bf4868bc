import { allows } from './allowed-namespaces';
import { WAYPOINT_CLASSES } from './capture';
import { indexOf } from './mesh-index';
import { Labels, Mesh, MeshGateway, MeshServiceEntry, MissingFact } from '../../model/mesh';
import { isFlagOn } from '../rules/rule-scope';
import { anyOf, Truth } from '../truth/truth';

/** The waypoint that a Service or workload is bound to (5.1, 5.3). */
export type WaypointBinding =
  | { readonly kind: 'none' }
  | { readonly kind: 'bound'; readonly gateway: MeshGateway }
  | { readonly kind: 'unknown'; readonly missing: MissingFact };

const USE = 'istio.io/use-waypoint';
const USE_NAMESPACE = 'istio.io/use-waypoint-namespace';
const FOR = 'istio.io/waypoint-for';

interface Bindable {
  readonly namespace: string;
  readonly labels: Labels;
}

/** An object's own label never falls back to its namespace's, even when it cannot be honoured (5.3). */
export function bindingOf(mesh: Mesh, object: Bindable): WaypointBinding {
  const namespace = indexOf(mesh).namespace(object.namespace);
  const hasOwn = Object.hasOwn(object.labels, USE);
  if (!hasOwn && !namespace) {
    const missing = { fact: `the labels of the namespace ${object.namespace}`, supply: `the manifest of Namespace ${object.namespace}` };
    return { kind: 'unknown', missing };
  }
  const labels = hasOwn ? object.labels : namespace!.labels;
  const name = labels[USE];
  if (name === undefined || name === 'none') return { kind: 'none' };
  const place = labels[USE_NAMESPACE] ?? object.namespace;
  const gateway = indexOf(mesh).gateway(`${place}/${name}`);
  if (!gateway) return { kind: 'unknown', missing: { fact: `the waypoint ${place}/${name}, which is not among the input`, supply: 'the manifest of that Gateway' } };
  if (gateway.className !== WAYPOINT_CLASSES[0]) {
    return { kind: 'unknown', missing: { fact: `what the Gateway ${place}/${name} of class ${gateway.className} does`, supply: `a Gateway of class ${WAYPOINT_CLASSES[0]}` } };
  }
  const admitted = admits(mesh, gateway, object.namespace);
  if (admitted.kind === 'unknown') return { kind: 'unknown', missing: admitted.missing[0] };
  return admitted.kind === 'yes' ? { kind: 'bound', gateway } : { kind: 'none' };
}

/** `service` is the default; a Gateway for the other kind of traffic is not on the way (5.1, 5.3). */
export function handles(gateway: MeshGateway, traffic: 'service' | 'workload'): boolean {
  const wanted = gateway.labels[FOR] ?? 'service';
  return wanted === 'all' || wanted === traffic;
}

/** A refused binding means that traffic goes direct (5.3). */
function admits(mesh: Mesh, gateway: MeshGateway, namespace: string): Truth {
  return anyOf(gateway.listeners, ({ allowedNamespaces }) => allows(mesh, allowedNamespaces, gateway.namespace, namespace));
}

/** Who the destination sees behind a waypoint (2.8). */
export function waypointIdentity(mesh: Mesh, { namespace, name, annotations }: MeshGateway): string {
  const account = annotations['gateway.istio.io/service-account'] ?? annotations['gateway.istio.io/name-override'] ?? name;
  return `${mesh.configuration.trustDomain}/ns/${namespace}/sa/${account}`;
}

/** ztunnel knows a ServiceEntry by its addresses, its own or those that istiod gives it (5.1). */
export function isAddressed({ environment }: Mesh, { addresses, labels, hosts, resolution }: MeshServiceEntry): boolean {
  if (addresses.length > 0) return true;
  const isAllocated = isFlagOn(environment, 'PILOT_ENABLE_IP_AUTOALLOCATE', true) && labels['networking.istio.io/enable-autoallocate-ip'] !== 'false';
  return isAllocated && resolution !== 'NONE' && hosts.some((host) => !host.startsWith('*'));
}
