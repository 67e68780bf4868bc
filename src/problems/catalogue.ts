/** One way in which our API can be misused, or an app be wrong. Words in `<…>` are filled in when it happens. */
export interface ProblemKind {
  /** Stable; never reused for another meaning. */
  readonly code: string;
  readonly what: string;
  /** What Istio or Kubernetes would make of it: the reason why it is refused. */
  readonly consequence: string;
  readonly fix: string;
}

/** Every error of this library. `docs/errors.md` is made from this table. */
export const CATALOGUE = {
  // Names and references
  INVALID_NAME: {
    code: 'ZT-C001',
    what: '"<name>" is no valid name for a <kind>',
    consequence: 'Kubernetes would refuse the object.',
    fix: 'Use at most <limit> lower-case letters, digits and hyphens, starting and ending with a letter or digit.',
  },
  NAME_COLLISION: {
    code: 'ZT-C002',
    what: '<kind> <namespacedName> is emitted twice, here and by <other>',
    consequence: 'The one applied last would replace the other, with whatever it protected.',
    fix: 'Give one of the two constructs another name.',
  },
  NO_NAMESPACE: {
    code: 'ZT-C003',
    what: 'the <kind> does not say in which namespace it is',
    consequence: 'A policy in another namespace would protect nothing.',
    fix: 'Create it inside a ZeroTrustNamespace, or pass namespaceName.',
  },
  UNKNOWN_PORT: {
    code: 'ZT-C004',
    what: 'port <port> is none of the ports of <workload>, which are <ports>',
    consequence: 'The rule would never match, or would open a port that nobody declared.',
    fix: 'Name a declared port, or add Port.tcp(<port>) or Port.http(<port>) to the workload.',
  },
  REASON_MISSING: {
    code: 'ZT-C005',
    what: '<loosening> needs a reason',
    consequence: 'Whoever reads the policy later could not tell an exception from a mistake.',
    fix: 'Pass a reason of at least three words; it is written into the manifest.',
  },
  FEATURE_TOO_NEW: {
    code: 'ZT-C006',
    what: '<feature> exists since Istio <since>; the mesh runs <version>',
    consequence: 'The older Istio drops or refuses it, and the rule would mean something else.',
    fix: 'Raise istioVersion of the Mesh once the cluster runs <since>, or leave it out.',
  },
  INVALID_MANIFEST: {
    code: 'ZT-C007',
    what: '<kind> <namespacedName>, field <field>: <rule>',
    consequence: 'The API server would refuse the object, or drop the field silently.',
    fix: '<hint>',
  },
  FOREIGN_CONSTRUCT: {
    code: 'ZT-C008',
    what: '<name> has not the shape of a <kind>',
    consequence: 'Its labels, ports and service account cannot be derived, and a policy could miss it.',
    fix: 'Pass a cdk8s-plus Deployment, StatefulSet, DaemonSet, Job or CronJob, or a construct with the same properties.',
  },
  UNSELECTABLE_WORKLOAD: {
    code: 'ZT-C009',
    what: '<name> cannot be selected by labels alone: <why>',
    consequence: 'Istio selects pods by equal labels only, so the policy would miss pods or catch others.',
    fix: '<fix>',
  },

  // Grants
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

  // Values
  INNER_WILDCARD: {
    code: 'ZT-C030',
    what: '<field> "<value>" has a wildcard where Istio takes it literally',
    consequence: 'A star stands for something only at the very start or the very end, and not at both.',
    fix: 'Use a prefix, a suffix or an exact value; for paths, a template such as /a/{*}/b.',
  },
  COMPARISON_VALUE: {
    code: 'ZT-C031',
    what: '<field> "<value>" reads like a comparison; Istio compares text',
    consequence: 'Only requests with literally this text would match.',
    fix: 'Compare amounts, times and scores in an external authorizer.',
  },
  EMPTY_VALUE: {
    code: 'ZT-C032',
    what: '<field> is empty',
    consequence: 'Istio would refuse it or read it as no constraint at all.',
    fix: 'Leave the option out to mean "any", or name at least one value.',
  },
  INVALID_PATH: {
    code: 'ZT-C033',
    what: 'path "<value>" can never match: <why>',
    consequence: 'Istio compares the normalised path without query and fragment.',
    fix: 'Write the path from its first slash, without "?" and "#", as it looks after normalisation.',
  },
  INVALID_TEMPLATE: {
    code: 'ZT-C034',
    what: 'path template "<value>" is invalid: <why>',
    consequence: 'Istio refuses it, or Envoy stops when it loads the listener.',
    fix: 'Use {*} for one whole segment and {**}, as the last operator, for the rest.',
  },
  INVALID_IP_BLOCK: {
    code: 'ZT-C035',
    what: '"<value>" is no IP address or CIDR block: <why>',
    consequence: 'Istio would refuse the policy.',
    fix: '<fix>',
  },
  INVALID_HEADER_NAME: {
    code: 'ZT-C036',
    what: '"<value>" is no header name',
    consequence: 'The condition would match no request.',
    fix: 'Use letters, digits and hyphens; for the request\'s host, method and path use the operation.',
  },
  INVALID_HOST: {
    code: 'ZT-C037',
    what: '"<value>" is no host name: <why>',
    consequence: 'Istio compares it with the Host header, so it would never match.',
    fix: 'Write the name alone, as in shop.example or *.shop.example; the port is taken care of.',
  },
  INVALID_PORT: {
    code: 'ZT-C038',
    what: '<value> is no port number that a workload can be granted: <why>',
    consequence: 'Istio would refuse it, or the mesh itself answers there.',
    fix: 'Use a whole number from 1 to 65535 outside Istio\'s own 15000–15090.',
  },
  UNMATCHABLE_CLAIM: {
    code: 'ZT-C039',
    what: 'claim <claim> cannot be matched: <why>',
    consequence: 'Istio compares only text and lists of text, so the rule would never match.',
    fix: '<fix>',
  },
  INVALID_IDENTITY: {
    code: 'ZT-C040',
    what: '"<value>" is no valid <part> of an identity',
    consequence: 'The principal would never match a certificate.',
    fix: 'Write it without spiffe://, slashes and wildcards.',
  },
  INVALID_SNI: {
    code: 'ZT-C041',
    what: 'server name "<value>" has upper-case letters',
    consequence: 'Envoy lower-cases the name it receives and then compares exactly: it would never match.',
    fix: 'Write it in lower case.',
  },
  AMBIGUOUS_DOMAIN: {
    code: 'ZT-C042',
    what: 'an identity of cluster.local cannot be told from one of this mesh, <trustDomain>',
    consequence: 'Istio rewrites it to <trustDomain>, so the rule would mean the own service account <serviceAccount>.',
    fix: 'Rename the other mesh\'s trust domain, or name all of it with Peer.inTrustDomain(\'cluster.local\').',
  },
  NAMESPACE_OF_OTHER_MESH: {
    code: 'ZT-C043',
    what: 'namespace <namespace> belongs to another mesh, <trustDomain>',
    consequence: 'Rules name a namespace without its mesh: this one would mean the namespace of the same name here.',
    fix: 'Grant to its workloads one by one, or to all of that mesh with Peer.inTrustDomain.',
  },
  RAW_DENIAL_WIDENED: {
    code: 'ZT-C044',
    what: 'a raw DENY rule about requests is not bound to HTTP ports, and <workload> also has <ports>',
    consequence: 'On a stream of bytes Istio forgets what the rule says about requests, and would deny every connection.',
    fix: 'Add to each operation of the rule the ports that carry HTTP.',
  },
  UNKNOWN_CONDITION: {
    code: 'ZT-C045',
    what: 'Istio knows no condition "<key>"',
    consequence: 'It drops the whole rule: an ALLOW rule would let nobody in, a DENY rule would keep nobody out.',
    fix: 'Use a key of Istio\'s list, for example request.headers[x-team] or source.namespace.',
  },
  INVALID_METHOD: {
    code: 'ZT-C046',
    what: '"<value>" is no HTTP method',
    consequence: 'Istio compares methods in upper case, so a grant would never match, and a denial would keep nobody out.',
    fix: 'Use a member of HttpMethod; gRPC calls are described by Grpc.',
  },
  INVALID_GRPC_NAME: {
    code: 'ZT-C047',
    what: '"<value>" is no name of a gRPC <kind>',
    consequence: 'The path that is made of it would match no call, or other calls than those that are meant.',
    fix: 'Write the service with its package, as in shop.v1.Cart, and the method alone, as in AddItem.',
  },
  INVALID_PORT_NAME: {
    code: 'ZT-C048',
    what: '"<name>" is no valid name for a port',
    consequence: 'Kubernetes would refuse the Service.',
    fix: 'Use at least one letter, and no two hyphens in a row.',
  },

  // Waypoints
  RESERVED_WAYPOINT_NAME: {
    code: 'ZT-C050',
    what: 'a waypoint cannot be called "none"',
    consequence: 'The label istio.io/use-waypoint: none means "no waypoint".',
    fix: 'Choose another name.',
  },
  WAYPOINT_NOT_SHARED: {
    code: 'ZT-C051',
    what: 'waypoint <waypoint> does not serve namespace <namespace>',
    consequence: 'Istio refuses the binding and traffic goes direct: no HTTP rule would be enforced.',
    fix: 'List the namespace in sharedWith of the waypoint.',
  },
  SECOND_WAYPOINT: {
    code: 'ZT-C052',
    what: '<workload> is already bound to waypoint <waypoint>',
    consequence: 'A Service uses one waypoint; the policies of the other would be enforced nowhere.',
    fix: 'List each workload in protects of one waypoint only.',
  },
  WAYPOINT_SERVES_NO_SERVICES: {
    code: 'ZT-C053',
    what: 'a waypoint for <trafficType> takes no traffic that is addressed to Services',
    consequence: 'Policies target Services, so they would be enforced nowhere.',
    fix: 'Use WaypointTraffic.SERVICE or WaypointTraffic.ALL.',
  },
  ADMITTED_WITHOUT_NEED: {
    code: 'ZT-C054',
    what: '<caller> has no sidecar, so it goes by waypoint <waypoint> like everyone else',
    consequence: 'Let past it, the caller could dial the pods and meet no HTTP rule.',
    fix: 'Leave it out, or say dataPlane: DataPlane.SIDECAR where the caller is described.',
  },
  POD_GRANT_AT_WAYPOINT: {
    code: 'ZT-C055',
    what: '<caller> dials the pods of <workload>, and its waypoint takes traffic for pods, too',
    consequence: 'Its policies target Services, so a call to a pod is refused there.',
    fix: 'Use WaypointTraffic.SERVICE, or bind single workloads with protects.',
  },
  INVALID_REPLICAS: {
    code: 'ZT-C056',
    what: '<value> is no number of proxies',
    consequence: 'Without a proxy, nothing behind it can be called.',
    fix: 'Use a whole number from 1; two survive the loss of a node.',
  },
  INVALID_QUANTITY: {
    code: 'ZT-C057',
    what: '<option> "<value>" is no quantity',
    consequence: 'Istio could not deploy the proxies, and nothing behind them could be called.',
    fix: 'Write it as Kubernetes does: 100m or 2 for CPU, 128Mi or 1Gi for memory.',
  },

  // Users and gateways
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

  // Mutual TLS
  EXCEPTION_WITHOUT_EFFECT: {
    code: 'ZT-C070',
    what: 'an mTLS exception for port <port> has no effect: <why>',
    consequence: 'Istio ignores it, and whoever reads it is misled.',
    fix: '<fix>',
  },
  DISABLE_IN_AMBIENT: {
    code: 'ZT-C071',
    what: 'mutual TLS cannot be disabled in ambient mode',
    consequence: 'ztunnel accepts HBONE whatever the policy says, and reads DISABLE as PERMISSIVE.',
    fix: 'Use MtlsExceptionMode.PERMISSIVE, which says what would happen.',
  },
  EXCEPTION_EXPIRED: {
    code: 'ZT-C072',
    what: 'the exception has expired on <date>',
    consequence: 'An exception that nobody ends becomes the rule.',
    fix: 'Remove it, or set a later date with a new reason.',
  },
  INVALID_DATE: {
    code: 'ZT-C073',
    what: '"<value>" is no date',
    consequence: 'The exception would never expire.',
    fix: 'Write it as YYYY-MM-DD, for example 2027-03-31.',
  },
  SERVER_SPEAKS_FIRST: {
    code: 'ZT-C074',
    what: 'port <port> of <workload> is served by a protocol whose server speaks first',
    consequence: 'In PERMISSIVE mode the sidecar waits for the client\'s first bytes, and plaintext clients hang.',
    fix: 'Bring the client into the mesh, or use MtlsExceptionMode.DISABLE, which takes the identity from callers of the mesh as well.',
  },
  SECOND_EXCEPTION: {
    code: 'ZT-C075',
    what: '<workload> has two mTLS exceptions',
    consequence: 'Istio uses the older PeerAuthentication and ignores the other silently.',
    fix: 'List all ports in one MtlsException.',
  },
  IDENTITY_WITHOUT_MTLS: {
    code: 'ZT-C076',
    what: 'mutual TLS is disabled on port <ports> of <workload>, so <caller> has no identity there',
    consequence: 'The grant would let nobody in, and a denial would keep nobody out.',
    fix: 'Use MtlsExceptionMode.PERMISSIVE, list the caller\'s network in clients, or grant other ports only.',
  },

  // Mesh, baseline and namespaces
  GATEWAY_CUT_OFF: {
    code: 'ZT-C080',
    what: 'the mesh-wide deny-all also reaches gateway <gateway>, which allows nobody',
    consequence: 'Every request from outside would be refused.',
    fix: 'Name it in ingressGateways of the MeshBaseline, or add edge.allow(…) grants.',
  },
  SECOND_BASELINE: {
    code: 'ZT-C081',
    what: 'the mesh already has a MeshBaseline at <other>',
    consequence: 'Two mesh-wide PeerAuthentications conflict: the older one wins silently.',
    fix: 'Keep one MeshBaseline per Mesh.',
  },
  SECOND_NAMESPACE: {
    code: 'ZT-C082',
    what: 'namespace <namespace> is already described at <other>',
    consequence: 'Two selector-less PeerAuthentications conflict: the older one wins silently.',
    fix: 'Keep one ZeroTrustNamespace per namespace and pass it on.',
  },
  POD_SECURITY_FORBIDS_INJECTION: {
    code: 'ZT-C083',
    what: 'Pod Security level <level> forbids the init container of sidecars',
    consequence: 'Without istio-cni that container needs NET_ADMIN: no pod would start.',
    fix: 'Install istio-cni (istioCni: true on the Mesh), or use PodSecurity.privileged(reason).',
  },
  INVALID_MESH: {
    code: 'ZT-C084',
    what: '<option> "<value>" of the mesh is invalid: <why>',
    consequence: 'Every identity and namespace of the mesh is derived from it.',
    fix: '<fix>',
  },
  NO_MESH: {
    code: 'ZT-C085',
    what: 'there is no Mesh for this construct',
    consequence: 'Trust domain, root namespace and data plane cannot be known.',
    fix: 'Pass mesh, or create the construct inside one that has it.',
  },
  RESERVED_NAMESPACE: {
    code: 'ZT-C086',
    what: 'namespace <namespace> belongs to the cluster or to Istio itself',
    consequence: 'Deny-all and injection there would take down DNS or the control plane.',
    fix: 'Use MeshBaseline for the root namespace, and namespaces of your own for workloads.',
  },
  RESERVED_LABEL: {
    code: 'ZT-C088',
    what: 'label <label> cannot be given to <object>',
    consequence: 'It would switch the mesh off, or change which proxy enforces the policies, or which.',
    fix: 'Leave it out: dataPlane, revision, podSecurity and AmbientWaypoint set what is needed.',
  },
  FILE_WRITTEN_TWICE: {
    code: 'ZT-C089',
    what: 'two objects would be written into the file <file>',
    consequence: 'The second would replace the first, with whatever it protected.',
    fix: 'Use YamlOutputType.FILE_PER_CHART, or put objects of equal kind and name into different charts with a folder each.',
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemName = keyof typeof CATALOGUE;
