export { AdmitOptions, AmbientWaypoint, AmbientWaypointProps, WaypointResources, WaypointTraffic } from './ambient-waypoint';
export { MeshBaseline, MeshBaselineProps } from './mesh-baseline';
export { Omission } from './omission';
export { PodSecurity } from './pod-security';
export { AllowlistEntry, ServiceAllowlist, ServiceAllowlistProps } from './service-allowlist';
export { NamespaceOwnership, ZeroTrustNamespace, ZeroTrustNamespaceProps } from './zero-trust-namespace';
