import { Condition } from './condition';
import { canonicalIpBlock, isEverywhere } from './ip-block';
import { checkList, checkName, checkReason, checkServiceAccount, checkTrustDomain, inCode } from './text-checks';
import { tokenUser } from './token-user';
import { checkOptions, wrongType } from './type-checks';
import { ExceptedPeer, NonEmpty, Peer as PeerModel } from '../../model';
import { misuse } from '../../problems';

/** Whoever can be granted something: workloads, namespaces, gateways, and every `Peer`. */
export interface IPeer {
  /** The caller that a grant to this object means. */
  readonly grantPeer: Peer;
}

/** Why everyone is let in. */
export interface AnyoneOptions {
  /** At least three words, for whoever reads the policy later. */
  readonly reason: string;
}

/** Who vouches for a client's address. */
export interface ClientAddressOptions {
  /** The proxy that writes down the client's address: an ingress gateway, usually. */
  readonly behind: IPeer;
}

/** A person or client with a JSON Web Token. */
export interface UserOptions {
  /** The issuer (`iss`), exactly as in the token. */
  readonly issuer: string;

  /**
   * The subject (`sub`).
   * @default - any subject of the issuer
   */
  readonly subject?: string;

  /**
   * Claims that must have this text, or be a list that contains it.
   * @default - none
   */
  readonly claims?: { [claim: string]: string };

  /**
   * Further conditions on claims.
   * @default - none
   */
  readonly when?: Condition[];

  /**
   * The workload or gateway that brings the token. A token alone says nothing about who carries it.
   * @default - required for grants on workloads; without meaning at gateways
   */
  readonly through?: IPeer;
}

/** What a peer needs to know of the mesh to become identities. */
export interface PeerContext {
  readonly trustDomain: string;
  /** The data plane of a namespace that the mesh knows. */
  dataPlaneOf(namespace: string): 'sidecar' | 'ambient' | 'unknown';
}

type Resolve = (context: PeerContext) => NonEmpty<PeerModel>;

/**
 * A caller, as a policy can tell it from others. Identities come from mutual TLS and cannot be forged; addresses and
 * headers can.
 *
 * @example
 *
 * Peer.inNamespace('monitoring');
 * Peer.serviceAccount('orders', 'order-service');
 * Peer.anyone({ reason: 'public status page' });
 */
export class Peer implements IPeer {
  /**
   * Any of several peers.
   * @param peers at least one
   * @throws when there is none
   */
  public static anyOf(...peers: IPeer[]): Peer {
    const [first, ...others] = checkList('Peer.anyOf', peers);
    return new Peer((context) => {
      const [head, ...tail] = callersOf(first, context);
      return [head, ...tail, ...others.flatMap((peer) => callersOf(peer, context))];
    });
  }

  /**
   * Every workload of a namespace of this mesh.
   * @param name of the namespace
   */
  public static inNamespace(name: string): Peer {
    checkName('namespace', name);
    return new Peer((context) => [{ kind: 'namespace', namespace: name, dataPlane: context.dataPlaneOf(name) }]);
  }

  /**
   * The workloads that run as a service account of this mesh.
   * @param namespace of the service account
   * @param name of the service account
   */
  public static serviceAccount(namespace: string, name: string): Peer {
    checkName('namespace', namespace);
    checkServiceAccount(name);
    return new Peer(({ trustDomain, dataPlaneOf }) => [{
      kind: 'identity', identity: { trustDomain, namespace, serviceAccount: name }, dataPlane: dataPlaneOf(namespace),
    }]);
  }

  /**
   * A workload of another mesh whose root certificate this one trusts.
   * @param trustDomain of the other mesh, listed in `foreignTrustDomains` or `trustDomainAliases`
   * @param namespace of the service account there
   * @param serviceAccount its name
   */
  public static foreignServiceAccount(trustDomain: string, namespace: string, serviceAccount: string): Peer {
    const identity = { trustDomain: checkTrustDomain(trustDomain), namespace: checkName('namespace', namespace), serviceAccount: checkServiceAccount(serviceAccount) };
    return new Peer(() => [{ kind: 'identity', identity, dataPlane: 'unknown' }]);
  }

  /**
   * Every workload of another mesh whose root certificate this one trusts.
   * @param trustDomain of the other mesh, listed in `foreignTrustDomains`
   */
  public static inTrustDomain(trustDomain: string): Peer {
    checkTrustDomain(trustDomain);
    return new Peer(() => [{ kind: 'trust-domain', trustDomain }]);
  }

  /**
   * Whoever connects from an address: the direct peer of the connection, which behind a proxy is that proxy. For
   * callers outside the mesh; inside it, grant to identities. A waypoint cannot tell this address.
   * @param cidr for example `10.0.0.0/8` or `192.0.2.7`
   * @throws when it is every address: that is `Peer.anyone`
   */
  public static ipBlock(cidr: string): Peer {
    const canonical = narrowIpBlock(cidr, 'Use Peer.anyone({ reason }).');
    return new Peer(() => [{ kind: 'ip-block', cidr: canonical }]);
  }

