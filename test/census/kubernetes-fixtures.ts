import type { Cases } from './hand-fixtures';
import { AT_GATEWAY, AT_SIDECAR, AT_WAYPOINT, CALLER, EDGE, type Scene, SIDECARS } from './judged';
import { laidOver, specWith } from './written-field';
import { AMBIENT, type Manifest, namespace, pod, policy, service, SIDECAR, waypoint } from '../evaluate/small-mesh';

const DENY_ALL = policy('shop/all', {});
const NAMESPACES = [namespace('shop'), namespace('ops'), namespace('istio-system')];

const asked = (objects: readonly Manifest[], request: Manifest = SIDECARS.request): Scene => ({ objects, request });
/** An object with a field more. */
const having = (object: Manifest, path: string, value: unknown): Manifest => laidOver(object, specWith(path, value)) as Manifest;
const withMetadata = (object: Manifest, metadata: Manifest): Manifest => laidOver(object, { metadata }) as Manifest;
const withLabel = (object: Manifest, name: string, value: string): Manifest => withMetadata(object, { labels: { [name]: value } });
const withAnnotation = (object: Manifest, name: string, value: string): Manifest => withMetadata(object, { annotations: { [name]: value } });

interface TemplateWords {
  readonly annotations?: Manifest;
  readonly spec?: Manifest;
}

/** Pods that have not been started: what enforces their policies follows from labels. */
function deployment(labels: Manifest = {}, { annotations = {}, spec = {} }: TemplateWords = {}): Manifest {
  const containers = [{ name: 'app', image: 'app', ports: [{ containerPort: 8080, name: 'main' }] }];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'api', namespace: 'shop' },
    spec: { template: { metadata: { labels: { app: 'api', ...labels }, annotations }, spec: { serviceAccountName: 'api', containers, ...spec } } },
  };
}

/** Everything is denied wherever something enforces policies. */
const started = (workload: Manifest, home: Manifest = namespace('shop')): Scene => asked([home, workload, service('shop/api'), DENY_ALL]);
const running = (change: (object: Manifest) => Manifest, more: readonly Manifest[] = [DENY_ALL]): Scene => (
  asked([...NAMESPACES, change(pod('shop/api', { ips: ['10.1.0.2'] })), service('shop/api'), ...more])
);
const sidecar = (change: (object: Manifest) => Manifest, more: readonly Manifest[] = [DENY_ALL]): Scene => running((object) => change(withAnnotation(object, 'sidecar.istio.io/status', '{}')), more);
const authentication = (name: string, mode: string, created?: string): Manifest => ({
  apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { name, namespace: 'shop', ...(created === undefined ? {} : { creationTimestamp: created }) }, spec: { mtls: { mode } },
});
const plaintext = { ...SIDECARS.request, from: { ip: '10.9.0.1' } };
const byAge = (created: string): Scene => ({ ...sidecar((object) => object, [authentication('b', 'STRICT', created), authentication('a', 'PERMISSIVE', '2026-02-01T00:00:00Z')]), request: plaintext });

const replicaSet = (owner: Manifest): Manifest => having({
  ...deployment({ 'sidecar.istio.io/inject': 'false' }), kind: 'ReplicaSet', metadata: { name: 'api-old', namespace: 'shop' },
}, 'metadata.ownerReferences', [owner]);
const owned = (owner: Manifest): Scene => asked([namespace('shop', { 'istio-injection': 'enabled' }), deployment(), replicaSet(owner), service('shop/api'), DENY_ALL]);

