import { StructuralSchema } from './crd';

const text: StructuralSchema = { type: 'string' };
const flag: StructuralSchema = { type: 'boolean' };
const integer: StructuralSchema = { type: 'integer', format: 'int64' };
const instant: StructuralSchema = { type: 'string', format: 'date-time' };
const textMap: StructuralSchema = { type: 'object', additionalProperties: text };

const ownerReference: StructuralSchema = {
  type: 'object',
  required: ['apiVersion', 'kind', 'name', 'uid'],
  properties: { apiVersion: text, kind: text, name: text, uid: text, controller: flag, blockOwnerDeletion: flag },
};

/** `metav1.ObjectMeta`, which every CRD has and none spells out: the API server decodes it strictly. */
export const objectMeta: StructuralSchema = {
  type: 'object',
  properties: {
    name: text,
    generateName: text,
    namespace: text,
    selfLink: text,
    uid: text,
    resourceVersion: text,
    generation: integer,
    creationTimestamp: instant,
    deletionTimestamp: instant,
    deletionGracePeriodSeconds: integer,
    labels: textMap,
    annotations: textMap,
    ownerReferences: { 'type': 'array', 'items': ownerReference, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['uid'] },
    finalizers: { 'type': 'array', 'items': text, 'x-kubernetes-list-type': 'set' },
    managedFields: { type: 'array', items: { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true } },
  },
};

/**
 * The schema of a whole object: what the CRD says, and the fields that Kubernetes adds to every kind. `metadata` is left
 * open, for it has a validator of its own.
 */
export function withObjectFields(root: StructuralSchema): StructuralSchema {
  const metadata: StructuralSchema = { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return { ...root, properties: { ...root.properties, apiVersion: text, kind: text, metadata } };
}
