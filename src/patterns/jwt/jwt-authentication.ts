import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { checkIssuers, Issuer } from './issuer';
import { checkExemption, checkExemptPorts } from './jwt-exemption';
import { PolicyObjects } from './jwt-policy-objects';
import { RequestAuthentication as RequestAuthenticationL1 } from '../../../imports/security.istio.io';
import {
  callerOf, exemptionRefusals, fitsExemptions, grantsPastTokens, Target, tokenAttachment, tokenPolicies, tokenPorts,
} from '../../compile';
import { captureCallSite } from '../../constructs/intent/call-site';
import { alternativesOf, Operation } from '../../constructs/intent/operation';
import { callersOf, IPeer } from '../../constructs/intent/peer';
import { checkReason } from '../../constructs/intent/text-checks';
import { checkKind } from '../../constructs/intent/type-checks';
import { ANNOTATION_DOMAIN, MeshObject } from '../../constructs/object/mesh-object';
import { objectScope } from '../../constructs/object/object-scope';
import { Workload } from '../../constructs/workload/workload';
import { renderRequestAuthentication } from '../../manifest/render-request-authentication';
import { Grant, NonEmpty, Origin, TokenIssuer } from '../../model';
import { describeProblem, misuse } from '../../problems';

/** Whose tokens are validated, and where. */
export interface JwtAuthenticationProps {
  /** The workload whose callers bring tokens. It needs a port that carries HTTP and, in ambient mode, a waypoint. */
  readonly target: Workload;

  /** Whose tokens are accepted. All look for them in the same places. */
  readonly issuers: Issuer[];

  /**
   * Why requests without a token are let through to the workload's grants, in at least three words. Grants to users
   * still need one.
   * @default - every request needs a token
   */
  readonly tokenOptionalReason?: string;
}

/** Why somebody needs no token. */
export interface TokenExemptionOptions {
  /** At least three words, for whoever reads the policy later. */
  readonly reason: string;
}

/**
 * Validates tokens at a workload, and refuses requests without one. Only then can the workload grant anything to
 * users.
 *
 * Istio's RequestAuthentication refuses a bad token with 401 (403 for a wrong audience) and lets requests without any
 * token pass, so a DENY policy stands beside it. It is bound to the ports that carry HTTP; a port that serves metrics
 * and nothing else is left alone. With sidecars both select the workload's pods; in ambient mode both target its
 * Service and are enforced at the waypoint. The kubelet's probes need no token in either.
 *
 * Claim headers cannot be forged: the proxy removes what a client sends under their names before it writes them, and
 * where it does not, as with CORS preflight requests, a further DENY policy refuses the request. So does a header
 * whose spelling differs by underscores only. A token without a subject counts as none.
 *
 * @see https://istio.io/latest/docs/reference/config/security/request_authentication/
 * @example
 *
 * declare const orders: Workload;
 * declare const edge: JwtGateway;
 * const idp = Issuer.of('https://idp.example/', { jwksUri: 'https://idp.example/keys', audiences: ['orders'] });
 * const tokens = new JwtAuthentication(orders, 'tokens', { target: orders, issuers: [idp] });
 * tokens.exempt(Peer.serviceAccount('monitoring', 'prober'), Http.get('/status'), { reason: 'uptime checks carry none' });
 * orders.allowFrom(Peer.user({ issuer: idp.name, claims: { role: 'clerk' }, through: edge }), Http.get('/orders/*'));
 */
export class JwtAuthentication extends Construct {
  /** The RequestAuthentication, to be patched where our API does not reach. */
  public readonly requestAuthentication: ApiObject;
  private readonly target: Workload;
  private readonly issuers: NonEmpty<TokenIssuer>;
  private readonly exemptions: Grant[] = [];
  private readonly reasons: string[] = [];
  private readonly requireToken?: PolicyObjects;
  private readonly forgedHeaders: PolicyObjects;

  constructor(scope: Construct, id: string, props: JwtAuthenticationProps) {
    super(scope, id);
    this.target = checkKind('target', 'a Workload', props.target, '_target');
    this.issuers = checkIssuers(this.node.path, props.issuers);
    this.checkHttpPorts();
    const reason = props.tokenOptionalReason === undefined ? undefined : checkReason('an optional token', props.tokenOptionalReason);
    this.requestAuthentication = this.emitAuthentication(reason);
    this.requireToken = reason === undefined ? this.policyObjects('RequireToken', 'require-token', 'requireToken') : undefined;
    this.requireToken?.ensure(1);
    this.forgedHeaders = this.policyObjects('ForgedHeaders', 'forged-headers', 'forgedHeaders');
    this.forgedHeaders.ensure(this.policies().forgedHeaders.length);
    this.issuers.forEach(({ issuer }) => this.target._validateTokensOf(issuer));
    this.node.addValidation({ validate: () => this.problems() });
  }

