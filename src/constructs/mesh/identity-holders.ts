import { Identity, principalOf } from '../../model';
import { describeProblem } from '../../problems';

/** Something that runs under an identity of its own. */
export interface IdentityHolder {
  readonly constructPath: string;
  readonly label: string;
  readonly identity: Identity;
  readonly sharedIdentityReason?: string;
  /** A proxy that others trust: whoever had its identity could pass for everyone behind it. */
  readonly isProxy?: boolean;
}

type Named = Pick<IdentityHolder, 'label' | 'isProxy'>;

/** Who runs as what. Two that share an identity cannot be told apart. */
export class IdentityHolders {
  private readonly holders: IdentityHolder[] = [];
  private readonly gateways = new Map<string, Named>();

  public add(holder: IdentityHolder): void {
    this.holders.push(holder);
  }

  /** A gateway that is described elsewhere; it may well be described here, too. */
  public addGateway(identity: Identity): void {
    this.gateways.set(principalOf(identity), { label: `gateway ${identity.namespace}/${identity.serviceAccount}`, isProxy: true });
  }

  /** A problem for each that runs as somebody else without a reason, or as a proxy. */
  public shared(): readonly string[] {
    const first = new Map<string, Named>();
    return this.holders.flatMap((holder) => {
      const principal = principalOf(holder.identity);
      const other = first.get(principal) ?? (holder.isProxy === true ? undefined : this.gateways.get(principal));
      first.set(principal, first.get(principal) ?? holder);
      const isAccepted = holder.sharedIdentityReason !== undefined && other?.isProxy !== true;
      return other === undefined || isAccepted ? [] : [describeProblem('SHARED_SERVICE_ACCOUNT', holder, {
        workload: holder.label, other: other.label, serviceAccount: holder.identity.serviceAccount,
      })];
    });
  }
}
