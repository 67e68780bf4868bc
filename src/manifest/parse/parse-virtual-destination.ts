import type { ObjectReader } from './object-reader';
import { NO_CHANGES, parseHeaderOperations } from './parse-route-headers';
import { qualifiedHost } from './qualified-names';
import type { RouteBackend, RouteDestination } from '../../model/mesh';

const MAX_WEIGHT = 0x7fff_ffff;

/** Where a rule sends what it matches. Of several destinations those without weight get nothing. */
export function parseDestinations(rule: ObjectReader, namespace: string): readonly RouteBackend[] {
  const routes = rule.objects('route');
  const backends = routes.map((route) => parseBackend(route, namespace));
  return routes.length === 1 ? backends : backends.filter(({ weight }) => weight > 0);
}

function parseBackend(route: ObjectReader, namespace: string): RouteBackend {
  const destination = route.object('destination');
  if (destination === undefined) route.place.report('missing-field', 'the field destination is required');
  const backend: RouteBackend = {
    destination: destination === undefined ? { kind: 'host', host: '' } : parseDestination(destination, namespace),
    weight: route.integer('weight', 0, MAX_WEIGHT) ?? 0,
    headers: route.value('headers') === undefined ? NO_CHANGES : parseHeaderOperations(route.object('headers')),
  };
  route.finish();
  return backend;
}

function parseDestination(destination: ObjectReader, namespace: string): RouteDestination {
  const port = destination.object('port');
  const number = port?.port('number');
  const subset = destination.text('subset');
  port?.finish();
  const parsed: RouteDestination = {
    kind: 'host',
    host: qualifiedHost(destination.requiredText('host'), namespace).toLowerCase(),
    ...subset === undefined || subset === '' ? {} : { subset },
    ...number === undefined ? {} : { port: number },
  };
  destination.finish();
  return parsed;
}