const METADATA: Readonly<Record<string, Cases>> = {
  'apiVersion': [[sidecar((object) => object), 'DENY'], [sidecar((object) => object, [{ ...DENY_ALL, apiVersion: 'security.istio.io/v9' }]), 'UNKNOWN']],
  'kind': [[sidecar((object) => object), 'DENY'], [sidecar((object) => object, [{ ...DENY_ALL, kind: 'AuthPolicy' }]), 'UNKNOWN']],
  'metadata.name': [[sidecar((object) => object, []), 'ALLOW'], [asked([...NAMESPACES, pod('shop/api'), service('shop/other')]), 'UNKNOWN']],
  'metadata.namespace': [[sidecar((object) => object), 'DENY'], [sidecar((object) => object, [policy('ops/all', {})]), 'ALLOW']],
  'metadata.creationTimestamp': [[byAge('2026-01-01T00:00:00Z'), 'DENY'], [byAge('2026-03-01T00:00:00Z'), 'ALLOW']],
  'metadata.ownerReferences[]': [
    [owned({ kind: 'Deployment', name: 'api', controller: true }), 'DENY'], [owned({ kind: 'Deployment', name: 'api', controller: false }), 'UNKNOWN'],
  ],
  'metadata.annotations["istio.io/dry-run"]': [
    [sidecar((object) => object, [withAnnotation(DENY_ALL, 'istio.io/dry-run', 'false')]), 'DENY'],
    [sidecar((object) => object, [withAnnotation(DENY_ALL, 'istio.io/dry-run', 'true')]), 'ALLOW'],
  ],
};

const DENY_AT_WAYPOINT = policy('shop/api-callers', { targetRefs: [{ kind: 'Service', name: 'api' }] });
const AMBIENT_CALLER = { ...SIDECARS.request, from: { ...CALLER, dataPlane: 'ambient' } };
const INGRESS = pod('shop/edge', { labels: { 'gateway.networking.k8s.io/gateway-name': 'edge' }, ips: ['10.1.0.9'] });
const FROM_INGRESS = { ...SIDECARS.request, from: { workload: 'shop/edge' } };
const ON_INGRESS = { 'istio.io/use-waypoint': 'wp' };
const behind = (home: Manifest, { labels = {}, request = AMBIENT_CALLER, gateway = waypoint('shop/wp') }: { readonly labels?: Manifest; readonly request?: Manifest; readonly gateway?: Manifest } = {}): Scene => (
  asked([namespace('shop', home), pod('shop/api', { annotations: AMBIENT, ips: ['10.1.0.2'] }), INGRESS, service('shop/api', { labels }), gateway, DENY_AT_WAYPOINT], request)
);
const DISTANT = waypoint('ops/wp', { allowedRoutes: { namespaces: { from: 'All' } } });

const NAMESPACE: Readonly<Record<string, Cases>> = {
  'metadata.labels["istio-injection"]': [[started(deployment(), namespace('shop', { 'istio-injection': 'enabled' })), 'DENY'], [started(deployment(), namespace('shop', { 'istio-injection': 'disabled' })), 'ALLOW']],
  'metadata.labels["istio.io/rev"]': [[started(deployment(), namespace('shop', { 'istio.io/rev': 'stable' })), 'DENY'], [started(deployment()), 'ALLOW']],
  'metadata.labels["istio.io/dataplane-mode"]': [[started(deployment(), namespace('shop', { 'istio.io/dataplane-mode': 'ambient' })), 'DENY'], [started(deployment()), 'ALLOW']],
  'metadata.labels["istio.io/use-waypoint"]': [[behind({ 'istio.io/use-waypoint': 'wp' }), 'DENY'], [behind({ 'istio.io/use-waypoint': 'none' }), 'ALLOW']],
  'metadata.labels["istio.io/use-waypoint-namespace"]': [
    [behind({ 'istio.io/use-waypoint': 'wp', 'istio.io/use-waypoint-namespace': 'ops' }, { gateway: DISTANT }), 'DENY'],
    [behind({ 'istio.io/use-waypoint': 'wp', 'istio.io/use-waypoint-namespace': 'shop' }, { gateway: DISTANT }), 'UNKNOWN'],
  ],
  'metadata.labels["istio.io/ingress-use-waypoint"]': [
    [behind({ ...ON_INGRESS, 'istio.io/ingress-use-waypoint': 'true' }, { request: FROM_INGRESS }), 'DENY'],
    [behind({ ...ON_INGRESS, 'istio.io/ingress-use-waypoint': 'false' }, { request: FROM_INGRESS }), 'ALLOW'],
  ],
  'metadata.labels["pod-security.kubernetes.io/*"]': ['restricted', 'privileged'].map((level) => [
    started(deployment(), namespace('shop', { 'istio-injection': 'enabled', 'pod-security.kubernetes.io/enforce': level })), 'DENY',
  ] as const),
};

