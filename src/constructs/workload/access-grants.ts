import { Construct, IConstruct } from 'constructs';
import { AuthorizationPolicy as AuthorizationPolicyL1, AuthorizationPolicySpecRules } from '../../../imports/security.istio.io';
import {
  accessPolicies, AccessPolicies, byCodeUnit, enforcementPointOf, isWithinZtunnel, MAX_RULES, rawRefusals, refusals, sortedByKey, Target,
} from '../../compile';
import { renderAuthorizationPolicy } from '../../manifest/render-authorization-policy';
import { Action, AuthorizationPolicy, Grant, nothing, Operation as OperationModel } from '../../model';
import { misuse } from '../../problems';
import { callersOf, IPeer } from '../intent/peer';
import { GrantSet, MeshRegistry } from '../mesh/mesh-registry';
import { ANNOTATION_DOMAIN, MeshObject } from '../object/mesh-object';

/** Whose grants these are: asked again at every synthesis, because a waypoint may come later than a grant. */
export interface GrantTarget {
  readonly registry: MeshRegistry;
  readonly namespaceName: string;
  target(): Target;
}

type Slot = keyof AccessPolicies;

const SLOTS: Readonly<Record<Slot, { readonly id: string; readonly suffix: string }>> = {
  allow: { id: 'Allow', suffix: 'allow' },
  deny: { id: 'Deny', suffix: 'deny' },
  directAllow: { id: 'DirectAllow', suffix: 'allow-direct' },
  directDeny: { id: 'DirectDeny', suffix: 'deny-direct' },
};

export interface AccessGrantsOptions {
  /** What the policies' names begin with. */
  readonly name: string;
  /** Whether these policies let the waypoint, and little else, through to the pods. One set of each workload does. */
  readonly closesBypass: boolean;
}

type GrantOptions = Pick<Grant, 'by' | 'origin'>;

/** A grant as it was asked for. */
interface GrantRequest {
  readonly effect: Action;
  readonly peer: IPeer;
  readonly operations: readonly OperationModel[];
  readonly options: GrantOptions;
}

interface RawRule {
  readonly action: Action;
  readonly rule: AuthorizationPolicySpecRules;
  readonly reason: string;
}

/**
 * The grants of one target and the AuthorizationPolicies that carry them. The objects exist as soon as the first
 * grant needs them, so that they can be patched; what is in them is decided at synthesis.
 */
export class AccessGrants implements GrantSet {
  private readonly requests: GrantRequest[] = [];
  private grants: Grant[] = [];
  private resolvedWith: number;
  private readonly rawRules: RawRule[] = [];
  private readonly openReasons: string[] = [];
  private compiled?: { readonly revision: number; readonly policies: AccessPolicies };
  private nextLook = MAX_RULES;

  public constructor(private readonly scope: Construct, private readonly owner: GrantTarget, private readonly options: AccessGrantsOptions) {
    this.resolvedWith = owner.registry.namespaceCount;
    owner.registry.addGrants(this);
    scope.node.addValidation({ validate: () => this.refused() });
  }

  /** Callers are asked again when more namespaces are known: one of them may have another data plane than was assumed. */
  public get all(): readonly Grant[] {
    const known = this.owner.registry.namespaceCount;
    if (this.resolvedWith !== known) {
      this.grants = this.requests.flatMap((request) => this.resolve(request));
      this.resolvedWith = known;
    }
    return this.grants;
  }

  public get target(): Target {
    return this.owner.target();
  }

  public add(effect: Action, peer: IPeer, operations: readonly OperationModel[], options: GrantOptions): void {
    const request = { effect, peer, operations, options };
    const grants = this.resolve(request);
    this.requests.push(request);
    this.grants.push(...grants);
    this.openReasons.push(...grants.flatMap((grant) => (grant.peer.kind === 'anyone' && effect === 'ALLOW' ? [grant.peer.reason] : [])));
    this.changed();
    this.reconcile();
  }

  private resolve({ effect, peer, operations, options }: GrantRequest): readonly Grant[] {
    const peers = callersOf(peer, this.owner.registry);
    return peers.flatMap((one) => operations.map((operation): Grant => Object.freeze({ effect, peer: one, operation, ...options })));
  }

  public addRaw(action: Action, rule: AuthorizationPolicySpecRules, reason: string): void {
    // Callers without types can leave it out.
    if (typeof rule !== 'object' || rule === null) {
      throw misuse('EMPTY_VALUE', { constructPath: this.scope.node.path }, { field: 'a raw rule' });
    }
    this.rawRules.push({ action, rule, reason });
    this.changed();
    this.reconcile();
  }

  /** The policies, in the order in which they were needed. */
  public get objects(): MeshObject[] {
    return this.scope.node.children.filter(isPolicy);
  }

  /** Told when a waypoint was put in front of the target. */
  public rebound(): void {
    this.nextLook = MAX_RULES;
    this.reconcile();
  }

