import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Gateway, GatewaySpecListenersAllowedRoutesNamespacesFrom } from '../../../imports/gateway.networking.k8s.io';
import { AuthorizationPolicy } from '../../../imports/security.istio.io';
import { AdmittedCaller, byCodeUnit, callerOf, gatewayPods, HBONE_PORT, NetworkOpening, planeOf, TargetWaypoint, waypointOpenings } from '../../compile';
import { callersOf, IPeer, Peer } from '../../constructs/intent/peer';
import { checkList, checkName, checkReason } from '../../constructs/intent/text-checks';
import { checkKind } from '../../constructs/intent/type-checks';
import { DataPlane } from '../../constructs/mesh/data-plane';
import { ANNOTATION_DOMAIN, MeshObject } from '../../constructs/object/mesh-object';
import { emitNetworkPolicy } from '../../constructs/object/network-policy';
import { objectScope } from '../../constructs/object/object-scope';
import { BoundWaypoint } from '../../constructs/workload/bound-waypoint';
import { MeshNamespace } from '../../constructs/workload/mesh-namespace';
import { Workload } from '../../constructs/workload/workload';
import { renderAuthorizationPolicy } from '../../manifest/render-authorization-policy';
import { Identity, nothing, Peer as PeerModel } from '../../model';
import { describeProblem, misuse } from '../../problems';
import { emitProxyOptions, parametersRef, ProxyResources } from '../gateway/proxy-options';
import { revisionLabel } from '../gateway/revision-label';
import { dns, istiod, probes } from '../namespace/namespace-network';

/** Which traffic a waypoint takes. Policies are bound to Services, so it has to take that which is addressed to them. */
export enum WaypointTraffic {
  /** Traffic that is addressed to Services. */
  SERVICE = 'service',
  /** Traffic that is addressed to Services or to pods. */
  ALL = 'all',
}

/** What a waypoint is made of. */
export interface AmbientWaypointProps {
  /**
   * The name of its Gateway, which is also its service account.
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * The workloads that are called through it.
   * @default - every workload of the namespace that has a Service, later ones included
   */
  readonly protects?: Workload[];

  /**
   * Other namespaces whose workloads are called through it, too. A shared waypoint shares its fate among them.
   * @default - none: only its own namespace
   */
  readonly sharedWith?: MeshNamespace[];

  /**
   * The traffic it takes.
   * @default WaypointTraffic.SERVICE - Istio's default
   */
  readonly traffic?: WaypointTraffic;

  /**
   * Whether ingress gateways go through it as well. If not, they dial the pods themselves and no HTTP rule holds for them.
   * @default true
   */
  readonly servesIngress?: boolean;

  /**
   * How many proxies there are. Without a waypoint its workloads cannot be called, so two is the least that survives
   * the loss of a node; a PodDisruptionBudget keeps one alive.
   * @default 2
   */
  readonly replicas?: number;

  /**
   * CPU and memory of each proxy.
   * @default - Istio's defaults
   */
  readonly resources?: ProxyResources;
}

/** Why a caller is let past a waypoint. */
export interface AdmitOptions {
  /** At least three words, for whoever reads the policy later. */
  readonly reason: string;
}

const CLASS = 'istio-waypoint';

/**
 * The proxy that reads HTTP for workloads in ambient mode. With it, HTTP grants become policies that target Services
 * and are enforced at the waypoint, while ztunnel lets nobody but the waypoint through to the pods: whoever dials a
 * pod past it is refused.
 *
 * In a namespace with sidecars it emits nothing, because every pod has its own such proxy: the same code describes
 * both data planes.
 *
 * @see https://istio.io/latest/docs/ambient/usage/waypoint/
 * @example
 *
 * declare const payments: ZeroTrustNamespace;
 * new AmbientWaypoint(payments, 'waypoint');
 */
export class AmbientWaypoint extends Construct implements IPeer {
  /** The name of its Gateway and service account. */
  public readonly name: string;
  /** The namespace it runs in. */
  public readonly namespaceName: string;
  private readonly admitted: IPeer[] = [];
  private readonly reasons: string[] = [];
  private readonly bound: Workload[] = [];

