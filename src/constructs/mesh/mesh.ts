import { Construct, IConstruct } from 'constructs';
import { checkDataPlane, DataPlane } from './data-plane';
import { IstioVersion } from './istio-version';
import { MeshRegistry } from './mesh-registry';
import {
  ClassicGatewayOptions, GatewayReference, GatewayReferenceOptions, NamespaceReference, NamespaceReferenceOptions,
  WorkloadReference, WorkloadReferenceOptions,
} from './references';
import { misuse } from '../../problems';
import { checkDate } from '../intent/date';
import { checkHost, checkName, checkTrustDomain } from '../intent/text-checks';

/** What holds for the whole mesh. */
export interface MeshProps {
  /**
   * The mesh's own trust domain: the first part of every identity. It must equal `trustDomain` of the MeshConfig.
   * @default 'cluster.local' - Istio's default
   */
  readonly trustDomain?: string;

  /**
   * Other names of this same mesh, for example a former trust domain (`trustDomainAliases` of the MeshConfig).
   * @default - none
   */
  readonly trustDomainAliases?: string[];

  /**
   * Trust domains of other meshes whose root certificates this one trusts (`caCertificates` of the MeshConfig).
   * @default - none
   */
  readonly foreignTrustDomains?: string[];

  /**
   * The namespace whose policies hold for the whole mesh.
   * @default 'istio-system' - Istio's default
   */
  readonly rootNamespace?: string;

  /**
   * The version of Istio that runs in the cluster.
   * @default IstioVersion.V1_31 - the newest this library knows
   */
  readonly istioVersion?: IstioVersion;

  /**
   * The revision or tag of the control plane that injects sidecars and deploys the proxies of waypoints and gateways.
   * @default - the default revision (`istio-injection: enabled`, and no label on Gateways)
   */
  readonly revision?: string;

  /**
   * The data plane of namespaces that do not say otherwise.
   * @default DataPlane.SIDECAR
   */
  readonly dataPlane?: DataPlane;

  /**
   * The DNS suffix of Services.
   * @default 'cluster.local' - Kubernetes' default
   */
  readonly clusterDomain?: string;

  /**
   * Whether istio-cni sets up the redirection of sidecars. Without it every pod has an init container that needs
   * NET_ADMIN, which the stricter Pod Security levels forbid. Ambient mode always needs istio-cni.
   * @default true
   */
  readonly istioCni?: boolean;

  /**
   * The day against which the expiry of exceptions is checked, as YYYY-MM-DD.
   * @default - the day on which the app is synthesised
   */
  readonly today?: string;
}

const MESH = Symbol.for('cdk8s-istio-zero-trust.Mesh');

/**
 * One Istio mesh: what every identity, policy and namespace of an app is derived from. It emits nothing itself.
 *
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/
 * @example
 *
 * const app = new MeshApp();
 * const mesh = new Mesh(app, 'mesh', {
 *   trustDomain: 'corp.example',
 *   istioVersion: IstioVersion.V1_31,
 *   dataPlane: DataPlane.AMBIENT,
 * });
 */
export class Mesh extends Construct {
  /**
   * The mesh that a construct belongs to: the nearest one above it.
   * @param construct any construct
   * @throws when there is none
   */
  public static of(construct: Construct): Mesh {
    const mesh = Mesh.find(construct);
    if (mesh === undefined) {
      throw misuse('NO_MESH', { constructPath: construct.node.path }, {});
    }
    return mesh;
  }

  /** @internal */
  public static _adopt(construct: Construct, mesh: Mesh): void {
    Object.defineProperty(construct, MESH, { value: mesh, configurable: true });
  }

  /**
   * The mesh that a construct is, or was made a part of; not one further up.
   * @internal
   */
  public static _adoptedBy(construct: IConstruct): Mesh | undefined {
    return (construct as { [MESH]?: Mesh })[MESH];
  }

  private static find(construct: Construct): Mesh | undefined {
    const owners = construct.node.scopes.reverse().map(Mesh._adoptedBy);
    return owners.find((owner) => owner !== undefined);
  }

