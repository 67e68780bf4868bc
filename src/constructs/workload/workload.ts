import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { AccessGrants } from './access-grants';
import { BoundWaypoint } from './bound-waypoint';
import { HealthCheckOptions, MonitoringOptions, RawRuleOptions } from './workload-options';
import { WorkloadHome, WorkloadParts } from './workload-parts';
import { metricsOperation } from './workload-ports';
import { AuthorizationPolicySpecRules } from '../../../imports/security.istio.io';
import { Target } from '../../compile';
import { Grant, Identity, Operation as OperationModel, Origin } from '../../model';
import { describeProblem, misuse } from '../../problems';
import { captureCallSite } from '../intent/call-site';
import { checkGiven } from '../intent/given-operation';
import { alternativesOf, anyConnection, Http, Operation } from '../intent/operation';
import { IPeer, Peer } from '../intent/peer';
import { checkReason } from '../intent/text-checks';
import { checkKind } from '../intent/type-checks';
import { DataPlane } from '../mesh/data-plane';
import { Mesh } from '../mesh/mesh';
import { WorkloadReference } from '../mesh/references';
import { objectScope } from '../object/object-scope';

/**
 * One workload of a namespace: pods that run the same thing under one identity, with the Service in front of them.
 * Grants are given on the workload that is called; nobody else may reach it.
 *
 * Istio enforces them where the workload receives traffic: at its sidecar, or in ambient mode at ztunnel and at the
 * waypoint. What a grant becomes in each case is derived, never written.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/
 */
export class Workload extends Construct implements IPeer {
  /** @internal */
  public static _create(namespace: WorkloadHome, id: string, parts: WorkloadParts): Workload {
    return new Workload(namespace, id, parts);
  }

  /** Its name, which its Service and policies have, too. */
  public readonly name: string;
  /** The namespace it lives in. */
  public readonly namespaceName: string;
  /** The service account that it runs as: its identity. */
  public readonly serviceAccountName: string;
  /** The caller that a grant to this workload means. */
  public readonly grantPeer: Peer;
  /** @internal */
  public readonly _mesh: Mesh;
  private readonly grants: AccessGrants;
  private readonly issuers = new Set<string>();
  private readonly allowlists: AccessGrants[] = [];
  private readonly callees: WorkloadReference[] = [];
  private waypoint?: BoundWaypoint<Workload>;

  private constructor(private readonly namespace: WorkloadHome, id: string, private readonly parts: WorkloadParts) {
    super(objectScope(namespace), id);
    this.name = parts.name;
    this.namespaceName = namespace.name;
    this.serviceAccountName = parts.serviceAccountName;
    this._mesh = namespace.mesh;
    this.grantPeer = Peer._of(() => [{ kind: 'identity', identity: this._identity(), dataPlane: namespace.dataPlane }]);
    const owner = { registry: this._mesh._registry, namespaceName: this.namespaceName, target: () => this._target() };
    this.grants = new AccessGrants(this, owner, { name: this.name, closesBypass: true });
    const place = { constructPath: this.node.path, label: `${this.namespaceName}/${this.name}` };
    const { labels: selector, podLabels, serviceName, sharedIdentityReason } = parts;
    const openedSelector = () => (this.waypoint === undefined ? undefined : parts.serviceSelector?.());
    this._mesh._registry.selectors.add({ ...place, namespaceName: this.namespaceName, selector, podLabels, serviceName, openedSelector });
    this._mesh._registry.addIdentity({ ...place, identity: this._identity(), sharedIdentityReason });
  }

  /** The labels by which its pods are selected. */
  public get labels(): { [key: string]: string } {
    return { ...this.parts.labels };
  }

  /** The name of its Service, if it has one. */
  public get serviceName(): string | undefined {
    return this.parts.serviceName;
  }

  /** The AuthorizationPolicies that carry its grants, to be patched where our API does not reach. */
  public get policies(): ApiObject[] {
    return this.grants.objects;
  }

