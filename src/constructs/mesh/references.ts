import { checkDataPlane, DataPlane } from './data-plane';
import { MeshRegistry } from './mesh-registry';
import { Identity, NonEmpty, WorkloadPort } from '../../model';
import { IPeer, Peer } from '../intent/peer';
import { Port } from '../intent/port';
import { checkList, checkName, checkServiceAccount, inCode } from '../intent/text-checks';

/** What is known of a workload that is described elsewhere. */
export interface WorkloadReferenceOptions {
  /**
   * The service account that it runs as.
   * @default - the workload's name
   */
  readonly serviceAccountName?: string;

  /**
   * How it is connected.
   * @default - the data plane of its namespace, if the mesh knows it, else that of the mesh
   */
  readonly dataPlane?: DataPlane;

  /**
   * The ports it listens on, needed only where it is called.
   * @default - none
   */
  readonly ports?: Port[];
}

/** A workload that is described elsewhere: it can be granted access, and be called. */
export class WorkloadReference implements IPeer {
  /** @internal */
  public static _of(registry: MeshRegistry, namespaceName: string, name: string, options: WorkloadReferenceOptions): WorkloadReference {
    const reference = new WorkloadReference(registry, namespaceName, name, options);
    registry.addReference(reference);
    return reference;
  }

  /** Where it lives. */
  public readonly namespaceName: string;
  /** Its name. */
  public readonly name: string;
  /** The service account that it runs as. */
  public readonly serviceAccountName: string;
  /** The caller that a grant to it means. */
  public readonly grantPeer: Peer;
  private readonly ports: readonly Port[];
  private readonly ownPlane?: DataPlane;

  private constructor(private readonly registry: MeshRegistry, namespaceName: string, name: string, options: WorkloadReferenceOptions) {
    this.namespaceName = checkName('namespace', namespaceName);
    this.name = checkName('workload', name);
    this.serviceAccountName = checkServiceAccount(options.serviceAccountName ?? name);
    this.ports = options.ports ?? [];
    this.ownPlane = options.dataPlane === undefined ? undefined : checkDataPlane(inCode(`workload ${name}`), options.dataPlane);
    const identity = { trustDomain: registry.trustDomain, namespace: namespaceName, serviceAccount: this.serviceAccountName };
    this.grantPeer = Peer._of(() => [{ kind: 'identity', dataPlane: this._dataPlane(), identity }]);
  }

  /** @internal */
  public _dataPlane(): 'sidecar' | 'ambient' {
    return this.ownPlane ?? this.registry.dataPlaneOf(this.namespaceName);
  }

  /** @internal */
  public _ports(): readonly WorkloadPort[] {
    return this.ports.map((port) => port._toModel());
  }
}

/** What is known of a namespace that is described elsewhere. */
export interface NamespaceReferenceOptions {
  /**
   * How its workloads are connected.
   * @default - that of the mesh
   */
  readonly dataPlane?: DataPlane;
}

/** A namespace that is described elsewhere: its workloads can be granted access. */
export class NamespaceReference implements IPeer {
  /** @internal */
  public static _of(registry: MeshRegistry, name: string, options: NamespaceReferenceOptions): NamespaceReference {
    return new NamespaceReference(registry, name, options);
  }

  /** Its name. */
  public readonly name: string;
  /** The callers that a grant to it means: every workload of the namespace. */
  public readonly grantPeer: Peer;

  private constructor(registry: MeshRegistry, name: string, options: NamespaceReferenceOptions) {
    this.name = checkName('namespace', name);
    const ownPlane = options.dataPlane === undefined ? undefined : checkDataPlane(inCode(`namespace ${name}`), options.dataPlane);
    this.grantPeer = Peer._ofNamespace(registry.trustDomain, name, () => ownPlane ?? registry.dataPlaneOf(name));
  }
}

/** What is known of a gateway that is described elsewhere. */
export interface GatewayReferenceOptions {
  /**
   * The service account that its proxies run as.
   * @default - the Gateway's name with `-istio`, which is what Istio creates
   */
  readonly serviceAccountName?: string;
}

/** What is known of a gateway that is a Deployment of its own. */
export interface ClassicGatewayOptions {
  /** The service account that its proxies run as, for example `istio-ingressgateway`. */
  readonly serviceAccountName: string;
  /** The labels of its pods, for example `{ istio: 'ingressgateway' }`. */
  readonly labels: { [key: string]: string };
  /**
   * The container ports it listens on.
   * @default [8080, 8443] - the ports of Istio's chart
   */
  readonly ports?: number[];
}

/** How a policy reaches a gateway. */
export type GatewayHandle =
  | { readonly kind: 'gateway-api'; readonly name: string }
  | { readonly kind: 'deployment'; readonly labels: Readonly<Record<string, string>>; readonly ports: NonEmpty<number> };

const CLASSIC_PORTS: NonEmpty<number> = [8080, 8443];

/** An ingress gateway that is described elsewhere: it can be granted access, and be let through a mesh-wide deny-all. */
export class GatewayReference implements IPeer {
  /** @internal */
  public static _ofGatewayApi(trustDomain: string, namespaceName: string, options: { name: string } & GatewayReferenceOptions): GatewayReference {
    const account = checkServiceAccount(options.serviceAccountName ?? `${options.name}-istio`);
    return new GatewayReference({ trustDomain, namespace: namespaceName, serviceAccount: account }, { kind: 'gateway-api', name: options.name });
  }

  /** @internal */
  public static _ofDeployment(trustDomain: string, namespaceName: string, options: ClassicGatewayOptions): GatewayReference {
    const handle: GatewayHandle = { kind: 'deployment', labels: { ...options.labels }, ports: options.ports === undefined ? CLASSIC_PORTS : checkList('ports', options.ports) };
    return new GatewayReference({ trustDomain, namespace: namespaceName, serviceAccount: checkServiceAccount(options.serviceAccountName) }, handle);
  }

  /** Where it runs. */
  public readonly namespaceName: string;
  /** The service account that its proxies run as. */
  public readonly serviceAccountName: string;
  /** The caller that a grant to it means. */
  public readonly grantPeer: Peer;

  private constructor(private readonly id: Identity, private readonly handle: GatewayHandle) {
    this.namespaceName = id.namespace;
    this.serviceAccountName = id.serviceAccount;
    this.grantPeer = Peer._of(() => [{ kind: 'identity', identity: this.id, dataPlane: 'gateway' }]);
  }

  /** @internal */
  public _identity(): Identity {
    return this.id;
  }

  /** @internal */
  public _handle(): GatewayHandle {
    return this.handle;
  }
}
