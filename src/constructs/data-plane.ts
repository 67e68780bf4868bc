/**
 * How Istio puts a proxy on the path of a workload's traffic.
 *
 * @see https://istio.io/latest/docs/overview/dataplane-modes/
 */
export enum DataPlane {
  /** An Envoy proxy in every pod. It enforces policies about connections and about HTTP requests. */
  SIDECAR = 'sidecar',

  /**
   * ztunnel, one proxy on every node, which enforces policies about connections; HTTP rules need an `AmbientWaypoint`
   * in addition.
   */
  AMBIENT = 'ambient',
}
