import type { ObjectReader } from './object-reader';

/** The kinds of object that a route of the Gateway API is attached to. */
export function parentKinds(route: ObjectReader): readonly string[] {
  const parents = route.object('spec')?.objects('parentRefs') ?? [];
  return parents.map((parent) => parent.text('kind') ?? 'Gateway');
}
