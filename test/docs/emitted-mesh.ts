import { find, Manifest } from './run-block';
import { Identity } from '../../src/model';

/** What the emitted objects say of proxies, and of the policies that each of them reads. */

const ROOT = 'istio-system';

/** A proxy on the way of a request. */
export interface Stop {
  reads(policy: Manifest): boolean;
}

/** What a gateway or waypoint reads: policies with `targetRefs` to it, to the Service that is called, or to its class. */
export function isFor({ namespace, gateway, service }: { namespace: string; gateway: string; service?: Manifest }): Stop['reads'] {
  return ({ metadata, spec }) => (spec?.targetRefs ?? []).some(({ kind, name }: { kind: string; name: string }) => (
    kind === 'Service' ? metadata.namespace === service?.metadata.namespace && name === service?.metadata.name
      : kind === 'Gateway' ? metadata.namespace === namespace && name === gateway
        : service !== undefined && metadata.namespace === ROOT && name === 'istio-waypoint'));
}

/** What a sidecar or ztunnel reads: policies without `targetRefs`, of its namespace and of the root namespace. */
export function isSelecting(service: Manifest): Stop['reads'] {
  return ({ apiVersion, metadata, spec }) => apiVersion.startsWith('security.istio.io/') && spec.targetRefs === undefined
    && [ROOT, service.metadata.namespace].includes(metadata.namespace)
    && Object.entries<string>(spec.selector?.matchLabels ?? {}).every(([label, value]) => service.spec.selector[label] === value);
}

/** The identity of the waypoint that a Service is bound to. */
export function waypointOf(objects: readonly Manifest[], service: Manifest, trustDomain: string): Identity | undefined {
  const labels = { ...find(objects, 'Namespace', undefined, service.metadata.namespace).metadata.labels, ...service.metadata.labels };
  const name: string | undefined = labels['istio.io/use-waypoint'];
  if (name === undefined) {
    return undefined;
  }
  const namespace: string = labels['istio.io/use-waypoint-namespace'] ?? service.metadata.namespace;
  find(objects, 'Gateway', namespace, name);
  return { trustDomain, namespace, serviceAccount: name };
}

export function servicePort(service: Manifest, port: number): number {
  return service.spec.ports.find((one: Manifest) => one.targetPort === port)?.port ?? port;
}

/** The mode of the workload's own PeerAuthentication, else of its namespace's, else of the mesh. */
export function modeOf(objects: readonly Manifest[], service: Manifest, port: number): string {
  const applicable = objects.filter((object) => object.kind === 'PeerAuthentication' && isSelecting(service)(object));
  const own = applicable.find(({ spec }) => spec.selector !== undefined);
  const ofNamespace = applicable.find(({ spec, metadata }) => spec.selector === undefined && metadata.namespace !== ROOT);
  const ofMesh = applicable.find(({ metadata }) => metadata.namespace === ROOT);
  const modes = [own?.spec.portLevelMtls?.[port]?.mode, ...[own, ofNamespace, ofMesh].map((object) => object?.spec.mtls?.mode)];
  return modes.find((mode) => mode !== undefined) ?? 'PERMISSIVE';
}
