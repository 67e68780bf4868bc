import type { ObjectReader } from './object-reader';
import type { HeaderChanges } from '../../model/mesh';

export const NO_CHANGES: HeaderChanges = Object.freeze({ set: new Map(), add: new Map(), remove: [] });

/** The header operations of a VirtualService: maps from names to values. */
export function parseHeaderOperations(headers: ObjectReader | undefined): HeaderChanges {
  const request = headers?.object('request');
  headers?.skip('response');
  headers?.finish();
  if (request === undefined) return NO_CHANGES;
  const changes = {
    set: lowerCased(Object.entries(request.labels('set') ?? {})),
    add: lowerCased(Object.entries(request.labels('add') ?? {})),
    remove: request.texts('remove').map((name) => name.toLowerCase()),
  };
  request.finish();
  return changes;
}

/** A header modifier of the Gateway API: lists, of which the first entry of a name counts. */
export function parseHeaderModifier(modifier: ObjectReader | undefined): HeaderChanges {
  if (modifier === undefined) return NO_CHANGES;
  const changes = {
    set: lowerCased(parsePairs(modifier.objects('set'))),
    add: lowerCased(parsePairs(modifier.objects('add'))),
    remove: modifier.texts('remove').map((name) => name.toLowerCase()),
  };
  modifier.finish();
  return changes;
}

function parsePairs(items: readonly ObjectReader[]): readonly (readonly [string, string])[] {
  return items.map((item) => {
    const pair = [item.requiredText('name'), item.requiredText('value')] as const;
    item.finish();
    return pair;
  });
}

function lowerCased(entries: readonly (readonly [string, string])[]): ReadonlyMap<string, string> {
  const changes = new Map<string, string>();
  for (const [name, value] of entries.map(([key, text]) => [key.toLowerCase(), text] as const)) {
    if (!changes.has(name)) changes.set(name, value);
  }
  return changes;
}
