import { intersection, overlap } from './host-patterns';
import { HttpEntry, L4Entry, perMatch, RouteConfig, RouteOwner } from './route-config';
import { byPrecedence } from './route-precedence';
import { Mesh, MeshGateway, GatewayListener, MeshRoute, RouteParent } from '../../model/mesh';
import { covers, hostsOf, isWildcard } from '../client/host-names';
import { listenerGateway } from '../gateways/gateway-server';
import { listenerServer, serverHosts, soundListeners } from '../gateways/listeners';
import { byAgeAndNamespace } from '../mesh/age';
import { indexOf } from '../mesh/mesh-index';


const GROUP = 'gateway.networking.k8s.io';
/** The kinds that a listener takes; one for TLS that ends there takes two. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  HTTP: ['HTTPRoute', 'GRPCRoute'], HTTPS: ['HTTPRoute', 'GRPCRoute'], TCP: ['TCPRoute'], TLS: ['TLSRoute'],
};

/** What istiod makes of one route, one parent and one host. */
interface Attached {
  readonly key: string;
  readonly owner: RouteOwner;
  readonly host: string;
  readonly gateway: string;
  readonly http: readonly HttpEntry[];
  readonly tls: readonly L4Entry[];
  readonly tcp: readonly L4Entry[];
}

/** Routes of the Gateway API as istiod's own: one for each gateway and host, in which rules for HTTP meet. */
export function gatewayApiConfigs(mesh: Mesh, routes: readonly MeshRoute[]): readonly RouteConfig[] {
  const attached = [...routes].sort(byAgeAndNamespace).flatMap((route) => [...atGateways(mesh, route), ...inMesh(mesh, route)]);
  const byKey = new Map<string, Attached[]>();
  for (const one of attached) byKey.set(one.key, [...byKey.get(one.key) ?? [], one]);
  return [...byKey].map(([key, [first, ...others]]) => ({
    ...first.owner,
    name: key.split('/').join('~'),
    hosts: [first.host],
    gateways: [first.gateway],
    exportTo: ['*'],
    isGatewayApi: true,
    http: [first, ...others].flatMap(({ http }) => http).sort(byPrecedence),
    tls: first.tls,
    tcp: first.tcp,
  }));
}

function atGateways(mesh: Mesh, route: MeshRoute): readonly Attached[] {
  const entries = entriesOf(route, true);
  return route.parents.filter(({ group, kind }) => group === GROUP && kind === 'Gateway').flatMap((parent) => {
    const gateway = indexOf(mesh).gateway(`${parent.namespace}/${parent.name}`);
    if (!gateway) return [];
    const listeners = soundListeners(gateway).filter((listener) => takes(mesh, gateway, listener, { route, parent }));
    return listeners.flatMap((listener) => atListener(gateway, listener, route)
      .map((host) => attach(route, entries, { host, gateway: listenerGateway(gateway, listener) })));
  });
}

/** The hosts that a route has at a listener: those that no narrower listener beside it takes. */
function atListener(gateway: MeshGateway, listener: GatewayListener, route: MeshRoute): readonly string[] {
  const own = listener.hostname ?? '';
  if (route.kind === 'TCPRoute') return ['*'];
  const hosts = route.hostnames.length === 0 ? ['*'] : route.hostnames;
  if (route.kind === 'TLSRoute') return own === '' ? hosts : intersection(hosts, [own]);
  if (own !== '' && !isWildcard(own)) return hosts;
  const narrower = soundListeners(gateway)
    .filter((other) => other !== listener && other.port === listener.port && other.protocol === listener.protocol)
    .flatMap(({ hostname }) => (hostname !== undefined && hostname !== own && hostname.length >= own.length ? [hostname] : []));
  return hosts.filter((host) => (own === '' || overlap(host, own)) && !narrower.some((other) => covers(other, host)));
}

/** By section and port, kind, namespace and host. */
function takes(mesh: Mesh, gateway: MeshGateway, listener: GatewayListener, { route, parent }: { route: MeshRoute; parent: RouteParent }): boolean {
  if (parent.port !== undefined && parent.port !== listener.port) return false;
  if (parent.sectionName !== undefined && parent.sectionName !== listener.name) return false;
  const kinds = KINDS[listener.protocol] ?? [];
  const isBorne = kinds.includes(route.kind) || (listener.protocol === 'TLS' && listener.tlsMode === 'Terminate' && route.kind === 'TCPRoute');
  if (!isBorne || (listener.allowedKinds.length > 0 && !listener.allowedKinds.includes(`${GROUP}/${route.kind}`))) return false;
  const server = listenerServer(mesh, gateway, listener);
  const hosts = server ? serverHosts(server, route.namespace) : [];
  return hosts.some((host) => (route.hostnames.length === 0 ? ['*'] : route.hostnames).some((wanted) => overlap(wanted, host)));
}

