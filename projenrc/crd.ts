/** A JSON value, as YAML holds it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The structural schema of a CRD version: the keywords that Istio's and Gateway API's CRDs use, and no other. */
export interface StructuralSchema {
  readonly 'type'?: string;
  readonly 'description'?: string;
  readonly 'default'?: Json;
  readonly 'nullable'?: boolean;
  readonly 'format'?: string;
  readonly 'pattern'?: string;
  readonly 'enum'?: Json[];
  readonly 'minimum'?: number;
  readonly 'maximum'?: number;
  readonly 'minLength'?: number;
  readonly 'maxLength'?: number;
  readonly 'minItems'?: number;
  readonly 'maxItems'?: number;
  readonly 'minProperties'?: number;
  readonly 'maxProperties'?: number;
  readonly 'required'?: string[];
  readonly 'properties'?: { readonly [name: string]: StructuralSchema };
  readonly 'additionalProperties'?: StructuralSchema;
  readonly 'items'?: StructuralSchema;
  readonly 'oneOf'?: StructuralSchema[];
  readonly 'anyOf'?: StructuralSchema[];
  readonly 'allOf'?: StructuralSchema[];
  readonly 'not'?: StructuralSchema;
  readonly 'x-kubernetes-validations'?: { readonly rule: string; readonly message?: string }[];
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-list-type'?: 'map' | 'set' | 'atomic';
  readonly 'x-kubernetes-list-map-keys'?: string[];
  readonly 'x-kubernetes-map-type'?: 'granular' | 'atomic';
}

export interface CrdVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly schema: { readonly openAPIV3Schema: StructuralSchema };
}

export interface Crd {
  readonly apiVersion: string;
  readonly kind: 'CustomResourceDefinition';
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string; readonly plural: string; readonly singular: string };
    readonly scope: string;
    readonly versions: readonly CrdVersion[];
  };
}

/** Kubernetes' order of API versions: general availability first, then beta, then alpha; the higher number first. */
export function byVersionPriority(a: CrdVersion, b: CrdVersion): number {
  const [stabilityA, majorA, minorA] = versionRank(a.name);
  const [stabilityB, majorB, minorB] = versionRank(b.name);
  return stabilityB - stabilityA || majorB - majorA || minorB - minorA;
}

function versionRank(name: string): [number, number, number] {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(name);
  if (!match) throw new Error(`CRD version "${name}" is not of the form v1, v1beta1 or v1alpha1`);
  const stability = match[2] === undefined ? 2 : match[2] === 'beta' ? 1 : 0;
  return [stability, Number(match[1]), Number(match[3] ?? 0)];
}
