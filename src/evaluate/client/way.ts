import { Capture, DecidingPolicy, Mesh, MeshRequest, MeshService, MeshWorkload, MissingFact } from '../../model/mesh';
import { Declared } from '../envoy/chain';
import { ResolvedCaller } from '../mesh/caller';

/** How bytes arrive at a pod, and the DestinationRule that has it so. */
export type Way = WayKind & { readonly by?: DecidingPolicy };

type WayKind =
  | { readonly kind: 'plaintext' }
  /** Istio's mutual TLS on the port that is called, or as HBONE on 15008, with this certificate of the client. */
  | { readonly kind: 'mTLS' | 'HBONE'; readonly principal: string }
  /** TLS that is none of Istio's. */
  | { readonly kind: 'TLS'; readonly hasCertificate: boolean }
  /** The client itself gives up. */
  | { readonly kind: 'refused'; readonly reason: string };

/** How a caller reaches a pod, or that it cannot be told; several ways where the question leaves it open. */
export type Transport =
  | { readonly kind: 'known'; readonly ways: readonly Way[]; readonly question?: MissingFact }
  | { readonly kind: 'unknown'; readonly missing: readonly MissingFact[] };

export interface TransportScope {
  readonly mesh: Mesh;
  readonly request: MeshRequest;
  readonly caller: ResolvedCaller;
  readonly pod: MeshWorkload;
  /** Of the pod. */
  readonly port: number;
  readonly capture: Capture;
  /** Absent when the pod is addressed itself. */
  readonly service?: MeshService;
  /** The port of the Service, or of the pod that is addressed itself. */
  readonly calledPort: number;
  readonly declared: Declared;
  /** The caller's proxy has already chosen the Service, whatever the host. */
  readonly isRouted: boolean;
}

export const PLAINTEXT: Way = Object.freeze({ kind: 'plaintext' });

export function certain(way: Way): Transport {
  return { kind: 'known', ways: [way] };
}
