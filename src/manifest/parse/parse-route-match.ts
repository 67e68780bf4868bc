import { ObjectReader } from './object-reader';
import type { Place } from './place';
import type { HttpRouteMatch, NamedRouteText, RoutePath, RouteText } from '../../model/mesh';

/** What holds for every proxy and port. */
const ANYWHERE = { gateways: [], sourceLabels: {} };
const NOTHING = { ...ANYWHERE, headers: [], withoutHeaders: [], queryParams: [] };
const TEXT_TYPES = ['Exact', 'RegularExpression'] as const;

/** One of the matches of an HTTPRoute. The API server writes the path `/` where there is none. */
export function parseHttpMatch(place: Place, value: unknown): HttpRouteMatch {
  const match = ObjectReader.of(place, value);
  const method = match.text('method');
  const parsed = {
    ...NOTHING,
    path: parsePath(match.object('path')),
    ...method === undefined ? {} : { method: { kind: 'exact', value: method } as const },
    headers: once(match.objects('headers').map(parseHeader)),
    queryParams: once(match.objects('queryParams').map(parseNamed)),
  };
  match.finish();
  return parsed;
}

function parsePath(path: ObjectReader | undefined): RoutePath {
  const type = path?.choice('type', ['Exact', 'PathPrefix', 'RegularExpression']) ?? 'PathPrefix';
  const value = path?.text('value') ?? '/';
  path?.finish();
  if (type === 'Exact') return { kind: 'exact', value, ignoresCase: false };
  return type === 'RegularExpression' ? { kind: 'regex', value, ignoresCase: false } : segments(value);
}

/** A slash at the end says nothing. */
function segments(prefix: string): RoutePath {
  return { kind: 'segments', value: prefix === '/' ? prefix : prefix.replace(/\/$/, ''), ignoresCase: false };
}

function parseHeader(header: ObjectReader): NamedRouteText {
  const { name, text } = parseNamed(header);
  return { name: name.toLowerCase(), text };
}

function parseNamed(item: ObjectReader): NamedRouteText {
  const type = item.choice('type', TEXT_TYPES) ?? 'Exact';
  const text: RouteText = { kind: type === 'Exact' ? 'exact' : 'regex', value: item.requiredText('value') };
  const name = item.requiredText('name');
  item.finish();
  // Istio takes this one for a metacharacter.
  return { name, text: text.kind === 'regex' && text.value === '*' ? { kind: 'present', value: '' } : text };
}

/** istiod makes a map of them, in which the last one of a name stays. */
function once(items: readonly NamedRouteText[]): readonly NamedRouteText[] {
  return [...new Map(items.map((item) => [item.name, item])).values()];
}

/** One of the matches of a GRPCRoute: a method is a path. */
export function parseGrpcMatch(place: Place, value: unknown): HttpRouteMatch {
  const match = ObjectReader.of(place, value);
  const method = match.object('method');
  const path = method === undefined ? undefined : parseGrpcMethod(method);
  const parsed = { ...NOTHING, ...path === undefined ? {} : { path }, headers: once(match.objects('headers').map(parseHeader)) };
  match.finish();
  return parsed;
}

function parseGrpcMethod(reader: ObjectReader): RoutePath | undefined {
  const type = reader.choice('type', TEXT_TYPES) ?? 'Exact';
  const service = reader.text('service');
  const method = reader.text('method');
  reader.finish();
  if (service === undefined && method === undefined) {
    reader.place.report('missing-field', 'a method of gRPC needs a service or a method');
    return undefined;
  }
  if (type === 'Exact' && method === undefined) return { kind: 'segments', value: `/${service}/`, ignoresCase: false };
  if (type === 'Exact' && service !== undefined) return { kind: 'exact', value: `/${service}/${method}`, ignoresCase: false };
  return { kind: 'regex', value: `/${service ?? '[^/]+'}/${method ?? '.+'}`, ignoresCase: false };
}
