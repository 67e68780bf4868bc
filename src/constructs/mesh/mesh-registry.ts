import { ApiObject } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { IdentityHolder, IdentityHolders } from './identity-holders';
import { PodSelectors } from './pod-selectors';
import { connectingIdentities, planeOf, Target, Trust } from '../../compile';
import { DataPlane as DataPlaneModel, Grant, Identity, principalOf } from '../../model';
import { describeProblem } from '../../problems';
import { PeerContext } from '../intent/peer';

/** The grants that one construct has collected for a target. */
export interface GrantSet {
  readonly all: readonly Grant[];
  readonly target: Target;
}

/** A namespace that one construct of the mesh describes. */
export interface RegisteredNamespace extends IConstruct {
  readonly name: string;
  readonly dataPlane: DataPlaneModel;
}

/** A workload that another app describes. */
export interface ReferencedWorkload {
  readonly namespaceName: string;
  readonly name: string;
  readonly serviceAccountName: string;
  _dataPlane(): DataPlaneModel;
}

/** What the mesh itself says of its members. */
export interface MeshFacts {
  readonly trust: Trust;
  readonly dataPlane: DataPlaneModel;
  /** The day against which exceptions expire, if it is not the current one. */
  readonly today?: string;
}

/**
 * What the constructs of one mesh have to know of each other. It grows while the app is built and is read when the
 * app is synthesised.
 */
export class MeshRegistry implements PeerContext {
  /** The pods that policies select. */
  public readonly selectors = new PodSelectors();
  private readonly referenced: ReferencedWorkload[] = [];
  private readonly namespaces = new Map<string, RegisteredNamespace>();
  private readonly grants: GrantSet[] = [];
  private readonly identities = new IdentityHolders();
  private readonly callees = new Map<string, Target[]>();
  private readonly onAmbient: (() => void)[] = [];
  private readonly closedNetworks = new Set<string>();
  private readonly onClosedNetwork = new Map<string, (() => void)[]>();
  private readonly admittedGateways = new Set<string>();
  private baseline?: IConstruct;
  private steps = 0;

  public constructor(private readonly mesh: Construct, private readonly facts: MeshFacts) {
    mesh.node.addValidation({ validate: () => [...this.identities.shared(), ...this.selectors.overlapping(), ...this.collisions()] });
  }

  /** Grows with every change, so that what was compiled before one is known to be old. */
  public get revision(): number {
    return this.steps;
  }

  public changed(): void {
    this.steps += 1;
    this.callees.clear();
  }

  /** How many namespaces are described: with each, more is known of callers. */
  public get namespaceCount(): number {
    return this.namespaces.size;
  }

  public get trustDomain(): string {
    return this.facts.trust.domain;
  }

  public get trust(): Trust {
    return this.facts.trust;
  }

  /** The day against which exceptions expire, as YYYY-MM-DD. */
  public get today(): string {
    return this.facts.today ?? new Date().toISOString().slice(0, 'YYYY-MM-DD'.length);
  }

  public addNamespace(namespace: RegisteredNamespace): void {
    const known = this.namespaces.get(namespace.name);
    if (known === undefined) {
      this.namespaces.set(namespace.name, namespace);
      this.changed();
      this.announceAmbient();
      return;
    }
    const problem = describeProblem('SECOND_NAMESPACE', { constructPath: namespace.node.path }, { namespace: namespace.name, other: known.node.path });
    this.mesh.node.addValidation({ validate: () => [problem] });
  }

  /** Calls back once, as soon as there is a namespace in ambient mode. */
  public whenAmbient(callback: () => void): void {
    this.onAmbient.push(callback);
    this.announceAmbient();
  }

  /** Calls back as soon as the pods of a namespace are closed to the network by default. */
  public whenNetworkCloses(namespace: string, callback: () => void): void {
    const waiting = this.onClosedNetwork.get(namespace) ?? [];
    waiting.push(callback);
    this.onClosedNetwork.set(namespace, waiting);
    if (this.closedNetworks.has(namespace)) {
      this.closeNetwork(namespace);
    }
  }

  /** Told by the construct that closes the pods of a namespace. */
  public closeNetwork(namespace: string): void {
    this.closedNetworks.add(namespace);
    this.onClosedNetwork.get(namespace)?.splice(0).forEach((callback) => callback());
  }

  /** A gateway whose own policies let somebody in, although a mesh-wide deny-all reaches it. */
  public admitGateway(identity: Identity): void {
    this.admittedGateways.add(principalOf(identity));
  }

