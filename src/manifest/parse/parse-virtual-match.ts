import type { ObjectReader } from './object-reader';
import { qualifiedGateway } from './qualified-names';
import type { HttpRouteMatch, NamedRouteText, RouteOrigin, RoutePath, RouteText } from '../../model/mesh';

/** Routes by claims of a token, and by parts of the request that are no headers. */
const NO_HEADER = /^[@:]|^(?:uri|scheme|method|authority)$/i;

/** One match of an HTTP rule of a VirtualService. */
export function parseVirtualMatch(match: ObjectReader, namespace: string): HttpRouteMatch {
  const method = parseText(match.object('method'));
  const authority = parseText(match.object('authority'));
  const path = parsePath(match.object('uri'), match.flag('ignoreUriCase') ?? false);
  const parsed = {
    ...parseOrigin(match, namespace),
    ...path === undefined ? {} : { path },
    ...method === undefined ? {} : { method },
    ...authority === undefined ? {} : { authority },
    headers: parseHeaders(match.object('headers')),
    withoutHeaders: parseHeaders(match.object('withoutHeaders')),
    queryParams: parseNamed(match.object('queryParams')),
  };
  match.skip('name', 'statPrefix');
  match.finish();
  return parsed;
}

/** For which proxies and ports it is there. */
export function parseOrigin(match: ObjectReader, namespace: string): RouteOrigin {
  const port = match.port('port');
  const sourceNamespace = match.text('sourceNamespace');
  return {
    gateways: match.texts('gateways').map((name) => qualifiedGateway(name, namespace)),
    ...port === undefined ? {} : { port },
    sourceLabels: match.labels('sourceLabels') ?? {},
    ...sourceNamespace === undefined || sourceNamespace === '' ? {} : { sourceNamespace },
  };
}

/** Without `exact`, `prefix` and `regex` a value only has to be there; the regular expression `*` says the same. */
export function parseText(text: ObjectReader | undefined): RouteText | undefined {
  if (text === undefined) return undefined;
  const kinds = (['exact', 'prefix', 'regex'] as const).filter((kind) => text.value(kind) !== undefined);
  if (kinds.length > 1) text.place.report('several-matches', `only one of ${kinds.join(', ')} can be asked for`);
  const [kind] = kinds;
  const value = kind === undefined ? '' : text.text(kind) ?? '';
  text.finish();
  return kind === undefined || (kind === 'regex' && value === '*') ? { kind: 'present', value: '' } : { kind, value };
}

function parsePath(uri: ObjectReader | undefined, ignoresCase: boolean): RoutePath | undefined {
  const text = parseText(uri);
  if (text === undefined || uri === undefined) return undefined;
  if (text.kind !== 'present') return { kind: text.kind, value: text.value, ignoresCase };
  if (uri.keys().length === 0) return undefined;
  uri.place.report('unusable-pattern', 'Envoy cannot load "*" as a regular expression for paths');
  return undefined;
}

function parseHeaders(headers: ObjectReader | undefined): readonly NamedRouteText[] {
  return parseNamed(headers).map(({ name, text }) => {
    if (NO_HEADER.test(name)) headers?.place.child(name).report('unmodelled-route', `routes by ${name} are not modelled`);
    return { name: name.toLowerCase(), text };
  });
}

function parseNamed(map: ObjectReader | undefined): readonly NamedRouteText[] {
  return (map?.keys() ?? []).map((name) => ({ name, text: parseText(map?.object(name)) ?? { kind: 'present', value: '' } }));
}
