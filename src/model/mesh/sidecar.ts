import { OutboundMode } from './configuration';
import { ObjectHeader } from './policies';
import { Read } from './provenance';
import { Labels } from './workload';

/** Hosts that a sidecar knows. */
export interface EgressListener {
  /** `namespace/host`, `./host` for the own namespace; with `~` in front what is left out. */
  readonly hosts: readonly string[];
  /** Absent: on every port. */
  readonly port?: number;
  /** It listens elsewhere than at the addresses that are called. */
  readonly isOwnAddress: boolean;
}

/** A port that a sidecar listens on, in place of those of the Services. */
export interface IngressListener {
  readonly port: number;
  readonly protocol: string;
  /** It listens elsewhere than at the address of the pod. */
  readonly isOwnAddress: boolean;
  readonly hasTls: boolean;
}

/** A Sidecar as it was written. */
export interface WrittenSidecar extends ObjectHeader {
  /** Absent: every workload of its namespace that no other one selects. */
  readonly selector?: Labels;
  /** Empty: every host. */
  readonly egress: Read<readonly EgressListener[]>;
  /** Empty: the ports of the Services. */
  readonly ingress: Read<readonly IngressListener[]>;
  /** Absent: as the mesh has it. */
  readonly outbound: Read<OutboundMode | 'EGRESS_PROXY' | undefined>;
}
