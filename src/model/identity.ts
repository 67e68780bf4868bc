/** What mutual TLS proves about a caller: the service account that its certificate was issued for. */
export interface Identity {
  readonly trustDomain: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** The form that `principals` of an AuthorizationPolicy compare with: the SPIFFE id without its scheme. */
export function principalOf(identity: Identity): string {
  return `${identity.trustDomain}/ns/${identity.namespace}/sa/${identity.serviceAccount}`;
}
