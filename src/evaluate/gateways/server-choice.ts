import { GatewayPods } from './gateway-pods';
import { Server } from './gateway-server';
import { serverHosts } from './listeners';
import { Mesh, MeshRequest, MissingFact } from '../../model/mesh';
import { mostSpecific, overlap } from '../routes/host-patterns';
import { L4Entry } from '../routes/route-config';
import { configsFor } from '../routes/route-configs';
import { isThereForBytes } from '../routes/route-door';
import { doorOf } from '../routes/virtual-hosts';
import { missingReading } from '../truth/reading';
import { lowerCase } from '../values/string-dialects';

/** What a connection arrives at on one port of a gateway. */
export type ServerChoice =
  /** `sharing`: the servers whose hosts are one route configuration. */
  | { readonly kind: 'http'; readonly server: Server; readonly sharing: readonly Server[]; readonly sni?: string }
  /** Bytes, with the one entry that may take them. */
  | { readonly kind: 'bytes'; readonly server: Server; readonly entry: L4Entry | undefined; readonly sni?: string }
  | { readonly kind: 'closed'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly missing: MissingFact };

const TLS_KINDS = ['https', 'tls', 'passthrough', 'auto-passthrough'];

export function chooseServer(mesh: Mesh, pods: GatewayPods, servers: readonly Server[], request: MeshRequest): ServerChoice {
  const [first] = servers;
  if (servers.every(({ kind }) => kind === 'http')) return { kind: 'http', server: first, sharing: servers };
  if (servers.every(({ kind }) => TLS_KINDS.includes(kind))) return byServerName(mesh, pods, servers, request);
  if (servers.length > 1) return { kind: 'unknown', missing: conflict(servers) };
  return { kind: 'bytes', server: first, entry: bytesOf(mesh, pods, first) };
}

function conflict(servers: readonly Server[]): MissingFact {
  return { fact: `which server counts on port ${servers[0].port}: ${servers.map(({ title }) => title).join(', or ')}`, supply: 'servers that can share a port' };
}

/** One filter chain of a TLS port. */
interface Chain {
  readonly name: string;
  readonly choice: ServerChoice;
}

/** The chain with the most specific server name. A client that says none is taken for one that says its host, as clients do. */
function byServerName(mesh: Mesh, pods: GatewayPods, servers: readonly Server[], { sni, http }: MeshRequest): ServerChoice {
  const given = sni ?? http?.host.replace(/:\d+$/, '');
  const name = given === undefined ? undefined : lowerCase(given);
  const [unread] = servers.flatMap((server) => (['tcp', 'tls'] as const).flatMap((kind) => entriesAt(mesh, pods, server, kind))).flatMap(({ match }) => (
    match?.kind === 'unreadable' ? [match.diagnostic] : []));
  if (unread) return { kind: 'unknown', missing: missingReading(unread) };
  const chains = servers.flatMap((server) => chainsOf(mesh, pods, server));
  const chain = mostSpecific(chains, (one) => one.name, name ?? '');
  if (!chain) return { kind: 'closed', reason: `no server takes the server name ${name ?? '(none)'}` };
  const twin = chains.find((one) => one !== chain && one.name === chain.name);
  if (twin && isOtherServer(twin, chain)) return { kind: 'unknown', missing: { fact: `which server has the server name ${chain.name}`, supply: 'one server for each name' } };
  return chain.choice.kind === 'http' || chain.choice.kind === 'bytes' ? { ...chain.choice, ...name === undefined ? {} : { sni: name } } : chain.choice;
}

function isOtherServer({ choice: one }: Chain, { choice: other }: Chain): boolean {
  return !('server' in one && 'server' in other && one.server === other.server);
}

function chainsOf(mesh: Mesh, pods: GatewayPods, server: Server): readonly Chain[] {
  const names = [...new Set(server.hosts.map((host) => host.slice(host.indexOf('/') + 1)))];
  if (server.kind === 'passthrough') return passthroughChains(mesh, pods, server);
  const choice = choiceAt(mesh, pods, server);
  return choice ? names.map((name) => ({ name, choice })) : [];
}

function choiceAt(mesh: Mesh, pods: GatewayPods, server: Server): ServerChoice | undefined {
  if (server.kind === 'https') return { kind: 'http', server, sharing: [server] };
  if (server.kind === 'auto-passthrough') return { kind: 'unknown', missing: { fact: 'to which cluster of another network the server name leads', supply: 'the request as its destination gets it' } };
  const entry = bytesOf(mesh, pods, server);
  // A server that has no route for bytes is not there at all.
  return entry ? { kind: 'bytes', server, entry } : undefined;
}

/** Each name of each route that is bound to the server is a chain; of two with one name the first one counts. */
function passthroughChains(mesh: Mesh, pods: GatewayPods, server: Server): readonly Chain[] {
  const chains = new Map<string, Chain>();
  for (const entry of entriesAt(mesh, pods, server, 'tls')) {
    const names = entry.match?.kind === 'read' ? entry.match.value.sniHosts ?? ['*'] : ['*'];
    for (const name of names) {
      if (!chains.has(name)) chains.set(name, { name, choice: { kind: 'bytes', server, entry } });
    }
  }
  return [...chains.values()];
}

/** Routes for bytes; where TLS ends also those that are for TLS. */
function bytesOf(mesh: Mesh, pods: GatewayPods, server: Server): L4Entry | undefined {
  const [entry] = [...entriesAt(mesh, pods, server, 'tcp'), ...server.kind === 'tls' ? entriesAt(mesh, pods, server, 'tls').filter(({ owner }) => owner.kind === 'TLSRoute') : []];
  return entry;
}

function entriesAt(mesh: Mesh, pods: GatewayPods, server: Server, kind: 'tcp' | 'tls'): readonly L4Entry[] {
  return configsFor(mesh, server.gateway, pods.namespace)
    .filter(({ namespace, hosts }) => serverHosts(server, namespace).some((host) => hosts.some((one) => overlap(one, host))))
    .flatMap((config) => config[kind])
    .filter((entry) => isThereForBytes(entry, doorOf(server, pods)).kind !== 'no');
}
