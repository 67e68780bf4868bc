import { ConnectionSettings } from './connection';
import { announcesMtls } from './tls-label';
import { TransportScope } from './way';
import { sidecarLevels, sidecarMode } from '../mesh/peer-authentication';
import { endpointsOf, isExternal } from '../mesh/service-endpoints';

/** Whether a client without TLS settings speaks mutual TLS with an endpoint (3.2). */
export function autoMtls(scope: TransportScope, { overriddenMode }: ConnectionSettings, isOriginal: boolean): boolean {
  const { mesh, pod, port, capture, service } = scope;
  if (!mesh.configuration.enableAutoMtls || isExternal(service!) || modeOf(scope) === 'DISABLE') return false;
  // Where connections go to the address that was dialled, all endpoints are taken alike.
  const endpoints = isOriginal ? endpointsOf(mesh, service!) : [];
  if (isOriginal) return endpoints.length > 0 && endpoints.every((endpoint) => announcesMtls(mesh, endpoint));
  if (!announcesMtls(mesh, pod, capture)) return false;
  if (overriddenMode !== undefined) return overriddenMode === 'ISTIO_MUTUAL';
  return sidecarMode(sidecarLevels(mesh, pod), port) !== 'DISABLE';
}

/** What the namespace of the Service asks for, whatever its workloads do. */
function modeOf({ mesh, service, port }: TransportScope): string {
  const { mesh: wide, namespace } = sidecarLevels(mesh, { namespace: service!.namespace, labels: {} });
  return sidecarMode({ ...wide ? { mesh: wide } : {}, ...namespace ? { namespace } : {} }, port);
}
