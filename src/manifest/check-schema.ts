import { fieldOf, isObject, own } from './check-field';
import type { ManifestFinding } from './check-finding';
import { atLeast, atMost, describeType, describeValue, suggestion } from './check-wording';
import { JsonValue, KindValidator, SchemaFault, SchemaNode } from '../../imports/validators';

interface Place {
  readonly field: string;
  readonly value: JsonValue;
  readonly node: SchemaNode;
}

/** The findings of the compiled schema, in our words. */
export function schemaFindings(validator: KindValidator, manifest: JsonValue, root: string): ManifestFinding[] {
  const faults = validator.schemaFaults(manifest);
  const wrongType = new Set(faults.filter(({ keyword }) => keyword === 'type').map(({ path }) => path));
  return faults
    // A value of the wrong type breaks every other keyword too.
    .filter(({ path, keyword }) => keyword === 'type' || !wrongType.has(path))
    .map((fault) => toFinding(fault, placeOf(validator, manifest, { path: fault.path, root })));
}

/** Follows a JSON pointer through the object and its schema side by side. */
function placeOf(validator: KindValidator, manifest: JsonValue, at: { path: string; root: string }): Place {
  let place: Place = { field: at.root, value: manifest, node: validator.nodes.at(-1)! };
  for (const segment of at.path.split('/').slice(1)) {
    place = step(validator, place, segment.replace(/~1/g, '/').replace(/~0/g, '~'));
  }
  return place;
}

function step(validator: KindValidator, { field, value, node }: Place, key: string): Place {
  if (Array.isArray(value)) return { field: `${field}[${key}]`, value: value[Number(key)], node: nodeAt(validator, node.items) };
  const child = isObject(value) ? value[key] : null;
  return { field: fieldOf(field, key), value: child, node: nodeAt(validator, own(node.properties, key) ?? node.values) };
}

function nodeAt(validator: KindValidator, index: number | undefined): SchemaNode {
  return index === undefined ? {} : validator.nodes[index];
}

function toFinding(fault: SchemaFault, place: Place): ManifestFinding {
  const { field } = place;
  if (fault.keyword === 'required') return { field: fieldOf(field, fault.name!), rule: 'required', message: 'the field is required' };
  return { field, rule: fault.keyword, message: message(fault.keyword, place) };
}

function message(keyword: string, { value, node }: Place): string {
  const found = `found ${describeValue(value)}`;
  switch (keyword) {
    case 'type': return `${found}, ${describeType(node)} is needed`;
    case 'enum': return `${found}${enumSuggestion(value, node)}, allowed are ${(node.enum ?? []).map((entry) => JSON.stringify(entry)).join(', ')}`;
    case 'pattern': return `${found}, which does not match ${node.pattern}`;
    case 'format': return `${found}, which is no ${node.format}`;
    case 'minimum': return `${found}, the least is ${node.minimum ?? -(2 ** 31)}`;
    case 'maximum': return `${found}, the most is ${node.maximum ?? 2 ** 31 - 1}`;
    case 'minLength': return `${found}, ${atLeast(node.minLength!, 'character')}`;
    case 'maxLength': return `${found}, ${atMost(node.maxLength!, 'character')}`;
    case 'minItems': return `${found}, ${atLeast(node.minItems!, 'item')}`;
    case 'maxItems': return `${found}, ${atMost(node.maxItems!, 'item')}`;
    case 'minProperties': return `${found}, ${atLeast(node.minProperties!, 'field')}`;
    case 'maxProperties': return `${found}, ${atMost(node.maxProperties!, 'field')}`;
    case 'oneOf': return choiceMessage(value, node) ?? `${found}, which fits none, or several, of the allowed shapes`;
    default: return `${found}, which breaks "${keyword}"`;
  }
}

function enumSuggestion(value: JsonValue, node: SchemaNode): string {
  return typeof value === 'string' ? suggestion(value, (node.enum ?? []).filter((entry) => typeof entry === 'string')) : '';
}

function choiceMessage(value: JsonValue, node: SchemaNode): string | undefined {
  if (!isObject(value)) return undefined;
  const groups = (node.choices ?? []).map((names) => ({ names, set: names.filter((name) => Object.hasOwn(value, name)) }));
  const crowded = groups.find(({ set }) => set.length > 1) ?? groups.find(({ set }) => set.length === 0);
  if (!crowded) return undefined;
  const set = crowded.set.length === 0 ? 'none of them is' : `${crowded.set.join(' and ')} are`;
  return `only one of ${crowded.names.join(', ')} may be set, ${set} set`;
}
