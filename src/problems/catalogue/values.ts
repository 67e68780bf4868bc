import { ProblemKind } from '../problem-kind';

/** Errors about the values that rules compare with. */
export const VALUES = {
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
  WRONG_TYPE: {
    code: 'ZT-C049',
    what: '<field> is <found> where <expected> is needed',
    consequence: 'A rule that is made of it could mean anything.',
    fix: 'Pass <expected>.',
  },
  UNKNOWN_OPTION: {
    code: 'ZT-C110',
    what: '<what> has no option <option>',
    consequence: 'It would narrow nothing, and more would be meant than was written.',
    fix: 'Use one of <known>.',
  },
} as const satisfies Record<string, ProblemKind>;