/** Routes of a Service or ServiceEntry: for its callers' sidecars, or its waypoint. */
function inMesh(mesh: Mesh, route: MeshRoute): readonly Attached[] {
  const entries = entriesOf(route, false);
  return route.parents.flatMap((parent) => hostsOfParent(mesh, parent).map((host) => {
    const ported = parent.port === undefined ? entries : withPort(entries, parent.port, host);
    const place = [route.namespace, ...parent.port === undefined ? [] : [String(parent.port)]].join('/');
    return attach(route, withHost(ported, host), { host, gateway: 'mesh', place });
  }));
}

function hostsOfParent(mesh: Mesh, { group, kind, namespace, name }: RouteParent): readonly string[] {
  const isService = kind === 'Service' && (group === '' || group === 'core');
  const isEntry = kind === 'ServiceEntry' && group === 'networking.istio.io';
  const service = isService ? indexOf(mesh).service(`${namespace}/${name}`) : isEntry ? indexOf(mesh).serviceEntry(`${namespace}/${name}`) : undefined;
  return service ? hostsOf(service) : [];
}

type Entries = Pick<Attached, 'http' | 'tls' | 'tcp'>;

function withPort({ http, tls, tcp }: Entries, port: number, host: string): Entries {
  const nowhere = { gateways: [], sourceLabels: {}, headers: [], withoutHeaders: [], queryParams: [] };
  const ported = <Entry extends HttpEntry | L4Entry>(entry: Entry): Entry => {
    if (entry.match === undefined) return { ...entry, match: { kind: 'read', value: { ...nowhere, port } } };
    return entry.match.kind === 'read' ? { ...entry, match: { kind: 'read', value: { ...entry.match.value, port } } } : entry;
  };
  return { http: http.map(ported), tls: withHost({ http: [], tls, tcp: [] }, host).tls.map(ported), tcp: tcp.map(ported) };
}

/** A TLSRoute without hostnames is for the name of the Service. */
function withHost(entries: Entries, host: string): Entries {
  const tls = entries.tls.map((entry): L4Entry => {
    const isAny = entry.match?.kind === 'read' && entry.match.value.sniHosts?.join() === '*';
    return isAny && entry.match?.kind === 'read' ? { ...entry, match: { kind: 'read', value: { ...entry.match.value, sniHosts: [host] } } } : entry;
  });
  return { ...entries, tls };
}

function attach(route: MeshRoute, entries: Entries, { host, gateway, place = gateway }: { host: string; gateway: string; place?: string }): Attached {
  // Only routes for HTTP meet others on their host.
  const isHttp = route.kind === 'HTTPRoute' || route.kind === 'GRPCRoute';
  const key = isHttp ? `${place}/${host}` : `${route.kind}/${route.namespace}/${route.name}/${place}/${host}`;
  return { key, owner: ownerOf(route), host, gateway, ...entries };
}

function ownerOf({ kind, namespace, name, creationTimestamp }: MeshRoute): RouteOwner {
  return { kind, namespace, name, ...creationTimestamp === undefined ? {} : { creationTimestamp } };
}

/** A rule that cannot be read may be one for which istiod drops the whole route: then nothing is certain that only its other rules say. */
function entriesOf(route: MeshRoute, needsGrant: boolean): Entries {
  const owner = ownerOf(route);
  const broken = [...route.http.map(({ action }) => action), ...route.l4.map(({ backends }) => backends)].find((one) => one.kind === 'unreadable');
  const http = route.http.flatMap(({ matches, action, at }, rule) => perMatch(matches, {
    owner, rule, at, needsGrant, action: broken?.kind === 'unreadable' ? broken : action,
  }));
  const rest: readonly HttpEntry[] = broken?.kind === 'unreadable' && http.length > 0 ? [{ owner, rule: route.http.length, at: route.at, needsGrant, action: broken }] : [];
  const l4 = route.l4.flatMap(({ matches, backends, at }, rule) => perMatch(matches, { owner, rule, at, needsGrant, backends }));
  return { http: [...http, ...rest], tls: route.kind === 'TLSRoute' ? l4 : [], tcp: route.kind === 'TCPRoute' ? l4 : [] };
}
