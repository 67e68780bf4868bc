import { gatewayApiConfigs } from './gateway-api-routes';
import { configOf, RouteConfig } from './route-config';
import { Mesh, MissingFact } from '../../model/mesh';
import { byAge } from '../mesh/age';
import { missingReading, readOnes, unreadableOnes } from '../truth/reading';

const configs = new WeakMap<Mesh, ReadonlyMap<string, readonly RouteConfig[]>>();

/** What is bound to a gateway, or to `mesh`, and visible in a namespace, in istiod's order. */
export function configsFor(mesh: Mesh, gateway: string, namespace: string): readonly RouteConfig[] {
  const all = (byGateway(mesh).get(gateway) ?? []).filter(({ exportTo }) => exportTo.includes('*') || exportTo.includes(namespace));
  // Own ones first, and of the public ones the routes of the Gateway API in the proxy's own namespace.
  const groupOf = (config: RouteConfig): number => {
    if (config.exportTo.includes('*')) return config.isGatewayApi && config.namespace === namespace ? 2 : 3;
    return config.namespace === namespace ? 0 : 1;
  };
  return [...all].sort((one, other) => groupOf(one) - groupOf(other) || byAge(one, other));
}

/** Made once for each mesh, which never changes. */
function byGateway(mesh: Mesh): ReadonlyMap<string, readonly RouteConfig[]> {
  const known = configs.get(mesh);
  if (known) return known;
  const bound = new Map<string, RouteConfig[]>();
  for (const config of allConfigs(mesh)) {
    for (const gateway of new Set(config.gateways)) bound.set(gateway, [...bound.get(gateway) ?? [], config]);
  }
  configs.set(mesh, bound);
  return bound;
}

/** A VirtualService without hosts is only for others to delegate to. */
function allConfigs(mesh: Mesh): readonly RouteConfig[] {
  const own = readOnes(mesh.virtualServices).filter(({ hosts }) => hosts.length > 0)
    .map((service) => configOf(service, mesh.configuration.defaultVirtualServiceExportTo));
  return [...own, ...gatewayApiConfigs(mesh, readOnes(mesh.routes))];
}

/** Routes that nobody could read: those of any namespace, or of some. */
export function unreadableRoutes({ virtualServices, routes }: Mesh, namespaces?: readonly string[]): readonly MissingFact[] {
  return [...virtualServices, ...routes].flatMap((one) => {
    if (one.kind === 'read' || (namespaces && unreadableOnes([one], { namespaces }).length === 0)) return [];
    return [missingReading(one.diagnostic)];
  });
}
