import { IstiodEnvironment, Labels, MeshConfiguration, ObjectHeader, PolicyAttachment, PolicyTargetRef, Read } from '../../model/mesh';
import { PolicyPlace } from '../mesh/mesh-index';
import { isFlagOn } from '../rules/rule-scope';
import { isSubset, readOnes, Unreadable, unreadableOnes } from '../truth/reading';

/** An Envoy that policies are attached to (1.3). */
export type Proxy = {
  readonly namespace: string;
  /** Of the workload or Gateway. */
  readonly name: string;
} & (
  | { readonly kind: 'sidecar'; readonly labels: Labels }
  /** `gatewayName` is absent for a classic gateway. */
  | { readonly kind: 'gateway'; readonly labels: Labels; readonly gatewayName?: string }
  /** `service` is absent on the chain of traffic that was addressed to a pod. */
  | { readonly kind: 'waypoint'; readonly gatewayName: string; readonly service?: NamedObject }
);

export interface NamedObject {
  readonly namespace: string;
  readonly name: string;
  /** Of a ServiceEntry. */
  readonly hosts?: readonly string[];
}

/** A policy that says whom it is for. */
type Attachable = ObjectHeader & { readonly attachment: PolicyAttachment };

export interface AttachmentScope {
  readonly proxy: Proxy;
  readonly configuration: MeshConfiguration;
  readonly environment: IstiodEnvironment;
}

export interface Attached<T> {
  readonly policies: readonly T[];
  /** What may or may not be attached. */
  readonly unreadable: readonly Unreadable[];
}

const GATEWAY_GROUP = 'gateway.networking.k8s.io';
const WAYPOINT_CLASS = 'istio-waypoint';

/** AuthorizationPolicies and RequestAuthentications attach alike (1.2, 1.3, 4.1). */
export function attached<T extends Attachable>(lookUp: (place: PolicyPlace) => readonly Read<T>[], scope: AttachmentScope): Attached<T> {
  const namespaces = namespacesOf(scope);
  const labels = scope.proxy.kind === 'waypoint' ? undefined : scope.proxy.labels;
  const items = lookUp({ namespaces, labels, targets: targetsOf(scope.proxy) });
  const policies = readOnes(items).filter((policy) => attaches(policy, scope));
  return { policies, unreadable: unreadableOnes(items, { namespaces, labels }) };
}

/** The proxy's namespace, the root namespace, and at a waypoint the service's (1.2): RequestAuthentications count in this order (4.1). */
function namespacesOf({ proxy, configuration }: AttachmentScope): readonly string[] {
  const service = proxy.kind === 'waypoint' ? proxy.service : undefined;
  return [proxy.namespace, configuration.rootNamespace, ...service ? [service.namespace] : []];
}

/** Whatever it is that targetRefs can name it by. */
function targetsOf(proxy: Proxy): readonly string[] {
  if (proxy.kind === 'waypoint') return [WAYPOINT_CLASS, proxy.gatewayName, ...proxy.service ? [proxy.service.name] : []];
  return proxy.kind === 'gateway' && proxy.gatewayName !== undefined ? [proxy.gatewayName] : [];
}

function attaches(policy: Attachable, scope: AttachmentScope): boolean {
  const { selector, targetRefs } = policy.attachment;
  const { proxy } = scope;
  if (proxy.kind === 'waypoint') return targetRefs.some((ref) => targetsWaypoint(ref, policy, scope));
  const gatewayName = proxy.kind === 'gateway' ? proxy.gatewayName : undefined;
  if (targetRefs.length > 0) {
    return gatewayName !== undefined && targetRefs.some((ref) => targetsGateway(ref, policy, { name: gatewayName, namespace: proxy.namespace }));
  }
  if (gatewayName !== undefined && !isFlagOn(scope.environment, 'ENABLE_SELECTOR_BASED_K8S_GATEWAY_POLICY', true)) return false;
  return isSubset(selector ?? {}, proxy.labels);
}

function targetsGateway(ref: PolicyTargetRef, policy: ObjectHeader, gateway: NamedObject): boolean {
  return ref.kind === 'Gateway' && ref.group === GATEWAY_GROUP && ref.name === gateway.name
    && policy.namespace === gateway.namespace && (!ref.namespace || ref.namespace === policy.namespace);
}

/** Service and Gateway by name in the policy's own namespace; the class only from the root namespace (1.3). */
function targetsWaypoint(ref: PolicyTargetRef, policy: ObjectHeader, { proxy, configuration }: AttachmentScope): boolean {
  if (proxy.kind !== 'waypoint') return false;
  if (ref.group === GATEWAY_GROUP && ref.kind === 'GatewayClass') {
    return policy.namespace === configuration.rootNamespace && ref.name === WAYPOINT_CLASS;
  }
  if (ref.kind === 'Gateway') return targetsGateway(ref, policy, { name: proxy.gatewayName, namespace: proxy.namespace });
  if (!proxy.service || !isKind(ref, proxy.service.hosts ? 'ServiceEntry' : 'Service')) return false;
  return proxy.service.name === ref.name && proxy.service.namespace === policy.namespace;
}

function isKind({ kind, group }: PolicyTargetRef, wanted: 'Service' | 'ServiceEntry'): boolean {
  return kind === wanted && (wanted === 'Service' ? ['', 'core'] : ['networking.istio.io']).includes(group);
}
