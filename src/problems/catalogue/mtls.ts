import { ProblemKind } from '../problem-kind';

/** Errors about exceptions from mutual TLS. */
export const MTLS = {
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
} as const satisfies Record<string, ProblemKind>;