const labelled = (name: string, value: string): Scene => started(deployment({ [name]: value }));
const annotated = (name: string, value: string): Scene => sidecar((object) => withAnnotation(object, name, value));
/** In plaintext: an application without its sidecar understands nothing else. */
const intercepting = (name: string, ports: string): Scene => ({ ...annotated(`traffic.sidecar.istio.io/${name}`, ports), request: plaintext });
const ON_PORT = policy('shop/port', { action: 'DENY', rules: [{ to: [{ operation: { ports: ['8080'] } }] }] });
const ONLY_WEB = policy('shop/web', { rules: [{ from: [{ source: { serviceAccounts: ['web'] } }] }] });
const calledBy = (account: string): Scene => asked([
  ...NAMESPACES, having(pod('shop/web', { annotations: SIDECAR }), 'spec.serviceAccountName', account), pod('shop/api', { annotations: SIDECAR, ips: ['10.1.0.2'] }), service('shop/api'), ONLY_WEB,
], { ...SIDECARS.request, from: { workload: 'shop/web' } });
const atAddress = (ip: string): Scene => asked([
  ...NAMESPACES, pod('shop/api', { annotations: SIDECAR, ips: [ip] }), policy('shop/ip', { rules: [{ when: [{ key: 'destination.ip', values: ['10.1.0.0/16'] }] }] }),
], AT_SIDECAR.request);
const tunnelled = (value: string): Scene => ({ ...sidecar((object) => withLabel(object, 'networking.istio.io/tunnel', value), [authentication('a', 'STRICT')]), request: AMBIENT_CALLER });
const INJECTED = namespace('shop', { 'istio-injection': 'enabled' });