  /**
   * Lets a caller in. Granting the same thing twice changes nothing.
   *
   * @param peer who may call
   * @param operation what it may do: `Http`, `Grpc` or `Tcp`; left out, any connection to the ports that the workload declares
   * @throws when the operation names a port that is not declared
   */
  public allowFrom(peer: IPeer, operation?: Operation): void {
    checkGiven({ constructPath: this.node.path }, arguments.length, operation);
    this.grants.add('ALLOW', peer, this.operations(operation), { by: 'service', origin: this.origin() });
  }

  /**
   * Keeps a caller out, whatever else allows it. Nobody is let in who is not allowed, so this is for exceptions from
   * wide grants and for quarantine. Clients by their address are denied at the gateway.
   *
   * @param peer who may not call
   * @param operation what it may not do; left out, anything at all
   * @throws when the operation names a port that is not declared
   */
  public denyFrom(peer: IPeer, operation?: Operation): void {
    checkGiven({ constructPath: this.node.path }, arguments.length, operation);
    this.grants.add('DENY', peer, this.operations(operation), { by: 'service', origin: this.origin() });
  }

  /**
   * Lets a metrics scraper in. It dials every pod itself, so in ambient mode it does not pass a waypoint, and only a
   * port of its own (`Port.metrics`) can be granted.
   *
   * Istio's own metrics (15020, 15090) are outside of any AuthorizationPolicy and need no grant.
   *
   * @param peer the scraper, for example `mesh.workload('monitoring', 'prometheus')`
   * @param options port and path
   */
  public allowMonitoringFrom(peer: IPeer, options: MonitoringOptions = {}): void {
    this.grants.add('ALLOW', peer, this.operations(metricsOperation(this.parts.ports, options)), { by: 'pod', origin: this.origin() });
  }

  /**
   * Lets a health checker in that is not the kubelet, such as a load balancer inside the mesh. The kubelet's probes
   * need no grant: sidecars answer them apart, and ztunnel lets them through.
   *
   * @param peer who asks for health
   * @param options path and port
   */
  public allowHealthChecksFrom(peer: IPeer, options: HealthCheckOptions = {}): void {
    const ports = options.port === undefined ? {} : { ports: [options.port] };
    this.allowFrom(peer, Http.get(options.path ?? '/healthz', ports));
  }

  /**
   * Says that this workload calls one that another app describes, which has to allow it there. It opens this side:
   * the NetworkPolicy and, with sidecars, the hosts that the proxy may reach.
   *
   * @param target a reference with its ports
   */
  public allowTo(target: WorkloadReference): void {
    if (checkKind('allowTo', 'a WorkloadReference', target, '_ports')._ports().length === 0) {
      throw misuse('NO_PORTS', { constructPath: this.node.path }, { workload: `${target.namespaceName}/${target.name}` });
    }
    this.callees.push(target);
    this._mesh._registry.changed();
  }

  /**
   * Adds an ALLOW rule in Istio's own form to this workload's policy: what our API cannot say. It is checked against
   * the CRD at synthesis, and refused where ztunnel could not read it. The network is opened for grants only, so where
   * NetworkPolicies close the namespace a caller whom only such a rule lets in is still kept out by them.
   *
   * Addresses of clients (`remoteIpBlocks`, `remote.ip`) are those that stand last in `X-Forwarded-For`: with a load
   * balancer before the gateway its own, and without `principals` of a gateway beside them whatever the caller writes.
   *
   * @param rule as in `spec.rules` of an AuthorizationPolicy
   * @param options the reason, which is written into the manifest
   */
  public addRawAllowRule(rule: AuthorizationPolicySpecRules, options: RawRuleOptions): void {
    this.grants.addRaw('ALLOW', rule, checkReason('a raw rule', options?.reason));
  }

  /**
   * Adds a DENY rule in Istio's own form to this workload's policy: what our API cannot say. One by the addresses of
   * clients is refused, as with `denyFrom`: deny them at the gateway. With a waypoint it is enforced there, so
   * it is refused when the workload lets somebody past it.
   *
   * @param rule as in `spec.rules` of an AuthorizationPolicy
   * @param options the reason, which is written into the manifest
   */
  public addRawDenyRule(rule: AuthorizationPolicySpecRules, options: RawRuleOptions): void {
    this.grants.addRaw('DENY', rule, checkReason('a raw rule', options?.reason));
  }