  /** The DENY policies: against requests without a token and, with claim headers, against forged ones. */
  public get denyPolicies(): ApiObject[] {
    return [...(this.requireToken?.all ?? []), ...this.forgedHeaders.all];
  }

  /**
   * Lets a caller do something without a token, such as a health check. It still needs a grant on the workload.
   *
   * The exemption is exact: a request is denied unless it is by this caller and for this operation in every part, so
   * an odd method, path or host is outside of it. Bind it to an identity where you can; for `Peer.anyone` it must name
   * its paths.
   *
   * @param peer who needs no token
   * @param operation what it may do without one
   * @param options the reason, which is written into the manifest
   * @throws when the exemption is described by what it is not, is open to anyone without paths, is for a user, or has
   * no effect
   */
  public exempt(peer: IPeer, operation: Operation, options: TokenExemptionOptions): void {
    const reason = checkReason('an exemption from the token', options?.reason);
    const origin: Origin = { constructPath: this.node.path, callSite: captureCallSite() };
    if (this.requireToken === undefined) {
      throw misuse('INVALID_EXEMPTION', origin, { why: 'no request needs a token here', fix: 'Leave out tokenOptionalReason, or the exemption.' });
    }
    const grants = callersOf(peer, this.target._mesh._registry).flatMap((one) => (
      alternativesOf(operation).map((model): Grant => ({ effect: 'ALLOW', peer: one, operation: model, by: 'service', origin }))
    ));
    grants.forEach((grant) => {
      checkExemption(origin, grant.peer, grant.operation);
      checkExemptPorts(origin, grant.operation, tokenPorts(this.facts()));
    });
    this.exemptions.push(...grants);
    this.reasons.push(reason);
    this.requireToken.annotate('token-exemptions', this.reasons);
  }

  private facts(): Target {
    return this.target._target();
  }

  private policies() {
    return tokenPolicies(this.facts(), this.issuers, this.exemptions);
  }

  private policyObjects(id: string, suffix: string, slot: 'requireToken' | 'forgedHeaders'): PolicyObjects {
    return new PolicyObjects(objectScope(this), {
      id, name: `${this.target.name}-${suffix}`, namespace: this.target.namespaceName, policies: () => this.policies()[slot],
    });
  }

  private emitAuthentication(tokenOptionalReason: string | undefined): MeshObject {
    const object = new MeshObject(objectScope(this), 'RequestAuthentication', {
      ...RequestAuthenticationL1.GVK,
      metadata: { name: `${this.target.name}-jwt`, namespace: this.target.namespaceName },
      spec: () => renderRequestAuthentication({ attachment: tokenAttachment(this.facts()), issuers: this.issuers }),
    });
    if (tokenOptionalReason !== undefined) {
      object.metadata.addAnnotation(`${ANNOTATION_DOMAIN}/token-optional`, tokenOptionalReason);
    }
    return object;
  }

  private checkHttpPorts(): void {
    const facts = this.facts();
    if (tokenPorts(facts).length === 0) {
      const ports = facts.ports.map((port) => `${port.protocol} ${port.containerPort}`).join(', ') || 'no ports';
      throw misuse('NO_HTTP_PORT', { constructPath: this.node.path }, { workload: this.label(), ports });
    }
  }

  private problems(): string[] {
    const facts = this.facts();
    if (facts.dataPlane === 'ambient' && facts.waypoint === undefined) {
      return [describeProblem('JWT_WITHOUT_WAYPOINT', { constructPath: this.node.path }, { workload: this.label(), namespace: facts.namespace })];
    }
    const last = this.exemptions.at(-1);
    return [
      ...exemptionRefusals(facts, this.target._grants().all, this.exemptions),
      ...(last === undefined || fitsExemptions(facts, this.exemptions) ? [] : [describeProblem('TOO_MANY_EXEMPTIONS', last.origin, {})]),
      ...this.unchecked(facts),
    ];
  }

  private unchecked(facts: Target): readonly string[] {
    const grants = this.requireToken === undefined ? [] : grantsPastTokens(facts, this.target._grants().all, this.exemptions);
    return grants.map((grant) => describeProblem('TOKEN_PAST_WAYPOINT', grant.origin, {
      workload: this.label(), caller: callerOf(grant.peer), port: tokenPorts(facts)[0].containerPort,
    }));
  }

  private label(): string {
    return `${this.target.namespaceName}/${this.target.name}`;
  }
}
