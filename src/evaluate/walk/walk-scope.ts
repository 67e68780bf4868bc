import { Mesh, MeshRequest } from '../../model/mesh';
import { ResolvedCaller } from '../mesh/caller';

/** A request on its way: who is calling at this stretch of it. */
export interface Walk {
  readonly mesh: Mesh;
  readonly request: MeshRequest;
  readonly caller: ResolvedCaller;
  /** Then the waypoint is the caller that the pod sees (2.8). */
  readonly isBehindWaypoint: boolean;
}
