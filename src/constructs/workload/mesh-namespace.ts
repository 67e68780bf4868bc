import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { allPodLabels, checkHasProxy, checkShape, IAdoptableWorkload, podLabels, withoutProxy } from './adoptable-workload';
import { BoundWaypoint } from './bound-waypoint';
import { isMeshLabel } from './mesh-switches';
import { Workload } from './workload';
import { emitWorkload } from './workload-objects';
import { AdoptOptions, WorkloadOptions } from './workload-options';
import { describeProblem, misuse } from '../../problems';
import { IPeer, Peer } from '../intent/peer';
import { checkName, checkServiceAccount } from '../intent/text-checks';
import { checkKind } from '../intent/type-checks';
import { checkDataPlane, DataPlane } from '../mesh/data-plane';
import { Mesh } from '../mesh/mesh';

/** Where a namespace's workloads run. */
export interface MeshNamespaceProps {
  /**
   * The mesh that the namespace belongs to.
   * @default - the mesh of the construct it is created in
   */
  readonly mesh?: Mesh;

  /**
   * The namespace's name.
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * How its workloads are connected.
   * @default - the data plane of the mesh
   */
  readonly dataPlane?: DataPlane;
}

/**
 * A namespace of the mesh and the workloads in it. `ZeroTrustNamespace` is the one to use; this is what an
 * organisation extends to write its own.
 */
export abstract class MeshNamespace extends Construct implements IPeer {
  /** The mesh that the namespace belongs to. */
  public readonly mesh: Mesh;
  /** The namespace's name. */
  public readonly name: string;
  /** How its workloads are connected. */
  public readonly dataPlane: DataPlane;
  /** The callers that a grant to the namespace means: every workload in it. */
  public readonly grantPeer: Peer;
  private readonly members: Workload[] = [];
  private waypoint?: BoundWaypoint<Workload>;
  private labelsServices = false;

  constructor(scope: Construct, id: string, props: MeshNamespaceProps = {}) {
    super(scope, id);
    this.mesh = props.mesh === undefined ? Mesh.of(scope) : checkKind('mesh', 'a Mesh', props.mesh, '_registry');
    Mesh._adopt(this, this.mesh);
    this.name = checkName('namespace', props.name ?? id);
    this.dataPlane = checkDataPlane({ constructPath: this.node.path }, props.dataPlane ?? this.mesh.dataPlane);
    this.grantPeer = Peer._ofNamespace(this.mesh.trustDomain, this.name, () => this.dataPlane);
    this.checkNotReserved();
    this.mesh._registry.addNamespace(this);
    this.node.addValidation({ validate: () => this.checkChartLabels() });
  }

  /** The workloads that were added or adopted so far. */
  public get workloads(): Workload[] {
    return [...this.members];
  }

  /**
   * Adds a workload: a service account of its own, a Service for its ports and, when a container is given, a
   * Deployment.
   *
   * @param name of the workload, its Service and, unless told otherwise, its service account
   * @param options ports, containers, labels
   */
  public addWorkload(name: string, options: WorkloadOptions = {}): Workload {
    checkName('workload', name);
    const workload = Workload._create(this, name, emitWorkload(this, name, options));
    return this.welcome(workload);
  }

  /**
   * Takes a workload over that cdk8s-plus made, in whichever of its releases: its labels and service account are
   * read off it.
   *
   * @param workload a Deployment, StatefulSet, DaemonSet, Job or CronJob in this namespace
   * @param options what cannot be read off it
   * @throws when it runs as the default service account, selects by expressions, or switches the mesh off
   */
  public adopt(workload: IAdoptableWorkload, options: AdoptOptions = {}): Workload {
    checkShape(workload);
    checkHasProxy(workload);
    this.checkNamespaceOf(workload);
    const name = checkName('workload', options.name ?? workload.name);
    const adopted = Workload._create(this, name, emitWorkload(this, name, {
      ...options,
      selector: podLabels(workload),
      podLabels: () => allPodLabels(workload),
      existingServiceAccountName: this.serviceAccountOf(workload),
    }));
    adopted.node.addValidation({ validate: () => this.checkStillInMesh(workload) });
    return this.welcome(adopted);
  }

  /** @internal */
  public _bindWaypoint(waypoint: BoundWaypoint<Workload>): void {
    if (this.dataPlane !== DataPlane.AMBIENT) {
      return;
    }
    if (this.waypoint !== undefined) {
      throw misuse('SECOND_WAYPOINT', { constructPath: this.node.path }, { workload: `namespace ${this.name}`, waypoint: this.waypoint.name });
    }
    this.waypoint = waypoint;
    const labelled = Object.entries(waypoint.labelsFor(this.name)).map(([label, value]) => this._label(label, value));
    this.labelsServices = labelled.includes(false);
    this.members.forEach((workload) => this.bind(workload));
  }

  /**
   * Puts a label on the Namespace object.
   * @internal
   * @returns whether there is one to put it on
   */
  public _label(_label: string, _value: string): boolean {
    return false;
  }

  /** @internal */
  protected _onWorkload(_: Workload): void {}

  private welcome(workload: Workload): Workload {
    this.members.push(workload);
    this.bind(workload);
    this._onWorkload(workload);
    return workload;
  }

  /** A workload that offers no Service is never called through a waypoint. */
  private bind(workload: Workload): void {
    if (this.waypoint !== undefined && workload.serviceName !== undefined) {
      workload._offerWaypoint(this.waypoint, this.labelsServices);
    }
  }

  /** It can be changed after it was adopted. */
  private checkStillInMesh(workload: IAdoptableWorkload): string[] {
    const why = withoutProxy(workload);
    return why === undefined ? [] : [describeProblem('WORKLOAD_WITHOUT_PROXY', { constructPath: workload.node.path }, { workload: workload.name, why })];
  }

  private serviceAccountOf(workload: IAdoptableWorkload): string {
    const account = workload.serviceAccount?.name;
    if (account === undefined || account === 'default') {
      throw misuse('DEFAULT_SERVICE_ACCOUNT', { constructPath: workload.node.path }, { workload: workload.name, namespace: this.name });
    }
    return checkServiceAccount(account);
  }

  private checkNamespaceOf(workload: IAdoptableWorkload): void {
    const namespace = workload.metadata.namespace;
    if (namespace !== this.name) {
      throw misuse('UNSELECTABLE_WORKLOAD', { constructPath: workload.node.path }, {
        name: workload.name,
        why: `it is in ${namespace === undefined ? 'no namespace that is known' : `namespace ${namespace}`}, not in ${this.name}`,
        fix: `Create it with metadata: { namespace: '${this.name}' }, or in a chart with this namespace.`,
      });
    }
  }

  /** A chart puts its labels on every object in it, the Namespace and the Services included. */
  private checkChartLabels(): string[] {
    const charts = this.node.scopes.filter((scope): scope is Chart => Chart.isChart(scope));
    return charts.flatMap((chart) => Object.keys(chart.labels).filter(isMeshLabel).map((label) => describeProblem(
      'RESERVED_LABEL', { constructPath: this.node.path }, { label, object: `every object of chart ${chart.node.path}` },
    )));
  }

  private checkNotReserved(): void {
    if (RESERVED.has(this.name) || this.name === this.mesh.rootNamespace) {
      throw misuse('RESERVED_NAMESPACE', { constructPath: this.node.path }, { namespace: this.name });
    }
  }
}

const RESERVED: ReadonlySet<string> = new Set(['kube-system', 'kube-public', 'kube-node-lease']);
