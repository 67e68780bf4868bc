import { Manifest, ofKind, Plane, policiesIn } from './manifests';
import { PolicyManifest, readPolicy } from './read-policy';
import { jwtRulesOf, withCheckedToken, withoutSpentToken } from './tokens';
import { decide, HttpRequest, Point, Seen, Verdict } from '../support/policy-oracle';

/** Somebody calls a workload. */
export interface Call {
  /** `namespace/serviceAccount`; left out for a caller outside of the mesh, which has no identity. */
  readonly from?: string;
  /** `namespace/service:containerPort`. */
  readonly to: string;
  readonly request?: HttpRequest;
  readonly sourceIp?: string;
  readonly remoteIp?: string;
  /** Dials the pod instead of the Service. */
  readonly dialsPod?: boolean;
}

interface Target {
  readonly namespace: string;
  readonly service: Manifest;
  readonly podLabels: Labels;
  readonly containerPort: number;
  readonly servicePort: number;
  readonly carriesHttp: boolean;
}

/** One proxy on the way, with what is configured there. */
interface Stop {
  readonly point: Point;
  readonly policies: readonly PolicyManifest[];
  readonly authentications: readonly Manifest[];
  readonly port: number;
  readonly readsHttp: boolean;
}

type Labels = Readonly<Record<string, string>>;
type Attached = Manifest | PolicyManifest;

const ROOT = 'istio-system';
const ADDRESS = '10.1.2.3';

/** What Istio makes of the objects of one data plane: which of them meet a call on its way, and what they say together. */
export class Cluster {
  constructor(private readonly objects: readonly Manifest[], private readonly plane: Plane, private readonly trustDomain: string) {}

  /** The verdict of all proxies that the call passes. */
  public verdict(call: Call): Verdict {
    const target = this.target(call.to);
    if (call.from === undefined && !this.acceptsPlaintext(target)) {
      return 'DENY';
    }
    const waypoint = this.waypointOf(target, call);
    if (waypoint === undefined) {
      return this.decideAt(this.pod(target), call);
    }
    const onward = { ...call, from: `${target.namespace}/${waypoint}`, request: undefined };
    return this.decideAt(this.waypoint(target, waypoint), call) === 'DENY' ? 'DENY' : this.decideAt(this.pod(target), onward);
  }

  /** The verdict on a client's request at an ingress gateway and, from there, at the workload that it is routed to. */
  public verdictAtEdge(gateway: string, request: HttpRequest, remoteIp: string = ADDRESS): Verdict {
    const stop = this.gateway(gateway);
    if (this.decideAt(stop, { to: gateway, request, remoteIp }) === 'DENY') {
      return 'DENY';
    }
    const [namespace, name] = gateway.split('/');
    const backend = this.routedTo(namespace, name, request);
    const onward = withoutSpentToken(request, jwtRulesOf(stop.authentications));
    return backend === undefined ? 'DENY' : this.verdict({ from: `${namespace}/${name}-istio`, to: backend, request: onward, remoteIp });
  }

  private decideAt({ point, policies, authentications, port, readsHttp }: Stop, call: Call): Verdict {
    const request = readsHttp && call.request !== undefined ? withCheckedToken(call.request, jwtRulesOf(authentications)) : undefined;
    if (request === 'refused') {
      return 'DENY';
    }
    const [namespace, serviceAccount] = (call.from ?? '').split('/');
    const seen: Seen = {
      ...(call.from === undefined ? {} : { caller: { trustDomain: this.trustDomain, namespace, serviceAccount } }),
      sourceIp: call.sourceIp ?? ADDRESS,
      remoteIp: call.remoteIp ?? ADDRESS,
      port,
      ...(request === undefined ? {} : { http: request }),
    };
    return decide(policies.map(readPolicy), seen, { point, trust: { domain: this.trustDomain, aliases: [], foreign: [] } });
  }

  private pod(target: Target): Stop {
    const isFor = (object: Attached): boolean => selects(object, target);
    const point = this.plane === 'sidecar' ? 'sidecar' : 'ztunnel';
    return { point, ...this.configured(isFor), port: target.containerPort, readsHttp: point === 'sidecar' && target.carriesHttp };
  }

  private waypoint(target: Target, name: string): Stop {
    const service = target.service.metadata.name;
    const isFor = (object: Attached): boolean => refersTo(object, target.namespace, { Service: service, Gateway: name, GatewayClass: 'istio-waypoint' });
    return { point: 'waypoint', ...this.configured(isFor), port: target.servicePort, readsHttp: target.carriesHttp };
  }

  private gateway(gateway: string): Stop {
    const [namespace, name] = gateway.split('/');
    const isFor = (object: Attached): boolean => refersTo(object, namespace, { Gateway: name });
    return { point: 'waypoint', ...this.configured(isFor), port: 443, readsHttp: true };
  }

