import { joinedLines } from './header-lines';
import { withoutHopByHop } from './hop-by-hop';
import { HttpFacts } from './http-facts';
import { writeTokens } from './token-places';
import { Refusal, refusalOf } from './wire-form';
import { HttpRequest, HttpVersion, PathNormalization, Token } from '../../model/mesh';
import { Fact, known, missingFact } from '../truth/fact';
import { normalisePath } from '../values/normalise-path';

/** How the proxy of some point reads requests. */
export interface HttpReadingScope {
  readonly pathNormalization: PathNormalization;
  /** Addresses that the client or earlier hops put into x-forwarded-for, nearest last. */
  readonly xForwardedFor: readonly string[];
  /** Gateways put the peer's address behind the others and set x-forwarded-client-cert themselves. */
  readonly isGateway: boolean;
  readonly peerIp?: string;
  /** What the mesh's proxies do with these headers is not modelled. */
  readonly unknownHeaders: readonly string[];
  readonly isMtls: boolean;
  readonly version: HttpVersion;
}

type Headers = HttpFacts['headers'];

/** A request as filters see it, with the tokens it carries, or why Envoy answers before any filter. */
export type HttpReading =
  | { readonly kind: 'read'; readonly facts: HttpFacts; readonly tokens: ReadonlyMap<string, Token> }
  | { readonly kind: 'refused' } & Refusal;

export function readHttp(http: HttpRequest, scope: HttpReadingScope): HttpReading {
  const refusal = refusalOf(http, scope.version);
  if (refusal) return { kind: 'refused', ...refusal };
  const { headers, unknownHeaders: uncertain, target, tokens } = http.tokens.length + http.headers.size === 0 ? bare(http) : written(http, scope);
  const { authority, path } = target.startsWith('/') ? { path: target } : splitAbsolute(target);
  const normalised = http.method === 'CONNECT' ? undefined : normalisePath(path, scope.pathNormalization);
  if (normalised?.kind === 'refused') return { kind: 'refused', reason: normalised.reason, ...scope.version === '2' && normalised.isUnreadable ? {} : { status: 400 } };
  const facts: HttpFacts = {
    method: http.method,
    path: pathFact(normalised),
    query: normalised?.kind === 'path' ? normalised.query : '',
    host: authority ?? http.host,
    version: scope.version,
    headers: settleForwarded(headers, scope),
    unknownHeaders: withUnknown([...http.unknownHeaders ?? [], ...uncertain], scope),
  };
  return { kind: 'read', facts, tokens };
}

interface Written {
  readonly headers: Headers;
  readonly unknownHeaders: readonly string[];
  readonly target: string;
  readonly tokens: ReadonlyMap<string, Token>;
}

const NO_TOKENS: ReadonlyMap<string, Token> = new Map();
const NONE: ReadonlySet<string> = new Set();

function bare({ headers, path }: HttpRequest): Written {
  return { headers, unknownHeaders: [], target: path, tokens: NO_TOKENS };
}

function written(http: HttpRequest, { version }: HttpReadingScope): Written {
  const { headers, target, tokens } = writeTokens(http);
  return { ...withoutHopByHop(version === '1.1' ? withoutOuterBlanks(headers) : headers), target, tokens };
}

/** HTTP/1 takes blanks around a value for layout; HTTP/2 keeps them (1.18). */
function withoutOuterBlanks(headers: Headers): Headers {
  return new Map([...headers].map(([name, lines]) => [name, lines.map((line) => line.replace(/^[ \t]+|[ \t]+$/g, ''))]));
}

/** An absolute-form target is matched by its path (1.21). */
function splitAbsolute(target: string): { readonly authority?: string; readonly path: string } {
  const absolute = /^https?:\/\/([^/?#]*)(.*)$/i.exec(target);
  if (!absolute) return { path: target };
  const [, authority, rest] = absolute;
  return { authority, path: rest.startsWith('/') ? rest : `/${rest}` };
}

function pathFact(normalised: Exclude<ReturnType<typeof normalisePath>, { kind: 'refused' }> | undefined): Fact<string | undefined> {
  if (normalised?.kind === 'doubtful') return missingFact(normalised.reason, 'http.path without path parameters');
  return known(normalised?.path);
}

/** Headers in which proxies tell each other about clients (1.16, 1.18). */
function settleForwarded(headers: Headers, { xForwardedFor, isGateway, peerIp }: HttpReadingScope): Headers {
  if (headers.size === 0 && xForwardedFor.length === 0 && !isGateway) return headers;
  const settled = new Map(headers);
  const forwarded = [...headers.get('x-forwarded-for') ?? [], ...xForwardedFor.length > 0 ? [xForwardedFor.join(',')] : []];
  if (isGateway && peerIp !== undefined) forwarded.push(peerIp);
  if (forwarded.length > 0) settled.set('x-forwarded-for', [joinedLines(forwarded)]);
  settled.delete('x-forwarded-client-cert');
  return settled;
}

const ADDRESSES: ReadonlySet<string> = new Set(['x-forwarded-for']);
const CERTIFICATE: ReadonlySet<string> = new Set(['x-forwarded-client-cert']);

function withUnknown(uncertain: readonly string[], { isGateway, peerIp, isMtls, unknownHeaders }: HttpReadingScope): ReadonlySet<string> {
  const more = isGateway ? (peerIp === undefined ? ADDRESSES : NONE) : (isMtls ? CERTIFICATE : NONE);
  return uncertain.length + unknownHeaders.length === 0 ? more : new Set([...uncertain, ...unknownHeaders, ...more]);
}
