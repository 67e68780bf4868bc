import { Proxy } from './attachment';
import { Mesh, MissingFact, OpaqueObject } from '../../model/mesh';
import { isSubset } from '../truth/reading';

/** Kinds that change what an Envoy does with a request that has arrived. */
const PROXY_KINDS = new Set(['EnvoyFilter', 'WasmPlugin', 'TrafficExtension', 'ProxyConfig', 'Sidecar']);
/** Kinds that change where a client's proxy sends a request, or how it connects. */
const CLIENT_KINDS = new Set(['DestinationRule', 'VirtualService', 'Sidecar']);
/** Kinds that only add hosts, endpoints and doors of their own. */
const OTHER_KINDS = new Set(['ServiceEntry', 'WorkloadEntry', 'Gateway', 'ListenerSet']);

/** What may change the answer of this proxy in ways that are not modelled. */
export function opaqueAt(mesh: Mesh, proxy: Proxy): readonly MissingFact[] {
  const namespaces = [mesh.configuration.rootNamespace, proxy.namespace, ...proxy.kind === 'waypoint' && proxy.service ? [proxy.service.namespace] : []];
  return mesh.opaque
    .filter((object) => isForeign(object) || PROXY_KINDS.has(object.kind))
    .filter((object) => namespaces.includes(object.namespace) && (proxy.kind === 'waypoint' || isSubset(object.selector ?? {}, proxy.labels)))
    .map(missing);
}

/** What may change the way from a client with a proxy to a Service. */
export function opaqueOnTheWay(mesh: Mesh, namespaces: readonly string[]): readonly MissingFact[] {
  return mesh.opaque
    .filter((object) => isForeign(object) || CLIENT_KINDS.has(object.kind))
    .filter(({ namespace }) => namespace === mesh.configuration.rootNamespace || namespaces.includes(namespace))
    .map(missing);
}

/** What may change anything at ztunnel: only what could not even be told apart. */
export function opaqueAtZtunnel(mesh: Mesh, namespace: string): readonly MissingFact[] {
  return mesh.opaque
    .filter((object) => isForeign(object) && [mesh.configuration.rootNamespace, namespace].includes(object.namespace))
    .map(missing);
}

function isForeign({ kind }: OpaqueObject): boolean {
  return !PROXY_KINDS.has(kind) && !CLIENT_KINDS.has(kind) && !OTHER_KINDS.has(kind);
}

function missing({ kind, namespace, name, at }: OpaqueObject): MissingFact {
  return { fact: `${kind} ${namespace}/${name} (${at.file}:${at.line})`, supply: 'at: a point that it does not change' };
}
