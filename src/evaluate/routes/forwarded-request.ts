import { HeaderChanges, HttpForward, HttpRequest, HttpRouteMatch, MissingFact, PathRewrite, RouteBackend } from '../../model/mesh';
import { FilteredHttp } from '../http/filtered-http';
import { withoutTokens } from '../http/token-places';

/** What a route makes of a request on its way to one backend: more than one reading where it is not certain. */
export type Forwarded =
  | { readonly kind: 'known'; readonly readings: readonly HttpRequest[] }
  | { readonly kind: 'unknown'; readonly missing: MissingFact };

/** Headers that a gateway sets when it sends a request on. */
const SET_AT_THE_EDGE = [
  'x-request-id', 'x-forwarded-proto', 'x-envoy-internal', 'x-envoy-external-address', 'x-envoy-attempt-count', 'x-envoy-expected-rq-timeout-ms',
  'x-envoy-decorator-operation',
];
const ORIGINAL_PATH = 'x-envoy-original-path';

/** The request that a backend gets when no route changes it. */
export function passedOn({ facts, tokens, isEdge }: FilteredHttp): Forwarded {
  const { path } = facts;
  if (path.kind === 'unknown') return path;
  const { headers, query, kept } = withoutTokens(facts, tokens);
  const unknownHeaders = new Set([...facts.unknownHeaders, ...isEdge ? SET_AT_THE_EDGE : []]);
  return { kind: 'known', readings: [{ method: facts.method, path: (path.value ?? '') + query, host: facts.host, headers, tokens: kept, unknownHeaders }] };
}

/** The request that a route sends to one of its backends. */
export function forwarded(http: FilteredHttp, match: HttpRouteMatch | undefined, route: HttpForward, backend: RouteBackend): Forwarded {
  const passed = passedOn(http);
  if (passed.kind === 'unknown' || http.facts.path.kind === 'unknown') return passed;
  const paths = route.rewrite ? rewritten(http.facts.path.value ?? '', match, route.rewrite) : [http.facts.path.value ?? ''];
  // A single backend's changes come behind the route's, those of a weighted one before them.
  const isAlone = route.backends.length === 1;
  const changes = isAlone
    ? [removals(route.headers), removals(backend.headers), additions(route.headers), additions(backend.headers)] : [backend.headers, route.headers];
  const host = route.host ?? authorityOf(route.headers) ?? authorityOf(backend.headers);
  return {
    kind: 'known',
    readings: passed.readings.flatMap((request) => paths.map((path) => changes.reduce(withChanges, {
      ...request,
      path: path + queryOf(request),
      ...host === undefined ? {} : { host },
      unknownHeaders: new Set([...request.unknownHeaders ?? [], ...route.rewrite ? [ORIGINAL_PATH] : []]),
    }))),
  };
}

function queryOf({ path }: HttpRequest): string {
  const mark = path.indexOf('?');
  return mark < 0 ? '' : path.slice(mark);
}

/** Envoy replaces what the route matched; the whole path where that was the whole path. */
function rewritten(path: string, match: HttpRouteMatch | undefined, { kind, value }: PathRewrite): readonly string[] {
  const wanted = match?.path;
  if (kind === 'whole' || (kind === 'prefix' && (wanted?.kind === 'exact' || wanted?.kind === 'regex'))) return [value];
  const prefix = wanted?.kind === 'segments' ? wanted.value.replace(/\/$/, '') : '';
  if (kind === 'remove') return [`/${path.slice(prefix.length).replace(/^\//, '')}`];
  if (wanted?.kind === 'prefix') return [value + path.slice(wanted.value.length)];
  // Of `/` the slash is what is replaced; the Gateway API means it to stay.
  if (prefix !== '') return [value + path.slice(prefix.length)];
  return wanted?.kind === 'segments' ? [value + path.slice(1), value + path] : [value + path.slice(1)];
}

const NONE = new Map<string, string>();
const removals = ({ remove }: HeaderChanges): HeaderChanges => ({ set: NONE, add: NONE, remove });
const additions = ({ set, add }: HeaderChanges): HeaderChanges => ({ set, add, remove: [] });

function authorityOf({ set, add }: HeaderChanges): string | undefined {
  return [set, add].flatMap((changes) => [changes.get(':authority'), changes.get('host')]).find((value) => value !== undefined);
}

/** What a proxy says about hosts and paths is not changed this way. */
function isHeader(name: string): boolean {
  return !name.startsWith(':') && name !== 'host';
}

function withChanges(request: HttpRequest, { set, add, remove }: HeaderChanges): HttpRequest {
  const headers = new Map(request.headers);
  const unknownHeaders = new Set(request.unknownHeaders);
  const gone = new Set(remove.filter(isHeader));
  const tokens = request.tokens.filter(({ place }) => !('header' in place) || !(gone.has(place.header) || set.has(place.header)))
    .filter(({ place }) => !('cookie' in place) || !(gone.has('cookie') || set.has('cookie')));
  for (const name of gone) {
    headers.delete(name);
    unknownHeaders.delete(name);
  }
  for (const [name, value] of [...set].filter(([key]) => isHeader(key))) {
    unknownHeaders.delete(name);
    if (isVariable(value)) unknownHeaders.add(name);
    else headers.set(name, [unescaped(value)]);
  }
  for (const [name, value] of [...add].filter(([key]) => isHeader(key))) {
    if (isVariable(value)) unknownHeaders.add(name);
    else headers.set(name, [...headers.get(name) ?? [], unescaped(value)]);
  }
  return { ...request, headers, unknownHeaders, tokens };
}

/** `%NAME%` is for Envoy to fill in, `%%` a percent sign. */
function isVariable(value: string): boolean {
  return value.replace(/%%/g, '').includes('%');
}

function unescaped(value: string): string {
  return value.replace(/%%/g, '%');
}
