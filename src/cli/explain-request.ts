import { ExplainOptions, GivenClaim, TokenPlaceOption } from './explain-options';
import { callerOf, calleeOf } from './explain-parties';
import { Misuse } from './misuse';
import { noSuchName, namesOf } from '../analysis';
import { ClaimValue, HttpRequest, Mesh, MeshRequest, Token } from '../model/mesh';

/** The request that the options describe. @throws Misuse when they name what is not there, or leave open what is meant */
export function requestOf(mesh: Mesh, options: ExplainOptions): MeshRequest {
  const { sni, at, external } = options;
  for (const provider of external.keys()) {
    if (!namesOf(mesh, 'extension provider').includes(provider)) throw new Misuse(noSuchName(mesh, ['extension provider'], provider));
  }
  const { callee, defaultHost } = calleeOf(mesh, options);
  const http = httpOf(mesh, options, defaultHost);
  return {
    id: 'explain',
    from: callerOf(mesh, options),
    to: callee,
    ...(http === undefined ? {} : { http }),
    ...(sni === undefined ? {} : { sni }),
    ...(at === undefined ? {} : { at }),
    external,
  };
}

function httpOf(mesh: Mesh, options: ExplainOptions, defaultHost: string | undefined): HttpRequest | undefined {
  const { method, path } = options;
  const token = tokenOf(mesh, options);
  if (method === undefined && path === undefined) {
    const others = [...options.host === undefined ? [] : ['--host'], ...options.header.length > 0 ? ['--header'] : [], ...options.httpVersion === undefined ? [] : ['--http-version'], ...token ? ['a token'] : []];
    if (others.length > 0) throw new Misuse(`${others.join(' and ')} makes no sense without an HTTP request: give --method and --path`);
    return undefined;
  }
  const host = options.host ?? defaultHost;
  if (host === undefined) throw new Misuse('--host is needed: nothing says which Host header this caller would send');
  const { httpVersion: version } = options;
  return {
    method: method ?? 'GET',
    path: path ?? '/',
    host,
    ...(version === undefined ? {} : { version }),
    headers: headersOf(options),
    tokens: token ? [token] : [],
  };
}

function headersOf({ header }: ExplainOptions): ReadonlyMap<string, readonly string[]> {
  const lines = new Map<string, readonly string[]>();
  for (const { name, value } of header) lines.set(name, [...lines.get(name) ?? [], value]);
  return lines;
}

function tokenOf(mesh: Mesh, { issuer, subject, audience, claim, tokenIn, invalidToken }: ExplainOptions): Token | undefined {
  const isDescribed = subject !== undefined || audience.length > 0 || claim.length > 0 || tokenIn !== undefined;
  if (issuer === undefined && !isDescribed && !invalidToken) return undefined;
  if (issuer === undefined && !invalidToken) throw new Misuse(`--issuer is needed to say whose token it is${issuersOf(mesh)}`);
  return {
    ...(issuer === undefined ? {} : { issuer }),
    ...(subject === undefined ? {} : { subject }),
    audiences: audience,
    claims: claimsOf(claim),
    place: placeOf(tokenIn),
    valid: !invalidToken,
  };
}

function issuersOf({ requestAuthentications }: Mesh): string {
  const rules = requestAuthentications.flatMap((policy) => (policy.kind === 'read' ? policy.value.rules : []));
  const issuers = [...new Set(rules.flatMap((rule) => (rule.kind === 'read' ? [rule.value.issuer] : [])))].sort();
  return issuers.length === 0 ? '' : `; the manifests know ${issuers.join(', ')}`;
}

/** A name that is given twice is a list. */
function claimsOf(given: readonly GivenClaim[]): Readonly<Record<string, ClaimValue>> {
  const values = new Map<string, readonly ClaimValue[]>();
  for (const { name, value } of given) values.set(name, [...values.get(name) ?? [], value]);
  return Object.fromEntries([...values].map(([name, [first, ...others]]) => [name, others.length === 0 ? first : [first, ...others]]));
}

function placeOf(place: TokenPlaceOption | undefined): Token['place'] {
  if (place === undefined) return { header: 'authorization', prefix: 'Bearer ' };
  if (place.kind === 'param') return { param: place.name };
  return place.kind === 'cookie' ? { cookie: place.name } : { header: place.name.toLowerCase(), prefix: '' };
}
