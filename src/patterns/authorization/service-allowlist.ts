import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { captureCallSite } from '../../constructs/intent/call-site';
import { checkGiven } from '../../constructs/intent/given-operation';
import { anyConnection, Operation } from '../../constructs/intent/operation';
import { IPeer, Peer } from '../../constructs/intent/peer';
import { checkList, checkName } from '../../constructs/intent/text-checks';
import { checkKind, checkOptions } from '../../constructs/intent/type-checks';
import { Mesh } from '../../constructs/mesh/mesh';
import { objectScope } from '../../constructs/object/object-scope';
import { AccessGrants } from '../../constructs/workload/access-grants';
import { Workload } from '../../constructs/workload/workload';

/** One line of an allowlist: who may do what. */
export interface AllowlistEntry {
  /** The callers; at least one. */
  readonly peers: IPeer[];

  /**
   * What they may do; at least one when given.
   * @default - any connection to the ports that the target declares
   */
  readonly operations?: Operation[];
}

/** What a `ServiceAllowlist` is about. */
export interface ServiceAllowlistProps {
  /** The workload that is called. */
  readonly target: Workload;
  /** Who may do what; at least one line. */
  readonly grants: AllowlistEntry[];
}

/**
 * A list of who may do what on one workload, in a policy of its own: the same as `allowFrom` on the workload, for
 * those who think in policies. Lists add up, because Istio asks for any ALLOW rule to match; nothing in one list can
 * be taken back by another.
 *
 * With sidecars it is one AuthorizationPolicy that selects the workload's pods. In ambient mode with a waypoint it is
 * one that targets its Service, beside the policy by which the workload admits only its waypoint.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/
 * @example
 *
 * declare const payments: Workload;
 * declare const mesh: Mesh;
 * new ServiceAllowlist(payments, 'callers', {
 *   target: payments,
 *   grants: [
 *     { peers: [mesh.workload('orders', 'order-service')], operations: [Http.post('/charge')] },
 *     { peers: [mesh.workload('admin', 'console')], operations: [Http.get('/status/*')] },
 *   ],
 * });
 */
export class ServiceAllowlist extends Construct {
  private readonly list: AccessGrants;

  constructor(scope: Construct, id: string, { target, grants }: ServiceAllowlistProps) {
    super(scope, id);
    checkKind('target', 'a Workload', target, '_target');
    Mesh._adopt(this, target._mesh);
    const name = `${target.name}-${checkName('allowlist', id)}`;
    const owner = { registry: target._mesh._registry, namespaceName: target.namespaceName, target: () => target._target() };
    this.list = new AccessGrants(objectScope(this), owner, { name, closesBypass: false });
    target._addAllowlist(this.list);
    const origin = { constructPath: this.node.path, callSite: captureCallSite() };
    for (const grant of checkList('grants', grants)) {
      const { peers, operations } = checkOptions('a grant', grant, ['peers', 'operations']);
      checkGiven(origin, 'operations' in grant ? 2 : 1, operations);
      const alternatives = operations === undefined ? [anyConnection] : Operation.anyOf(...checkList('operations', operations))._toModel();
      target._checkDeclared(alternatives);
      this.list.add('ALLOW', Peer.anyOf(...checkList('peers', peers)), alternatives, { by: 'service', origin });
    }
  }

  /** The AuthorizationPolicies of this list, to be patched where our API does not reach. */
  public get policies(): ApiObject[] {
    return this.list.objects;
  }
}
