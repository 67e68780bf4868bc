import { AccessTarget, Way } from './access-target';
import { policiesAround } from './policies-around';
import { ANYTHING } from './sample';
import { gatewayPods } from '../../evaluate/gateways/gateway-pods';
import { WAYPOINT_CLASSES } from '../../evaluate/mesh/capture';
import { IstioGateway, Mesh, MeshGateway, WrittenPolicy } from '../../model/mesh';

/** One port that clients dial, as far as it is worth asking. */
interface Entrance {
  readonly port: number;
  readonly isHttp: boolean;
  readonly host?: string;
}

/** The gateways of both kinds, but for waypoints. */
export function gatewayTargets(mesh: Mesh): readonly AccessTarget[] {
  return [
    ...mesh.gateways.filter(({ className }) => !WAYPOINT_CLASSES.includes(className)).map((gateway) => targetOf(mesh, gateway, listenersOf(gateway))),
    ...mesh.istioGateways.flatMap((gateway) => (gateway.kind === 'read' ? [targetOf(mesh, gateway.value, serversOf(gateway.value))] : [])),
  ];
}

function targetOf(mesh: Mesh, gateway: MeshGateway | IstioGateway, entrances: readonly Entrance[]): AccessTarget {
  const name = `${gateway.namespace}/${gateway.name}`;
  const ports = [...new Set(entrances.map(({ port }) => port))];
  return {
    name,
    ways: ports.map((port) => wayInto(name, port, entrances.filter((entrance) => entrance.port === port))),
    policies: policiesOf(mesh, gateway, name),
    waypoints: [],
  };
}

/** Those around its pods, wherever an Istio Gateway finds them. */
function policiesOf(mesh: Mesh, gateway: MeshGateway | IstioGateway, name: string): readonly WrittenPolicy[] {
  const found = gatewayPods(mesh, name);
  const pods = found.kind === 'found' ? found.pods.map(({ workload }) => workload) : [];
  const around = 'className' in gateway ? { gateway } : {};
  const namespaces = [...new Set([gateway.namespace, ...pods.map(({ namespace }) => namespace)])];
  return [...new Set(namespaces.flatMap((namespace) => (
    policiesAround(mesh, { namespace, pods: pods.filter((pod) => pod.namespace === namespace), ...around }))))];
}

function listenersOf({ listeners }: MeshGateway): readonly Entrance[] {
  return listeners.map(({ port, protocol, hostname }) => ({ port, isHttp: isHttp(protocol), ...hostname === undefined ? {} : { host: hostname } }));
}

function serversOf({ servers }: IstioGateway): readonly Entrance[] {
  return servers.flatMap((server) => {
    if (server.kind === 'unreadable') return [];
    const { port, protocol, hosts } = server.value;
    const host = hosts.map((written) => written.slice(written.indexOf('/') + 1)).find((one) => one !== '*');
    return [{ port, isHttp: isHttp(protocol) && server.value.tlsMode !== 'PASSTHROUGH', ...host === undefined ? {} : { host } }];
  });
}

function isHttp(protocol: string): boolean {
  return /^(?:https?|http2|grpc(?:-web)?)$/i.test(protocol);
}

function wayInto(gateway: string, port: number, entrances: readonly Entrance[]): Way {
  const host = entrances.find((entrance) => entrance.host !== undefined)?.host;
  return {
    to: { gateway, port },
    kind: 'gateway',
    speaks: [entrances.some((entrance) => entrance.isHttp) ? 'requests' : 'bytes'],
    host: host?.replace('*', ANYTHING) ?? ANYTHING,
    port: String(port),
  };
}
