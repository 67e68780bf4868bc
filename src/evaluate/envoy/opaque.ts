import { Proxy } from './attachment';
import { Mesh, MissingFact, OpaqueObject } from '../../model/mesh';
import { indexOf } from '../mesh/mesh-index';
import { isSubset } from '../truth/reading';

/** Kinds that change what a proxy of the mesh does with what arrives there. ztunnel reads none of them. */
const PROXY_KINDS = ['EnvoyFilter', 'WasmPlugin', 'TrafficExtension', 'ProxyConfig', 'Sidecar'];
/** Kinds that add listeners to gateways. */
const GATEWAY_KINDS = ['Gateway', 'ListenerSet'];

/** What may change the answer of this proxy in ways that are not modelled. */
export function opaqueAt(mesh: Mesh, proxy: Proxy): readonly MissingFact[] {
  const namespaces = [mesh.configuration.rootNamespace, proxy.namespace, ...proxy.kind === 'waypoint' && proxy.service ? [proxy.service.namespace] : []];
  return indexOf(mesh).opaqueIn(namespaces)
    .filter((object) => object.changes === 'anything' && concerns(object, proxy))
    .map(missing);
}

/** What may change where a request goes from here, or how it gets there. */
export function opaqueOnTheWay(mesh: Mesh, namespaces: readonly string[]): readonly MissingFact[] {
  const places = [mesh.configuration.rootNamespace, ...namespaces];
  return indexOf(mesh).opaqueIn(places)
    .filter((object) => object.changes === 'outbound' || isForeign(object))
    .map(missing);
}

/** What may change anything at ztunnel: only what could not even be told apart. */
export function opaqueAtZtunnel(mesh: Mesh, namespace: string): readonly MissingFact[] {
  return indexOf(mesh).opaqueIn([mesh.configuration.rootNamespace, namespace])
    .filter(isForeign)
    .map(missing);
}

function concerns(object: OpaqueObject, proxy: Proxy): boolean {
  if (GATEWAY_KINDS.includes(object.kind)) return proxy.kind === 'gateway';
  // It can declare another protocol for the ports of the workloads that it selects.
  if (object.kind === 'ServiceEntry') return proxy.kind === 'sidecar' && object.selector !== undefined && isSubset(object.selector, proxy.labels);
  return proxy.kind === 'waypoint' || isSubset(object.selector ?? {}, proxy.labels);
}

function isForeign({ kind, changes }: OpaqueObject): boolean {
  return changes === 'anything' && ![...PROXY_KINDS, ...GATEWAY_KINDS, 'ServiceEntry'].includes(kind);
}

function missing({ kind, namespace, name, at }: OpaqueObject): MissingFact {
  const place = `${at.file}:${at.line}`;
  // What cannot be read has no name that could be trusted.
  const fact = name === '' ? `what the ${kind} at ${place} means` : `${kind} ${namespace}/${name} (${place})`;
  return { fact, supply: 'at: a point that it does not change' };
}
