import { HOP_BY_HOP, upgradeOf } from './hop-by-hop';
import { HttpRequest, HttpVersion } from '../../model/mesh';

/** Why Envoy ends a request before any filter sees it; without status it resets the stream. */
export interface Refusal {
  readonly reason: string;
  readonly status?: number;
}

/** What Envoy's HTTP/1 parser knows (1.21); over HTTP/2 any method passes. */
const METHODS = new Set([
  'GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'CONNECT', 'TRACE', 'ACL', 'BIND', 'CHECKOUT', 'COPY', 'LINK', 'LOCK', 'MERGE',
  'MKACTIVITY', 'MKCALENDAR', 'MKCOL', 'MOVE', 'MSEARCH', 'NOTIFY', 'PROPFIND', 'PROPPATCH', 'PURGE', 'QUERY', 'REBIND', 'REPORT', 'SEARCH',
  'SOURCE', 'SUBSCRIBE', 'UNBIND', 'UNLINK', 'UNLOCK', 'UNSUBSCRIBE',
]);
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;
const OUTER_BLANK = /^[ \t]|[ \t]$/;
const AUTHORITY = /^[\w\-.~%!$&'()*+,;=:[\]@]*$/;
const ABSOLUTE = /^https?:\/\/[^/?#]+(.*)$/i;
const CONTROL = /[\0-\x08\n-\x1f\x7f]/;
const NOT_HTTP = 'what arrives is no HTTP to Envoy';

const ORDINARY_METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const ORDINARY_HOST = /^[\w\-.]+$/;

/** Nothing of what follows looks at more than this. */
function isOrdinary({ method, path, host, headers, tokens }: HttpRequest): boolean {
  return headers.size + tokens.length === 0 && path.startsWith('/') && ORDINARY_METHODS.has(method) && ORDINARY_HOST.test(host);
}

/** Requests that look otherwise, or are refused, over the other version. */
export function dependsOnVersion(http: HttpRequest): boolean {
  if (isOrdinary(http)) return false;
  const { method, path, host, headers, tokens } = http;
  const cookies = (headers.get('cookie') ?? []).length + tokens.filter(({ place }) => 'cookie' in place).length;
  return !METHODS.has(method) || !path.startsWith('/') || host === '' || host.includes('@') || cookies > 1 || headers.get('cookie')?.[0] === ''
    || headers.has('te') || HOP_BY_HOP.some((name) => headers.has(name)) || [...headers.values()].flat().some((line) => OUTER_BLANK.test(line));
}

export function refusalOf(http: HttpRequest, version: HttpVersion): Refusal | undefined {
  if (isOrdinary(http)) return undefined;
  const status = version === '2' ? {} : { status: 400 };
  const fault = faultOf(http, version);
  if (fault !== undefined) return { reason: `${NOT_HTTP}: ${fault}`, ...status };
  // Envoy wants to know what the query is (RFC 10008).
  if (http.method === 'QUERY' && !http.headers.has('content-type')) return { reason: 'a QUERY has no content-type', status: 400 };
  const upgrade = upgradeOf(http.headers);
  if (upgrade !== undefined && upgrade !== 'websocket') return { reason: `nobody here upgrades to ${upgrade}`, status: 403 };
  const coding = http.headers.get('transfer-encoding')?.join(',').toLowerCase();
  if (coding !== undefined && coding !== 'chunked') return { reason: `nobody here reads the transfer-encoding ${coding}`, status: 501 };
  return hasPath(http, version) ? undefined : { reason: 'the target is no path', status: 404 };
}

function faultOf({ method, path, host, headers }: HttpRequest, version: HttpVersion): string | undefined {
  if (version === '1.1' ? !METHODS.has(method) : !TOKEN.test(method)) return `the method ${method}`;
  if (!AUTHORITY.test(host) || (version === '2' && (host === '' || host.includes('@')))) return `the host ${host}`;
  if (!isTarget(method, path, version)) return `the target ${path}`;
  if ([...headers.values()].flat().some((line) => CONTROL.test(line))) return 'a control character in a header';
  if ((headers.get('content-length') ?? []).some((line) => !/^\d+$/.test(line))) return 'the content-length';
  if (version === '1.1') return undefined;
  if ((headers.get('te') ?? []).some((line) => line !== 'trailers')) return 'te over HTTP/2';
  const hop = HOP_BY_HOP.find((name) => headers.has(name));
  return hop === undefined ? undefined : `${hop} over HTTP/2`;
}

/** A path; `*` of OPTIONS; over HTTP/1 a whole address, too. */
function isTarget(method: string, path: string, version: HttpVersion): boolean {
  if (method === 'CONNECT' || path.startsWith('/')) return true;
  return (method === 'OPTIONS' && path === '*') || (version === '1.1' && ABSOLUTE.test(path));
}

function hasPath({ method, path }: HttpRequest, version: HttpVersion): boolean {
  if (method === 'CONNECT' || path.startsWith('/')) return true;
  const rest = version === '1.1' ? ABSOLUTE.exec(path)?.[1] : undefined;
  return rest !== undefined && (rest === '' || rest.startsWith('/'));
}
