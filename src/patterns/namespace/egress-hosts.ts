import { byCodeUnit, Target } from '../../compile';
import { checkHost, checkName, inCode } from '../../constructs/intent/text-checks';
import { MeshNamespace } from '../../constructs/workload/mesh-namespace';
import { misuse } from '../../problems';

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

const NAMESPACE_SYMBOLS: ReadonlySet<string> = new Set(['*', '.', '~']);

/** A host as a `Sidecar` lists it: `namespace/name`. */
export function checkEgressHost(value: string): string {
  const [namespace, host, ...others] = value.split('/');
  if (host === undefined || others.length > 0) {
    throw misuse('INVALID_HOST', inCode(`egress host ${value}`), { value, why: 'a Sidecar wants it as namespace/host' });
  }
  if (!NAMESPACE_SYMBOLS.has(namespace)) {
    checkName('namespace', namespace);
  }
  if (host !== '*') {
    checkHost(host);
  }
  return value;
}
