import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { exceptionOpenings } from './exception-network';
import { PeerAuthentication } from '../../../imports/security.istio.io';
import { callerOf, grantedPorts } from '../../compile';
import { captureCallSite } from '../../constructs/intent/call-site';
import { checkDate } from '../../constructs/intent/date';
import { canonicalIpBlock, isEverywhere } from '../../constructs/intent/ip-block';
import { Tcp } from '../../constructs/intent/operation';
import { Peer } from '../../constructs/intent/peer';
import { checkPort } from '../../constructs/intent/port';
import { checkList, checkReason } from '../../constructs/intent/text-checks';
import { checkKind } from '../../constructs/intent/type-checks';
import { Mesh } from '../../constructs/mesh/mesh';
import { ANNOTATION_DOMAIN, MeshObject } from '../../constructs/object/mesh-object';
import { emitNetworkPolicy } from '../../constructs/object/network-policy';
import { objectScope } from '../../constructs/object/object-scope';
import { Workload } from '../../constructs/workload/workload';
import { renderPeerAuthentication } from '../../manifest/render-peer-authentication';
import { Grant, MtlsMode, Origin, speaksFirst, WorkloadPort } from '../../model';
import { describeProblem, misuse } from '../../problems';

/** What takes the place of STRICT mutual TLS. */
export enum MtlsExceptionMode {
  /** Mutual TLS and plaintext are both accepted. Callers of the mesh keep their identity. */
  PERMISSIVE = 'PERMISSIVE',

  /**
   * Plaintext only, with sidecars only: also the mesh's own callers come without identity. For protocols whose server
   * speaks first, on which PERMISSIVE hangs.
   */
  DISABLE = 'DISABLE',
}

/** How much of a workload an exception is for. */
export enum MtlsExceptionExtent {
  /** The ports that are listed. */
  LISTED_PORTS = 'listed-ports',
  /** Every port of the workload, whether it declares it or not. */
  WHOLE_WORKLOAD = 'whole-workload',
}

/** What an exception from mutual TLS is for, for whom, until when and why. */
export interface MtlsExceptionProps {
  /** The workload that accepts plaintext. */
  readonly workload: Workload;

  /**
   * The container ports that accept it.
   * @default - required, unless `extent` is WHOLE_WORKLOAD
   */
  readonly ports?: number[];

  /**
   * How much of the workload is meant.
   * @default MtlsExceptionExtent.LISTED_PORTS
   */
  readonly extent?: MtlsExceptionExtent;

  /** What takes the place of STRICT. */
  readonly mode: MtlsExceptionMode;

  /** Why, in at least three words; written into the manifests. */
  readonly reason: string;

  /** The last day on which it holds, as YYYY-MM-DD. Afterwards the app does not synthesise any more. */
  readonly expires: string;

  /** The networks of the clients that cannot do mutual TLS, for example `10.20.0.0/16`; at least one. */
  readonly clients: string[];
}

/**
 * Lets clients without mutual TLS reach some ports of a workload, until a date. It consists of a PeerAuthentication
 * for the workload, which stays STRICT on every other port; of the grant that such clients need, because they have no
 * identity that could be granted anything; and of a NetworkPolicy that keeps everybody else away from those ports.
 *
 * In ambient mode such clients reach the pods directly, past a waypoint, and ztunnel enforces the grant.
 *
 * @see https://istio.io/latest/docs/reference/config/security/peer_authentication/
 * @example
 *
 * declare const orders: Workload;
 * new MtlsException(orders, 'legacy-client', {
 *   workload: orders,
 *   ports: [8080],
 *   mode: MtlsExceptionMode.PERMISSIVE,
 *   reason: 'mainframe cannot do TLS',
 *   expires: '2027-03-31',
 *   clients: ['10.20.0.0/16'],
 * });
 */
export class MtlsException extends Construct {
  /** The PeerAuthentication, to be patched where our API does not reach. */
  public readonly peerAuthentication: ApiObject;
  /** The last day on which it holds. */
  public readonly expires: string;
  private readonly mode: MtlsMode;
  private readonly workload: Workload;
  private readonly ports: readonly WorkloadPort[];
  private readonly origin: Origin;

  /**
   * @throws when Istio or ztunnel would ignore a part of it, when clients would hang, when the date is none, or when
   * the workload has an exception already
   */
  constructor(scope: Construct, id: string, props: MtlsExceptionProps) {
    super(scope, id);
    Mesh._adopt(this, checkKind('workload', 'a Workload', props.workload, '_mesh')._mesh);
    this.origin = { constructPath: this.node.path, callSite: captureCallSite() };
    this.workload = props.workload;
    this.mode = props.mode;
    this.expires = checkDate(props.expires);
    const reason = checkReason('an mTLS exception', props.reason);
    this.ports = this.checkedPorts(props);
    this.checkMode();
    this.claimWorkload();
    const clients = this.checkedClients(props.clients);
    this.admit(clients);
    this.peerAuthentication = this.emitPeerAuthentication(props);
    this.annotate([this.peerAuthentication, this.emitNetwork(clients)], reason);
    this.node.addValidation({ validate: () => [...this.expiry(), ...this.unusableGrants()] });
  }

  private checkedPorts({ ports, extent }: MtlsExceptionProps): readonly WorkloadPort[] {
    const declared = this.workload._target().ports;
    if (extent === MtlsExceptionExtent.WHOLE_WORKLOAD) {
      this.checkWhole(ports, declared);
      return declared;
    }
    const listed = checkList('ports of an mTLS exception', ports ?? []);
    listed.forEach((port) => this.checkReachesProxy(port));
    this.workload._checkDeclared([{ ports: listed, when: [] }]);
    return declared.filter((port) => listed.includes(port.containerPort));
  }

