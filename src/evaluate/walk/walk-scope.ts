import { Mesh, MeshRequest } from '../../model/mesh';
import { ResolvedCaller } from '../mesh/caller';

/** A request on its way: who is calling at this stretch of it. */
export interface Walk {
  readonly mesh: Mesh;
  readonly request: MeshRequest;
  readonly caller: ResolvedCaller;
  /** Then a waypoint or gateway is the caller that the pod sees (2.8). */
  readonly isBehindProxy: boolean;
  /** The routes of the caller's proxy have chosen the Service, or have no part in it. */
  readonly isRouted?: boolean;
}
