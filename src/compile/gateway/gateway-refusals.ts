import { fitsTokenRequirement, GatewayTarget } from './gateway-access';
import { mayBeRouted } from './routing';
import { Grant, StringMatch, textOf } from '../../model';
import { describeProblem } from '../../problems';
import { gapsOf } from '../workload/operations';

/** What is wrong with the grants of a gateway, as blocks of text that name the line which asked for it. */
export function gatewayRefusals(gateway: GatewayTarget, grants: readonly Grant[]): readonly string[] {
  return [
    ...grants.flatMap((grant) => [...unrouted(gateway, grant), ...unserved(gateway, grant), ...gaps(grant)]),
    ...tooManyExceptions(gateway, grants),
  ];
}

/** The paths of a grant, by the words of its author, to which no route leads. They may be denied before one does. */
function unrouted(gateway: GatewayTarget, grant: Grant): readonly string[] {
  if (grant.effect === 'DENY') {
    return [];
  }
  const paths = grant.operation.http?.paths?.values;
  const lost = paths === undefined
    ? (gateway.routes.length === 0 ? ['any path'] : [])
    : paths.filter((path) => !gateway.routes.some((route) => mayBeRouted(path, route))).map(textOf);
  return lost.map((path) => describeProblem('UNROUTED_GRANT', grant.origin, { path }));
}

function unserved(gateway: GatewayTarget, grant: Grant): readonly string[] {
  const hosts = grant.operation.http?.hosts?.values ?? [];
  return hosts.filter((host) => isName(host) && !gateway.hosts.some((served) => serves(served, host)))
    .map((host) => describeProblem('UNSERVED_HOST', grant.origin, { host: textOf(host), hosts: gateway.hosts.filter(isName).map(textOf).join(', ') }));
}

/** A host stands twice among the matches: by its name and, as a prefix, with whatever port. */
const isName = (host: StringMatch): boolean => host.kind !== 'prefix';

function serves(served: StringMatch, host: StringMatch): boolean {
  const name = textOf(host).toLowerCase();
  return served.kind === 'suffix' ? name.endsWith(served.value.toLowerCase()) : textOf(served).toLowerCase() === name;
}

const gaps = (grant: Grant): readonly string[] => gapsOf(grant).map((gap) => describeProblem('DENY_WITH_GAPS', grant.origin, { value: textOf(gap) }));

function tooManyExceptions(gateway: GatewayTarget, grants: readonly Grant[]): readonly string[] {
  const last = grants.filter((grant) => grant.effect === 'ALLOW' && grant.peer.kind !== 'user').at(-1);
  return last === undefined || fitsTokenRequirement(gateway, grants) ? [] : [describeProblem('TOO_MANY_EXEMPTIONS', last.origin, {})];
}