  /** Sees to it that every policy which the grants need is there. */
  private reconcile(): void {
    const target = this.owner.target();
    const isEnforced = { ALLOW: this.has('ALLOW'), DENY: this.has('DENY') };
    this.object('allow', 0, isEnforced.ALLOW);
    this.object('deny', 0, isEnforced.DENY);
    this.object('directAllow', 0, target.waypoint !== undefined && (this.options.closesBypass || this.isDialled(target)));
    this.object('directDeny', 0, target.waypoint !== undefined && this.deniesConnections());
    if (this.grants.length > this.nextLook) {
      this.addFurtherObjects();
    }
    this.annotateReasons();
  }

  /** What loosens a policy says why in the manifest itself. */
  private annotateReasons(): void {
    annotate(this.first('allow'), 'open-to-anyone', this.openReasons);
    annotate(this.first('allow'), 'raw-rules', this.rawReasons('ALLOW'));
    annotate(this.first('deny'), 'raw-rules', this.rawReasons('DENY'));
  }

  private first(slot: Slot): MeshObject | undefined {
    return this.scope.node.tryFindChild(SLOTS[slot].id) as MeshObject | undefined;
  }

  private rawReasons(action: Action): readonly string[] {
    return this.rawRules.filter((raw) => raw.action === action).map((raw) => raw.reason);
  }

  private refused(): string[] {
    const target = this.owner.target();
    const raw = { rules: this.rawRules, grants: this.all };
    return [...refusals(target, this.all), ...rawRefusals(target, raw, { constructPath: this.scope.node.path })];
  }

  private isDialled(target: Target): boolean {
    return this.grants.some((grant) => grant.effect === 'ALLOW' && enforcementPointOf(grant, target) === 'ztunnel');
  }

  private deniesConnections(): boolean {
    return this.grants.some((grant) => grant.effect === 'DENY' && isWithinZtunnel(grant));
  }

  private has(action: Action): boolean {
    return this.grants.some((grant) => grant.effect === action) || this.rawRules.some((raw) => raw.action === action);
  }

  private addFurtherObjects(): void {
    const policies = this.policies();
    for (const slot of Object.keys(SLOTS) as Slot[]) {
      policies[slot].forEach((_, index) => this.object(slot, index, index > 0));
    }
    this.nextLook = this.grants.length + Math.min(...Object.values(policies).map(roomLeft));
  }

  private changed(): void {
    this.owner.registry.changed();
  }

  private object(slot: Slot, index: number, isNeeded: boolean): void {
    const part = index === 0 ? '' : String(index + 1);
    const id = `${SLOTS[slot].id}${part}`;
    if (isNeeded && this.scope.node.tryFindChild(id) === undefined) {
      new MeshObject(this.scope, id, {
        ...AuthorizationPolicyL1.GVK,
        metadata: { name: [this.options.name, SLOTS[slot].suffix, part].filter((word) => word !== '').join('-'), namespace: this.owner.namespaceName },
        spec: () => this.spec(slot, index),
      });
    }
  }

  private spec(slot: Slot, index: number): unknown {
    const policies = this.policies()[slot];
    // Later grants can merge into fewer policies than there were; the surplus object repeats the first, which changes nothing.
    const rendered = renderAuthorizationPolicy(policies[index] ?? policies[0] ?? this.onlyRaw());
    const raw = index === 0 ? this.rawRulesOf(slot) : [];
    return raw.length === 0 ? rendered : { ...rendered, rules: [...(rendered.rules ?? []), ...raw] };
  }

  /** A denial of which every rule is raw. */
  private onlyRaw(): AuthorizationPolicy {
    return { action: 'DENY', attachment: this.policies().allow[0].attachment, rules: nothing };
  }

  private rawRulesOf(slot: Slot): readonly AuthorizationPolicySpecRules[] {
    const action = slot === 'allow' ? 'ALLOW' : slot === 'deny' ? 'DENY' : undefined;
    return sortedByKey(this.rawRules.filter((raw) => raw.action === action).map((raw) => raw.rule));
  }

  private policies(): AccessPolicies {
    const revision = this.owner.registry.revision;
    if (this.compiled?.revision !== revision) {
      this.compiled = { revision, policies: accessPolicies(this.owner.target(), this.all) };
    }
    return this.compiled.policies;
  }
}

/** How many rules fit into the policies that exist; a grant adds one at most. */
function roomLeft(policies: readonly AuthorizationPolicy[]): number {
  const rules = policies.map((policy) => (policy.rules.kind === 'some' ? policy.rules.rules.length : 0));
  return Math.max(policies.length, 1) * MAX_RULES - rules.reduce((sum, count) => sum + count, 0);
}

function annotate(object: MeshObject | undefined, name: string, reasons: readonly string[]): void {
  if (object !== undefined && reasons.length > 0) {
    object.metadata.addAnnotation(`${ANNOTATION_DOMAIN}/${name}`, [...new Set(reasons)].sort(byCodeUnit).join('; '));
  }
}

function isPolicy(construct: IConstruct): construct is MeshObject {
  return construct instanceof MeshObject && construct.kind === AuthorizationPolicyL1.GVK.kind;
}
