import { IConstruct } from 'constructs';
import type { Workload } from '../constructs';
import type { Labels, Mesh, MeshWorkload } from '../model/mesh';

/** A workload of the app. Its pods may be among the manifests, or be deployed from elsewhere. */
export interface DescribedWorkload {
  readonly namespace: string;
  readonly name: string;
  readonly selector: Labels;
  /** For each kind of pod, as they would be deployed. */
  readonly pods: readonly MeshWorkload[];
}

export function describedWorkloads(construct: IConstruct): readonly DescribedWorkload[] {
  return construct.node.findAll().filter(isWorkload).map(describe);
}

/** Known by what it has, so that one of another copy of this library is known, too. */
function isWorkload(construct: IConstruct): construct is Workload {
  return typeof (construct as Partial<Workload>)._podLabels === 'function';
}

function describe(workload: Workload): DescribedWorkload {
  const { namespaceName: namespace, name } = workload;
  return { namespace, name, selector: workload.labels, pods: workload._podLabels().map((labels) => podOf(workload, labels)) };
}

function podOf(workload: Workload, labels: Labels): MeshWorkload {
  return {
    kind: 'Pod',
    namespace: workload.namespaceName,
    name: workload.name,
    labels: { ...labels, ...workload.labels },
    annotations: {},
    serviceAccount: workload.serviceAccountName,
    addresses: [],
    ports: workload._target().ports.map((port) => ({ name: port.name, number: port.containerPort })),
    hostNetwork: false,
    at: { file: `the app's ${workload.node.path}`, line: 1, column: 1, constructPath: workload.node.path },
  };
}

/** The workloads of the manifests that a workload of the app stands for. */
export function deployedAs({ namespace, selector }: DescribedWorkload, workloads: readonly MeshWorkload[]): readonly MeshWorkload[] {
  return workloads.filter((pod) => pod.namespace === namespace && Object.entries(selector).every(([label, value]) => pod.labels[label] === value));
}

/** The mesh with the pods that its manifests leave out: policies are about those, whoever deploys them. */
export function withDescribed(mesh: Mesh, described: readonly DescribedWorkload[]): Mesh {
  const missing = described.filter((workload) => deployedAs(workload, mesh.workloads).length === 0).flatMap(({ pods }) => pods);
  return missing.length === 0 ? mesh : { ...mesh, workloads: [...mesh.workloads, ...missing] };
}
