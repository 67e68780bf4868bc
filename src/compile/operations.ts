import { carriesHttp, Grant, HttpMatch, isNonEmpty, ListMatch, NonEmpty, OperationMatch, startingWith, StringMatch, WorkloadPort } from '../model';
import { inOrder } from './canonical';
import { EnforcementPoint } from './enforcement';
import { Target } from './target';

/** The `to` of a rule for one grant, with the port numbers that the enforcement point sees. */
export function operationOf(grant: Grant, target: Target, point: EnforcementPoint): OperationMatch | 'any' {
  const ports = portNumbers(grantedPorts(grant, target), point);
  if (grant.operation.http !== undefined) {
    return { ...portsField(ports), ...httpFields(grant, grant.operation.http) };
  }
  const deniesEverything = grant.effect === 'DENY' && grant.operation.ports === undefined;
  return deniesEverything ? 'any' : { ...portsField(ports) };
}

/**
 * The ports that a grant is about: those it names, else the target's own. A rule about requests is bound to the
 * ports that carry HTTP: on any other, Istio drops an ALLOW rule and widens a DENY rule to every connection.
 */
export function grantedPorts(grant: Grant, target: Target): readonly WorkloadPort[] {
  const named = grant.operation.ports;
  if (named !== undefined) {
    return target.ports.filter((port) => named.includes(port.containerPort));
  }
  return grant.operation.http === undefined ? target.ports : target.ports.filter(carriesHttp);
}

function portNumbers(ports: readonly WorkloadPort[], point: EnforcementPoint): readonly number[] {
  return ports.map((port) => (point === 'waypoint' ? port.servicePort : port.containerPort));
}

function portsField(ports: readonly number[]): OperationMatch {
  return isNonEmpty(ports) ? { ports: inOrder({ values: ports }) } : {};
}

function httpFields(grant: Grant, http: HttpMatch): OperationMatch {
  const paths = grant.effect === 'DENY' ? closedPaths(http.paths) : http.paths;
  return {
    ...(http.methods === undefined ? {} : { methods: http.methods }),
    ...(paths === undefined ? {} : { paths }),
    ...(http.hosts === undefined ? {} : { hosts: http.hosts }),
  };
}

const ANY_REMAINDER = '/{**}';

/**
 * `{**}` matches a closed set of characters, so a request with `[` in its path would walk past a DENY. The prefix
 * form has no such gap, and covers all that the template does.
 */
function closedPaths(paths: ListMatch<StringMatch> | undefined): ListMatch<StringMatch> | undefined {
  if (paths?.values === undefined) {
    return paths;
  }
  return { ...paths, values: paths.values.map(closedPath) as unknown as NonEmpty<StringMatch> };
}

function closedPath(path: StringMatch): StringMatch {
  return isClosableTemplate(path) ? startingWith(path.value.slice(0, -ANY_REMAINDER.length + 1)) : path;
}

function isClosableTemplate(path: StringMatch): path is StringMatch & { readonly kind: 'template' } {
  return path.kind === 'template' && path.value.endsWith(ANY_REMAINDER) && !path.value.slice(0, -ANY_REMAINDER.length).includes('{');
}

/** Whether a DENY can be written for this path without a gap that a client could use. */
export function isDeniable(path: StringMatch): boolean {
  return path.kind !== 'template' || isClosableTemplate(path);
}