  /**
   * Clients whose address a trusted proxy has written down (`X-Forwarded-For`). The proxy's own identity is asked
   * for too, because anybody inside the mesh can write that header.
   *
   * A workload takes the last address of that header, which is whoever connects to the gateway: the client, or a load
   * balancer in front. Then a denial would keep nobody out, so none is accepted at a workload: deny at the gateway. A
   * grant would let nobody in, or everybody where the block has the load balancer's own address. It is refused where
   * the gateway says that it has `trustedProxies`; where they are set for the whole mesh, or before a gateway that is
   * described elsewhere, we cannot see them, so check addresses at the gateway if you can.
   * @param cidr for example `203.0.113.0/24`
   * @param options the proxy
   */
  public static clientIpBlock(cidr: string, options: ClientAddressOptions): Peer {
    const canonical = narrowIpBlock(cidr, 'Grant to the proxy itself or, at a gateway, use Peer.anyone({ reason }).');
    return new Peer((context) => {
      const { kind: _, identity: behind, ...proxy } = oneIdentity(options.behind, context);
      return [{ kind: 'client-ip-block', cidr: canonical, behind, ...proxy }];
    });
  }

  /**
   * A person or client that a token vouches for, validated where the grant is enforced.
   * @param options issuer, subject, claims and who brings the token
   */
  public static user(options: UserOptions): Peer {
    const user = tokenUser(checkOptions('Peer.user', options, USER_OPTIONS));
    return new Peer((context) => [{ kind: 'user', user, ...bearerOf(options.through, context) }]);
  }

  /** Every workload of this mesh: whoever has an identity, and nobody without. */
  public static anyIdentity(): Peer {
    return new Peer(() => [{ kind: 'any-identity', except: [] }]);
  }

  /**
   * Every workload of this mesh but some. Callers without an identity stay out.
   * @param peers workloads, service accounts or namespaces; at least one
   */
  public static anyIdentityExcept(...peers: IPeer[]): Peer {
    const excepted = checkList('Peer.anyIdentityExcept', peers);
    return new Peer((context) => [{ kind: 'any-identity', except: excepted.flatMap((peer) => callersOf(peer, context).map(exceptedPeer)) }]);
  }

  /**
   * Everybody who can reach the port, without any identity. The reason stands in the manifest.
   * @param options the reason
   */
  public static anyone(options: AnyoneOptions): Peer {
    const reason = checkReason('Peer.anyone', checkOptions('Peer.anyone', options, ['reason']).reason);
    return new Peer(() => [{ kind: 'anyone', reason }]);
  }

  /** @internal */
  public static _of(resolve: Resolve): Peer {
    return new Peer(resolve);
  }

  /**
   * Rules name a namespace without its mesh, so one of another mesh would become the namespace of the same name here.
   * @internal
   */
  public static _ofNamespace(trustDomain: string, namespace: string, dataPlane: () => 'sidecar' | 'ambient'): Peer {
    return new Peer((context) => {
      if (context.trustDomain !== trustDomain) {
        throw misuse('NAMESPACE_OF_OTHER_MESH', inCode(`namespace ${namespace}`), { namespace, trustDomain });
      }
      return [{ kind: 'namespace', namespace, dataPlane: dataPlane() }];
    });
  }

  private constructor(private readonly resolve: Resolve) {}

  /** A peer is its own peer. */
  public get grantPeer(): Peer {
    return this;
  }

  /** @internal */
  public _toModel(context: PeerContext): NonEmpty<PeerModel> {
    return this.resolve(context);
  }
}

const USER_OPTIONS = ['issuer', 'subject', 'claims', 'when', 'through'] as const;

/** The callers that a peer means. */
export function callersOf(peer: IPeer, context: PeerContext): NonEmpty<PeerModel> {
  const { grantPeer } = (peer as IPeer | null | undefined) ?? {};
  if (typeof (grantPeer as Partial<Peer> | undefined)?._toModel !== 'function') {
    throw wrongType('peer', peer, 'a workload, namespace, gateway or Peer');
  }
  return grantPeer!._toModel(context);
}

function narrowIpBlock(cidr: string, fix: string): string {
  const canonical = canonicalIpBlock(cidr);
  if (isEverywhere(canonical)) {
    throw misuse('INVALID_IP_BLOCK', inCode(`IP block ${cidr}`), { value: cidr, why: 'it is every address', fix });
  }
  return canonical;
}

function bearerOf(through: IPeer | undefined, context: PeerContext): Pick<PeerModel & { readonly kind: 'user' }, 'through' | 'dataPlane'> {
  if (through === undefined) {
    return { through: 'unsaid' };
  }
  const [peer, ...others] = callersOf(through, context);
  if (peer.kind === 'any-identity' && peer.except.length === 0 && others.length === 0) {
    return { through: 'any' };
  }
  const { identity, dataPlane } = oneIdentity(through, context);
  return { through: identity, dataPlane };
}

/** The one identity that a peer means. */
function oneIdentity(peer: IPeer, context: PeerContext): PeerModel & { readonly kind: 'identity' } {
  const [first, ...others] = callersOf(peer, context);
  if (first.kind !== 'identity' || others.length > 0) {
    throw misuse('NOT_ONE_IDENTITY', inCode('Peer'), { peer: others.length > 0 ? `${others.length + 1} of them` : first.kind });
  }
  return first;
}

function exceptedPeer(peer: PeerModel): ExceptedPeer {
  if (peer.kind === 'identity') {
    return { kind: 'identity', identity: peer.identity };
  }
  if (peer.kind === 'namespace') {
    return { kind: 'namespace', namespace: peer.namespace };
  }
  throw misuse('NOTHING_TO_EXCEPT', inCode('Peer.anyIdentityExcept'), { peer: peer.kind });
}
