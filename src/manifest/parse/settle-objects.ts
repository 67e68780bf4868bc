import type { MeshObjects } from './mesh-objects';
import type { Diagnostic, Mesh, OpaqueObject, Provenance, Read } from '../../model/mesh';

interface Named {
  readonly kind?: string;
  readonly namespace?: string;
  readonly name: string;
  readonly at: Provenance;
}

type ObjectLists = Omit<Mesh, 'istioVersion' | 'configuration' | 'environment' | 'diagnostics'>;

/** What was read, in an order that no order of files changes, and each object once. */
export function settleObjects(objects: MeshObjects, log: Diagnostic[]): ObjectLists {
  const doubtful: OpaqueObject[] = [];
  const once = <T extends Named>(kind: string, list: readonly T[]): T[] => groups(list).map(([first, ...others]) => {
    const other = others.find((one) => text(one) !== text(first));
    if (other !== undefined) doubtful.push(doubt(kind, first, reportDuplicate(kind, other, log)));
    return first;
  });
  return {
    namespaces: once('Namespace', objects.namespaces),
    workloads: once('workload', objects.workloads()),
    services: once('Service', objects.services),
    serviceEntries: once('ServiceEntry', objects.serviceEntries),
    gateways: once('Gateway', objects.gateways),
    gatewayClasses: once('GatewayClass', objects.gatewayClasses),
    gatewayOptions: once('ConfigMap', objects.gatewayOptions),
    listenerSets: policiesOnce('ListenerSet', objects.listenerSets, log),
    istioGateways: policiesOnce('Gateway', objects.istioGateways, log),
    virtualServices: policiesOnce('VirtualService', objects.virtualServices, log),
    routes: policiesOnce('route', objects.routes, log),
    referenceGrants: policiesOnce('ReferenceGrant', objects.referenceGrants, log),
    authorizationPolicies: policiesOnce('AuthorizationPolicy', objects.authorizationPolicies, log),
    peerAuthentications: policiesOnce('PeerAuthentication', objects.peerAuthentications, log),
    requestAuthentications: policiesOnce('RequestAuthentication', objects.requestAuthentications, log),
    destinationRules: policiesOnce('DestinationRule', objects.destinationRules, log),
    sidecars: policiesOnce('Sidecar', objects.sidecars, log),
    networkPolicies: policiesOnce('NetworkPolicy', objects.networkPolicies, log),
    opaque: [...objects.opaque, ...doubtful].sort(byNameAndPlace),
  };
}

/** Of a policy or route that is there twice nobody can tell which one the cluster will hold. */
function policiesOnce<T extends Named>(kind: string, list: readonly Read<T>[], log: Diagnostic[]): Read<T>[] {
  const read = list.flatMap((one) => one.kind === 'read' ? [one.value] : []);
  const unreadable = list.filter((one) => one.kind === 'unreadable');
  const settled = groups(read).map(([first, ...others]): Read<T> => {
    const other = others.find((one) => text(one) !== text(first));
    if (other === undefined) return { kind: 'read', value: first };
    return { kind: 'unreadable', diagnostic: reportDuplicate(kind, other, log), reach: { namespace: first.namespace ?? '' } };
  });
  return [...settled, ...unreadable.sort((a, b) => byPlace(a.diagnostic, b.diagnostic))];
}

/** Objects of the same kind, namespace and name, in the order of their names. */
function groups<T extends Named>(list: readonly T[]): T[][] {
  const byName = new Map<string, T[]>();
  for (const one of list) {
    const name = nameOf(one);
    const known = byName.get(name);
    if (known === undefined) byName.set(name, [one]);
    else known.push(one);
  }
  return [...byName.keys()].sort().map((name) => byName.get(name)!.sort(byPlace));
}

function reportDuplicate(kind: string, { namespace, name, at }: Named, log: Diagnostic[]): Diagnostic {
  const full = namespace === undefined ? name : `${namespace}/${name}`;
  const diagnostic = { code: 'duplicate-object', message: `the ${kind} ${full} is there twice and differs; the cluster can hold only one`, at };
  log.push(diagnostic);
  return diagnostic;
}

function doubt(kind: string, { namespace, name }: Named, { at }: Diagnostic): OpaqueObject {
  return { kind, namespace: namespace ?? name, name, changes: 'anything', at };
}

/** All of a value but where it was written. */
function text(value: unknown): string {
  return JSON.stringify(value, (key, field: unknown) => key === 'at' ? undefined : field instanceof Map ? [...field] : field);
}

function nameOf({ namespace = '', name, kind = '' }: Named): string {
  return JSON.stringify([namespace, name, kind]);
}

function byNameAndPlace(a: Named, b: Named): number {
  return compare(nameOf(a), nameOf(b)) || byPlace(a, b);
}

/** Diagnostics in the order of their files and lines. */
export function byPlace(a: { readonly at: Provenance }, b: { readonly at: Provenance }): number {
  return compare(a.at.file, b.at.file) || a.at.line - b.at.line || a.at.column - b.at.column;
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
