import { ProblemKind } from '../problem-kind';

/** Errors about what objects are called and how they are found. */
export const NAMES = {
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
  SERVICE_OF_OTHER_PODS: {
    code: 'ZT-C111',
    what: 'the Service <service> does not select the pods of <workload>: <why>',
    consequence: 'A policy at a waypoint holds for the Service, so grants to <workload> would open other pods.',
    fix: 'Select the pods by their labels, as deployment.exposeViaService() does, or adopt with the Service that does.',
  },
  OVERLAPPING_SELECTORS: {
    code: 'ZT-C100',
    what: 'the pods of <workload> are also selected as <other> (<labels>)',
    consequence: 'Policies of <other> hold for them, too: whoever may call the one could call the other.',
    fix: 'Give the pods of each a label that those of the other have not, and select them by it.',
  },
} as const satisfies Record<string, ProblemKind>;
