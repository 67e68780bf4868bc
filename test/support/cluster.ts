import { App } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { PlainRule } from './policy-compilation';
import { HttpRequest, MeshTrust, Point, rulesMatch, Scene, Seen, Verdict } from './policy-oracle';

/** A cluster that holds what an app writes, and nothing else: what becomes of a call is read off the manifests alone. */

type Labels = Readonly<Record<string, string>>;

/** Any Kubernetes object; of its spec the tests know what they ask for. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Labels; readonly annotations?: Labels };
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each kind has its own
  readonly spec?: any;
  readonly [field: string]: unknown;
}

export function manifestsOf(app: App): readonly Manifest[] {
  return parseAllDocuments(app.synthYaml()).map((document) => document.toJSON() as Manifest);
}

export function find(manifests: readonly Manifest[], kind: string, namespacedName: string): Manifest | undefined {
  const [name, namespace] = namespacedName.split('/').reverse();
  return manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name && manifest.metadata.namespace === namespace);
}

export function policy(manifests: readonly Manifest[], namespacedName: string): Manifest {
  const found = find(manifests, 'AuthorizationPolicy', namespacedName);
  if (found === undefined) {
    throw new Error(`no AuthorizationPolicy ${namespacedName}: there are ${policyNames(manifests).join(', ')}`);
  }
  return found;
}

export function policyNames(manifests: readonly Manifest[]): readonly string[] {
  return manifests.filter(({ kind }) => kind === 'AuthorizationPolicy').map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).sort();
}

/** Somebody calls `namespace/service` on a container port. A caller is `namespace/account`, without one it has no identity. */
export interface ClusterCall {
  readonly from?: string;
  readonly plane?: 'sidecar' | 'ambient' | 'gateway';
  readonly trustDomain?: string;
  readonly to: string;
  readonly port: number;
  /** `pod` dials the pod itself. */
  readonly by?: 'service' | 'pod';
  readonly http?: Partial<HttpRequest>;
  readonly sourceIp?: string;
}

export interface ClusterTrust extends MeshTrust {
  readonly rootNamespace?: string;
}

const TRUST: ClusterTrust = { domain: 'corp.example', aliases: [], foreign: [] };

export function verdict(manifests: readonly Manifest[], call: ClusterCall, trust: ClusterTrust = TRUST): Verdict {
  const [namespace, name] = call.to.split('/');
  const service = find(manifests, 'Service', call.to);
  if (service === undefined) {
    throw new Error(`no Service ${call.to}`);
  }
  const judge = (point: Point, seen: Seen, selects: (policy: Manifest) => boolean): Verdict => (
    decide(manifests.filter((manifest) => manifest.kind === 'AuthorizationPolicy' && selects(manifest)), seen, { point, trust }));
  const selectsPods = (manifest: Manifest): boolean => reachesPods(manifest, namespace, service.spec.selector, trust);
  const seen = seenOf(call, trust);
  if (seen.caller === undefined && isStrict(manifests, namespace, trust)) {
    return 'DENY';
  }
  if (planeOf(manifests, namespace) === 'sidecar') {
    return judge('sidecar', seen, selectsPods);
  }
  // The name of a headless Service stands for the addresses of its pods.
  const waypoint = service.spec.clusterIP === 'None' ? undefined : waypointOn(manifests, call, service);
  if (waypoint === undefined) {
    return judge('ztunnel', { ...seen, http: undefined }, selectsPods);
  }
  const servicePort = service.spec.ports.find((port: { targetPort: number }) => port.targetPort === call.port)?.port;
  const atWaypoint = (manifest: Manifest): boolean => targets(manifest, { namespace, service: name, waypoint }, trust);
  if (servicePort === undefined || judge('waypoint', { ...seen, port: servicePort }, atWaypoint) === 'DENY') {
    return 'DENY';
  }
  const caller = { trustDomain: trust.domain, namespace: waypoint.metadata.namespace!, serviceAccount: waypoint.metadata.name };
  return judge('ztunnel', { caller, sourceIp: '10.9.9.9', remoteIp: '10.9.9.9', port: call.port }, selectsPods);
}

