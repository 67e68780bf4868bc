import { HttpEntry, L4Entry } from './route-config';
import { Mesh, MeshService, MissingFact, RouteBackend, RouteDestination } from '../../model/mesh';
import { indexOf } from '../mesh/mesh-index';
import { missingReading } from '../truth/reading';

/** Which port of which Service a backend is; what a proxy answers where there is none; or what has to be known. */
export type BackendService =
  | { readonly kind: 'service'; readonly service: string; readonly port: number }
  | { readonly kind: 'none'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly missing: MissingFact };

type Reference = Extract<RouteDestination, { kind: 'reference' }>;

const FQDN = /^([^.]+)\.([^.]+)\.svc\.cluster\.local$/;

/** @param port the one that the request came in by, as the route counts it */
export function backendService(mesh: Mesh, entry: HttpEntry | L4Entry, { destination }: RouteBackend, port: number): BackendService {
  return destination.kind === 'reference' ? referencedService(mesh, entry, destination) : namedService(mesh, destination, port);
}

function referencedService(mesh: Mesh, entry: HttpEntry | L4Entry, reference: Reference): BackendService {
  const { group, type, name, port } = reference;
  const namespace = reference.namespace ?? entry.owner.namespace;
  const refusal = entry.needsGrant && namespace !== entry.owner.namespace ? refusalOf(mesh, entry, { ...reference, namespace }) : undefined;
  if (refusal) return refusal;
  if (type === 'Service' && (group === '' || group === 'core')) return servicePort(mesh, `${namespace}/${name}`, port);
  return { kind: 'unknown', missing: { fact: `what the backend ${type} ${namespace}/${name} is`, supply: 'a backend that is a Service' } };
}

/** A reference into another namespace needs its consent. */
function refusalOf(mesh: Mesh, { owner }: HttpEntry | L4Entry, to: Reference & { readonly namespace: string }): BackendService | undefined {
  const grants = mesh.referenceGrants.filter((grant) => grant.kind === 'unreadable' || grant.value.namespace === to.namespace);
  const isGranted = grants.some((grant) => grant.kind === 'read'
    && grant.value.from.some((from) => from.group === 'gateway.networking.k8s.io' && from.kind === owner.kind && from.namespace === owner.namespace)
    && grant.value.to.some(({ group, kind, name }) => group === to.group && kind === to.type && (name === undefined || name === to.name)));
  if (isGranted) return undefined;
  const [unreadable] = grants.flatMap((grant) => (grant.kind === 'unreadable' && (grant.reach?.namespace ?? to.namespace) === to.namespace ? [grant] : []));
  if (unreadable) return { kind: 'unknown', missing: missingReading(unreadable.diagnostic) };
  return { kind: 'none', reason: `no ReferenceGrant of ${to.namespace} lets a ${owner.kind} of ${owner.namespace} refer to ${to.name}` };
}

function namedService(mesh: Mesh, { host, port }: Extract<RouteDestination, { kind: 'host' }>, arrived: number): BackendService {
  const [, name, namespace] = FQDN.exec(host) ?? [];
  const called = name === undefined ? entryOf(mesh, host) : `${namespace}/${name}`;
  if (called === undefined) return { kind: 'unknown', missing: { fact: `what the host ${host} is`, supply: 'a Service by its full name, or its ServiceEntry' } };
  return servicePort(mesh, called, port ?? onlyPort(found(mesh, called)) ?? arrived);
}

/** The one ServiceEntry with this host; not where a Service has its name. */
function entryOf(mesh: Mesh, host: string): string | undefined {
  const entries = mesh.serviceEntries.filter(({ hosts }) => hosts.includes(host)).map(({ namespace, name }) => `${namespace}/${name}`);
  return entries.length === 1 && !indexOf(mesh).service(entries[0]) ? entries[0] : undefined;
}

function found(mesh: Mesh, name: string): MeshService | undefined {
  return indexOf(mesh).service(name) ?? indexOf(mesh).serviceEntry(name);
}

function onlyPort(service: MeshService | undefined): number | undefined {
  return service?.ports.length === 1 ? service.ports[0].number : undefined;
}

/** A Service that is not among the input may exist; a port that its manifest does not have does not. */
function servicePort(mesh: Mesh, name: string, port: number): BackendService {
  const service = found(mesh, name);
  if (!service) return { kind: 'unknown', missing: missingService(name) };
  if (!service.ports.some(({ number }) => number === port)) return { kind: 'none', reason: `the Service ${name} has no port ${port}` };
  return { kind: 'service', service: name, port };
}

function missingService(name: string): MissingFact {
  return { fact: `the Service ${name}`, supply: 'its manifest' };
}
