import { Construct } from 'constructs';
import { checkGatewayGrant } from './jwt-gateway-grants';
import { PolicyObjects } from './jwt-policy-objects';
import { gatewayPolicies, GatewayPolicies, gatewayRefusals, GatewayTarget, MAX_RULES } from '../../compile';
import { Action, AuthorizationPolicy, Grant } from '../../model';

/** The grants of one gateway and the policies that carry them. */
export class GatewayAccess {
  private readonly grants: Grant[] = [];
  private readonly slots: Readonly<Record<keyof GatewayPolicies, PolicyObjects>>;
  private compiled?: GatewayPolicies;
  private nextLook = MAX_RULES - 1;

  public constructor(private readonly scope: Construct, private readonly facts: () => GatewayTarget) {
    this.slots = {
      allow: this.slot('Allow', 'allow', 'allow'),
      deny: this.slot('Deny', 'deny', 'deny'),
      requireToken: this.slot('RequireToken', 'require-token', 'requireToken'),
      forgedHeaders: this.slot('ForgedHeaders', 'forged-headers', 'forgedHeaders'),
    };
    this.slots.allow.ensure(1);
    this.slots.requireToken.ensure(1);
    this.slots.forgedHeaders.ensure(this.compile().forgedHeaders.length);
  }

  public get objects() {
    return [...this.slots.allow.all, ...this.slots.requireToken.all, ...this.slots.forgedHeaders.all, ...this.slots.deny.all];
  }

  public add(grants: readonly Grant[]): void {
    grants.forEach((grant) => checkGatewayGrant(this.facts(), grant));
    this.grants.push(...grants);
    this.compiled = undefined;
    if (this.grants.length > this.nextLook) {
      this.addFurtherObjects();
    }
    if (grants.some(({ effect }) => effect === 'DENY')) {
      this.slots.deny.ensure(1);
    }
    this.slots.allow.annotate('open-to-anyone', this.reasons('ALLOW'));
    this.slots.deny.annotate('closed-to-anyone', this.reasons('DENY'));
  }

  public problems(): string[] {
    return [...gatewayRefusals(this.facts(), this.grants)];
  }

  /** Why everyone is let in, or kept out. */
  private reasons(effect: Action): readonly string[] {
    return this.grants.flatMap((grant) => (grant.effect === effect && grant.peer.kind === 'anyone' ? [grant.peer.reason] : []));
  }

  /** A grant adds one rule at most, so as long as there is room nobody has to look again. */
  private addFurtherObjects(): void {
    const { allow, deny } = this.compile();
    this.slots.allow.ensure(allow.length);
    this.slots.deny.ensure(deny.length);
    this.nextLook = this.grants.length + Math.min(roomIn(allow), roomIn(deny));
  }

  private slot(id: string, suffix: string, key: keyof GatewayPolicies): PolicyObjects {
    const { name, namespace } = this.facts();
    return new PolicyObjects(this.scope, { id, name: `${name}-${suffix}`, namespace, policies: () => this.compile()[key] });
  }

  private compile(): GatewayPolicies {
    this.compiled ??= gatewayPolicies(this.facts(), this.grants);
    return this.compiled;
  }
}

/** How many rules the last of some policies can still take. */
function roomIn(policies: readonly AuthorizationPolicy[]): number {
  const rules = policies.at(-1)?.rules;
  return MAX_RULES - (rules?.kind === 'some' ? rules.rules.length : 1);
}
