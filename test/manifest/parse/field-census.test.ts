import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { withoutPlaces } from './mesh-of';
import { plainDocument } from '../../../src/manifest/parse/manifest-document';
import { parseMesh } from '../../../src/manifest/parse/parse-mesh';
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
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
}

interface Leaf {
  readonly field: string;
  /** A spec that holds this leaf and nothing else, with the least and with another value. */
  readonly specs: readonly [unknown, unknown];
}

/** Fields that are read past, and why they change no decision. */
const DECIDE_NOTHING: ReadonlyMap<string, string> = new Map([
  ['RequestAuthentication jwtRules[].jwks', 'a request says of each of its tokens whether it is valid'],
  ['RequestAuthentication jwtRules[].jwksUri', 'a request says of each of its tokens whether it is valid'],
  ['RequestAuthentication jwtRules[].jwks_uri', 'a request says of each of its tokens whether it is valid'],
  ['RequestAuthentication jwtRules[].timeout', 'a request says of each of its tokens whether it is valid'],
]);

const KINDS = ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'];
const CRDS = readYaml(readFileSync(path.join(__dirname, '../../../imports/crds/istio/crd-all.gen.yaml')), 'crds')
  .map(({ value }) => value as Crd).filter(({ spec }) => KINDS.includes(spec.names.kind));

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

function valuesOf({ type, enum: choices }: Schema): [unknown, unknown] {
  if (choices !== undefined) return [choices[0], choices[choices.length - 1]];
  return type === 'boolean' ? [false, true] : ['a', 'b'];
}

function leaves(): [string, { apiVersion: string; kind: string; specs: Leaf['specs'] }][] {
  return CRDS.flatMap(({ spec: { names: { kind }, versions } }) => versions.flatMap(({ name, schema }) =>
    leavesOf(schema.openAPIV3Schema.properties!.spec)
      .map((leaf): [string, { apiVersion: string; kind: string; specs: Leaf['specs'] }] =>
        [`${kind} ${leaf.field.slice(1)} of ${name}`, { apiVersion: `security.istio.io/${name}`, kind, specs: leaf.specs }])));
}

/** Fields that are required beside the one in question. */
const REQUIRED: Readonly<Record<string, object>> = {
  when: { key: 'source.ip' },
  targetRef: { kind: 'k', name: 'n' },
  targetRefs: { kind: 'k', name: 'n' },
  fromHeaders: { name: 'n' },
  outputClaimToHeaders: { header: 'h', claim: 'c' },
};

function completed(spec: unknown): unknown {
  return JSON.parse(JSON.stringify(spec), (key, value: unknown) => {
    const required = REQUIRED[key];
    if (required === undefined) return value;
    return Array.isArray(value) ? value.map((one: object) => ({ ...required, ...one })) : { ...required, ...value as object };
  });
}

const ALL = leaves();

test('the three kinds have as many fields as we know', () => {
  expect(ALL.length).toBe(2 * (36 + 3 + 24));
  const known = new Set(ALL.map(([title]) => title.replace(/ of \w+$/, '')));
  expect([...DECIDE_NOTHING.keys()].filter((field) => !known.has(field))).toEqual([]);
});

test.each(ALL)('%s is read, or is known to decide nothing', (title, { apiVersion, kind, specs }) => {
  const [a, b] = specs.map((spec) => parseMesh([
    plainDocument({ apiVersion, kind, metadata: { name: 'p' }, spec: completed(spec) }, { file: 'f', line: 1, column: 1 }),
  ]));
  expect([...a.diagnostics, ...b.diagnostics]).toEqual([]);
  const isTold = JSON.stringify(withoutPlaces(a)) !== JSON.stringify(withoutPlaces(b));
  expect(isTold).toBe(!DECIDE_NOTHING.has(title.replace(/ of \w+$/, '')));
});
