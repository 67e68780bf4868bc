import { isObject } from './check-field';
import type { ManifestFinding } from './check-manifest';
import { describeValue } from './check-wording';
import { JsonValue, SchemaNode } from '../../imports/validators';

/** Entries that a list of type `set` or `map` holds twice; the API server refuses them. */
export function duplicateFindings(list: readonly JsonValue[], node: SchemaNode, field: string): ManifestFinding[] {
  if (!node.set && !node.mapKeys) return [];
  const first = new Map<string, number>();
  return list.flatMap((item, index): ManifestFinding[] => {
    const key = node.mapKeys ? mapKey(item, node.mapKeys) : canonical(item);
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, index);
    return earlier === undefined ? [] : [{ field: `${field}[${index}]`, rule: 'duplicate', message: duplicateMessage(item, node, `${field}[${earlier}]`) }];
  });
}

function duplicateMessage(item: JsonValue, node: SchemaNode, earlier: string): string {
  const what = node.mapKeys && isObject(item)
    ? node.mapKeys.map((name) => `${name} ${JSON.stringify(item[name] ?? null)}`).join(' and ')
    : describeValue(item);
  return `${what} stands already in ${earlier}; entries must differ${node.mapKeys ? ` in ${node.mapKeys.join(' or ')}` : ''}`;
}

function mapKey(item: JsonValue, names: readonly string[]): string {
  return JSON.stringify(names.map((name) => isObject(item) && Object.hasOwn(item, name) ? canonical(item[name]) : null));
}

/** Equal values give equal texts, whatever the order of their fields. */
function canonical(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isObject(value)) return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`;
}
