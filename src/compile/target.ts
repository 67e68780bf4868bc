import { DataPlane, Identity, WorkloadPort } from '../model';

/** What must be known of a workload to say what a grant becomes there. */
export interface Target {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly dataPlane: DataPlane;
  readonly ports: readonly WorkloadPort[];
  /** The name of its Service, when it has one: what a policy at a waypoint targets. */
  readonly serviceName?: string;
  /** Whether that Service has no address of its own, so that callers dial the pods. */
  readonly isHeadless?: boolean;
  /** The waypoint that its Service is bound to, in ambient mode only. */
  readonly waypoint?: TargetWaypoint;
  /** Issuers whose tokens are validated where the workload's policies are enforced. */
  readonly tokenIssuers: ReadonlySet<string>;
  readonly trust: Trust;
}

export interface TargetWaypoint {
  readonly identity: Identity;
  /** Whether gateways, too, go through it (`istio.io/ingress-use-waypoint`). */
  readonly servesIngress: boolean;
  /** Whether it also takes traffic that is addressed to the pods (`istio.io/waypoint-for: all`). */
  readonly takesPods?: boolean;
  /** Callers that are let past it, because their sidecars cannot go through a waypoint. */
  readonly admitted: readonly AdmittedCaller[];
}

export type AdmittedCaller =
  | { readonly kind: 'identity'; readonly identity: Identity }
  | { readonly kind: 'namespace'; readonly namespace: string };

/** Whose certificates the mesh accepts. */
export interface Trust {
  readonly domain: string;
  /** Former or additional names of the same mesh. */
  readonly aliases: readonly string[];
  /** Other meshes whose roots are trusted too. */
  readonly foreign: readonly string[];
}
