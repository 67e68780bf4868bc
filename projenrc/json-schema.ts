import { StructuralSchema } from './crd';

type JsonSchema = { [keyword: string]: unknown };

const INT32 = { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 };
const COPIED = [
  'pattern', 'minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties', 'required', 'minimum', 'maximum',
] as const;
const TEXT_FORMATS = new Set(['byte', 'date-time', 'ipv4', 'ipv6']);

/** Shorter subschemas cost less where they stand than behind a function. */
const SHARED_FROM = 90;

/**
 * The structural schema as JSON schema, repeated parts shared. It says nothing about unknown fields: those are found, as
 * in the API server, by walking the object along the properties before it is validated.
 */
export function toJsonSchema(root: StructuralSchema): JsonSchema {
  return shareRepeated(convert(root));
}

function convert(schema: StructuralSchema): JsonSchema {
  return {
    ...typeOf(schema),
    ...Object.fromEntries(COPIED.filter((name) => schema[name] !== undefined).map((name) => [name, schema[name]])),
    ...(schema.format === 'int32' && {
      minimum: Math.max(schema.minimum ?? -Infinity, INT32.minimum),
      maximum: Math.min(schema.maximum ?? Infinity, INT32.maximum),
    }),
    ...(schema.format !== undefined && TEXT_FORMATS.has(schema.format) && { format: schema.format }),
    ...(schema.enum && { enum: schema.nullable ? [...schema.enum, null] : schema.enum }),
    ...convertChildren(schema),
    ...convertBranches(schema),
  };
}

function typeOf(schema: StructuralSchema): { type?: string | string[] } {
  if (schema['x-kubernetes-int-or-string']) return { type: ['integer', 'string', ...(schema.nullable ? ['null'] : [])] };
  if (schema.type === undefined) return {};
  return { type: schema.nullable ? [schema.type, 'null'] : schema.type };
}

function convertChildren(schema: StructuralSchema): JsonSchema {
  return {
    ...(schema.properties && {
      properties: Object.fromEntries(Object.entries(schema.properties).map(([name, child]) => [name, convert(child)])),
    }),
    ...(schema.items && { items: convert(schema.items) }),
    ...(schema.additionalProperties && { additionalProperties: convert(schema.additionalProperties) }),
  };
}

function convertBranches(schema: StructuralSchema): JsonSchema {
  const isIntOrString = schema['x-kubernetes-int-or-string'];
  return {
    ...(schema.oneOf && { oneOf: schema.oneOf.map(convert) }),
    ...(schema.anyOf && !isIntOrString && { anyOf: schema.anyOf.map(convert) }),
    ...(schema.allOf && { allOf: schema.allOf.map(convert) }),
    ...(schema.not && { not: convert(schema.not) }),
  };
}

function shareRepeated(root: JsonSchema): JsonSchema {
  const counts = new Map<string, number>();
  countPlaces(root, counts);
  const definitions: Record<string, JsonSchema> = {};
  const names = new Map<string, string>();
  const share = (schema: JsonSchema): JsonSchema => {
    const key = JSON.stringify(schema);
    if (key.length < SHARED_FROM || counts.get(key) === 1) return mapChildren(schema, share);
    if (!names.has(key)) {
      names.set(key, `shared${names.size}`);
      definitions[names.get(key)!] = mapChildren(schema, share);
    }
    return { $ref: `#/definitions/${names.get(key)}` };
  };
  return { ...mapChildren(root, share), definitions };
}

function countPlaces(schema: JsonSchema, counts: Map<string, number>): void {
  const key = JSON.stringify(schema);
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  if (count === 1) mapChildren(schema, (child) => { countPlaces(child, counts); return child; });
}

function mapChildren(schema: JsonSchema, change: (child: JsonSchema) => JsonSchema): JsonSchema {
  const properties = schema.properties as Record<string, JsonSchema> | undefined;
  const values = schema.additionalProperties as JsonSchema | undefined;
  return {
    ...schema,
    ...(properties && { properties: Object.fromEntries(Object.entries(properties).map(([name, child]) => [name, change(child)])) }),
    ...(schema.items !== undefined && { items: change(schema.items as JsonSchema) }),
    ...(values && { additionalProperties: change(values) }),
  };
}