const POD: Readonly<Record<string, Cases>> = {
  'metadata.labels.*': ['a', 'b'].map((tier) => [
    sidecar((object) => withLabel(object, 'tier', tier), [policy('shop/tier', { selector: { matchLabels: { tier: 'a' } } })]), tier === 'a' ? 'DENY' : 'ALLOW',
  ] as const),
  'metadata.labels["sidecar.istio.io/inject"]': [[labelled('sidecar.istio.io/inject', 'true'), 'DENY'], [labelled('sidecar.istio.io/inject', 'false'), 'ALLOW']],
  'metadata.labels["istio.io/rev"]': [[labelled('istio.io/rev', 'stable'), 'DENY'], [started(deployment()), 'ALLOW']],
  'metadata.labels["istio.io/dataplane-mode"]': [[labelled('istio.io/dataplane-mode', 'ambient'), 'DENY'], [labelled('istio.io/dataplane-mode', 'none'), 'ALLOW']],
  'metadata.labels["networking.istio.io/tunnel"]': [[tunnelled('http'), 'ALLOW'], [tunnelled('none'), 'DENY']],
  'metadata.annotations["sidecar.istio.io/inject"]': ['true', 'false'].map((wish) => [
    started(deployment({}, { annotations: { 'sidecar.istio.io/inject': wish } })), wish === 'true' ? 'DENY' : 'ALLOW',
  ] as const),
  'metadata.annotations["sidecar.istio.io/status"]': [[sidecar((object) => object), 'DENY'], [running((object) => object), 'ALLOW']],
  'metadata.annotations["ambient.istio.io/redirection"]': ['enabled', 'pending'].map((state) => [
    running((object) => withAnnotation(object, 'ambient.istio.io/redirection', state)), state === 'enabled' ? 'DENY' : 'ALLOW',
  ] as const),
  'metadata.annotations["ambient.istio.io/bypass-inbound-capture"]': ['true', 'false'].map((wish) => [
    running((object) => laidOver(object, { metadata: { annotations: { ...AMBIENT, 'ambient.istio.io/bypass-inbound-capture': wish } } }) as Manifest), wish === 'true' ? 'ALLOW' : 'DENY',
  ] as const),
  'metadata.annotations["inject.istio.io/templates"]': [[annotated('inject.istio.io/templates', 'gateway'), 'UNKNOWN'], [annotated('inject.istio.io/templates', 'sidecar'), 'DENY']],
  'metadata.annotations["traffic.sidecar.istio.io/excludeInboundPorts"]': [
    [intercepting('excludeInboundPorts', '9, 8080'), 'ALLOW'], [intercepting('excludeInboundPorts', '9'), 'DENY'],
  ],
  'metadata.annotations["traffic.sidecar.istio.io/includeInboundPorts"]': [
    [intercepting('includeInboundPorts', '9'), 'ALLOW'], [intercepting('includeInboundPorts', '*'), 'DENY'],
  ],
  'metadata.annotations["proxy.istio.io/config"]': [[annotated('proxy.istio.io/config', 'gatewayTopology: {numTrustedProxies: 1}'), 'UNKNOWN'], [annotated('proxy.istio.io/config', 'proxyHeaders: {}'), 'UNKNOWN']],
  'spec.serviceAccountName': [[calledBy('web'), 'ALLOW'], [calledBy('other'), 'DENY']],
  'spec.hostNetwork': [[started(deployment({}, { spec: { hostNetwork: true } }), INJECTED), 'ALLOW'], [started(deployment({}, { spec: { hostNetwork: false } }), INJECTED), 'DENY']],
  'spec.containers[].ports[]': [8080, 9090].map((port) => [
    sidecar((object) => having(object, 'spec.containers[].ports[].containerPort', port), [ON_PORT]), port === 8080 ? 'DENY' : 'ALLOW',
  ] as const),
  'status.podIPs[]': [[atAddress('10.1.0.2'), 'ALLOW'], [atAddress('10.2.0.2'), 'DENY']],
  'spec.containers[].image': ['a', 'b'].map((image) => [sidecar((object) => having(object, 'spec.containers[].image', image)), 'DENY'] as const),
};

const serving = (change: (object: Manifest) => Manifest, more: readonly Manifest[] = [], request: Manifest = SIDECARS.request): Scene => (
  asked([...NAMESPACES, pod('shop/api', { annotations: SIDECAR, ips: ['10.1.0.2'] }), change(service('shop/api')), ...more], request)
);
const ONLY_GET = policy('shop/get', { rules: [{ to: [{ operation: { methods: ['GET'] } }] }] });
const onPort = (name: string, value: unknown, more: readonly Manifest[] = []): Scene => serving((object) => having(object, `spec.ports[].${name}`, value), more);
const ONLY_ADDRESS = policy('shop/ip', { targetRefs: [{ kind: 'Service', name: 'api' }], rules: [{ when: [{ key: 'destination.ip', values: ['10.96.0.1'] }] }] });
const addressed = (spec: Manifest): Scene => ({
  ...AT_WAYPOINT, objects: [...AT_WAYPOINT.objects.filter(({ kind }) => kind !== 'Service'), { ...service('shop/api'), spec: { selector: { app: 'api' }, ports: [{ port: 80 }], ...spec } }, ONLY_ADDRESS],
});

