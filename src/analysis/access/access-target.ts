import { Callee, WrittenPolicy } from '../../model/mesh';

/** One way to reach a target. */
export interface Way {
  readonly to: Callee;
  readonly kind: 'through-waypoint' | 'past-waypoint' | 'gateway';
  /** What is worth sending there: bytes, requests, or either. */
  readonly speaks: readonly ('bytes' | 'requests')[];
  readonly host: string;
  /** In words: the port of the pods, or of the gateway. */
  readonly port: string;
}

/** Something that can be called. */
export interface AccessTarget {
  /** `namespace/name` of a Service, a workload without one, or a gateway. */
  readonly name: string;
  readonly ways: readonly Way[];
  /** Those that may be read on one of the ways. */
  readonly policies: readonly WrittenPolicy[];
  /** The identities of its waypoints, which pods admit because they are on the way. */
  readonly waypoints: readonly string[];
}
