import { checkReason } from '../../constructs/intent/text-checks';

/** The parts of a namespace's baseline that can be left out. */
export type BaselinePart = 'strict-mtls' | 'deny-all' | 'egress-registry' | 'network-policies' | 'default-service-account';

/**
 * A part of the baseline that a namespace does without, and why. The reason stands as an annotation in the manifest.
 *
 * @example
 *
 * Omission.networkPolicies('the platform team manages them');
 */
export class Omission {
  /**
   * No STRICT PeerAuthentication: the mode of the mesh holds.
   * @param reason at least three words
   */
  public static strictMtls(reason: string): Omission {
    return new Omission('strict-mtls', reason);
  }

  /**
   * No deny-all AuthorizationPolicy: a workload that is granted nothing is open, unless the mesh denies by default.
   * @param reason at least three words
   */
  public static denyAll(reason: string): Omission {
    return new Omission('deny-all', reason);
  }

  /**
   * No `Sidecar`: workloads may call any host.
   * @param reason at least three words
   */
  public static egressRegistry(reason: string): Omission {
    return new Omission('egress-registry', reason);
  }

  /**
   * No NetworkPolicies: only the proxies keep callers out.
   * @param reason at least three words
   */
  public static networkPolicies(reason: string): Omission {
    return new Omission('network-policies', reason);
  }

  /**
   * The default service account is left as it is, with its token mounted into pods that name no account.
   * @param reason at least three words
   */
  public static defaultServiceAccount(reason: string): Omission {
    return new Omission('default-service-account', reason);
  }

  /** Why the part is left out. */
  public readonly reason: string;

  private constructor(private readonly part: BaselinePart, reason: string) {
    this.reason = checkReason(`leaving out ${part}`, reason);
  }

  /** @internal */
  public get _part(): BaselinePart {
    return this.part;
  }
}
