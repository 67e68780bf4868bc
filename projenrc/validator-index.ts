import type { ValidatorModule } from './validators';

/** The types of the generated modules. */
export const KIND_VALIDATOR_MODULE = `
/** A value that a manifest may hold. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** A CEL rule of \`x-kubernetes-validations\`. */
export interface SchemaRule {
  readonly rule: string;
  readonly message?: string;
}

/** One place of a structural schema; numbers in \`properties\`, \`items\` and \`values\` are indices of nodes. */
export interface SchemaNode {
  readonly type?: string;
  readonly nullable?: boolean;
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly JsonValue[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly required?: readonly string[];
  readonly default?: JsonValue;
  /** The properties that have a default. */
  readonly defaulted?: readonly string[];
  readonly properties?: { readonly [name: string]: number };
  readonly items?: number;
  /** The node of a map's values (\`additionalProperties\`). */
  readonly values?: number;
  /** \`x-kubernetes-preserve-unknown-fields\` */
  readonly open?: boolean;
  /** \`x-kubernetes-int-or-string\` */
  readonly intOrString?: boolean;
  /** \`x-kubernetes-list-type: set\` */
  readonly set?: boolean;
  /** \`x-kubernetes-list-map-keys\` */
  readonly mapKeys?: readonly string[];
  /** Groups of fields of which one may be set. */
  readonly choices?: readonly (readonly string[])[];
  readonly rules?: readonly SchemaRule[];
}

/** A place where a manifest breaks its schema. */
export interface SchemaFault {
  /** JSON pointer. */
  readonly path: string;
  readonly keyword: string;
  /** The field that is missing. */
  readonly name?: string;
}

/** The compiled schema of a kind. */
export interface KindValidator {
  /** The last node is the root. */
  readonly nodes: readonly SchemaNode[];
  schemaFaults(manifest: unknown): readonly SchemaFault[];
}
`;

/** The table from group, kind and version to the module that is loaded when it is asked for. */
export function validatorIndex(modules: readonly ValidatorModule[]): string {
  const groups = [...new Set(modules.map(({ group }) => group))].sort();
  const body = groups.map((group) => `  '${group}': {\n${kindLines(modules.filter((module) => module.group === group))}  },\n`).join('');
  return 'import type { KindValidator } from \'./kind-validator\';\n\n'
    + 'export type { JsonValue, KindValidator, SchemaFault, SchemaNode, SchemaRule } from \'./kind-validator\';\n\n'
    + '/** Group, kind, served version. */\n'
    + 'export const validators: { readonly [group: string]: { readonly [kind: string]: { readonly [version: string]: () => KindValidator } } } = {\n'
    + `${body}};\n\n`
    + '/** `metav1.ObjectMeta`, the same for all kinds. */\n'
    + 'export const objectMetaValidator: () => KindValidator = () => require(\'./object-meta\');\n';
}

function kindLines(modules: readonly ValidatorModule[]): string {
  const kinds = [...new Set(modules.map(({ kind }) => kind))].sort();
  return kinds.map((kind) => {
    const lines = modules.filter((module) => module.kind === kind).flatMap(({ versions, file }) =>
      versions.map((version) => `      ${version}: () => require('./${file}'),\n`));
    return `    ${kind}: {\n${lines.join('')}    },\n`;
  }).join('');
}
