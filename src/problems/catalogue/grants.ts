import { ProblemKind } from '../problem-kind';

/** Errors about who may do what on a workload. */
export const GRANTS = {
  WORKLOAD_WITHOUT_PROXY: {
    code: 'ZT-C010',
    what: '<workload> switches the mesh off: <why>',
    consequence: 'It has no identity that could be granted anything, and no policy of its own would be enforced.',
    fix: 'Remove the label or setting, or keep the workload outside and grant its address with Peer.ipBlock.',
  },
  NO_HTTP_PORT: {
    code: 'ZT-C011',
    what: 'a grant about HTTP requests needs a port that carries HTTP; <workload> has <ports>',
    consequence: 'On any other port Istio drops an ALLOW rule about requests, and widens a DENY rule to every connection.',
    fix: 'Declare the port with Port.http or Port.grpc, or grant the connection with Tcp.port.',
  },
  HTTP_GRANT_WITHOUT_WAYPOINT: {
    code: 'ZT-C012',
    what: 'an HTTP grant needs a waypoint in ambient mode',
    consequence: 'Without one ztunnel cannot see methods and paths: an ALLOW would cut every caller off, a DENY would do nothing.',
    fix: 'Add new AmbientWaypoint(<namespace>, \'waypoint\'), or grant the port: Tcp.port(<port>).',
  },
  NO_PORTS: {
    code: 'ZT-C013',
    what: '<workload> declares no ports, so there is nothing to grant',
    consequence: 'A rule without ports would open every port that its containers happen to listen on.',
    fix: 'Declare its ports, for example ports: [Port.http(8080)].',
  },
  CALLER_BYPASSES_WAYPOINT: {
    code: 'ZT-C014',
    what: '<caller> has a sidecar, and sidecars go past the waypoint of <workload>',
    consequence: 'ztunnel admits only the waypoint, so the caller would be cut off; admitted, it would meet no HTTP rule.',
    fix: 'Move the caller to ambient mode, or list it with waypoint.admitSidecarCaller(…, { reason }) for the migration.',
  },
  ADDRESS_AT_WAYPOINT: {
    code: 'ZT-C015',
    what: 'a waypoint cannot tell the address of a direct peer (<cidr>)',
    consequence: 'Envoy sees an internal address there: ipBlocks never match, and their negation always does.',
    fix: 'Grant to the caller\'s identity, or check the address at the ingress gateway.',
  },
  CLIENT_ADDRESS_NEEDS_PROXY: {
    code: 'ZT-C016',
    what: 'ztunnel cannot read the address of a client behind a proxy (<cidr>)',
    consequence: 'It treats remoteIpBlocks as HTTP: an ALLOW would cut every caller off, a DENY would do nothing.',
    fix: 'Add an AmbientWaypoint, or check the address at the ingress gateway.',
  },
  TOKEN_NOT_VALIDATED: {
    code: 'ZT-C017',
    what: 'tokens of <issuer> are not validated at <workload>',
    consequence: 'Without a RequestAuthentication there the request has no user, and the rule would never match.',
    fix: 'Add new JwtAuthentication(…, { target, issuers }), or grant to the user at the JwtGateway.',
  },
  USER_WITHOUT_CALLER: {
    code: 'ZT-C018',
    what: 'a grant to a user says nothing about the workload that brings the token',
    consequence: 'Any workload that gets hold of such a token could call.',
    fix: 'Pass through: the gateway or workload it comes from, or Peer.anyIdentity() if any may.',
  },
  FOREIGN_PEER_AT_ZTUNNEL: {
    code: 'ZT-C019',
    what: 'ztunnel refuses certificates of another trust domain (<trustDomain>)',
    consequence: 'The handshake fails before any policy is read, so the grant could never be used.',
    fix: 'Put an AmbientWaypoint in front, run the target with sidecars, or let the foreign caller in through a gateway.',
  },
  HTTP_GRANT_PAST_WAYPOINT: {
    code: 'ZT-C020',
    what: '<caller> dials the pods of <workload> and passes the waypoint by',
    consequence: 'ztunnel cannot check requests, so an HTTP grant would cut the caller off.',
    fix: 'Grant the port with Tcp.port, or let the caller go by the Service (for a gateway: servesIngress of the waypoint).',
  },
  DENY_WITH_GAPS: {
    code: 'ZT-C021',
    what: 'keeping out "<value>" can be walked around',
    consequence: 'Template operators do not match "[" in a path, and a host pattern does not match the same host with its port.',
    fix: 'Keep out a prefix (PathMatch.prefix) or exact hosts, or allow only what is meant.',
  },
  SHARED_SERVICE_ACCOUNT: {
    code: 'ZT-C022',
    what: '<workload> and <other> run as the same service account <serviceAccount>',
    consequence: 'Istio cannot tell them apart: what one is granted, the other has too.',
    fix: 'Give each its own service account, or accept it with sharedIdentityReason on the second one.',
  },
  NO_SERVICE: {
    code: 'ZT-C023',
    what: '<workload> has no Service that could be bound to the waypoint',
    consequence: 'Policies at a waypoint target Services: without one they would be enforced nowhere.',
    fix: 'Declare its ports so that a Service is made, pass serviceName, or leave it out of the waypoint.',
  },
  UNTRUSTED_DOMAIN: {
    code: 'ZT-C024',
    what: 'the mesh does not trust certificates of <trustDomain>',
    consequence: 'The handshake would fail, so the grant could never be used.',
    fix: 'List it in foreignTrustDomains of the Mesh once its root certificate is distributed.',
  },
  DEFAULT_SERVICE_ACCOUNT: {
    code: 'ZT-C025',
    what: '<workload> runs as the default service account of <namespace>',
    consequence: 'Every pod of the namespace that names no account has the same identity, and all that is granted to it.',
    fix: 'Give the workload a ServiceAccount of its own.',
  },
  NOTHING_TO_EXCEPT: {
    code: 'ZT-C026',
    what: '<peer> cannot stand in a list of exceptions',
    consequence: 'Only identities and namespaces can be excluded; anything else would exclude nobody.',
    fix: 'Except workloads, service accounts or namespaces.',
  },

  NOT_ONE_IDENTITY: {
    code: 'ZT-C027',
    what: 'a proxy that is trusted must be one identity, not <peer>',
    consequence: 'Whoever else that covers could claim any address or bring any token.',
    fix: 'Pass the gateway or workload itself, or Peer.serviceAccount(namespace, name).',
  },
  RAW_RULE_UNREADABLE: {
    code: 'ZT-C028',
    what: '<proxy> cannot read <fields> of a raw rule',
    consequence: 'An ALLOW rule would let nobody in, and a DENY rule would keep out nobody or everybody.',
    fix: 'At ztunnel keep to principals, namespaces, serviceAccounts, ipBlocks and ports; at a waypoint leave out direct addresses.',
  },
  DENIAL_PAST_WAYPOINT: {
    code: 'ZT-C029',
    what: 'the denial is enforced at the waypoint of <workload>, and <caller> passes it by',
    consequence: 'ztunnel cannot check requests, so this caller could do what is denied.',
    fix: 'Let the caller go by the waypoint (servesIngress for a gateway), take its direct access away, or deny the port with Tcp.port.',
  },
} as const satisfies Record<string, ProblemKind>;
