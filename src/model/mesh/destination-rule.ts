import { ObjectHeader } from './policies';
import { Read } from './provenance';
import { Labels } from './workload';

export type ClientTlsMode = 'DISABLE' | 'SIMPLE' | 'MUTUAL' | 'ISTIO_MUTUAL';

/** How a proxy connects when it is a client; a mode that is not written is DISABLE. */
export interface ClientTls {
  readonly mode: ClientTlsMode;
  /** The only names that the server's certificate may have; none: those that Istio knows. */
  readonly subjectAltNames: readonly string[];
  /** A Secret, or a ConfigMap as `configmap://`. */
  readonly credentialName?: string;
}

/** What decides about connections to one port, or to all that have no settings of their own. */
export interface ConnectionPolicy {
  readonly tls?: ClientTls;
  /** Connections go to the address that the client dialled. */
  readonly isPassthrough: boolean;
}

/** The part of a `trafficPolicy` that decides how requests arrive. */
export interface TrafficPolicy extends ConnectionPolicy {
  readonly ports: ReadonlyMap<number, ConnectionPolicy>;
  /** A setting that is there, and whose effect on what arrives is not modelled. */
  readonly unmodelled?: string;
}

export interface TrafficSubset {
  readonly name: string;
  readonly labels: Labels;
  readonly policy?: TrafficPolicy;
}

/** A DestinationRule as it was written. */
export interface WrittenDestinationRule extends ObjectHeader {
  readonly host: string;
  readonly exportTo: readonly string[];
  /** Of the clients that it is for; absent: all that may see it. */
  readonly selector?: Labels;
  readonly policy: Read<TrafficPolicy | undefined>;
  /** Nothing goes to a subset that no route names. */
  readonly subsets: Read<readonly TrafficSubset[]>;
}
