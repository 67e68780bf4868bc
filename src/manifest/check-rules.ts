import type { CelProgram, CelSelf } from './check-cel';
import { fieldOf, isObject, isWithin, own } from './check-field';
import type { ManifestFinding } from './check-finding';
import { duplicateFindings } from './check-lists';
import { describeValue } from './check-wording';
import { JsonValue, KindValidator, SchemaNode, SchemaRule } from '../../imports/validators';

/**
 * Walks an admitted object and checks what holds between its parts: list keys and CEL rules. As in the API server, what
 * contains a place of the wrong shape (`broken`) is not judged: its rules would stumble over that shape.
 */
export class RuleWalk {
  readonly findings: ManifestFinding[] = [];

  constructor(private readonly validator: KindValidator, private readonly broken: readonly string[]) {}

  walk(manifest: JsonValue, field: string): void {
    this.visit(manifest, this.validator.nodes.at(-1)!, field);
  }

  /** Checks the value and returns it in CEL's types, so that each part is converted once. */
  private visit(value: JsonValue, node: SchemaNode, field: string): CelSelf {
    const self = this.convert(value, node, field);
    if (Array.isArray(value)) this.findings.push(...duplicateFindings(value, node, field));
    if (node.rules && !this.isBroken(field)) {
      for (const rule of node.rules) this.apply(rule, self, { field, value });
    }
    return self;
  }

  private convert(value: JsonValue, node: SchemaNode, field: string): CelSelf {
    if (Array.isArray(value)) {
      const items = this.node(node.items);
      return items === undefined ? [] : value.map((item, index) => this.visit(item, items, `${field}[${index}]`));
    }
    if (isObject(value)) return this.convertObject(value, node, field);
    return typeof value === 'number' && node.type !== 'number' && Number.isInteger(value) ? BigInt(value) : value as CelSelf;
  }

  /** What no schema describes is invisible to CEL. */
  private convertObject(value: { readonly [key: string]: JsonValue }, node: SchemaNode, field: string): CelSelf {
    const result = new Map<string, CelSelf>();
    for (const key of Object.keys(value)) {
      const property = this.node(own(node.properties, key));
      const child = property ?? this.node(node.values);
      if (child === undefined) continue;
      result.set(property ? celName(key) : key, this.visit(value[key], child, fieldOf(field, key)));
    }
    return result;
  }

  private apply(rule: SchemaRule, self: CelSelf, at: { field: string; value: JsonValue }): void {
    const result = program(rule.rule)(self);
    if (result === true) return;
    const wanted = rule.message ?? 'the rule does not hold';
    const why = result === false ? `found ${describeValue(at.value)}` : `the rule cannot be evaluated: ${result.message}`;
    this.findings.push({ field: at.field, rule: rule.rule.replace(/\s+/g, ' '), message: `${wanted} (${why})` });
  }

  private isBroken(field: string): boolean {
    return this.broken.length > 0 && this.broken.some((place) => isWithin(place, field));
  }

  private node(index: number | undefined): SchemaNode | undefined {
    return index === undefined ? undefined : this.validator.nodes[index];
  }
}

const CEL_KEYWORDS = new Set([
  'true', 'false', 'null', 'in', 'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop',
  'package', 'namespace', 'return', 'var', 'void', 'while',
]);

/** Kubernetes' escaping of property names that CEL cannot spell; the keys of maps stay as they are. */
function celName(name: string): string {
  if (CEL_KEYWORDS.has(name)) return `__${name}__`;
  return /__|[./-]/.test(name)
    ? name.replace(/__/g, '__underscores__').replace(/\./g, '__dot__').replace(/-/g, '__dash__').replace(/\//g, '__slash__')
    : name;
}

const programs = new Map<string, CelProgram>();

function program(rule: string): CelProgram {
  const known = programs.get(rule);
  if (known) return known;
  // The CEL engine takes longer to load than this package; an app without our kinds never pays for it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { compileRule } = require('./check-cel') as typeof import('./check-cel');
  const compiled = compileRule(rule);
  programs.set(rule, compiled);
  return compiled;
}
