import { Labels, Mesh, MeshGateway, MeshWorkload, MissingFact } from '../../model/mesh';
import { Proxy } from '../envoy/attachment';
import { captureOf, GATEWAY_CLASS_NAME, GATEWAY_NAME, WAYPOINT_CLASSES } from '../mesh/capture';
import { indexOf } from '../mesh/mesh-index';
import { isFlagOn } from '../rules/rule-scope';
import { isSubset, readOnes } from '../truth/reading';

/** The proxies of a gateway: pods that are alike. */
export interface GatewayPods {
  readonly namespace: string;
  readonly labels: Labels;
  readonly addresses: readonly string[];
  readonly serviceAccount: string;
  /** Of a Gateway of the Gateway API. */
  readonly gatewayName?: string;
  readonly trustedProxies?: number;
  readonly workload: MeshWorkload;
}

/** Named by a Gateway of either kind. */
export type NamedGateway =
  | { readonly kind: 'found'; readonly pods: readonly GatewayPods[] }
  | { readonly kind: 'missing'; readonly reason: string; readonly missing: MissingFact };

const COPY_LABELS = 'PILOT_ENABLE_GATEWAY_API_COPY_LABELS_ANNOTATIONS';
const CONTROLLER = 'istio.io/gateway-controller';

export function gatewayPods(mesh: Mesh, name: string): NamedGateway {
  const gateway = indexOf(mesh).gateway(name);
  const istio = readOnes(mesh.istioGateways).find((one) => `${one.namespace}/${one.name}` === name);
  if (gateway && istio) return missing(`there are two Gateways ${name}, of either kind`, `which of the Gateways ${name} is called`, 'names that differ');
  if (gateway) return podsOfGateway(mesh, gateway);
  if (!istio) return missing(`there is no Gateway ${name}`, `the Gateway ${name}`, 'its manifest');
  const isScoped = isFlagOn(mesh.environment, 'PILOT_SCOPE_GATEWAY_TO_NAMESPACE', false);
  const pods = mesh.workloads
    .filter((workload) => (!isScoped || workload.namespace === istio.namespace) && captureOf(mesh, workload) === 'gateway' && isSubset(istio.selector, workload.labels));
  if (pods.length === 0) return missing(`no gateway of the input has the labels that the Gateway ${name} selects`, `the pods of the Gateway ${name}`, 'their manifests');
  return { kind: 'found', pods: pods.map(declaredPods) };
}

/** The Envoy in these pods, as policies are attached to it. */
export function proxyOf({ namespace, labels, gatewayName, workload: { name } }: GatewayPods): Proxy {
  return { kind: 'gateway', namespace, name: gatewayName ?? name, labels, ...gatewayName === undefined ? {} : { gatewayName } };
}

function missing(reason: string, fact: string, supply: string): NamedGateway {
  return { kind: 'missing', reason, missing: { fact, supply } };
}

function declaredPods(workload: MeshWorkload): GatewayPods {
  const { namespace, labels, addresses, serviceAccount } = workload;
  const gatewayName = labels[GATEWAY_NAME];
  return { namespace, labels, addresses, serviceAccount: serviceAccount || 'default', workload, ...gatewayName === undefined ? {} : { gatewayName } };
}

/** The declared pods, else those that istiod would make. */
function podsOfGateway(mesh: Mesh, gateway: MeshGateway): NamedGateway {
  const name = `${gateway.namespace}/${gateway.name}`;
  if (WAYPOINT_CLASSES.includes(gateway.className)) return missing(`the Gateway ${name} is a waypoint`, 'what is asked of it', 'to.service');
  if (!isIstios(mesh, gateway)) {
    return missing(`the class ${gateway.className} may not be Istio's`, `who makes gateways of class ${gateway.className}`, 'the manifest of that GatewayClass');
  }
  const pods = indexOf(mesh).workloadsWith(gateway.namespace, { [GATEWAY_NAME]: gateway.name });
  const trusted = gateway.trustedProxies === undefined ? {} : { trustedProxies: gateway.trustedProxies };
  if (pods.length > 0) return { kind: 'found', pods: pods.map((pod) => ({ ...declaredPods(pod), ...trusted })) };
  if (gateway.isManual) return missing(`spec.addresses of the Gateway ${name} names pods that istiod does not make`, `the pods of the Gateway ${name}`, 'their manifests');
  const changed = changedPods(mesh, gateway);
  if (changed) return changed;
  const labels = { ...copiedLabels(mesh, gateway), [GATEWAY_NAME]: gateway.name, [GATEWAY_CLASS_NAME]: gateway.className, [MANAGED]: MANAGER };
  const serviceAccount = gateway.annotations['gateway.istio.io/service-account'] ?? `${gateway.name}-${gateway.className}`;
  const workload = {
    kind: 'Deployment', namespace: gateway.namespace, name: gateway.name, labels, annotations: {}, serviceAccount, addresses: [], ports: [], hostNetwork: false, at: gateway.at,
  };
  return { kind: 'found', pods: [{ ...declaredPods(workload), ...trusted }] };
}

/** The parameters of the Gateway and of its class may say more about the pods that istiod makes. */
function changedPods({ gatewayOptions, configuration }: Mesh, { namespace, name, className, options }: MeshGateway): NamedGateway | undefined {
  const own = gatewayOptions.find((one) => one.namespace === namespace && one.name === options);
  const ofClass = gatewayOptions.find((one) => one.className === className && one.namespace === configuration.rootNamespace && one.changesPods);
  const changing = options !== undefined && own?.changesPods !== false ? options : ofClass?.name;
  if (changing === undefined) return undefined;
  const supply = options === changing && !own ? 'that ConfigMap' : 'their manifests';
  return missing(`the ConfigMap ${changing} may change the pods of the Gateway ${namespace}/${name}`, `the pods of the Gateway ${namespace}/${name}`, supply);
}

const MANAGED = 'gateway.istio.io/managed';
const MANAGER = 'istio.io-gateway-controller';

/** Those of `spec.infrastructure`, else the Gateway's own. */
function copiedLabels({ environment }: Mesh, { podLabels, labels }: MeshGateway): Labels {
  if (!podLabels) return isFlagOn(environment, COPY_LABELS, true) ? labels : {};
  return Object.fromEntries(Object.entries(podLabels).filter(([key]) => !key.startsWith('gateway.networking.k8s.io/')));
}

/** A GatewayClass says whose it is, also where it has the name of one that Istio brings. */
function isIstios({ gatewayClasses }: Mesh, { className }: MeshGateway): boolean {
  const classes = gatewayClasses.filter(({ name }) => name === className);
  return classes.length === 0 ? className === 'istio' : classes.every(({ controllerName }) => controllerName === CONTROLLER);
}
