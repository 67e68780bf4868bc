import { Mesh, MeshWorkload, MissingFact } from '../../model/mesh';
import { servicesOf } from '../mesh/service-endpoints';
import { bindingOf, handles, WaypointBinding, waypointIdentity } from '../mesh/waypoint-binding';
import { isFlagOn } from '../rules/rule-scope';

/** The waypoints that istiod admits by itself, and what it takes to know them. */
export interface ImplicitAllow {
  readonly principals: readonly string[];
  readonly missing: readonly MissingFact[];
}

/** With PILOT_AUTO_ALLOW_WAYPOINT_POLICY each waypoint of a pod or of its Services is an ALLOW policy of its own (2.8). */
export function implicitAllow(mesh: Mesh, pod: MeshWorkload): ImplicitAllow {
  if (!isFlagOn(mesh.environment, 'PILOT_AUTO_ALLOW_WAYPOINT_POLICY', false)) return { principals: [], missing: [] };
  const bindings = [
    ...servicesOf(mesh, pod).map((service) => bindingFor(mesh, service, 'service')),
    bindingFor(mesh, pod, 'workload'),
  ];
  return {
    principals: bindings.flatMap((binding) => (binding.kind === 'bound' ? [waypointIdentity(mesh, binding.gateway)] : [])),
    missing: bindings.flatMap((binding) => (binding.kind === 'unknown' ? [binding.missing] : [])),
  };
}

function bindingFor(mesh: Mesh, object: Parameters<typeof bindingOf>[1], traffic: 'service' | 'workload'): WaypointBinding {
  const binding = bindingOf(mesh, object);
  return binding.kind === 'bound' && !handles(binding.gateway, traffic) ? { kind: 'none' } : binding;
}
