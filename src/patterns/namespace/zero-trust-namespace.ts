import { ApiObject, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import { checkEgressHost, registryHosts } from './egress-hosts';
import { emitDefaultDenyNetwork, emitWorkloadNetwork } from './namespace-network';
import { BaselinePart, Omission } from './omission';
import { PodSecurity } from './pod-security';
import { Sidecar, SidecarSpecOutboundTrafficPolicyMode } from '../../../imports/networking.istio.io';
import { AuthorizationPolicy, PeerAuthentication, PeerAuthenticationSpecMtlsMode } from '../../../imports/security.istio.io';
import { checkKind } from '../../constructs/intent/type-checks';
import { DataPlane } from '../../constructs/mesh/data-plane';
import { ANNOTATION_DOMAIN, MeshObject } from '../../constructs/object/mesh-object';
import { objectScope } from '../../constructs/object/object-scope';
import { MeshNamespace, MeshNamespaceProps } from '../../constructs/workload/mesh-namespace';
import { isMeshLabel } from '../../constructs/workload/mesh-switches';
import { Workload } from '../../constructs/workload/workload';
import { renderAuthorizationPolicy } from '../../manifest/render-authorization-policy';
import { nothing } from '../../model';
import { describeProblem, misuse } from '../../problems';

/** Who owns the Namespace object. */
export enum NamespaceOwnership {
  /** It is created here, with every label it needs. */
  CREATED = 'created',
  /** It exists already, and whoever owns it sets the labels that `requiredLabels` lists. */
  EXISTING = 'existing',
}

/** What a zero-trust namespace is made of. */
export interface ZeroTrustNamespaceProps extends MeshNamespaceProps {
  /**
   * Who owns the Namespace object.
   * @default NamespaceOwnership.CREATED
   */
  readonly ownership?: NamespaceOwnership;

  /**
   * The Pod Security level.
   * @default PodSecurity.restricted()
   */
  readonly podSecurity?: PodSecurity;

  /**
   * Further labels of the Namespace. Those of Istio and of Pod Security follow from the other options and are refused.
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Further annotations of the Namespace.
   * @default - none
   */
  readonly annotations?: { [key: string]: string };

  /**
   * Hosts that sidecars may call besides the workloads that granted them something, as `namespace/host`.
   * @default - none
   */
  readonly egressHosts?: string[];

  /**
   * Namespaces whose Prometheus scrapes Istio's own metrics here (15020 and 15090), which no AuthorizationPolicy but
   * the NetworkPolicy governs.
   * @default - none
   */
  readonly scrapedFrom?: string[];

  /**
   * Parts of the baseline to do without, each with its reason.
   * @default - none: the whole baseline
   */
  readonly omit?: Omission[];
}

/**
 * A namespace in which nothing may be called that is not granted. It consists of the Namespace with the labels of its
 * data plane and its Pod Security level, STRICT mutual TLS, a deny-all AuthorizationPolicy, a default service account
 * without a token, NetworkPolicies that deny by default and still let the mesh work, and, with sidecars, a `Sidecar`
 * that knows only the hosts which its workloads were granted.
 *
 * The deny-all is enforced by sidecars and by ztunnel. Waypoints never read it: `AmbientWaypoint` brings its own.
 *
 * @see https://istio.io/latest/docs/ops/best-practices/security/
 * @example
 *
 * const app = new MeshApp();
 * const mesh = new Mesh(app, 'mesh', { trustDomain: 'corp.example' });
 * const shop = new ZeroTrustNamespace(app, 'shop', { mesh });
 * const web = shop.addWorkload('web', { ports: [Port.http(8080)] });
 * const cart = shop.addWorkload('cart', { ports: [Port.http(8080)] });
 * cart.allowFrom(web, Http.get('/cart/*'));
 */
export class ZeroTrustNamespace extends MeshNamespace {
  private readonly omissions: ReadonlyMap<BaselinePart, string>;
  private readonly ownLabels: Record<string, string>;
  private readonly namespaceObject?: ApiObject;
  private readonly objects: Construct;

  constructor(scope: Construct, id: string, props: ZeroTrustNamespaceProps = {}) {
    super(scope, id, props);
    this.omissions = new Map((props.omit ?? []).map((omission) => [checkKind('omit', 'a list of Omission', omission, '_part')._part, omission.reason]));
    this.objects = objectScope(this);
    const podSecurity = props.podSecurity ?? PodSecurity.restricted();
    this.checkLabels(props.labels ?? {});
    this.ownLabels = { ...props.labels, ...this.dataPlaneLabels(), ...podSecurityLabels(podSecurity) };
    this.namespaceObject = props.ownership === NamespaceOwnership.EXISTING ? undefined : this.emitNamespace(props, podSecurity);
    this.emitUnlessOmitted('default-service-account', () => this.emitDefaultServiceAccount());
    this.emitUnlessOmitted('strict-mtls', () => this.emitStrictMtls());
    this.emitUnlessOmitted('deny-all', () => this.emitDenyAll());
    this.emitUnlessOmitted('egress-registry', () => this.emitEgressRegistry((props.egressHosts ?? []).map(checkEgressHost)));
    this.emitUnlessOmitted('network-policies', () => this.closeNetwork(props.scrapedFrom ?? []));
    this.node.addValidation({ validate: () => this.checkInjection(podSecurity) });
  }

  /** The labels that the Namespace object must carry: those of the data plane, of the waypoint and of Pod Security. */
  public get requiredLabels(): { [key: string]: string } {
    return { ...this.ownLabels };
  }

  /** @internal */
  public override _label(label: string, value: string): boolean {
    this.ownLabels[label] = value;
    this.namespaceObject?.metadata.addLabel(label, value);
    return this.namespaceObject !== undefined;
  }

  /** @internal */
  protected override _onWorkload(workload: Workload): void {
    if (!this.omissions.has('network-policies')) {
      emitWorkloadNetwork(workload, this);
    }
  }

  private checkLabels(labels: Readonly<Record<string, string>>): void {
    const label = Object.keys(labels).find((name) => isMeshLabel(name) || DECIDED_LABELS.has(name));
    if (label !== undefined) {
      throw misuse('RESERVED_LABEL', { constructPath: this.node.path }, { label, object: `namespace ${this.name}` });
    }
  }

  private emitUnlessOmitted(part: BaselinePart, emit: () => void): void {
    if (!this.omissions.has(part)) {
      emit();
    }
  }

  /** Injection and ambient exclude each other: an injected sidecar would win. */
  private dataPlaneLabels(): Record<string, string> {
    if (this.dataPlane === DataPlane.AMBIENT) {
      return { 'istio.io/dataplane-mode': 'ambient' };
    }
    return this.mesh.revision === undefined ? { 'istio-injection': 'enabled' } : { 'istio.io/rev': this.mesh.revision };
  }

  private emitNamespace({ annotations }: ZeroTrustNamespaceProps, { reason }: PodSecurity): ApiObject {
    const reasons = [...this.omissions].map(([part, why]) => [`${ANNOTATION_DOMAIN}/without-${part}`, why]);
    const object = new ApiObject(this.objects, 'Namespace', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: this.name,
        labels: this.ownLabels,
        annotations: {
          ...annotations,
          [`${ANNOTATION_DOMAIN}/construct-path`]: this.node.path,
          ...Object.fromEntries(reasons),
          ...(reason === undefined ? {} : { [`${ANNOTATION_DOMAIN}/pod-security`]: reason }),
        },
      },
    });
    if (object.metadata.namespace !== undefined) {
      // A chart with a namespace puts it on every object, and a Namespace is in none.
      object.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
    }
    return object;
  }

  private emitDefaultServiceAccount(): void {
    new ApiObject(this.objects, 'DefaultServiceAccount', {
      apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: this.name }, automountServiceAccountToken: false,
    });
  }

  private emitStrictMtls(): void {
    new MeshObject(this.objects, 'StrictMtls', {
      ...PeerAuthentication.GVK,
      metadata: { name: 'default', namespace: this.name },
      spec: () => ({ mtls: { mode: PeerAuthenticationSpecMtlsMode.STRICT } }),
    });
  }

  private emitDenyAll(): void {
    new MeshObject(this.objects, 'DenyAll', {
      ...AuthorizationPolicy.GVK,
      metadata: { name: 'deny-all', namespace: this.name },
      spec: () => renderAuthorizationPolicy({ action: 'ALLOW', attachment: { kind: 'namespace' }, rules: nothing }),
    });
  }

  /** ztunnel does not read it. */
  private emitEgressRegistry(egressHosts: readonly string[]): void {
    if (this.dataPlane === DataPlane.SIDECAR) {
      new MeshObject(this.objects, 'EgressRegistry', {
        ...Sidecar.GVK,
        metadata: { name: 'default', namespace: this.name },
        spec: () => ({
          outboundTrafficPolicy: { mode: SidecarSpecOutboundTrafficPolicyMode.REGISTRY_UNDERSCORE_ONLY },
          egress: [{ hosts: registryHosts(this, egressHosts) }],
        }),
      });
    }
  }

  private closeNetwork(scrapedFrom: readonly string[]): void {
    emitDefaultDenyNetwork(this.objects, this, scrapedFrom);
    this.mesh._registry.closeNetwork(this.name);
  }

  private checkInjection({ level }: PodSecurity): string[] {
    const isForbidden = this.dataPlane === DataPlane.SIDECAR && !this.mesh.istioCni && level !== 'privileged';
    return isForbidden ? [describeProblem('POD_SECURITY_FORBIDS_INJECTION', { constructPath: this.node.path }, { level })] : [];
  }
}

/** Kubernetes sets the first itself: NetworkPolicies select namespaces by it. */
const DECIDED_LABELS: ReadonlySet<string> = new Set([
  'kubernetes.io/metadata.name', 'pod-security.kubernetes.io/enforce', 'pod-security.kubernetes.io/warn',
]);

function podSecurityLabels({ level }: PodSecurity): Record<string, string> {
  return {
    'pod-security.kubernetes.io/enforce': level,
    'pod-security.kubernetes.io/warn': level,
  };
}