  constructor(private readonly home: MeshNamespace, id: string, private readonly props: AmbientWaypointProps = {}) {
    super(home, id);
    this.name = checkName('waypoint', props.name ?? id);
    this.namespaceName = home.name;
    if (this.name === 'none') {
      throw misuse('RESERVED_WAYPOINT_NAME', { constructPath: this.node.path }, {});
    }
    this.checkTraffic();
    if (home.dataPlane === DataPlane.AMBIENT) {
      home.mesh._registry.addIdentity({ constructPath: this.node.path, label: `waypoint ${home.name}/${this.name}`, identity: this.identity, isProxy: true });
      this.emit();
      this.bind();
      this.node.addValidation({ validate: () => this.admittedWithoutNeed() });
    }
  }

  /** The Gateway object, to be patched where our API does not reach. There is none in a namespace with sidecars. */
  public get gateway(): ApiObject | undefined {
    return this.home.dataPlane === DataPlane.AMBIENT ? this.objects.node.findChild('Gateway') as ApiObject : undefined;
  }

  /** The waypoint as a caller: the identity under which it reaches the workloads behind it. */
  public get grantPeer(): Peer {
    return Peer._of(() => [{ kind: 'identity', identity: this.identity, dataPlane: 'ambient' }]);
  }

  /**
   * Lets a caller with a sidecar past the waypoint, for the time of a migration: sidecars do not use waypoints. It can
   * then reach every port of the workloads, and no HTTP rule holds for it.
   *
   * @param caller a workload, service account or namespace
   * @param options why
   */
  public admitSidecarCaller(caller: IPeer, options: AdmitOptions): void {
    this.reasons.push(checkReason('letting a caller past the waypoint', options?.reason));
    this.modelsOf(caller).forEach(admittedCaller);
    this.admitted.push(caller);
    this.gateway?.metadata.addAnnotation(`${ANNOTATION_DOMAIN}/admits-past-waypoint`, [...new Set(this.reasons)].sort(byCodeUnit).join('; '));
    this.home.mesh._registry.changed();
  }

  /** Asked again at synthesis: a namespace that is described later says which data plane it has. */
  private modelsOf(caller: IPeer): readonly PeerModel[] {
    return callersOf(caller, this.home.mesh._registry);
  }

  private admittedWithoutNeed(): string[] {
    const others = this.admitted.flatMap((caller) => this.modelsOf(caller)).filter((peer) => ['ambient', 'gateway'].includes(planeOf(peer)));
    return others.map((peer) => describeProblem('ADMITTED_WITHOUT_NEED', { constructPath: this.node.path }, { caller: callerOf(peer), waypoint: this.name }));
  }

  private checkTraffic(): void {
    const { traffic = WaypointTraffic.SERVICE } = this.props;
    if (!Object.values(WaypointTraffic).includes(traffic)) {
      throw misuse('WAYPOINT_SERVES_NO_SERVICES', { constructPath: this.node.path }, { trafficType: String(traffic) });
    }
  }

  /** Asked for only where there are objects: a chart without any would still become an empty file. */
  private get objects(): Construct {
    return objectScope(this);
  }

  private get identity(): Identity {
    return { trustDomain: this.home.mesh.trustDomain, namespace: this.namespaceName, serviceAccount: this.name };
  }

  private get servesIngress(): boolean {
    return this.props.servesIngress ?? true;
  }

