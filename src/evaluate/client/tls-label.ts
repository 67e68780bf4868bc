import { Capture, Mesh, MeshWorkload } from '../../model/mesh';
import { captureOf, isOutside, TLS_MODE } from '../mesh/capture';

export const TUNNEL = 'networking.istio.io/tunnel';

/** Whether an endpoint announces that it takes Istio's mutual TLS; injection writes the label, and outside an identity stands for it (3.2, 5.1). */
export function announcesMtls(mesh: Mesh, pod: MeshWorkload, capture: Capture = captureOf(mesh, pod)): boolean {
  const label = pod.labels[TLS_MODE];
  if (label !== undefined) return label === 'istio';
  return isOutside(pod) ? pod.serviceAccount !== '' : capture === 'sidecar';
}
