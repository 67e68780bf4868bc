import { StructuralSchema } from './crd';

/** One place of a schema as data; children are indices, so that equal places (196 durations) are written once. */
export type SchemaNode = Record<string, unknown>;

/** Renamed, so that the data of a kind stays short. */
const OWN_NAMES: Readonly<Record<string, string>> = {
  'x-kubernetes-preserve-unknown-fields': 'open',
  'x-kubernetes-int-or-string': 'intOrString',
  'x-kubernetes-list-map-keys': 'mapKeys',
};
const DROPPED = new Set([
  'description', 'properties', 'items', 'additionalProperties', 'oneOf', 'anyOf', 'allOf', 'not',
  'x-kubernetes-validations', 'x-kubernetes-list-type', 'x-kubernetes-map-type',
]);

/** The schema as a list of distinct nodes; the last one is the root. */
export function schemaNodes(root: StructuralSchema): SchemaNode[] {
  const nodes: SchemaNode[] = [];
  const indices = new Map<string, number>();
  const add = (schema: StructuralSchema): number => {
    const node = toNode(schema, add);
    const key = JSON.stringify(node);
    const known = indices.get(key);
    if (known !== undefined) return known;
    indices.set(key, nodes.length);
    return nodes.push(node) - 1;
  };
  add(root);
  return nodes;
}

function toNode(schema: StructuralSchema, add: (child: StructuralSchema) => number): SchemaNode {
  const kept = Object.entries(schema).filter(([name]) => !DROPPED.has(name)).map(([name, value]) => [OWN_NAMES[name] ?? name, value]);
  const choices = fieldChoices(schema);
  const defaulted = Object.keys(schema.properties ?? {}).filter((name) => schema.properties![name].default !== undefined);
  // Transition rules compare with the object that is replaced; a manifest replaces none.
  const rules = (schema['x-kubernetes-validations'] ?? []).filter(({ rule }) => !/\boldSelf\b/.test(rule));
  return {
    ...Object.fromEntries(kept),
    ...(schema.properties && {
      properties: Object.fromEntries(Object.entries(schema.properties).map(([name, child]) => [name, add(child)])),
    }),
    ...(schema.items && { items: add(schema.items) }),
    ...(schema.additionalProperties && { values: add(schema.additionalProperties) }),
    ...(defaulted.length > 0 && { defaulted }),
    ...(schema['x-kubernetes-list-type'] === 'set' && { set: true }),
    ...(choices.length > 0 && { choices }),
    ...(rules.length > 0 && { rules }),
  };
}

/**
 * The groups of fields of which at most one may be set, as protobuf's `oneof` becomes in a CRD:
 * `oneOf: [{not: {anyOf: [{required: [a]}, {required: [b]}]}}, {required: [a]}, {required: [b]}]`. Only for messages.
 */
function fieldChoices(schema: StructuralSchema): string[][] {
  const groups = [schema, ...(schema.allOf ?? [])].map(({ oneOf }) => oneOf ?? []);
  return groups
    .filter((branches) => branches.length > 0 && branches.every((branch) => branch.not || branch.required))
    .map((branches) => [...new Set(branches.flatMap((branch) => branch.required ?? []))]);
}
