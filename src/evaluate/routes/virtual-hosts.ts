import { entriesAt, isForEverything } from './choose-entry';
import { intersection, mostSpecific } from './host-patterns';
import { HttpEntry, RouteConfig } from './route-config';
import { configsFor } from './route-configs';
import { RouteDoor } from './route-door';
import { Mesh } from '../../model/mesh';
import { GatewayPods } from '../gateways/gateway-pods';
import { Server } from '../gateways/gateway-server';
import { serverHosts } from '../gateways/listeners';

/** The routes of one host of a gateway. */
export interface VirtualHost {
  readonly host: string;
  readonly entries: readonly HttpEntry[];
  /** Every request is redirected. */
  readonly redirectsToHttps: boolean;
}

/** The virtual host that takes a request of this host, which may carry a port; undefined: none does. */
export function virtualHostOf(mesh: Mesh, pods: GatewayPods, servers: readonly Server[], host: string): VirtualHost | undefined {
  const name = host.toLowerCase().replace(/:\d+$/, '');
  return mostSpecific(virtualHosts(mesh, pods, servers), (one) => one.host, name);
}

/** Servers that share a route configuration share their hosts: their entries stand one behind the other, those for everything last. */
function virtualHosts(mesh: Mesh, pods: GatewayPods, servers: readonly Server[]): readonly VirtualHost[] {
  const hosts = new Map<string, HttpEntry[]>();
  const redirected = new Set<string>();
  for (const server of servers) {
    for (const config of configsFor(mesh, server.gateway, pods.namespace)) addConfig(hosts, config, { server, pods, redirected });
    if (server.redirectsToHttps) {
      for (const host of server.hosts.map((one) => one.slice(one.indexOf('/') + 1))) {
        redirected.add(host);
        if (!hosts.has(host)) hosts.set(host, []);
      }
    }
  }
  return [...hosts].map(([host, entries]) => ({
    host,
    entries: [...entries.filter((entry) => !isForEverything(entry)), ...entries.filter(isForEverything)],
    redirectsToHttps: redirected.has(host),
  }));
}

interface Place {
  readonly server: Server;
  readonly pods: GatewayPods;
  readonly redirected: Set<string>;
}

function addConfig(hosts: Map<string, HttpEntry[]>, config: RouteConfig, { server, pods, redirected }: Place): void {
  const entries = entriesAt(config, doorOf(server, pods));
  if (entries.length === 0) return;
  for (const host of intersection(serverHosts(server, config.namespace), config.hosts)) {
    hosts.set(host, [...hosts.get(host) ?? [], ...entries]);
    if (server.redirectsToHttps) redirected.add(host);
  }
}

export function doorOf(server: Server, { namespace, labels }: GatewayPods): RouteDoor {
  return { gateway: server.gateway, port: server.port, namespace, labels, proxy: 'gateway' };
}
