import { byVersionPriority, Crd, CrdVersion, StructuralSchema } from './crd';

/** Longer descriptions hide the name they explain in an editor's pop-up. */
const DESCRIPTION_LIMIT = 300;

/** The CRDs as `cdk8s import` shall see them: one version of each kind, one spelling of each field, short texts. */
export function prepareCrds(crds: readonly Crd[]): Crd[] {
  return crds.map((crd) => ({
    apiVersion: crd.apiVersion,
    kind: crd.kind,
    metadata: { name: crd.metadata.name },
    spec: {
      group: crd.spec.group,
      names: { kind: crd.spec.names.kind, plural: crd.spec.names.plural, singular: crd.spec.names.singular },
      scope: crd.spec.scope,
      versions: [prepareVersion(bestVersion(crd))],
    },
  }));
}

/** The served version that users should write; `storage` is no guide (Telemetry stores v1alpha1 while v1 is served). */
export function bestVersion(crd: Crd): CrdVersion {
  const [best] = crd.spec.versions.filter(({ served }) => served).sort(byVersionPriority);
  if (!best) throw new Error(`${crd.metadata.name} serves no version`);
  return best;
}

function prepareVersion(version: CrdVersion): CrdVersion {
  return {
    name: version.name,
    served: true,
    storage: true,
    schema: { openAPIV3Schema: prepareSchema(version.schema.openAPIV3Schema) },
  };
}

function prepareSchema(schema: StructuralSchema): StructuralSchema {
  const { description, properties, items, additionalProperties, ...rest } = schema;
  return {
    ...rest,
    ...(description !== undefined && { description: shorten(description) }),
    ...(properties && { properties: prepareProperties(properties) }),
    ...(items && { items: prepareSchema(items) }),
    ...(additionalProperties && { additionalProperties: prepareSchema(additionalProperties) }),
  };
}

function prepareProperties(properties: { readonly [name: string]: StructuralSchema }): { [name: string]: StructuralSchema } {
  const twins = new Set(snakeCaseTwins(Object.keys(properties)));
  const kept = Object.entries(properties).filter(([name]) => !twins.has(name));
  return Object.fromEntries(kept.map(([name, schema]) => [name, prepareSchema(schema)]));
}

/**
 * Names that a camelCase name beside them spells too (`jwks_uri` beside `jwksUri`). `cdk8s import` maps both to one
 * property and would write the snake_case one.
 */
export function snakeCaseTwins(names: readonly string[]): string[] {
  return names.filter((name) => name.includes('_') && names.includes(name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())));
}

/** The first paragraph, up to the last sentence (or else word) that fits. */
export function shorten(description: string): string {
  const paragraph = description.split(/\n\s*\n/)[0].replace(/\s+/g, ' ').trim();
  const text = paragraph.replace(/\s*See more details at: (\S+)$/, ' See $1').trim();
  if (text.length <= DESCRIPTION_LIMIT) return text;
  const head = text.slice(0, DESCRIPTION_LIMIT);
  const sentence = /^.*[.!?](?=\s)/.exec(head);
  return sentence ? sentence[0] : `${head.slice(0, head.lastIndexOf(' '))} …`;
}
