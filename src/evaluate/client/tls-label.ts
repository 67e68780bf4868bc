import { Capture, Mesh, MeshWorkload } from '../../model/mesh';
import { captureOf } from '../mesh/capture';

export const TUNNEL = 'networking.istio.io/tunnel';
const TLS_MODE = 'security.istio.io/tlsMode';

/** Whether an endpoint announces that it takes Istio's mutual TLS; injection writes the label where nobody else did (3.2, 5.1). */
export function announcesMtls(mesh: Mesh, pod: MeshWorkload, capture: Capture = captureOf(mesh, pod)): boolean {
  const label = pod.labels[TLS_MODE];
  return label === undefined ? capture === 'sidecar' : label === 'istio';
}