  /** @internal */
  public _identity(): Identity {
    return { trustDomain: this._mesh.trustDomain, namespace: this.namespaceName, serviceAccount: this.serviceAccountName };
  }

  /** @internal */
  public _target(): Target {
    return {
      namespace: this.namespaceName,
      name: this.name,
      labels: this.parts.labels,
      dataPlane: this.namespace.dataPlane,
      ports: this.parts.ports,
      tokenIssuers: this.issuers,
      trust: this._mesh._registry.trust,
      ...(this.parts.serviceName === undefined ? {} : { serviceName: this.parts.serviceName }),
      ...(this.parts.isHeadless === true ? { isHeadless: true } : {}),
      ...(this.waypoint === undefined ? {} : { waypoint: this.waypoint.facts() }),
    };
  }

  /**
   * All labels of its pods, as far as they are known, for each kind of pod.
   * @internal
   */
  public _podLabels(): readonly Readonly<Record<string, string>>[] {
    return this.parts.podLabels();
  }

  /** @internal */
  public _grants(): AccessGrants {
    return this.grants;
  }

  /** @internal */
  public _callees(): readonly WorkloadReference[] {
    return this.callees;
  }

  /** @internal */
  public _validateTokensOf(issuer: string): void {
    this.issuers.add(issuer);
  }

  /**
   * Told of the waypoint of its namespace. Callers of a headless Service pass it by, unless it takes calls to pods; then
   * they meet it, and its policies are for Services only.
   * @internal
   */
  public _offerWaypoint(waypoint: BoundWaypoint<Workload>, labelService: boolean): void {
    if (this.parts.isHeadless !== true) {
      this._bindWaypoint(waypoint, labelService);
      return;
    }
    this.node.addValidation({ validate: () => (waypoint.facts().takesPods === true ? [this.headless()] : []) });
  }

  /** @internal */
  public _bindWaypoint(waypoint: BoundWaypoint<Workload>, labelService: boolean): void {
    if (this.namespace.dataPlane !== DataPlane.AMBIENT) {
      return;
    }
    if (this.parts.isHeadless === true) {
      this.node.addValidation({ validate: () => [this.headless()] });
    }
    if (this.waypoint !== undefined) {
      throw misuse('SECOND_WAYPOINT', { constructPath: this.node.path }, { workload: `${this.namespaceName}/${this.name}`, waypoint: this.waypoint.name });
    }
    this.waypoint = waypoint;
    waypoint.welcome(this);
    if (labelService) {
      Object.entries(waypoint.labelsFor(this.namespaceName)).forEach(([label, value]) => this.parts.serviceMetadata?.addLabel(label, value));
    }
    this._mesh._registry.changed();
    this.grants.rebound();
    this.allowlists.forEach((allowlist) => allowlist.rebound());
  }

  /**
   * Further grants of this workload that stand in policies of their own.
   * @internal
   */
  public _addAllowlist(allowlist: AccessGrants): void {
    this.allowlists.push(allowlist);
  }

  /** @internal */
  public _allGrants(): readonly Grant[] {
    return [this.grants, ...this.allowlists].flatMap((grants) => grants.all);
  }

  /** @internal */
  public _checkDeclared(alternatives: readonly OperationModel[]): void {
    const isDeclared = (port: number): boolean => this.parts.ports.some((declared) => declared.containerPort === port);
    const port = alternatives.flatMap((alternative) => alternative.ports ?? []).find((number) => !isDeclared(number));
    if (port !== undefined) {
      const ports = this.parts.ports.map((declared) => `${declared.protocol} ${declared.containerPort}`).join(', ') || 'none';
      throw misuse('UNKNOWN_PORT', this.origin(), { port, workload: this.name, ports });
    }
  }

  private headless(): string {
    return describeProblem('HEADLESS_SERVICE', { constructPath: this.node.path }, { service: `${this.namespaceName}/${this.serviceName}` });
  }

  private operations(operation: Operation | undefined): readonly OperationModel[] {
    const alternatives = operation === undefined ? [anyConnection] : alternativesOf(operation);
    this._checkDeclared(alternatives);
    return alternatives;
  }

  private origin(): Origin {
    return { constructPath: this.node.path, callSite: captureCallSite() };
  }
}