function seenOf(call: ClusterCall, trust: ClusterTrust): Seen {
  const [namespace, serviceAccount] = call.from?.split('/') ?? [];
  const sourceIp = call.sourceIp ?? '10.1.2.3';
  return {
    ...(call.from === undefined ? {} : { caller: { trustDomain: call.trustDomain ?? trust.domain, namespace, serviceAccount } }),
    sourceIp,
    remoteIp: sourceIp,
    port: call.port,
    ...(call.http === undefined ? {} : { http: { method: 'GET', path: '/', host: 'shop.example', headers: {}, ...call.http } }),
  };
}

function decide(policies: readonly Manifest[], seen: Seen, scene: Scene): Verdict {
  const matches = (manifest: Manifest): boolean => (
    rulesMatch(actionOf(manifest), (manifest.spec?.rules ?? []) as readonly PlainRule[], seen, scene));
  const [deny, allow] = (['DENY', 'ALLOW'] as const).map((action) => policies.filter((manifest) => actionOf(manifest) === action));
  if (deny.some(matches)) {
    return 'DENY';
  }
  return allow.length === 0 || allow.some(matches) ? 'ALLOW' : 'DENY';
}

const actionOf = (manifest: Manifest): 'ALLOW' | 'DENY' => manifest.spec?.action ?? 'ALLOW';
const rootOf = (trust: ClusterTrust): string => trust.rootNamespace ?? 'istio-system';

function reachesPods({ metadata, spec }: Manifest, namespace: string, labels: Labels, trust: ClusterTrust): boolean {
  if (spec?.targetRefs !== undefined || ![namespace, rootOf(trust)].includes(metadata.namespace!)) {
    return false;
  }
  return Object.entries((spec?.selector?.matchLabels ?? {}) as Labels).every(([key, value]) => labels[key] === value);
}

interface Bound {
  readonly namespace: string;
  readonly service: string;
  readonly waypoint: Manifest;
}

function targets({ metadata, spec }: Manifest, { namespace, service, waypoint }: Bound, trust: ClusterTrust): boolean {
  const refs = (spec?.targetRefs ?? []) as readonly { readonly kind: string; readonly name: string }[];
  return refs.some(({ kind, name }) => (
    (kind === 'Service' && metadata.namespace === namespace && name === service)
    || (kind === 'Gateway' && metadata.namespace === waypoint.metadata.namespace && name === waypoint.metadata.name)
    || (kind === 'GatewayClass' && metadata.namespace === rootOf(trust) && name === 'istio-waypoint')));
}

export function planeOf(manifests: readonly Manifest[], namespace: string): 'sidecar' | 'ambient' {
  const labels = find(manifests, 'Namespace', namespace)?.metadata.labels ?? {};
  return labels['istio.io/dataplane-mode'] === 'ambient' ? 'ambient' : 'sidecar';
}

function isStrict(manifests: readonly Manifest[], namespace: string, trust: ClusterTrust): boolean {
  const own = find(manifests, 'PeerAuthentication', `${namespace}/default`) ?? find(manifests, 'PeerAuthentication', `${rootOf(trust)}/default`);
  return own?.spec.mtls.mode === 'STRICT';
}

/** The waypoint that the call goes through: that of the Service, if its caller uses it and it accepts the binding. */
function waypointOn(manifests: readonly Manifest[], { from, by, plane }: ClusterCall, service: Manifest): Manifest | undefined {
  const namespace = service.metadata.namespace!;
  const labels = { ...find(manifests, 'Namespace', namespace)?.metadata.labels, ...service.metadata.labels };
  const callerPlane = plane ?? planeOf(manifests, from?.split('/')[0] ?? '');
  const usesIt = callerPlane === 'ambient' || (callerPlane === 'gateway' && labels['istio.io/ingress-use-waypoint'] === 'true');
  if (from === undefined || by === 'pod' || !usesIt) {
    return undefined;
  }
  const home = labels['istio.io/use-waypoint-namespace'] ?? namespace;
  const gateway = find(manifests, 'Gateway', `${home}/${labels['istio.io/use-waypoint']}`);
  return gateway !== undefined && accepts(gateway, namespace) ? gateway : undefined;
}

function accepts(gateway: Manifest, namespace: string): boolean {
  const { from, selector } = gateway.spec.listeners[0].allowedRoutes.namespaces;
  return from === 'Selector' ? selector.matchExpressions[0].values.includes(namespace) : gateway.metadata.namespace === namespace;
}
