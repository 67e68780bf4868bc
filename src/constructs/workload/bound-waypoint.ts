import { TargetWaypoint } from '../../compile';

/** What a waypoint is to the workloads behind it. */
export interface BoundWaypoint<Workload> {
  readonly name: string;
  readonly namespaceName: string;
  /** The labels that bind a Service in this namespace to it. */
  labelsFor(namespaceName: string): Readonly<Record<string, string>>;
  /** Asked again at every synthesis, because callers may be admitted later. */
  facts(): TargetWaypoint;
  /** Told of every workload that is bound to it. */
  welcome(workload: Workload): void;
}
