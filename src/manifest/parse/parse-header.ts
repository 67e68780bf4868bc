import { ObjectReader } from './object-reader';
import type { Labels, ObjectHeader } from '../../model/mesh';

/** The metadata of one object, as far as it decides anything. */
export interface ParsedMetadata extends ObjectHeader {
  readonly labels: Labels;
  readonly annotations: Labels;
  /** `Kind/name` of the object that controls this one. */
  readonly controller?: string;
}

/** Reads `metadata`. An object without a namespace is in `default`, as kubectl has it. */
export function parseMetadata(object: ObjectReader): ParsedMetadata {
  const metadata = object.object('metadata') ?? ObjectReader.of(object.place.child('metadata'), {});
  const creationTimestamp = metadata.text('creationTimestamp');
  return {
    namespace: metadata.text('namespace') ?? 'default',
    name: metadata.text('name') ?? nameToCome(metadata),
    labels: metadata.labels('labels') ?? {},
    annotations: metadata.labels('annotations') ?? {},
    ...creationTimestamp === undefined ? {} : { creationTimestamp },
    ...controllerOf(metadata),
    at: object.place.at,
  };
}

/** The API server ends the name by itself when only `generateName` is there. */
function nameToCome(metadata: ObjectReader): string {
  const prefix = metadata.text('generateName');
  if (prefix === undefined) metadata.place.report('missing-field', 'metadata.name is required');
  return prefix ?? '';
}

function controllerOf(metadata: ObjectReader): { readonly controller?: string } {
  const owner = metadata.objects('ownerReferences').find((reference) => reference.flag('controller') === true);
  return owner === undefined ? {} : { controller: `${owner.requiredText('kind')}/${owner.requiredText('name')}` };
}

/** What every model value keeps of the metadata. */
export function headerOf({ namespace, name, creationTimestamp, at }: ParsedMetadata): ObjectHeader {
  return { namespace, name, ...creationTimestamp === undefined ? {} : { creationTimestamp }, at };
}

/** The spec of a custom resource; an absent one is read as `{}`, as istiod does. */
export function specOf(object: ObjectReader): ObjectReader {
  return object.object('spec') ?? ObjectReader.of(object.place.child('spec'), {});
}
