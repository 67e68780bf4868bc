import { byCodeUnit, Target } from '../compile';
import { MeshNamespace } from '../constructs/mesh-namespace';

/** The hosts that the sidecars of a namespace know: their own, the control plane's, and those that granted them something. */
export function registryHosts(namespace: MeshNamespace, further: readonly string[]): string[] {
  const { mesh } = namespace;
  const granted = namespace.workloads.flatMap((workload) => mesh._registry.targetsOf(workload._identity()))
    .filter((target) => target.namespace !== namespace.name)
    .map((target) => serviceHost(target, mesh.clusterDomain));
  const called = namespace.workloads.flatMap((workload) => workload._callees())
    .map((callee) => `${callee.namespaceName}/${callee.name}.${callee.namespaceName}.svc.${mesh.clusterDomain}`);
  return [...new Set(['./*', `${mesh.rootNamespace}/*`, ...[...granted, ...called, ...further].sort(byCodeUnit)])];
}

function serviceHost(target: Target, clusterDomain: string): string {
  return `${target.namespace}/${target.serviceName ?? target.name}.${target.namespace}.svc.${clusterDomain}`;
}