  private checkWhole(ports: readonly number[] | undefined, declared: readonly WorkloadPort[]): void {
    if (ports !== undefined) {
      throw misuse('EXCEPTION_WITHOUT_EFFECT', this.origin, {
        port: ports.join(', '), why: 'the whole workload is excepted', fix: 'Leave out ports, or the extent WHOLE_WORKLOAD.',
      });
    }
    if (declared.length === 0) {
      throw misuse('NO_PORTS', this.origin, { workload: this.label });
    }
  }

  /** What Istio's own proxies answer themselves is never redirected into the part that reads a PeerAuthentication. */
  private checkReachesProxy(port: number): void {
    if (port >= FIRST_ISTIO_PORT && port <= LAST_ISTIO_PORT) {
      throw misuse('EXCEPTION_WITHOUT_EFFECT', this.origin, {
        port, why: 'Istio\'s own agent answers there, in plaintext already', fix: 'Leave it out: probes and Istio\'s metrics need no exception.',
      });
    }
    checkPort(port);
  }

  private checkMode(): void {
    const isAmbient = this.workload._target().dataPlane === 'ambient';
    if (isAmbient && this.mode === 'DISABLE') {
      throw misuse('DISABLE_IN_AMBIENT', this.origin, {});
    }
    const hanging = this.ports.find(speaksFirst);
    if (!isAmbient && this.mode === 'PERMISSIVE' && hanging !== undefined) {
      throw misuse('SERVER_SPEAKS_FIRST', this.origin, { port: hanging.containerPort, workload: this.label });
    }
  }

  /** Which exception a workload has is noted on it, because the two may be made in different charts. */
  private claimWorkload(): void {
    if (EXCEPTION in this.workload) {
      throw misuse('SECOND_EXCEPTION', this.origin, { workload: this.label });
    }
    Object.defineProperty(this.workload, EXCEPTION, { value: this });
  }

  private checkedClients(clients: readonly string[]): readonly string[] {
    const networks = checkList('clients of an mTLS exception', clients).map(canonicalIpBlock);
    const everywhere = networks.find(isEverywhere);
    if (everywhere !== undefined) {
      const fix = 'List the networks of those clients that cannot do mutual TLS.';
      throw misuse('INVALID_IP_BLOCK', this.origin, { value: everywhere, why: 'it is every address', fix });
    }
    return networks;
  }

  private admit(clients: readonly string[]): void {
    const peers = Peer.anyOf(...clients.map((cidr) => Peer.ipBlock(cidr)));
    this.workload._grants().add('ALLOW', peers, Tcp.ports(this.portNumbers)._toModel(), { by: 'pod', origin: this.origin });
  }

  private emitPeerAuthentication({ extent }: MtlsExceptionProps): MeshObject {
    const isWhole = extent === MtlsExceptionExtent.WHOLE_WORKLOAD;
    const ports = isWhole ? [] : this.portNumbers.map((containerPort) => ({ containerPort, mode: this.mode }));
    return new MeshObject(objectScope(this), 'PeerAuthentication', {
      ...PeerAuthentication.GVK,
      metadata: { name: this.objectName, namespace: this.workload.namespaceName },
      spec: () => renderPeerAuthentication({ labels: this.workload.labels, mode: isWhole ? this.mode : 'STRICT', ports }),
    });
  }

  private emitNetwork(clients: readonly string[]): ApiObject {
    return emitNetworkPolicy(objectScope(this), 'Network', {
      name: this.objectName,
      namespaceName: this.workload.namespaceName,
      podLabels: this.workload.labels,
      ingress: () => exceptionOpenings(this.workload, { clients, ports: this.portNumbers }),
    });
  }

  private annotate(objects: readonly ApiObject[], reason: string): void {
    for (const { metadata } of objects) {
      metadata.addAnnotation(`${ANNOTATION_DOMAIN}/reason`, reason);
      metadata.addAnnotation(`${ANNOTATION_DOMAIN}/expires`, this.expires);
    }
  }

  private expiry(): readonly string[] {
    const today = checkDate(this.workload._mesh._registry.today);
    return today > this.expires ? [describeProblem('EXCEPTION_EXPIRED', this.origin, { date: this.expires })] : [];
  }

  /** Without mutual TLS nobody has an identity, so whatever asks for one lets nobody in and keeps nobody out. */
  private unusableGrants(): readonly string[] {
    const target = this.workload._target();
    const meets = (grant: Grant): boolean => grantedPorts(grant, target).some((port) => this.ports.includes(port));
    const unusable = this.mode === 'DISABLE' ? this.workload._allGrants().filter((grant) => asksForIdentity(grant) && meets(grant)) : [];
    return unusable.map((grant) => describeProblem('IDENTITY_WITHOUT_MTLS', grant.origin, {
      workload: this.label, caller: callerOf(grant.peer), ports: this.portNumbers.join(', '),
    }));
  }

  private get portNumbers(): number[] {
    return this.ports.map((port) => port.containerPort);
  }

  private get label(): string {
    return `${this.workload.namespaceName}/${this.workload.name}`;
  }

  private get objectName(): string {
    return `${this.workload.name}-mtls-exception`;
  }
}

const EXCEPTION = Symbol.for('cdk8s-istio-zero-trust.MtlsException');
const FIRST_ISTIO_PORT = 15000;
const LAST_ISTIO_PORT = 15090;

function asksForIdentity({ peer }: Grant): boolean {
  const isAnyBearer = peer.kind === 'user' && peer.through === 'unsaid';
  return peer.kind !== 'ip-block' && peer.kind !== 'anyone' && !isAnyBearer;
}
