import { StructuralSchema } from './crd';

const KEYWORDS = new Set([
  'type', 'description', 'default', 'nullable', 'format', 'pattern', 'enum', 'minimum', 'maximum', 'minLength', 'maxLength',
  'minItems', 'maxItems', 'minProperties', 'maxProperties', 'required', 'properties', 'additionalProperties', 'items',
  'oneOf', 'anyOf', 'allOf', 'not', 'x-kubernetes-validations', 'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-int-or-string', 'x-kubernetes-list-type', 'x-kubernetes-list-map-keys', 'x-kubernetes-map-type',
]);
const RULE_KEYWORDS = new Set(['rule', 'message']);
const FORMATS = new Set(['int32', 'int64', 'double', 'byte', 'date-time', 'ipv4', 'ipv6']);

/**
 * Refuses a schema that says something the validators do not know: a newer CRD must not pass unread.
 *
 * @throws with the path of the keyword.
 */
export function refuseUnknownKeywords(schema: StructuralSchema, path: string): void {
  refuseOthers(Object.keys(schema), KEYWORDS, path);
  if (schema.format !== undefined) refuseOthers([schema.format], FORMATS, `${path}.format`);
  if (schema.nullable && (schema.oneOf || schema.anyOf || schema.allOf || schema.not)) {
    throw new Error(`${path}: nullable beside oneOf, anyOf, allOf or not is not handled`);
  }
  refuseCompositeKeys(schema, path);
  for (const rule of schema['x-kubernetes-validations'] ?? []) refuseOthers(Object.keys(rule), RULE_KEYWORDS, `${path}.x-kubernetes-validations`);
  for (const [name, child] of children(schema)) refuseUnknownKeywords(child, `${path}.${name}`);
}

/** Entries of sets and keys of list maps are compared as scalars. */
function refuseCompositeKeys(schema: StructuralSchema, path: string): void {
  const keys = schema['x-kubernetes-list-map-keys']?.map((name) => schema.items?.properties?.[name])
    ?? (schema['x-kubernetes-list-type'] === 'set' ? [schema.items] : []);
  if (keys.some((key) => key?.type === undefined || key.type === 'object' || key.type === 'array')) {
    throw new Error(`${path}: list entries that are told apart by something else than scalars are not handled`);
  }
}

function refuseOthers(found: readonly string[], known: ReadonlySet<string>, path: string): void {
  const unknown = found.filter((name) => !known.has(name));
  if (unknown.length > 0) throw new Error(`${path}: ${unknown.join(', ')} is not handled by the generated validators`);
}

function children(schema: StructuralSchema): [string, StructuralSchema][] {
  const single = (['items', 'additionalProperties', 'not'] as const).flatMap((name): [string, StructuralSchema][] => {
    const child = schema[name];
    return child ? [[name, child]] : [];
  });
  const several = (['oneOf', 'anyOf', 'allOf'] as const).flatMap((name) =>
    (schema[name] ?? []).map((child, index): [string, StructuralSchema] => [`${name}[${index}]`, child]));
  return [...Object.entries(schema.properties ?? {}), ...single, ...several];
}
