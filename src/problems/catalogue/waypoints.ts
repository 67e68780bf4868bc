import { ProblemKind } from '../problem-kind';

/** Errors about waypoints and who goes through them. */
export const WAYPOINTS = {
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
  HEADLESS_SERVICE: {
    code: 'ZT-C058',
    what: 'callers of <service> dial its pods and pass every waypoint by, because it is headless',
    consequence: 'ztunnel does not read requests, and behind a waypoint it lets nobody but the waypoint in.',
    fix: 'Grant ports with Tcp.port and keep it out of the waypoint, or pass a Service with an address of its own to adopt.',
  },
} as const satisfies Record<string, ProblemKind>;
