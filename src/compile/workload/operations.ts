import { EnforcementPoint, readsRequests } from './enforcement';
import { carriesHttp, Grant, HttpMatch, isNonEmpty, ListMatch, OperationMatch, servesMetrics, startingWith, StringMatch, WorkloadPort } from '../../model';
import { inOrder } from '../rules/canonical';
import { Target } from '../target';

/** The `to` of a rule for one grant, with the port numbers that the enforcement point sees. */
export function operationOf(grant: Grant, target: Target, point: EnforcementPoint): OperationMatch | 'any' {
  const ports = portNumbers(grantedPorts(grant, target), point);
  if (grant.operation.http !== undefined) {
    return { ...portsField(ports), ...httpFields(grant, grant.operation.http) };
  }
  return deniesEveryConnection(grant) ? 'any' : { ...portsField(ports) };
}

function deniesEveryConnection(grant: Grant): boolean {
  return grant.effect === 'DENY' && grant.operation.ports === undefined && !readsRequests(grant);
}

/** Whether there is a port that the grant is about. Without one its rule would have no `ports`, and that means any port. */
export function isAboutPorts(grant: Grant, target: Target): boolean {
  return deniesEveryConnection(grant) || grantedPorts(grant, target).length > 0;
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
  const meant = grant.effect === 'DENY' ? target.ports : target.ports.filter((port) => !servesMetrics(port));
  return readsRequests(grant) ? meant.filter(carriesHttp) : meant;
}

function portNumbers(ports: readonly WorkloadPort[], point: EnforcementPoint): readonly number[] {
  return ports.map((port) => (point === 'waypoint' ? port.servicePort : port.containerPort));
}

function portsField(ports: readonly number[]): OperationMatch {
  return isNonEmpty(ports) ? { ports: inOrder({ values: ports }) } : {};
}

function httpFields(grant: Grant, http: HttpMatch): OperationMatch {
  return {
    ...(http.methods === undefined ? {} : { methods: inOrder(http.methods) }),
    ...(http.paths === undefined ? {} : { paths: inOrder(closeGaps(grant, http.paths)) }),
    ...(http.hosts === undefined ? {} : { hosts: inOrder(http.hosts) }),
  };
}

/** The list that keeps requests out: what a denial names, and what a grant excepts. */
const keepingOut = (grant: Grant): 'values' | 'notValues' => (grant.effect === 'DENY' ? 'values' : 'notValues');

const ANY_REMAINDER = '/{**}';

/**
 * `{**}` matches a closed set of characters, so a request with `[` in its path would walk past a denial. The prefix
 * form has no such gap, and covers all that the template does.
 */
function closeGaps(grant: Grant, paths: ListMatch<StringMatch>): ListMatch<StringMatch> {
  const list = paths[keepingOut(grant)];
  if (list === undefined) {
    return paths;
  }
  const [first, ...others] = list;
  return { ...paths, [keepingOut(grant)]: [closedPath(first), ...others.map(closedPath)] };
}

function closedPath(path: StringMatch): StringMatch {
  return isClosable(path) ? startingWith(path.value.slice(0, 1 - ANY_REMAINDER.length)) : path;
}

function isClosable(path: StringMatch): path is StringMatch & { readonly kind: 'template' } {
  return path.kind === 'template' && path.value.endsWith(ANY_REMAINDER) && !path.value.slice(0, -ANY_REMAINDER.length).includes('{');
}

/** The paths and hosts by which a grant keeps requests out, although other spellings of the same thing would pass. */
export function gapsOf(grant: Grant): readonly StringMatch[] {
  const http = grant.operation.http ?? {};
  const paths = http.paths?.[keepingOut(grant)] ?? [];
  const hosts = http.hosts?.[keepingOut(grant)] ?? [];
  return [
    ...paths.filter((path) => path.kind === 'template' && !isClosable(path)),
    ...hosts.filter((host) => host.kind === 'suffix'),
  ];
}
