import { checkName, inCode } from '../../constructs/intent/text-checks';
import { misuse } from '../../problems';

/** Where a certificate's Secret is. */
export interface SecretOptions {
  /**
   * The namespace of the Secret. When it is another one than the gateway's, a ReferenceGrant is emitted there that
   * lets the gateway read this Secret.
   * @default - the namespace of the gateway
   */
  readonly namespaceName?: string;
}

/**
 * The certificate that a gateway shows to its clients. Keys never stand in manifests, so it is always a reference.
 *
 * @example
 *
 * TlsCertificate.fromSecretName('shop-tls');
 */
export class TlsCertificate {
  /**
   * A Secret of type `kubernetes.io/tls`, made by cert-manager or by hand.
   * @param name of the Secret
   * @param options its namespace
   * @throws when the name is none that Kubernetes accepts
   */
  public static fromSecretName(name: string, options: SecretOptions = {}): TlsCertificate {
    const namespaceName = options.namespaceName === undefined ? undefined : checkName('namespace', options.namespaceName);
    return new TlsCertificate(checkSecretName(name), namespaceName);
  }

  private constructor(
    /** The name of the Secret. */
    public readonly secretName: string,
    /** The namespace of the Secret, if it is not the gateway's. */
    public readonly namespaceName?: string,
  ) {}
}

const SECRET_NAME = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;
const MAX_SECRET_NAME = 253;

function checkSecretName(name: string): string {
  if (name.length > MAX_SECRET_NAME || !SECRET_NAME.test(name)) {
    throw misuse('INVALID_NAME', inCode(`Secret ${name}`), { kind: 'Secret', name, limit: MAX_SECRET_NAME });
  }
  return name;
}
