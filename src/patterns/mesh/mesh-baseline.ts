import { Construct } from 'constructs';
import { AuthorizationPolicy, PeerAuthentication, PeerAuthenticationSpecMtlsMode } from '../../../imports/security.istio.io';
import { checkKind } from '../../constructs/intent/type-checks';
import { Mesh } from '../../constructs/mesh/mesh';
import { GatewayReference } from '../../constructs/mesh/references';
import { ANNOTATION_DOMAIN, MeshObject } from '../../constructs/object/mesh-object';
import { objectScope } from '../../constructs/object/object-scope';
import { renderAuthorizationPolicy } from '../../manifest/render-authorization-policy';
import { Attachment, everything, nothing, Rules, someRules } from '../../model';
import { describeProblem, misuse } from '../../problems';

/** What the baseline of a mesh is made of. */
export interface MeshBaselineProps {
  /**
   * The mesh.
   * @default - the mesh of the construct it is created in
   */
  readonly mesh?: Mesh;

  /**
   * Ingress gateways that are described elsewhere. The mesh-wide deny-all reaches gateways, too, so each gets a policy
   * that lets clients in; what they may do is decided by the gateway's own policies and by every workload behind it.
   * A `JwtGateway` brings its own policies and is not listed.
   * @default - none
   */
  readonly ingressGateways?: GatewayReference[];
}

/**
 * What holds everywhere in a mesh: STRICT mutual TLS, and a denial of everything that no policy allows. The denial is
 * written twice, because sidecars, ztunnel and gateways read one that is for the whole root namespace, and waypoints
 * only one that targets their GatewayClass.
 *
 * @see https://istio.io/latest/docs/concepts/security/#authorization-policies
 * @example
 *
 * declare const mesh: Mesh;
 * new MeshBaseline(mesh, 'baseline', {
 *   ingressGateways: [mesh.gateway('ingress', 'public')],
 * });
 */
export class MeshBaseline extends Construct {
  private readonly mesh: Mesh;
  private readonly objects: Construct;

  constructor(scope: Construct, id: string, props: MeshBaselineProps = {}) {
    super(scope, id);
    this.mesh = props.mesh === undefined ? Mesh.of(scope) : checkKind('mesh', 'a Mesh', props.mesh, '_registry');
    Mesh._adopt(this, this.mesh);
    this.claim();
    this.objects = objectScope(this);
    this.emitStrictMtls();
    this.emitPolicy('DenyAll', this.mesh.rootNamespace, { name: 'deny-all', attachment: { kind: 'namespace' }, rules: nothing });
    this.mesh._registry.whenAmbient(() => this.emitPolicy('WaypointDenyAll', this.mesh.rootNamespace, {
      name: 'waypoint-deny-all', attachment: { kind: 'targets', refs: [{ kind: 'GatewayClass', name: 'istio-waypoint' }] }, rules: nothing,
    }));
    (props.ingressGateways ?? []).forEach((gateway) => this.admit(gateway));
    this.node.addValidation({ validate: () => this.gatewaysCutOff() });
  }

  private claim(): void {
    const other = this.mesh._registry.claimBaseline(this);
    if (other !== undefined) {
      throw misuse('SECOND_BASELINE', { constructPath: this.node.path }, { other: other.node.path });
    }
  }

  private emitStrictMtls(): void {
    new MeshObject(this.objects, 'StrictMtls', {
      ...PeerAuthentication.GVK,
      metadata: { name: 'default', namespace: this.mesh.rootNamespace },
      spec: () => ({ mtls: { mode: PeerAuthenticationSpecMtlsMode.STRICT } }),
    });
  }

  private emitPolicy(id: string, namespace: string, { name, attachment, rules }: { name: string; attachment: Attachment; rules: Rules }): MeshObject {
    return new MeshObject(this.objects, id, {
      ...AuthorizationPolicy.GVK,
      metadata: { name, namespace },
      spec: () => renderAuthorizationPolicy({ action: 'ALLOW', attachment, rules }),
    });
  }

  /** Clients of an ingress gateway have no identity of the mesh; a gateway of the Gateway API may have any listener port. */
  private admit(gateway: GatewayReference): void {
    const handle = gateway._handle();
    const name = handle.kind === 'gateway-api' ? handle.name : gateway.serviceAccountName;
    const [attachment, rules]: [Attachment, Rules] = handle.kind === 'gateway-api'
      ? [{ kind: 'targets', refs: [{ kind: 'Gateway', name: handle.name }] }, everything]
      : [{ kind: 'workloads', labels: handle.labels }, someRules([{ from: 'any', to: [{ ports: { values: handle.ports } }], when: [] }])];
    const policy = this.emitPolicy(`Ingress-${gateway.namespaceName}-${name}`, gateway.namespaceName, { name: `allow-ingress-${name}`, attachment, rules });
    policy.metadata.addAnnotation(`${ANNOTATION_DOMAIN}/open-to-anyone`, 'ingress gateway: its clients have no identity of the mesh');
    this.mesh._registry.admitGateway(gateway._identity());
  }

  private gatewaysCutOff(): string[] {
    return this.mesh._registry.gatewaysCutOff().map((gateway) => describeProblem('GATEWAY_CUT_OFF', { constructPath: this.node.path }, {
      gateway: `${gateway.namespace}/${gateway.serviceAccount}`,
    }));
  }
}