  private configured(isFor: (object: Attached) => boolean): Pick<Stop, 'policies' | 'authentications'> {
    return { policies: policiesIn(this.objects).filter(isFor), authentications: ofKind(this.objects, 'RequestAuthentication').filter(isFor) };
  }

  private target(to: string): Target {
    const [, namespace, name, port] = /^(.+)\/(.+):(\d+)$/.exec(to)!;
    const service = ofKind(this.objects, 'Service').find(({ metadata }) => metadata.namespace === namespace && metadata.name === name)!;
    const declared = service.spec.ports.find(({ targetPort }: { targetPort: number }) => targetPort === Number(port));
    return {
      namespace,
      service,
      podLabels: service.spec.selector as Labels,
      containerPort: Number(port),
      servicePort: (declared?.port ?? Number(port)) as number,
      carriesHttp: ['http', 'http2', 'grpc'].includes(declared?.appProtocol as string),
    };
  }

  /** Sidecars and whoever dials a pod go past it; so do gateways, unless the namespace or Service says otherwise. */
  private waypointOf(target: Target, { from, dialsPod }: Call): string | undefined {
    const namespace = ofKind(this.objects, 'Namespace').find(({ metadata }) => metadata.name === target.namespace);
    const labels = { ...namespace?.metadata.labels, ...target.service.metadata.labels };
    const isGateway = from !== undefined && ofKind(this.objects, 'Gateway').some(({ metadata }) => `${metadata.namespace}/${metadata.name}-istio` === from);
    const goesPast = from === undefined || dialsPod === true || (isGateway && labels['istio.io/ingress-use-waypoint'] !== 'true');
    return this.plane === 'sidecar' || goesPast ? undefined : labels['istio.io/use-waypoint'];
  }

  /** The most specific PeerAuthentication holds; UNSET is never written. */
  private acceptsPlaintext(target: Target): boolean {
    const all = ofKind(this.objects, 'PeerAuthentication');
    const own = all.find((object) => object.spec.selector !== undefined && selects(object, target));
    const inherited = all.find((object) => object.metadata.namespace === target.namespace && object.spec.selector === undefined);
    const mode = own?.spec.portLevelMtls?.[target.containerPort]?.mode ?? own?.spec.mtls?.mode ?? inherited?.spec.mtls.mode;
    return mode === 'PERMISSIVE' || mode === 'DISABLE';
  }

  /** The backend with the longest path prefix. */
  private routedTo(namespace: string, gateway: string, { path }: HttpRequest): string | undefined {
    const own = ofKind(this.objects, 'HTTPRoute').filter(({ metadata }) => metadata.namespace === namespace);
    const rules = own.filter(({ spec }) => spec.parentRefs[0].name === gateway).flatMap(({ spec }) => spec.rules as RouteRule[]);
    const routes = rules.flatMap(({ backendRefs = [], matches = [] }) => backendRefs.flatMap((backend) => (
      matches.map((match) => ({ prefix: match.path!.value, backend: { namespace, ...backend } })))));
    const [best] = routes.filter(({ prefix }) => prefix === '/' || path === prefix || path.startsWith(`${prefix}/`)).sort((a, b) => b.prefix.length - a.prefix.length);
    return best === undefined ? undefined : this.containerPortOf(best.backend);
  }

  private containerPortOf({ namespace, name, port }: Required<BackendRef>): string {
    const service = ofKind(this.objects, 'Service').find(({ metadata }) => metadata.namespace === namespace && metadata.name === name)!;
    const { targetPort } = service.spec.ports.find((declared: { port: number }) => declared.port === port);
    return `${namespace}/${name}:${targetPort}`;
  }
}

interface BackendRef {
  readonly name: string;
  readonly namespace?: string;
  readonly port: number;
}

interface RouteRule {
  readonly matches?: readonly { readonly path?: { readonly value: string } }[];
  readonly backendRefs?: readonly BackendRef[];
}

const namespaceOf = (object: Attached): string => object.metadata.namespace!;

/** Whether a pod reads an object: by its labels, or because it is for the whole namespace or mesh. */
function selects({ metadata, spec }: Attached, target: Target): boolean {
  if (spec.targetRefs !== undefined) {
    return false;
  }
  const labels: Labels = spec.selector?.matchLabels ?? {};
  const hasLabels = Object.entries(labels).every(([label, value]) => target.podLabels[label] === value);
  return hasLabels && [target.namespace, ROOT].includes(metadata.namespace!);
}

function refersTo(object: Attached, namespace: string, names: Readonly<Record<string, string>>): boolean {
  const refs = (object.spec.targetRefs ?? []) as readonly { readonly kind: string; readonly name: string }[];
  return refs.some(({ kind, name }) => names[kind] === name && namespaceOf(object) === (kind === 'GatewayClass' ? ROOT : namespace));
}