  /** Claims the one mesh-wide baseline. Returns the construct that has it already. */
  public claimBaseline(baseline: IConstruct): IConstruct | undefined {
    const other = this.baseline;
    this.baseline ??= baseline;
    return other;
  }

  /** The gateways that are granted something, although nothing lets anybody into them. */
  public gatewaysCutOff(): readonly Identity[] {
    const gateways = this.grants.flatMap(({ all }) => all.flatMap(({ peer }) => (planeOf(peer) === 'gateway' ? connectingIdentities(peer) : [])));
    const distinct = new Map(gateways.map((gateway) => [principalOf(gateway), gateway]));
    return [...distinct].filter(([principal]) => !this.admittedGateways.has(principal)).map(([, gateway]) => gateway);
  }

  public addGrants(grants: GrantSet): void {
    this.grants.push(grants);
    this.changed();
  }

  public addReference(workload: ReferencedWorkload): void {
    this.referenced.push(workload);
  }

  /** The workloads that other apps describe and that this one speaks of. */
  public get references(): readonly ReferencedWorkload[] {
    return this.referenced;
  }

  public addIdentity(holder: IdentityHolder): void {
    this.identities.add(holder);
  }

  /** A gateway that is described elsewhere: nobody here may have its identity. */
  public addGateway(identity: Identity): void {
    this.identities.addGateway(identity);
  }

  public dataPlaneOf = (namespace: string): DataPlaneModel => this.namespaces.get(namespace)?.dataPlane ?? this.facts.dataPlane;

  /** The targets that someone with this identity is granted anything at: what its network must let it reach. */
  public targetsOf(identity: Identity): readonly Target[] {
    if (this.callees.size === 0) {
      this.index();
    }
    const keys = [principalOf(identity), namespaceKey(identity.namespace), ANY_IDENTITY];
    return [...new Set(keys.flatMap((key) => this.callees.get(key) ?? []))];
  }

  private announceAmbient(): void {
    const isAmbient = this.facts.dataPlane === 'ambient' || [...this.namespaces.values()].some((namespace) => namespace.dataPlane === 'ambient');
    if (isAmbient) {
      this.onAmbient.splice(0).forEach((callback) => callback());
    }
  }

  private index(): void {
    for (const { all, target } of this.grants) {
      const keys = new Set(all.filter((grant) => grant.effect === 'ALLOW').flatMap(callerKeys));
      keys.forEach((key) => {
        const known = this.callees.get(key);
        if (known === undefined) {
          this.callees.set(key, [target]);
        } else {
          known.push(target);
        }
      });
    }
  }

  private collisions(): readonly string[] {
    const first = new Map<string, ApiObject>();
    return this.ownObjects().flatMap((object) => {
      const key = [object.apiGroup, object.kind, object.metadata.namespace ?? '', object.name].join('/');
      const other = first.get(key);
      if (other === undefined) {
        first.set(key, object);
        return [];
      }
      const namespacedName = object.metadata.namespace === undefined ? object.name : `${object.metadata.namespace}/${object.name}`;
      return [describeProblem('NAME_COLLISION', { constructPath: object.node.path }, { kind: object.kind, namespacedName, other: other.node.path })];
    });
  }

  /** An app may describe several clusters, each with a mesh; equal names in different clusters are no collision. */
  private ownObjects(): readonly ApiObject[] {
    const all = this.mesh.node.root.node.findAll();
    const isOnlyMesh = all.filter((construct) => construct.constructor === this.mesh.constructor).length === 1;
    const objects = all.filter((construct): construct is ApiObject => ApiObject.isApiObject(construct));
    return isOnlyMesh ? objects : objects.filter((object) => object.node.scopes.some((scope) => this.owns(scope)));
  }

  private owns(scope: IConstruct): boolean {
    return scope === this.mesh || [...this.namespaces.values()].includes(scope as RegisteredNamespace);
  }
}

const ANY_IDENTITY = '*';
const namespaceKey = (namespace: string): string => `${namespace}/*`;

function callerKeys({ peer }: Grant): readonly string[] {
  switch (peer.kind) {
    case 'identity':
      return [principalOf(peer.identity)];
    case 'namespace':
      return [namespaceKey(peer.namespace)];
    case 'client-ip-block':
      return [principalOf(peer.behind)];
    case 'user':
      return [typeof peer.through === 'string' ? ANY_IDENTITY : principalOf(peer.through)];
    case 'any-identity':
    case 'anyone':
      return [ANY_IDENTITY];
    case 'trust-domain':
    case 'ip-block':
      return [];
  }
}
