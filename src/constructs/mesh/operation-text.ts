import { grantedPorts, Target } from '../../compile';
import { Condition, Grant, HttpMatch, ListMatch, StringMatch, textOf } from '../../model';

/** What a grant allows, in words: `POST /charge`, `TCP 5432`. */
export function describeOperations(grant: Grant, target: Target): readonly string[] {
  const { http, when } = grant.operation;
  const what = http === undefined ? describeConnection(grant, target) : describeRequest(http);
  const conditions = [...(grant.peer.kind === 'user' ? grant.peer.user.claims : []), ...when].map(describeCondition);
  return [conditions.length === 0 ? what : `${what} if ${conditions.join(' and ')}`];
}

function describeConnection(grant: Grant, target: Target): string {
  const ports = grantedPorts(grant, target).map((port) => port.containerPort);
  return grant.effect === 'DENY' && grant.operation.ports === undefined ? 'anything' : `TCP ${ports.join(', ')}`;
}

function describeRequest(http: HttpMatch): string {
  const hosts = http.hosts === undefined ? '' : ` on ${describeList(http.hosts, 'any host')}`;
  return `${describeList(http.methods, 'any method')} ${describeList(http.paths, 'any path')}${hosts}`;
}

function describeCondition({ key, match }: Condition): string {
  return `${key.replace(/^request\.(auth\.)?/, '')} is ${describeList(match, 'there')}`;
}

function describeList(match: ListMatch<StringMatch> | undefined, open: string): string {
  const values = match?.values?.map(textOf).join(', ');
  const except = match?.notValues?.map(textOf).join(', ');
  return [values ?? (except === undefined ? open : `${open} but`), ...(except === undefined ? [] : [values === undefined ? except : `but not ${except}`])].join(' ');
}
