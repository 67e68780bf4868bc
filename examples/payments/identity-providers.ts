import { Condition, IPeer, Issuer, Peer } from 'cdk8s-istio-zero-trust';

/** Customers, at the edge. */
export const customers = Issuer.of('https://auth.bank.example', {
  jwksUri: 'https://auth.bank.example/.well-known/jwks.json',
  audiences: ['api.bank.example'],
  claimHeaders: { 'x-customer-id': 'sub' },
});

/** The bank's own people, inside the mesh. */
export const staff = Issuer.of('https://staff.bank.example', {
  jwksUri: 'https://staff.bank.example/keys',
  audiences: ['payment-platform'],
});

/** Somebody whom the directory gave one of these roles, and who comes through this workload and no other. */
export function staffAs(roles: string[], through: IPeer, ...further: Condition[]): Peer {
  return Peer.user({ issuer: staff.name, when: [...further, Condition.claimIs('role', roles)], through });
}

/** Beside people, services call; they are known by their certificates. What is granted to people still needs a token. */
export const tokenOptionalReason = 'services are known by their identity';
