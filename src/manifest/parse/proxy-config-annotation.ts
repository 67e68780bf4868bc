import type { MeshWorkload, OpaqueObject } from '../../model/mesh';

const ANNOTATION = 'proxy.istio.io/config';
/** The parts of a ProxyConfig that change what policies see: whose X-Forwarded-For counts, and how paths are read. */
const DECIDING = /gateway_?topology|connection_?settings/i;

/** Whether an annotation of the pods changes what policies see of a request. */
export function configuresProxy({ annotations }: MeshWorkload): boolean {
  return Object.hasOwn(annotations, ANNOTATION) && DECIDING.test(annotations[ANNOTATION]);
}

/** That annotation, as the ProxyConfig which it amounts to. */
export function proxyConfigOf({ namespace, name, labels, at }: MeshWorkload): OpaqueObject {
  return { kind: 'ProxyConfig', namespace, name, selector: labels, changes: 'anything', at };
}
