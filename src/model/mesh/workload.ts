import { Provenance } from './provenance';

/** The labels of an object. */
export type Labels = Readonly<Record<string, string>>;

export interface Namespace {
  readonly name: string;
  readonly labels: Labels;
  readonly at: Provenance;
}

/** What enforces policies at a workload. `none`: nothing does. */
export type Capture = 'sidecar' | 'ambient' | 'gateway' | 'waypoint' | 'none';

/** A port that a container declares. */
export interface ContainerPort {
  readonly name?: string;
  readonly number: number;
}

/** Pods that run the same thing: a Pod, or the template of a Deployment, StatefulSet, DaemonSet, Job and so on; or what runs outside of the cluster. */
export interface MeshWorkload {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Those of the pods. */
  readonly labels: Labels;
  readonly annotations: Labels;
  /** Empty outside of the cluster, when nobody says it. */
  readonly serviceAccount: string;
  readonly addresses: readonly string[];
  readonly ports: readonly ContainerPort[];
  readonly hostNetwork: boolean;
  readonly at: Provenance;
}

export interface ServicePort {
  readonly name?: string;
  readonly number: number;
  /** The port of the pods: a number, or the name of a container port. */
  readonly target: number | string;
  readonly appProtocol?: string;
  /** `TCP`, `UDP` or `SCTP`. */
  readonly transport: string;
  readonly at: Provenance;
}

export interface MeshService {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  /** Absent: its endpoints come from elsewhere. */
  readonly selector?: Labels;
  readonly addresses: readonly string[];
  readonly isHeadless: boolean;
  readonly ports: readonly ServicePort[];
  readonly at: Provenance;
}

export type Resolution = 'NONE' | 'STATIC' | 'DNS' | 'DNS_ROUND_ROBIN' | 'DYNAMIC_DNS';

/** A ServiceEntry: a Service under hosts of its own, whose endpoints may be anywhere. */
export interface MeshServiceEntry extends MeshService {
  readonly hosts: readonly string[];
  readonly exportTo: readonly string[];
  /** What is called is no part of the mesh. */
  readonly isExternal: boolean;
  readonly resolution: Resolution;
  /** Those that are written in it. */
  readonly endpoints: readonly MeshWorkload[];
}