  /** The mesh's own trust domain. */
  public readonly trustDomain: string;
  /** The namespace whose policies hold for the whole mesh. */
  public readonly rootNamespace: string;
  /** The version of Istio that runs in the cluster. */
  public readonly istioVersion: IstioVersion;
  /** The revision or tag of the control plane, if one was named. */
  public readonly revision?: string;
  /** The data plane of namespaces that do not say otherwise. */
  public readonly dataPlane: DataPlane;
  /** The DNS suffix of Services. */
  public readonly clusterDomain: string;
  /** Whether istio-cni sets up the redirection of sidecars. */
  public readonly istioCni: boolean;
  /** @internal */
  public readonly _registry: MeshRegistry;

  private readonly aliases: readonly string[];
  private readonly foreign: readonly string[];

  constructor(scope: Construct, id: string, props: MeshProps = {}) {
    super(scope, id);
    Mesh._adopt(this, this);
    this.trustDomain = checkTrustDomain(props.trustDomain ?? 'cluster.local');
    this.aliases = Object.freeze((props.trustDomainAliases ?? []).map(checkTrustDomain));
    this.foreign = Object.freeze((props.foreignTrustDomains ?? []).map(checkTrustDomain));
    this.rootNamespace = checkName('namespace', props.rootNamespace ?? 'istio-system');
    this.istioVersion = props.istioVersion ?? IstioVersion.V1_31;
    this.revision = props.revision === undefined ? undefined : checkName('revision', props.revision);
    this.dataPlane = checkDataPlane({ constructPath: this.node.path }, props.dataPlane ?? DataPlane.SIDECAR);
    this.clusterDomain = checkHost(props.clusterDomain ?? 'cluster.local');
    this.istioCni = props.istioCni ?? true;
    this._registry = new MeshRegistry(this, {
      trust: { domain: this.trustDomain, aliases: this.aliases, foreign: this.foreign },
      dataPlane: this.dataPlane,
      ...(props.today === undefined ? {} : { today: checkDate(props.today) }),
    });
    this.checkDomains();
  }

  /** Other names of this same mesh. */
  public get trustDomainAliases(): string[] {
    return [...this.aliases];
  }

  /** Trust domains of other meshes whose root certificates this one trusts. */
  public get foreignTrustDomains(): string[] {
    return [...this.foreign];
  }

  /**
   * A workload that is described elsewhere, for example in another app. It can be granted access, and be called.
   * @param namespaceName where it lives
   * @param name of the workload
   * @param options its service account, data plane and ports
   */
  public workload(namespaceName: string, name: string, options: WorkloadReferenceOptions = {}): WorkloadReference {
    return WorkloadReference._of(this._registry, namespaceName, name, options);
  }

  /**
   * A namespace that is described elsewhere.
   * @param name of the namespace
   * @param options its data plane
   */
  public namespace(name: string, options: NamespaceReferenceOptions = {}): NamespaceReference {
    return NamespaceReference._of(this._registry, name, options);
  }

  /**
   * An ingress gateway of the Gateway API that is described elsewhere.
   * @param namespaceName where the Gateway lives
   * @param name of the Gateway
   * @param options its service account
   */
  public gateway(namespaceName: string, name: string, options: GatewayReferenceOptions = {}): GatewayReference {
    return this.known(GatewayReference._ofGatewayApi(this.trustDomain, checkName('namespace', namespaceName), { name: checkName('Gateway', name), ...options }));
  }

  /**
   * An ingress gateway that is a Deployment of its own, such as `istio-ingressgateway`, configured by Gateways of
   * `networking.istio.io`.
   * @param namespaceName where it runs
   * @param options its service account and labels
   */
  public classicGateway(namespaceName: string, options: ClassicGatewayOptions): GatewayReference {
    return this.known(GatewayReference._ofDeployment(this.trustDomain, checkName('namespace', namespaceName), options));
  }

  private known(gateway: GatewayReference): GatewayReference {
    this._registry.addGateway(gateway._identity());
    return gateway;
  }

  private checkDomains(): void {
    const twice = [...this.aliases, ...this.foreign].find((domain, index, all) => domain === this.trustDomain || all.indexOf(domain) !== index);
    if (twice !== undefined) {
      throw misuse('INVALID_MESH', { constructPath: this.node.path }, {
        option: 'trust domain', value: twice, why: 'it is listed twice', fix: 'List each trust domain once: own, alias or foreign.',
      });
    }
  }
}
