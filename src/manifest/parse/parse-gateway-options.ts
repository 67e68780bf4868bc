import { ObjectReader } from './object-reader';
import { headerOf, type ParsedMetadata } from './parse-header';
import { readYaml } from './read-yaml';
import type { GatewayOptions } from '../../model/mesh';
import { isObject, own } from '../check-field';

const DEFAULTS_FOR_CLASS = 'gateway.istio.io/defaults-for-class';

/** Whether a ConfigMap has what parameters of Gateways have: parts of the Deployment that istiod makes. */
export function hasGatewayOptions(value: unknown): boolean {
  const data = isObject(value) ? own(value, 'data') : undefined;
  return isObject(data) && typeof own(data, 'deployment') === 'string';
}

/** Parameters of Gateways: whether they change who the pods are, or how policies see them. */
export function parseGatewayOptions(object: ObjectReader, metadata: ParsedMetadata): GatewayOptions {
  const deployment = object.object('data')?.text('deployment') ?? '';
  const documents = readYaml(deployment, metadata.name);
  const changesPods = documents.some(({ value, unreadable }) => unreadable !== undefined || changesTemplate(value));
  const className = metadata.labels[DEFAULTS_FOR_CLASS];
  return { ...headerOf(metadata), changesPods, ...className === undefined ? {} : { className } };
}

/** Replicas, resources and the like do not. */
function changesTemplate(overlay: unknown): boolean {
  if (overlay === undefined || overlay === null) return false;
  const template = inner(inner(overlay, 'spec'), 'template');
  const [metadata, spec] = [inner(template, 'metadata'), inner(template, 'spec')];
  const named = ['serviceAccountName', 'serviceAccount', 'hostNetwork'].some((key) => inner(spec, key) !== undefined);
  return !isObject(overlay) || metadata !== undefined || named || [overlay, inner(overlay, 'spec'), template, spec].some((one) => inner(one, '$patch') !== undefined);
}

function inner(value: unknown, key: string): unknown {
  return isObject(value) ? own(value, key) : undefined;
}
