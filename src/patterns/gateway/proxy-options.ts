import { ApiObject, Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import { misuse } from '../../problems';

/** CPU and memory of each proxy, as Kubernetes writes quantities. */
export interface ProxyResources {
  /** For example `100m`. @default - Istio's default */
  readonly cpuRequest?: string;
  /** For example `128Mi`. @default - Istio's default */
  readonly memoryRequest?: string;
  /** For example `2`. @default - Istio's default */
  readonly cpuLimit?: string;
  /** For example `1Gi`. @default - Istio's default */
  readonly memoryLimit?: string;
}

/** The proxies that Istio deploys for a Gateway. */
export interface ProxyDeployment {
  readonly gateway: string;
  readonly namespaceName: string;
  readonly replicas?: number;
  readonly resources?: ProxyResources;
}

const DEFAULT_REPLICAS = 2;

/** What `spec.infrastructure.parametersRef` of a Gateway refers to. */
export function parametersRef({ gateway }: Pick<ProxyDeployment, 'gateway'>): { readonly group: string; readonly kind: string; readonly name: string } {
  return { group: '', kind: 'ConfigMap', name: `${gateway}-options` };
}

/** Emits what Istio lays over the Deployment that it makes for a Gateway. */
export function emitProxyOptions(scope: Construct, { gateway, namespaceName, replicas = DEFAULT_REPLICAS, resources }: ProxyDeployment): ApiObject {
  if (!Number.isInteger(replicas) || replicas < 1) {
    throw misuse('INVALID_REPLICAS', { constructPath: scope.node.path }, { value: replicas });
  }
  checkQuantities(scope, resources ?? {});
  return new ApiObject(scope, 'Options', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: parametersRef({ gateway }).name, namespace: namespaceName },
    data: {
      deployment: Yaml.stringify({ spec: { replicas, template: { spec: podOverlay(resources) } } }),
      // With one proxy a budget would keep its node from being drained.
      ...(replicas > 1 ? { podDisruptionBudget: Yaml.stringify({ spec: { minAvailable: 1 } }) } : {}),
    },
  });
}

/** Istio leaves out the seccomp profile, and Pod Security "restricted" would admit no proxy. */
function podOverlay(resources: ProxyResources | undefined): object {
  return { securityContext: { seccompProfile: { type: 'RuntimeDefault' } }, ...containerOverlay(resources) };
}

function containerOverlay(resources: ProxyResources | undefined): object {
  if (resources === undefined) {
    return {};
  }
  const { cpuRequest, memoryRequest, cpuLimit, memoryLimit } = resources;
  const quantities = { requests: quantity(cpuRequest, memoryRequest), limits: quantity(cpuLimit, memoryLimit) };
  return { containers: [{ name: 'istio-proxy', resources: quantities }] };
}

function quantity(cpu: string | undefined, memory: string | undefined): object {
  return { ...(cpu === undefined ? {} : { cpu }), ...(memory === undefined ? {} : { memory }) };
}

const QUANTITY = /^\d+(\.\d+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/;

/** Kubernetes takes the ConfigMap whatever is in it, and Istio finds out only when it deploys. */
function checkQuantities(scope: Construct, resources: ProxyResources): void {
  for (const [option, value] of Object.entries(resources)) {
    if (value !== undefined && !QUANTITY.test(String(value))) {
      throw misuse('INVALID_QUANTITY', { constructPath: scope.node.path }, { option, value: String(value) });
    }
  }
}
