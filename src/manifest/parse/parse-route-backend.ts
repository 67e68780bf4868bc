import type { ObjectReader } from './object-reader';
import { NO_CHANGES, parseHeaderModifier } from './parse-route-headers';
import type { HeaderChanges, RouteBackend } from '../../model/mesh';

const MAX_WEIGHT = 1_000_000;

/** One of the backendRefs of a route of the Gateway API. */
export function parseBackendRef(ref: ObjectReader): RouteBackend {
  const namespace = ref.text('namespace');
  const group = ref.text('group') ?? '';
  const type = ref.text('kind') ?? 'Service';
  const port = ref.port('port');
  // Then istiod drops the whole route.
  if (port === undefined && group === '' && type === 'Service') ref.place.report('missing-field', 'a backend that is a Service needs a port');
  const backend: RouteBackend = {
    destination: { kind: 'reference', group, type, ...namespace === undefined ? {} : { namespace }, name: ref.requiredText('name'), port: port ?? 0 },
    weight: ref.integer('weight', 0, MAX_WEIGHT) ?? 1,
    headers: parseBackendFilters(ref.objects('filters')),
  };
  ref.finish();
  return backend;
}

/** istiod knows two filters of a single backend, and drops a route with others. */
function parseBackendFilters(filters: readonly ObjectReader[]): HeaderChanges {
  let changes = NO_CHANGES;
  for (const filter of filters) {
    const type = filter.choice('type', ['RequestHeaderModifier', 'ResponseHeaderModifier']);
    if (type === 'RequestHeaderModifier') changes = parseHeaderModifier(filter.object('requestHeaderModifier'));
    filter.skip('responseHeaderModifier');
    filter.finish();
  }
  return changes;
}
