import { IPeer, MeshNamespace, Mesh } from 'cdk8s-istio-zero-trust';

/**
 * S103: no grant, not even a careless one of tomorrow, lets test environments in.
 */
export function keepOutTestEnvironments(mesh: Mesh, namespaces: MeshNamespace[]): void {
  keepOut(mesh.namespace('development'), namespaces);
  keepOut(mesh.namespace('staging'), namespaces);
}

/** S107: shuts a workload out everywhere, whatever it was granted. A denial on one target would leave it the others. */
export function quarantine(suspect: IPeer, namespaces: MeshNamespace[]): void {
  keepOut(suspect, namespaces);
}

function keepOut(caller: IPeer, namespaces: MeshNamespace[]): void {
  for (const workload of namespaces.flatMap((namespace) => namespace.workloads)) {
    workload.denyFrom(caller);
  }
}
