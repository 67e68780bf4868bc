import { checkReason } from '../../constructs/intent/text-checks';

/**
 * The Pod Security level of a namespace.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export class PodSecurity {
  /** The strictest level, and the default. */
  public static restricted(): PodSecurity {
    return new PodSecurity('restricted');
  }

  /**
   * Forbids known privilege escalations only.
   * @param reason why "restricted" is not possible, in at least three words
   */
  public static baseline(reason: string): PodSecurity {
    return new PodSecurity('baseline', checkReason('Pod Security level baseline', reason));
  }

  /**
   * Forbids nothing.
   * @param reason why "baseline" is not possible, in at least three words
   */
  public static privileged(reason: string): PodSecurity {
    return new PodSecurity('privileged', checkReason('Pod Security level privileged', reason));
  }

  private constructor(
    /** The level as Kubernetes writes it. */
    public readonly level: string,
    /** Why it is not stricter. */
    public readonly reason?: string,
  ) {}
}
