import { Mesh, WorkloadReference } from 'cdk8s-istio-zero-trust';

/** What every team of the bank is given by the platform. */
export interface Platform {
  readonly mesh: Mesh;
  /** The bank's one Prometheus, which another app describes. Rules name its identity, not its namespace. */
  readonly prometheus: WorkloadReference;
}
