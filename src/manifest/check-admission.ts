import { fieldOf, isObject, own, setOwn } from './check-field';
import type { ManifestFinding } from './check-finding';
import { listNames, suggestion } from './check-wording';
import { JsonValue, KindValidator, SchemaNode } from '../../imports/validators';

/**
 * The object as the API server holds it before it validates: defaults filled in, nulls dropped where a field cannot be
 * null, unknown fields pruned; each pruned field is a finding, as with `kubectl apply --validate=strict`.
 */
export class Admission {
  readonly findings: ManifestFinding[] = [];
  private readonly nodes: readonly SchemaNode[];

  constructor(validator: KindValidator) {
    this.nodes = validator.nodes;
  }

  admit(manifest: JsonValue, field: string): JsonValue {
    return this.copy(manifest, this.nodes.at(-1), field);
  }

  /** Where there is no node the schema says nothing, and nothing is copied. */
  private copy(value: JsonValue, node: SchemaNode | undefined, field: string): JsonValue {
    if (node === undefined) return value;
    if (isObject(value)) return this.copyObject(value, node, field);
    if (!Array.isArray(value)) return value;
    const items = this.node(node.items);
    return value.map((item, index) => item === null && items?.default !== undefined && !items.nullable
      ? items.default
      // A hole of a list is written as null.
      : this.copy(item ?? null, items, `${field}[${index}]`));
  }

  private copyObject(value: { readonly [key: string]: JsonValue }, node: SchemaNode, field: string): JsonValue {
    const result: Record<string, JsonValue> = {};
    for (const key of Object.keys(value)) {
      // YAML and JSON writers leave out undefined.
      if (value[key] === undefined) continue;
      const child = this.node(own(node.properties, key) ?? node.values);
      if (child === undefined && !isOpen(node)) this.findings.push(unknownField(fieldOf(field, key), key, node));
      else this.copyField(result, key, { value: value[key], node: child, field });
    }
    for (const name of node.defaulted ?? []) {
      if (!Object.hasOwn(result, name)) result[name] = this.defaultOf(node.properties![name], fieldOf(field, name));
    }
    return result;
  }

  private copyField(target: Record<string, JsonValue>, key: string, at: { value: JsonValue; node?: SchemaNode; field: string }): void {
    const dropsNull = at.value === null && at.node !== undefined && !at.node.nullable;
    if (dropsNull) return;
    setOwn(target, key, this.copy(at.value, at.node, fieldOf(at.field, key)));
  }

  private defaultOf(index: number, field: string): JsonValue {
    const node = this.nodes[index];
    return this.copy(node.default!, node, field);
  }

  private node(index: number | undefined): SchemaNode | undefined {
    return index === undefined ? undefined : this.nodes[index];
  }
}

/** Fields of something that should be no object are not unknown: the type is wrong, which the schema tells. */
function isOpen(node: SchemaNode): boolean {
  return node.open === true || node.type !== 'object';
}

function unknownField(field: string, name: string, node: SchemaNode): ManifestFinding {
  const known = Object.keys(node.properties ?? {});
  const allowed = known.length > 0 ? `allowed here: ${listNames(known)}` : 'no field is allowed here';
  return { field, rule: 'unknown field', message: `unknown field "${name}"${suggestion(name, known)}; ${allowed}` };
}