const SERVICE: Readonly<Record<string, Cases>> = {
  'spec.selector.*': [[serving((object) => object), 'ALLOW'], [serving((object) => having(object, 'spec.selector.app', 'other')), 'UNKNOWN']],
  'spec.ports[].port': [[serving((object) => object), 'ALLOW'], [onPort('port', 81), 'UNKNOWN']],
  'spec.ports[].targetPort': [[onPort('targetPort', 8080, [ON_PORT]), 'DENY'], [onPort('targetPort', 9090, [ON_PORT]), 'ALLOW']],
  'spec.ports[].name': [[onPort('name', 'http', [ONLY_GET]), 'ALLOW'], [onPort('name', 'tcp', [ONLY_GET]), 'DENY']],
  'spec.ports[].appProtocol': [[onPort('appProtocol', 'kubernetes.io/h2c', [ONLY_GET]), 'ALLOW'], [onPort('appProtocol', 'https', [ONLY_GET]), 'DENY']],
  'spec.ports[].protocol': [[onPort('protocol', 'TCP'), 'ALLOW'], [onPort('protocol', 'UDP'), 'UNKNOWN']],
  'spec.clusterIP': [[addressed({ clusterIP: '10.96.0.1' }), 'ALLOW'], [addressed({ clusterIP: '10.96.0.2' }), 'DENY']],
  'spec.clusterIPs[]': [[addressed({ clusterIPs: ['10.96.0.1'] }), 'ALLOW'], [addressed({ clusterIPs: ['10.96.0.2'] }), 'DENY']],
  'spec.type': [[serving((object) => object), 'ALLOW'], [serving((object) => having(object, 'spec.type', 'ExternalName')), 'UNKNOWN']],
  'metadata.labels["istio.io/use-waypoint"]': [[behind({}, { labels: { 'istio.io/use-waypoint': 'wp' } }), 'DENY'], [behind({}, { labels: { 'istio.io/use-waypoint': 'none' } }), 'ALLOW']],
  'metadata.labels["istio.io/ingress-use-waypoint"]': [
    [behind(ON_INGRESS, { labels: { 'istio.io/ingress-use-waypoint': 'true' }, request: FROM_INGRESS }), 'DENY'],
    [behind(ON_INGRESS, { labels: { 'istio.io/ingress-use-waypoint': 'false' }, request: FROM_INGRESS }), 'ALLOW'],
  ],
  'spec.sessionAffinity': ['ClientIP', 'None'].map((value) => [serving((object) => having(object, 'spec.sessionAffinity', value)), 'ALLOW'] as const),
  'spec.externalTrafficPolicy': ['Local', 'Cluster'].map((value) => [serving((object) => having(object, 'spec.externalTrafficPolicy', value)), 'ALLOW'] as const),
};

const PARAMETERS = { name: 'parameters', namespace: 'shop' };
const parameters = (overlay: string, metadata: Manifest = PARAMETERS): Manifest => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { deployment: overlay } });
const RENAMED = 'spec: {template: {spec: {serviceAccountName: other}}}';
const laidOut = (overlay: string): Scene => ({
  ...AT_GATEWAY, objects: [namespace('shop'), having(EDGE, 'spec.infrastructure.parametersRef', { group: '', kind: 'ConfigMap', name: 'parameters' }), parameters(overlay)],
});
const byClass = (className: string): Scene => ({
  ...AT_GATEWAY,
  objects: [...AT_GATEWAY.objects, parameters(RENAMED, { name: 'defaults', namespace: 'istio-system', labels: { 'gateway.istio.io/defaults-for-class': className } })],
});

const CONFIG_MAP: Readonly<Record<string, Cases>> = {
  'data.deployment': [[laidOut('spec: {replicas: 2}'), 'ALLOW'], [laidOut(RENAMED), 'UNKNOWN']],
  'metadata.labels["gateway.istio.io/defaults-for-class"]': [[byClass('istio'), 'UNKNOWN'], [byClass('other'), 'ALLOW']],
};

const NO_INGRESS = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'none', namespace: 'shop' }, spec: { podSelector: {}, policyTypes: ['Ingress'] } };

export const KUBERNETES_FIXTURES: Readonly<Record<string, Readonly<Record<string, Cases>>>> = {
  'Every object': METADATA,
  'Namespace': NAMESPACE,
  'Pod': POD,
  'Service': SERVICE,
  'ConfigMap': CONFIG_MAP,
  'NetworkPolicy': { spec: [[serving((object) => object), 'ALLOW'], [{ ...serving((object) => object, [NO_INGRESS]), networkPolicies: true }, 'DENY']] },
};

