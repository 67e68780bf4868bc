import { misuse, Place } from '../../problems';

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

/** Refuses what is none, as callers without types can pass it: half of the code would take it for the one, half for the other. */
export function checkDataPlane(place: Place, value: DataPlane): DataPlane {
  if (value !== DataPlane.SIDECAR && value !== DataPlane.AMBIENT) {
    throw misuse('INVALID_MESH', place, { option: 'dataPlane', value: String(value), why: 'there is no such data plane', fix: 'Use DataPlane.SIDECAR or DataPlane.AMBIENT.' });
  }
  return value;
}
