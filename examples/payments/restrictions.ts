import { IPeer, Mesh, MeshNamespace } from 'cdk8s-istio-zero-trust';

/** S103: no grant, not even a careless one of tomorrow, lets test environments in. */
export function keepOutTestEnvironments(mesh: Mesh, namespaces: MeshNamespace[]): void {
  keepOut(mesh.namespace('development'), namespaces);
  keepOut(mesh.namespace('staging'), namespaces);
}

/** S107: shuts a workload out everywhere, whatever it was granted. A denial at one target would leave it the others. */
export function quarantine(suspect: IPeer, namespaces: MeshNamespace[]): void {
  keepOut(suspect, namespaces);
}

/** A workload without ports cannot be called, and its namespace denies everything. */
function keepOut(caller: IPeer, namespaces: MeshNamespace[]): void {
  const callable = namespaces.flatMap((namespace) => namespace.workloads).filter(({ serviceName }) => serviceName !== undefined);
  callable.forEach((workload) => workload.denyFrom(caller));
}
