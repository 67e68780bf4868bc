import { ObjectReader } from './object-reader';
import { parseBackendRef } from './parse-route-backend';
import { NO_CHANGES, parseHeaderModifier } from './parse-route-headers';
import { parseGrpcMatch, parseHttpMatch } from './parse-route-match';
import type { Place } from './place';
import type { HeaderChanges, HttpRouteAction, HttpRouteRule, PathRewrite, RouteBackend } from '../../model/mesh';

const FILTERS = [
  'RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestMirror', 'RequestRedirect', 'URLRewrite', 'CORS',
] as const;
const NO_BACKEND = { kind: 'response', status: 500, answersPreflights: false } as const;

/** One rule of an HTTPRoute. Without matches it has the one that the API server writes: every path. */
export function parseHttpRule(place: Place, value: unknown): HttpRouteRule {
  const rule = ObjectReader.of(place, value);
  const matches = rule.items('matches').map((item) => item.place.readApart((apart) => parseHttpMatch(apart, item.value)));
  const action = place.readApart((apart) => parseAction(ObjectReader.of(apart, value)));
  return { matches: matches.length > 0 ? matches : [{ kind: 'read', value: parseHttpMatch(place, {}) }], action, at: place.at };
}

/** What the API server writes where an HTTPRoute has no rules. */
export function defaultHttpRule(place: Place): HttpRouteRule {
  return { matches: [{ kind: 'read', value: parseHttpMatch(place, {}) }], action: { kind: 'read', value: NO_BACKEND }, at: place.at };
}

/** One rule of a GRPCRoute; without matches it is for everything. */
export function parseGrpcRule(place: Place, value: unknown): HttpRouteRule {
  const rule = ObjectReader.of(place, value);
  const matches = rule.items('matches').map((item) => item.place.readApart((apart) => parseGrpcMatch(apart, item.value)));
  return { matches, action: place.readApart((apart) => parseAction(ObjectReader.of(apart, value))), at: place.at };
}

interface Filters {
  readonly headers: HeaderChanges;
  readonly rewrite?: PathRewrite;
  readonly host?: string;
  readonly redirect?: number;
  readonly answersPreflights: boolean;
}

/** Retries, timeouts and the like change when a request arrives, and not whether. */
function parseAction(rule: ObjectReader): HttpRouteAction {
  rule.skip('matches', 'name', 'timeouts', 'retry');
  const { redirect, ...filters } = rule.objects('filters').reduce<Filters>(withFilter, { headers: NO_CHANGES, answersPreflights: false });
  const backends = rule.objects('backendRefs').map(parseBackendRef);
  rule.finish();
  if (redirect !== undefined) return { kind: 'redirect', status: redirect, answersPreflights: filters.answersPreflights };
  return backends.some(isUsed) ? { kind: 'forward', backends: backends.filter(isUsed), ...filters } : NO_BACKEND;
}

function isUsed({ weight }: RouteBackend): boolean {
  return weight > 0;
}

/** Of two filters of one type the later one stays, as in istiod. */
function withFilter(filters: Filters, filter: ObjectReader): Filters {
  const type = filter.choice('type', FILTERS);
  if (type !== undefined) filter.skip(FIELDS[type], 'type');
  const added = type === undefined ? {} : FILTER_PARSERS[type](filter);
  filter.finish();
  return { ...filters, ...added };
}

const FIELDS: Readonly<Record<typeof FILTERS[number], string>> = {
  RequestHeaderModifier: 'requestHeaderModifier',
  ResponseHeaderModifier: 'responseHeaderModifier',
  RequestMirror: 'requestMirror',
  RequestRedirect: 'requestRedirect',
  URLRewrite: 'urlRewrite',
  CORS: 'cors',
};

/** The answers to a mirrored request are thrown away: it decides nothing about the one that was mirrored. */
const FILTER_PARSERS: Readonly<Record<typeof FILTERS[number], (filter: ObjectReader) => Partial<Filters>>> = {
  RequestHeaderModifier: (filter) => ({ headers: parseHeaderModifier(filter.object('requestHeaderModifier')) }),
  ResponseHeaderModifier: () => ({}),
  RequestMirror: () => ({}),
  RequestRedirect: (filter) => ({ redirect: filter.object('requestRedirect')?.integer('statusCode', 301, 308) ?? 302 }),
  URLRewrite: (filter) => parseUrlRewrite(filter.object('urlRewrite')),
  CORS: () => ({ answersPreflights: true }),
};

function parseUrlRewrite(filter: ObjectReader | undefined): Partial<Filters> {
  if (filter === undefined) return {};
  const host = filter.text('hostname');
  const path = filter.object('path');
  const rewrite = path === undefined ? undefined : parsePathModifier(path);
  filter.finish();
  return { ...host === undefined ? {} : { host }, ...rewrite === undefined ? {} : { rewrite } };
}

function parsePathModifier(path: ObjectReader): PathRewrite {
  const type = path.choice('type', ['ReplaceFullPath', 'ReplacePrefixMatch']);
  const whole = path.text('replaceFullPath');
  const prefix = path.text('replacePrefixMatch');
  path.finish();
  if (type === 'ReplaceFullPath') return { kind: 'whole', value: whole ?? '' };
  const value = (prefix ?? '').replace(/\/$/, '');
  return value === '' ? { kind: 'remove', value: '/' } : { kind: 'prefix', value };
}
