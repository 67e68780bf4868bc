import { Mesh, MeshService } from '../../model/mesh';
import { isEntry } from '../mesh/service-endpoints';

const EXPORT_TO = 'networking.istio.io/exportTo';

/** Whether the proxies of a namespace are told of a Service at all. */
export function isVisible({ configuration }: Mesh, service: MeshService, namespace: string | undefined): boolean {
  const annotation = service.annotations[EXPORT_TO] ?? '';
  const written = isEntry(service) ? service.exportTo : annotation.split(',').map((name) => name.trim()).filter((name) => name !== '');
  const names = written.length > 0 ? written : configuration.defaultServiceExportTo;
  if (names.length === 0 || names.includes('*')) return true;
  return namespace !== undefined && (names.includes(namespace) || (names.includes('.') && namespace === service.namespace));
}
