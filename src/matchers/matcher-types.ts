import type { DenialDetails } from './mesh-matchers';
import type { AccessRequest } from './request';

/** The matchers, as methods of what `expect` returns. */
export interface MeshMatchers<R> {
  /**
   * The mesh lets the request pass. Neither this nor `.not` passes on an answer that is UNKNOWN.
   * @param request made by `request(…)`
   */
  toAllow(request: AccessRequest): R;

  /**
   * The mesh refuses the request. Neither this nor `.not` passes on an answer that is UNKNOWN.
   * @param request made by `request(…)`
   * @param details where, with which status, or by which policy
   */
  toDeny(request: AccessRequest, details?: DenialDetails): R;

  /**
   * The manifests do not say enough to tell whether the mesh lets the request pass.
   * @param request made by `request(…)`
   */
  toBeUndecided(request: AccessRequest): R;
}
