import { Alternative, matchOf } from './demand';
import { isHttpOnly } from '../../evaluate/rules/condition-key';
import { TextMatch } from '../../model/mesh';

/** The ports that nobody names. */
export const OTHER_PORTS = 'any other port';

export interface Place {
  /** What the proxy that decides could see. */
  readonly sees: 'bytes' | 'requests';
  readonly action: 'ALLOW' | 'DENY';
  readonly port: string;
  /** Of the listener, which then needs no mention. */
  readonly host: string;
}

/** What an alternative is about, in words: one text for each path. */
export function wordsFor(alternative: Alternative, place: Place): readonly string[] {
  const conditions = conditionsOf(alternative, place);
  const suffix = conditions.length === 0 ? '' : ` if ${conditions.join(' and ')}`;
  return operationsOf(alternative, place).map((operation) => `${operation}${suffix}`);
}

function operationsOf(alternative: Alternative, { sees, action, port, host }: Place): readonly string[] {
  const isAboutRequests = sees === 'requests' && alternative.some(({ key }) => ['methods', 'paths', 'hosts', 'request.headers'].includes(key.kind));
  const isOnPort = matchOf(alternative, 'destination.port').values.length > 0;
  if (!isAboutRequests) {
    if (action === 'DENY' && !isOnPort) return ['anything'];
    return [sees === 'requests' ? `any request on ${port}` : `TCP ${port}`];
  }
  const [methods, paths, hosts] = (['methods', 'paths', 'hosts'] as const).map((field) => matchOf(alternative, field));
  const on = [...hosts.values, ...hosts.notValues].every((one) => one.replace(/:\*$/, '') === host) ? '' : ` on ${listed(withoutPorts(hosts), 'any host')}`;
  const eachPath = paths.values.length === 0 ? [paths] : paths.values.map((value) => ({ ...paths, values: [value] }));
  const elsewhere = port === OTHER_PORTS ? ` on ${OTHER_PORTS}` : '';
  return eachPath.map((path) => `${listed(methods, 'any method')} ${listed(path, 'any path')}${on}${elsewhere}`);
}

/** `a:*` beside `a` says no more to a reader. */
function withoutPorts({ values, notValues }: TextMatch): TextMatch {
  const plain = (hosts: readonly string[]) => hosts.filter((host) => !hosts.includes(host.replace(/:\*$/, '')) || !host.endsWith(':*'));
  return { values: plain(values), notValues: plain(notValues) };
}

/** Conditions about callers are told with the caller, and a port with the operation. */
function conditionsOf(alternative: Alternative, { sees }: Place): readonly string[] {
  const isTold = (kind: string) => kind.startsWith('source.') || ['remote.ip', 'destination.port', 'request.auth.principal'].includes(kind);
  return alternative
    .filter(({ key, condition }) => condition !== undefined && !isTold(key.kind) && (sees === 'requests' || !isHttpOnly(key)))
    .map(({ condition = '', match }) => `${condition.replace(/^request\.(auth\.)?/, '')} is ${listed(match, 'there')}`);
}

function listed({ values, notValues }: TextMatch, open: string): string {
  const isAny = values.length === 0 || values.includes('*');
  const some = isAny ? open : values.join(', ');
  if (notValues.length === 0) return some;
  return values.length === 0 && open === 'there' ? `not ${notValues.join(', ')}` : `${some} but ${notValues.join(', ')}`;
}
