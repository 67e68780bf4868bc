import { entriesAt } from './choose-entry';
import { overlap } from './host-patterns';
import { HttpEntry, L4Entry, RouteConfig } from './route-config';
import { configsFor } from './route-configs';
import { isThereForBytes, RouteDoor } from './route-door';
import { seesRoutes } from './seen-routes';
import { Mesh, MeshService, MissingFact } from '../../model/mesh';
import { covers, hostsOf, isWildcard } from '../client/host-names';
import { ResolvedCaller } from '../mesh/caller';

/** The configs that the caller's sidecar gets; of some it may be open. */
export interface SidecarConfigs {
  readonly configs: readonly RouteConfig[];
  readonly missing: readonly MissingFact[];
}

interface CalledPort {
  readonly hosts: readonly string[];
  readonly port: number;
}

/** What is bound to `mesh`, exported to the caller's namespace, let in by its Sidecar, and has to do with the Service. */
export function sidecarConfigs(mesh: Mesh, caller: ResolvedCaller, { hosts: called, port }: CalledPort): SidecarConfigs {
  const configs = configsFor(mesh, 'mesh', caller.namespace ?? '').filter(({ hosts }) => concern(hosts, called));
  const seen = configs.map((config) => ({ config, truth: seesRoutes(mesh, caller, { ...config, port }) }));
  return {
    configs: seen.flatMap(({ config, truth }) => (truth.kind === 'yes' ? [config] : [])),
    missing: seen.flatMap(({ truth }) => (truth.kind === 'unknown' ? truth.missing : [])),
  };
}

interface CalledHost {
  readonly service: MeshService;
  readonly host: string;
}

/** The routes of a Service at the sidecar of a caller; undefined: it has none, and requests go where they are addressed. */
export function httpAtSidecar(all: readonly RouteConfig[], door: RouteDoor, { service, host }: CalledHost): readonly HttpEntry[] | undefined {
  const configs = all.filter((config) => isForSidecar(config, service, door));
  const named = configs.filter(({ hosts }) => hosts.includes(host));
  // Of several with one host the first one that has routes counts.
  const candidates = named.length > 0 ? named : mostSpecificOnes(configs, host);
  return candidates.map((config) => entriesAt(config, door)).find((entries) => entries.length > 0);
}

/** Routes of the Gateway API are for Services of their own namespace, or for callers of theirs. */
function isForSidecar({ isGatewayApi, namespace }: RouteConfig, service: MeshService, door: RouteDoor): boolean {
  return !isGatewayApi || namespace === service.namespace || namespace === door.namespace;
}

/** The first one with the longest suffix. */
function mostSpecificOnes(configs: readonly RouteConfig[], host: string): readonly RouteConfig[] {
  const suffixes = configs.filter(({ isGatewayApi }) => !isGatewayApi)
    .flatMap((config) => config.hosts.filter((one) => isWildcard(one) && covers(one, host)).map((suffix) => ({ suffix, config })));
  const longest = Math.max(0, ...suffixes.map(({ suffix }) => suffix.length));
  const found = suffixes.find(({ suffix }) => suffix.length === longest);
  return found ? [found.config] : [];
}

/** All routes of a Service at its waypoint, one behind the other: those in its namespace and in the waypoint's. */
export function httpAtWaypoint(mesh: Mesh, door: RouteDoor, service: MeshService): readonly HttpEntry[] {
  return waypointConfigs(mesh, door, service).flatMap((config) => entriesAt(config, door));
}

function waypointConfigs(mesh: Mesh, door: RouteDoor, service: MeshService): readonly RouteConfig[] {
  return configsFor(mesh, 'mesh', door.namespace ?? '')
    .filter(({ namespace, hosts }) => (namespace === door.namespace || namespace === service.namespace) && concern(hosts, hostsOf(service)));
}

/** For bytes, in the order in which they are tried: at a waypoint those for TLS are first, and name the Service. */
export function bytesAtWaypoint(mesh: Mesh, door: RouteDoor, service: MeshService): readonly L4Entry[] {
  const configs = waypointConfigs(mesh, door, service);
  const names = hostsOf(service);
  const tls = configs.flatMap((config) => config.tls).filter(({ match }) => match?.kind !== 'read' || names.includes(match.value.sniHosts?.join() ?? ''));
  return [...tls, ...configs.flatMap((config) => config.tcp)].filter((entry) => isThereForBytes(entry, door).kind !== 'no');
}

/** For bytes at a caller's sidecar. Without any, they go where they are addressed. */
export function bytesAtSidecar(configs: readonly RouteConfig[], door: RouteDoor, isTls: boolean): readonly L4Entry[] {
  return configs.flatMap((config) => (isTls ? config.tls : config.tcp)).filter((entry) => isThereForBytes(entry, door).kind !== 'no');
}

function concern(hosts: readonly string[], called: readonly string[]): boolean {
  return hosts.some((host) => called.some((one) => overlap(host, one)));
}
