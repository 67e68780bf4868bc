import { IstioMinor } from '../../model';

/**
 * A minor version of Istio that this library knows. A feature that is newer than the version of the mesh is refused
 * by name, because an older Istio would drop it silently.
 */
export class IstioVersion {
  /** Istio 1.28. */
  public static readonly V1_28 = new IstioVersion('1.28');
  /** Istio 1.29. */
  public static readonly V1_29 = new IstioVersion('1.29');
  /** Istio 1.30. */
  public static readonly V1_30 = new IstioVersion('1.30');
  /** Istio 1.31, the version that the generated resource classes are taken from. */
  public static readonly V1_31 = new IstioVersion('1.31');

  /** The version as Istio writes it, for example `1.31`. */
  public readonly minor: string;

  private constructor(private readonly known: IstioMinor) {
    this.minor = known;
  }

  /** The version as Istio writes it. */
  public toString(): string {
    return this.minor;
  }

  /** @internal */
  public _toModel(): IstioMinor {
    return this.known;
  }
}
