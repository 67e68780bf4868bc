import { checkQualified, InvalidRequest, shown } from './request-checks';
import type { CallerPart, TargetPart } from './request-parts';
import type { Workload, WorkloadReference } from '../constructs';

/** A Gateway that is called. */
export class GatewayTarget {
  public static of(name: string): GatewayTarget {
    return new GatewayTarget(checkQualified('a Gateway', name));
  }

  private constructor(public readonly gatewayName: string) {
    Object.freeze(this);
  }
}

/** Who can call: a workload, by `namespace/name` or as the construct. */
export type RequestCaller = string | Workload | WorkloadReference;

/** What can be called: a Service or workload, by `namespace/name` or as the construct, or a Gateway. */
export type RequestTarget = string | Workload | GatewayTarget;

export function callerNamed(caller: RequestCaller): CallerPart {
  return { kind: 'workload', name: typeof caller === 'string' ? checkQualified('a caller', caller) : nameOf('a caller', caller) };
}

export function targetNamed(target: RequestTarget): TargetPart {
  if (typeof target === 'string') {
    return { kind: 'service-or-workload', name: checkQualified('a target', target) };
  }
  if (target instanceof GatewayTarget) {
    return { kind: 'gateway', name: target.gatewayName };
  }
  const name = nameOf('a target', target);
  return { kind: 'service-or-workload', name: target.serviceName === undefined ? name : `${target.namespaceName}/${target.serviceName}` };
}

function nameOf(what: string, workload: Workload | WorkloadReference): string {
  // Callers without types can pass anything.
  const { namespaceName, name, serviceAccountName } = (workload ?? {}) as Partial<WorkloadReference>;
  if (namespaceName === undefined || name === undefined || serviceAccountName === undefined) {
    throw new InvalidRequest(`${what} is namespace/name or a workload, not ${shown(workload)}`);
  }
  return `${namespaceName}/${name}`;
}
