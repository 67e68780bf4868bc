import { ProblemKind } from '../problem-kind';

/** Errors about tokens, users and the gateways that let them in. */
export const USERS = {
  AUDIENCES_MISSING: {
    code: 'ZT-C060',
    what: 'issuer <issuer> names no audience',
    consequence: 'A token that the issuer made for any other application would be accepted.',
    fix: 'Pass audiences: the names by which your application is known to the issuer.',
  },
  INVALID_ISSUER: {
    code: 'ZT-C061',
    what: 'issuer "<issuer>": <why>',
    consequence: 'Tokens could not be validated, so each would be refused, or keys could be replaced on the way.',
    fix: '<fix>',
  },
  DUPLICATE_ISSUER: {
    code: 'ZT-C062',
    what: 'issuer <issuer> is listed twice',
    consequence: 'Which keys and audiences hold would depend on their order.',
    fix: 'Merge the two into one Issuer with all audiences and locations.',
  },
  UNKNOWN_ISSUER: {
    code: 'ZT-C063',
    what: 'issuer <issuer> is not one of this gateway\'s: <issuers>',
    consequence: 'Its tokens are refused with 401 before the grant is looked at.',
    fix: 'Add it to issuers, or grant to a user of a listed one.',
  },
  UNSAFE_CLAIM_HEADER: {
    code: 'ZT-C064',
    what: '<header> cannot carry a claim: <why>',
    consequence: 'A client could forge it, the request would break, or the backend would decide by what says nothing about the user.',
    fix: 'Use a header of your own for a claim about the user, for example x-user-id for sub.',
  },
  UNROUTED_GRANT: {
    code: 'ZT-C065',
    what: 'the gateway routes no request to <path>',
    consequence: 'The grant would open nothing.',
    fix: 'Add edge.route(\'<path>\', backend), or grant a routed path.',
  },
  ADDRESS_BEHIND_GATEWAY: {
    code: 'ZT-C066',
    what: 'a gateway peer cannot be <peer>',
    consequence: 'Clients from outside the mesh have no mesh identity: the rule would never match.',
    fix: 'Name edge.user(…), edge.clientAddress(…) or Peer.anyone({ reason }); in a denial also Peer.ipBlock(…).',
  },
  CONFLICTING_ROUTE: {
    code: 'ZT-C067',
    what: 'path <path> is routed twice, to <backend> and to <other>',
    consequence: 'Requests would be split between the two.',
    fix: 'Route each path once.',
  },
  UNSERVED_HOST: {
    code: 'ZT-C068',
    what: 'host <host> is none of the gateway\'s: <hosts>',
    consequence: 'No listener takes requests for it, so the rule would have no effect.',
    fix: 'Add it to hosts of the JwtGateway, or leave hosts out of the operation to mean all of them.',
  },
  TOO_MANY_EXEMPTIONS: {
    code: 'ZT-C069',
    what: 'what needs no token cannot be excepted in one policy',
    consequence: 'The exceptions combine to more than 512 rules, so every one of them would be refused.',
    fix: 'Use fewer different combinations of hosts, addresses and conditions among what is open without a token.',
  },
  AMBIGUOUS_ISSUER: {
    code: 'ZT-C090',
    what: 'the user\'s issuer is not said, and there are several: <issuers>',
    consequence: 'A subject or role means something else with each issuer, so one could act as a user of another.',
    fix: 'Pass issuer.',
  },
  TOKEN_LOCATIONS_DIFFER: {
    code: 'ZT-C091',
    what: 'issuers <issuer> and <other> look for tokens in different places',
    consequence: 'One good token ends the check, so a bad one in the place of the other issuer would reach the backend unseen.',
    fix: 'Give both the same locations.',
  },
  CONNECTION_GRANT_AT_GATEWAY: {
    code: 'ZT-C092',
    what: 'a gateway grants HTTP requests, and this operation is about connections',
    consequence: 'Every request that reaches the port would be let through.',
    fix: 'Say which requests: Http.get(…), Http.of(…) or, for all of them, Http.any(\'/*\').',
  },
  UNROUTABLE_BACKEND: {
    code: 'ZT-C093',
    what: '<workload> cannot be routed to: <why>',
    consequence: 'Requests would be answered with 500 or 503.',
    fix: '<fix>',
  },
  JWT_WITHOUT_WAYPOINT: {
    code: 'ZT-C094',
    what: 'tokens for <workload> cannot be validated without a waypoint',
    consequence: 'ztunnel ignores RequestAuthentication, so nobody would look at a token.',
    fix: 'Add new AmbientWaypoint(<namespace>, \'waypoint\'), or validate tokens at a JwtGateway.',
  },
  INVALID_EXEMPTION: {
    code: 'ZT-C095',
    what: 'this cannot be exempted from the token: <why>',
    consequence: 'The exemption would cover requests that nobody thought of, or none at all.',
    fix: '<fix>',
  },
  STRIPPED_CLAIM_HEADER: {
    code: 'ZT-C096',
    what: '<header> is written from a claim and cannot be stripped',
    consequence: 'Routes change headers after the token has been read, so the backend would never see the claim.',
    fix: 'Leave it out: what clients send under this name is refused already.',
  },
  TOKEN_PAST_WAYPOINT: {
    code: 'ZT-C097',
    what: 'tokens are validated at the waypoint of <workload>, and <caller> passes it by',
    consequence: 'ztunnel reads no tokens, so it could call without one; with sidecars it could not.',
    fix: 'Let the gateway go by the waypoint (servesIngress), or say so: exempt(caller, Tcp.port(<port>), { reason }).',
  },
  CLIENT_ADDRESS_DENIED_AT_WORKLOAD: {
    code: 'ZT-C098',
    what: 'clients at <cidr> cannot be denied at <workload>',
    consequence: 'It reads the last address of X-Forwarded-For: with a load balancer before the gateway that is its own, and nobody is kept out.',
    fix: 'Deny it at the gateway, which knows its client: edge.deny(edge.clientAddress(\'<cidr>\')).',
  },
  CLIENT_ADDRESS_BEHIND_PROXIES: {
    code: 'ZT-C099',
    what: 'clients at <cidr> cannot be told at <workload>: other proxies stand before <gateway> (trustedProxies: <count>)',
    consequence: 'It reads the last address of X-Forwarded-For, that of such a proxy: nobody would be let in, or everybody if the block has it.',
    fix: 'Grant to the gateway, and check the address there: edge.allow(edge.clientAddress(\'<cidr>\'), …).',
  },
} as const satisfies Record<string, ProblemKind>;
