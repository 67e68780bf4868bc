import { ApiObject } from 'cdk8s';
import { IAdoptableService } from './adoptable-workload';
import { WorkloadHome } from './workload-parts';
import { describeProblem, misuse } from '../../problems';

type Labels = Readonly<Record<string, string>>;

/** A policy at a waypoint targets Services of its own namespace. */
export function checkServiceOf(namespace: WorkloadHome, workload: string, { node, metadata }: IAdoptableService): void {
  if (metadata.namespace !== namespace.name) {
    throw misuse('UNSELECTABLE_WORKLOAD', { constructPath: node.path }, {
      name: workload,
      why: `its Service is in ${metadata.namespace === undefined ? 'no namespace that is known' : `namespace ${metadata.namespace}`}, not in ${namespace.name}`,
      fix: `Create the Service with metadata: { namespace: '${namespace.name}' }, or in a chart with this namespace.`,
    });
  }
}

/**
 * Why a Service that was adopted with a workload may lead to other pods. A policy at a waypoint guards the Service, and
 * opens whatever is behind it.
 */
export function selectionFaults(service: IAdoptableService, workload: string, podLabels: Labels): string[] {
  const why = unselected(selectorOf(service), podLabels);
  return why === undefined ? [] : [describeProblem('SERVICE_OF_OTHER_PODS', { constructPath: service.node.path }, { service: service.name, workload, why })];
}

function unselected(selector: Labels | undefined, podLabels: Labels): string | undefined {
  if (selector === undefined || Object.keys(selector).length === 0) {
    return 'it has no selector';
  }
  const other = Object.entries(selector).find(([label, value]) => podLabels[label] !== value);
  return other === undefined ? undefined : `it asks for ${other.join(': ')}`;
}

/** As it will be written, so that patches count. */
export function selectorOf(service: IAdoptableService): Labels | undefined {
  const object = service.node.findAll().find((child): child is ApiObject => ApiObject.isApiObject(child) && child.kind === 'Service');
  return object?.toJson().spec?.selector;
}