  private emit(): void {
    const { replicas, resources } = this.props;
    emitProxyOptions(this.objects, { gateway: this.name, namespaceName: this.namespaceName, replicas, resources });
    new MeshObject(this.objects, 'Gateway', {
      ...Gateway.GVK,
      metadata: {
        name: this.name,
        namespace: this.namespaceName,
        labels: { 'istio.io/waypoint-for': this.props.traffic ?? WaypointTraffic.SERVICE, ...revisionLabel(this.home.mesh) },
      },
      spec: () => ({
        gatewayClassName: CLASS,
        listeners: [{ name: 'mesh', port: HBONE_PORT, protocol: 'HBONE', allowedRoutes: { namespaces: this.allowedNamespaces() } }],
        infrastructure: { parametersRef: parametersRef({ gateway: this.name }) },
      }),
    });
    new MeshObject(this.objects, 'DenyAll', {
      ...AuthorizationPolicy.GVK,
      metadata: { name: `${this.name}-deny-all`, namespace: this.namespaceName },
      spec: () => renderAuthorizationPolicy({
        action: 'ALLOW', attachment: { kind: 'targets', refs: [{ kind: 'Gateway', name: this.name }] }, rules: nothing,
      }),
    });
    this.emitNetwork();
  }

  private emitNetwork(): void {
    const { mesh } = this.home;
    mesh._registry.whenNetworkCloses(this.namespaceName, () => emitNetworkPolicy(this.objects, 'Network', {
      name: this.name,
      namespaceName: this.namespaceName,
      podLabels: gatewayPods(this.namespaceName, this.name).labels,
      ingress: () => [...probes(), ...this.bound.flatMap((workload) => waypointOpenings(workload._target(), workload._allGrants()))],
      egress: () => [dns, istiod(mesh.rootNamespace), ...this.bound.map((workload) => podsOf(workload))],
    }));
  }

  private allowedNamespaces(): object {
    const shared = (this.props.sharedWith ?? []).map((namespace) => namespace.name);
    return shared.length === 0 ? { from: GatewaySpecListenersAllowedRoutesNamespacesFrom.SAME } : {
      from: GatewaySpecListenersAllowedRoutesNamespacesFrom.SELECTOR,
      selector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: [this.namespaceName, ...shared].sort() }] },
    };
  }

  private bind(): void {
    const waypoint: BoundWaypoint<Workload> = {
      name: this.name,
      namespaceName: this.namespaceName,
      labelsFor: (namespace) => this.labelsFor(namespace),
      facts: () => this.facts(),
      welcome: (workload) => this.bound.push(workload),
    };
    const namespaces = [this.home, ...(this.props.sharedWith ?? [])];
    if (this.props.protects === undefined) {
      namespaces.forEach((namespace) => namespace._bindWaypoint(waypoint));
      return;
    }
    for (const workload of checkList('protects', this.props.protects)) {
      checkKind('protects', 'a list of Workload', workload, '_bindWaypoint');
      if (!namespaces.some((namespace) => namespace.name === workload.namespaceName)) {
        throw misuse('WAYPOINT_NOT_SHARED', { constructPath: this.node.path }, { waypoint: this.name, namespace: workload.namespaceName });
      }
      workload._bindWaypoint(waypoint, true);
    }
  }

  private labelsFor(namespaceName: string): Readonly<Record<string, string>> {
    return {
      'istio.io/use-waypoint': this.name,
      ...(namespaceName === this.namespaceName ? {} : { 'istio.io/use-waypoint-namespace': this.namespaceName }),
      ...(this.servesIngress ? { 'istio.io/ingress-use-waypoint': 'true' } : {}),
    };
  }

  private facts(): TargetWaypoint {
    return {
      identity: this.identity,
      servesIngress: this.servesIngress,
      // Pods take the binding of their namespace; that of a Service does not reach them.
      takesPods: this.props.traffic === WaypointTraffic.ALL && this.props.protects === undefined,
      admitted: this.admitted.flatMap((caller) => this.modelsOf(caller)).map(admittedCaller),
    };
  }
}

function admittedCaller(peer: PeerModel): AdmittedCaller {
  switch (peer.kind) {
    case 'identity':
      return { kind: 'identity', identity: peer.identity };
    case 'namespace':
      return { kind: 'namespace', namespace: peer.namespace };
    default:
      throw misuse('NOTHING_TO_EXCEPT', { constructPath: 'admitSidecarCaller' }, { peer: peer.kind });
  }
}

function podsOf(workload: Workload): NetworkOpening {
  return { peer: { kind: 'pods', namespace: workload.namespaceName, labels: workload.labels }, ports: [HBONE_PORT] };
}
