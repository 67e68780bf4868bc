import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { readYaml } from '../../../src/manifest/parse/read-yaml';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
  readonly type?: string;
  readonly enum?: readonly string[];
}

interface Crd {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
}

interface Leaf {
  readonly field: string;
  /** A spec that holds this leaf and nothing else, with the least and with another value. */
  readonly specs: readonly [unknown, unknown];
}

const CRDS = readYaml(readFileSync(path.join(__dirname, '../../../imports/crds/istio/crd-all.gen.yaml')), 'crds').map(({ value }) => value as Crd);

function leavesOf(schema: Schema): Leaf[] {
  const under = (child: Schema, label: string, wrap: (value: unknown) => unknown) =>
    leavesOf(child).map(({ field, specs: [a, b] }) => ({ field: `${label}${field}`, specs: [wrap(a), wrap(b)] as const }));
  if (schema.properties !== undefined) {
    return Object.entries(schema.properties).flatMap(([key, child]) => under(child, `.${key}`, (value) => ({ [key]: value })));
  }
  if (schema.items !== undefined) return under(schema.items, '[]', (value) => [value]);
  if (typeof schema.additionalProperties === 'object') return under(schema.additionalProperties, '.*', (value) => ({ 8080: value }));
  return [{ field: '', specs: valuesOf(schema) }];
}

function valuesOf({ type, enum: choices }: Schema): readonly [unknown, unknown] {
  if (choices !== undefined) return [choices[0], choices[choices.length - 1]];
  if (type === 'boolean') return [false, true];
  return type === 'integer' || type === 'number' ? [1, 2] : ['a', 'b'];
}

/** A leaf of a kind in one of its versions. */
export interface KindLeaf {
  readonly apiVersion: string;
  readonly kind: string;
  readonly specs: Leaf['specs'];
}

/** `Kind field of version`, for every leaf of these kinds. */
export function leavesOfKinds(kinds: readonly string[]): [string, KindLeaf][] {
  return CRDS.filter(({ spec }) => kinds.includes(spec.names.kind)).flatMap(({ spec: { group, names: { kind }, versions } }) => (
    versions.flatMap(({ name, schema }) => leavesOf(schema.openAPIV3Schema.properties!.spec).map((leaf): [string, KindLeaf] => (
      [`${kind} ${leaf.field.slice(1)} of ${name}`, { apiVersion: `${group}/${name}`, kind, specs: leaf.specs }])))));
}

/** A spec with the fields that are required beside the one in question. */
export function completed(spec: unknown, required: Readonly<Record<string, object>>): unknown {
  return JSON.parse(JSON.stringify(spec), (key, value: unknown) => {
    const fields = Object.hasOwn(required, key) ? required[key] : undefined;
    if (fields === undefined || typeof value !== 'object') return value;
    return Array.isArray(value) ? value.map((one: object) => ({ ...fields, ...one })) : { ...fields, ...value as object };
  });
}

export const fieldOf = (title: string): string => title.replace(/ of \w+$/, '');
