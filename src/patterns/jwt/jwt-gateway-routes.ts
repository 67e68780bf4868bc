import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { HttpRoute, ReferenceGrant } from '../../../imports/gateway.networking.k8s.io';
import { PathMatch } from '../../constructs/intent/path-match';
import { MeshObject } from '../../constructs/object/mesh-object';
import { Workload } from '../../constructs/workload/workload';
import { ReferencePermit, renderReferenceGrant } from '../../manifest/render-gateway';
import { renderHttpRoute, RouteParent, RouteRule } from '../../manifest/render-http-route';
import { carriesHttp, servesMetrics, textOf, WorkloadPort } from '../../model';
import { misuse, Place } from '../../problems';

/** The gateway that routes belong to. */
export interface RoutingGateway {
  readonly name: string;
  readonly namespaceName: string;
  readonly parent: RouteParent;
  readonly strippedHeaders: readonly string[];
}

interface Route {
  readonly path: string;
  readonly backend: Workload;
  readonly port: WorkloadPort;
}

/** A port of a workload to which some path leads. */
export interface RoutedBackend {
  readonly workload: Workload;
  readonly port: WorkloadPort;
}

/** The routes of one gateway: an HTTPRoute for each backend and, where one is in another namespace, a ReferenceGrant there. */
export class GatewayRoutes {
  private readonly routes: Route[] = [];
  private readonly httpRoutes = new Map<Workload, MeshObject>();

  public constructor(private readonly scope: Construct, private readonly gateway: RoutingGateway) {}

  public get prefixes(): readonly string[] {
    return this.routes.map(({ path }) => path);
  }

  public get objects(): readonly ApiObject[] {
    return [...this.httpRoutes.values()];
  }

  /** Every routed port once, in the order in which it was first named. */
  public get backends(): readonly RoutedBackend[] {
    const all = this.routes.map(({ backend, port }) => ({ workload: backend, port }));
    return all.filter((one, index) => all.findIndex((other) => isSame(one, other)) === index);
  }

  /**
   * Adds a route, and says which port of the backend it leads to.
   * @throws when the path is routed to something else already
   */
  public add(place: Place, path: string, routed: RoutedBackend): void {
    const prefix = prefixOf(path);
    const known = this.routes.find((route) => route.path === prefix);
    if (known !== undefined && isSame(routed, { workload: known.backend, port: known.port })) {
      return;
    }
    if (known !== undefined) {
      throw misuse('CONFLICTING_ROUTE', place, { path: prefix, backend: nameOf(known.backend), other: nameOf(routed.workload) });
    }
    this.routes.push({ path: prefix, backend: routed.workload, port: routed.port });
    if (!this.httpRoutes.has(routed.workload)) {
      this.emit(routed.workload);
    }
  }

  private emit(backend: Workload): void {
    const isElsewhere = backend.namespaceName !== this.gateway.namespaceName;
    const label = isElsewhere ? `${backend.namespaceName}-${backend.name}` : backend.name;
    this.httpRoutes.set(backend, new MeshObject(this.scope, `Route-${label}`, {
      ...HttpRoute.GVK,
      metadata: { name: `${this.gateway.name}-${label}`, namespace: this.gateway.namespaceName },
      spec: () => renderHttpRoute(this.gateway.parent, this.rulesOf(backend), this.gateway.strippedHeaders),
    }));
    if (isElsewhere) {
      emitReferenceGrant(this.scope, { id: `ReferenceGrant-${label}`, gateway: this.gateway, namespace: backend.namespaceName }, {
        from: { kind: 'HTTPRoute', namespace: this.gateway.namespaceName }, to: { kind: 'Service', name: backend.serviceName! },
      });
    }
  }

  private rulesOf(backend: Workload): readonly RouteRule[] {
    const own = this.routes.filter((route) => route.backend === backend);
    const ports = [...new Set(own.map(({ port }) => port.servicePort))].sort((left, right) => left - right);
    const elsewhere = backend.namespaceName === this.gateway.namespaceName ? {} : { namespace: backend.namespaceName };
    return ports.map((port) => ({
      prefixes: own.filter((route) => route.port.servicePort === port).map(({ path }) => path).sort(),
      backend: { service: backend.serviceName!, port, ...elsewhere },
    }));
  }
}

interface GrantPlace {
  readonly id: string;
  readonly gateway: { readonly name: string; readonly namespaceName: string };
  readonly namespace: string;
}

/** Lets the gateway, or its routes, refer to one object of another namespace. */
export function emitReferenceGrant(scope: Construct, { id, gateway, namespace }: GrantPlace, permit: ReferencePermit): ApiObject {
  return new MeshObject(scope, id, {
    ...ReferenceGrant.GVK,
    metadata: { name: [gateway.namespaceName, gateway.name, permit.to.kind.toLowerCase(), permit.to.name].join('-'), namespace },
    spec: () => renderReferenceGrant(permit),
  });
}

/** The port of a backend that requests go to: the one that was named, or the only one that carries HTTP. */
export function routedPort(place: Place, backend: Workload, named: number | undefined): WorkloadPort {
  const declared = backend._target().ports;
  const candidates = declared.filter((port) => carriesHttp(port) && (named === undefined ? !servesMetrics(port) : port.containerPort === named));
  const fault = faultOf(backend, candidates, named);
  if (fault !== undefined) {
    throw misuse('UNROUTABLE_BACKEND', place, { workload: nameOf(backend), ...fault });
  }
  return candidates[0];
}

function faultOf(backend: Workload, candidates: readonly WorkloadPort[], named: number | undefined): { why: string; fix: string } | undefined {
  if (backend.serviceName === undefined) {
    return { why: 'it has no Service', fix: 'Declare its ports so that a Service is made, or pass the service to adopt.' };
  }
  if (candidates.length === 0) {
    const why = named === undefined ? 'none of its ports carries HTTP' : `it has no port ${named} that carries HTTP`;
    return { why, fix: 'Declare the port with Port.http, Port.http2 or Port.grpc.' };
  }
  const ports = candidates.map((port) => port.containerPort).join(' and ');
  return candidates.length > 1 ? { why: `its ports ${ports} all carry HTTP`, fix: 'Pass { port } to say which one is meant.' } : undefined;
}

const nameOf = (workload: Workload): string => `${workload.namespaceName}/${workload.name}`;

function isSame(one: RoutedBackend, other: RoutedBackend): boolean {
  return one.workload === other.workload && one.port.containerPort === other.port.containerPort;
}

/** The Gateway API reads a prefix by segments, so a slash at its end says nothing. */
function prefixOf(path: string): string {
  const text = textOf(PathMatch.exact(path)._toModel());
  return text === '/' ? text : text.replace(/\/$/, '');
}
