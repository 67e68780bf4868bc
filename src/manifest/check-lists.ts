import { isObject, own } from './check-field';
import type { ManifestFinding } from './check-finding';
import { JsonValue, SchemaNode } from '../../imports/validators';

/**
 * Entries that a list of type `set` or `map` holds twice; the API server refuses them. Keys are scalars (the generator
 * refuses a CRD where they are not); another value is of the wrong type, which the schema tells.
 */
export function duplicateFindings(list: readonly JsonValue[], node: SchemaNode, field: string): ManifestFinding[] {
  if (!node.set && !node.mapKeys) return [];
  const first = new Map<string, number>();
  return list.flatMap((item, index): ManifestFinding[] => {
    const key = node.mapKeys ? mapKey(item, node.mapKeys) : scalarText(item);
    if (key === undefined) return [];
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, index);
    return earlier === undefined ? [] : [{ field: `${field}[${index}]`, rule: 'duplicate', message: `${key} stands already in ${field}[${earlier}]` }];
  });
}

/** `name "web" and port 80` */
function mapKey(item: JsonValue, names: readonly string[]): string | undefined {
  if (!isObject(item)) return undefined;
  const texts = names.map((name) => scalarText(own(item, name) ?? null));
  return texts.includes(undefined) ? undefined : names.map((name, index) => `${name} ${texts[index]}`).join(' and ');
}

function scalarText(value: JsonValue): string | undefined {
  return typeof value === 'object' && value !== null ? undefined : JSON.stringify(value);
}
