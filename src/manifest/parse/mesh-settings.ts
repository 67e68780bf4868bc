import { isObject, own } from '../check-field';
import type { FieldPath, ManifestDocument } from './manifest-document';
import { plainDocument } from './manifest-document';
import { readYaml } from './read-yaml';

/** What one document says about the mesh as a whole: bare MeshConfigs, and environment variables of istiod. */
export interface MeshSettings {
  readonly meshConfigs: readonly ManifestDocument[];
  readonly environment: readonly EnvironmentVariable[];
}

/** A variable whose value is not a text, as with `valueFrom`, has none here. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly value?: string;
  readonly document: ManifestDocument;
}

const NOTHING: MeshSettings = { meshConfigs: [], environment: [] };
const CONFIG_MAP_NAME = /^istio(?:-.+)?$/s;

/** The settings of the mesh in a ConfigMap `istio`, an IstioOperator, Helm values or the Deployment of istiod. */
export function settingsOf(document: ManifestDocument): MeshSettings {
  const kind = at(document.value, ['kind']);
  switch (kind) {
    case undefined: return isHelmValues(document.value) ? helmSettings(document, []) : NOTHING;
    case 'ConfigMap': return configMapSettings(document);
    case 'IstioOperator': return operatorSettings(document);
    case 'Deployment': return istiodSettings(document);
    default: return NOTHING;
  }
}

/** Whether a document looks like values of the chart `istiod`, or of one that contains it. */
export function isHelmValues(value: unknown): boolean {
  return isObject(value) && own(value, 'kind') === undefined && own(value, 'apiVersion') === undefined
    && ['meshConfig', 'pilot', 'istiod', 'global'].some((key) => isObject(own(value, key)));
}

function configMapSettings(document: ManifestDocument): MeshSettings {
  const name = at(document.value, ['metadata', 'name']);
  const mesh = at(document.value, ['data', 'mesh']);
  if (typeof name !== 'string' || !CONFIG_MAP_NAME.test(name) || mesh === undefined) return NOTHING;
  return { meshConfigs: [embedded(mesh, document)], environment: [] };
}

/** The text of a MeshConfig, all of it at the place of its field. */
function embedded(mesh: unknown, document: ManifestDocument): ManifestDocument {
  const place = document.locate(['data', 'mesh']);
  const [config = plainDocument({}, place), ...others] = typeof mesh === 'string' ? readYaml(mesh, place.file) : [plainDocument(mesh, place)];
  const diagnostic = config.unreadable ?? (others.length > 0 ? { code: 'syntax', message: 'a MeshConfig is one document', at: place } : undefined);
  return {
    ...plainDocument(config.value, place),
    faultOf: (container, key) => {
      const fault = config.faultOf(container, key);
      return fault && { ...fault, at: place };
    },
    ...diagnostic === undefined ? {} : { unreadable: { ...diagnostic, at: place } },
  };
}

function operatorSettings(document: ManifestDocument): MeshSettings {
  const values = helmSettings(document, ['spec', 'values']);
  return {
    meshConfigs: [...part(document, ['spec', 'meshConfig']), ...values.meshConfigs],
    environment: [...listedVariables(document, ['spec', 'components', 'pilot', 'k8s', 'env']), ...values.environment],
  };
}

function helmSettings(document: ManifestDocument, path: FieldPath): MeshSettings {
  const nested = isObject(at(document.value, [...path, 'istiod'])) ? helmSettings(document, [...path, 'istiod']) : NOTHING;
  return {
    meshConfigs: [...helmMeshConfig(document, path), ...nested.meshConfigs],
    environment: [...mappedVariables(document, [...path, 'pilot', 'env']), ...nested.environment],
  };
}

/** The chart takes `global.istioNamespace` for the root namespace, unless the MeshConfig names one. */
function helmMeshConfig(document: ManifestDocument, path: FieldPath): readonly ManifestDocument[] {
  const namespace = at(document.value, [...path, 'global', 'istioNamespace']);
  const [config] = part(document, [...path, 'meshConfig']);
  if (namespace === undefined) return config === undefined ? [] : [config];
  const value = config?.value ?? {};
  if (isObject(value) && own(value, 'rootNamespace') !== undefined) return [config];
  return [{ ...config ?? subDocument(document, path), value: isObject(value) ? { ...value, rootNamespace: namespace } : value }];
}

function istiodSettings(document: ManifestDocument): MeshSettings {
  const app = at(document.value, ['spec', 'template', 'metadata', 'labels', 'app']) ?? at(document.value, ['metadata', 'labels', 'app']);
  if (app !== 'istiod') return NOTHING;
  const containers = ['spec', 'template', 'spec', 'containers'];
  const list = at(document.value, containers);
  const indices = Array.isArray(list) ? list.map((_container, index) => index) : [];
  return { meshConfigs: [], environment: indices.flatMap((index) => listedVariables(document, [...containers, index, 'env'])) };
}

/** `- {name, value}`, as in a container. */
function listedVariables(document: ManifestDocument, path: FieldPath): EnvironmentVariable[] {
  const list = at(document.value, path);
  if (!Array.isArray(list)) return [];
  return list.flatMap((_entry, index) => {
    const name = at(document.value, [...path, index, 'name']);
    return typeof name === 'string' ? [variable(name, at(document.value, [...path, index, 'value']), subDocument(document, [...path, index]))] : [];
  });
}

/** `NAME: value`, as in Helm values. */
function mappedVariables(document: ManifestDocument, path: FieldPath): EnvironmentVariable[] {
  const map = at(document.value, path);
  return isObject(map) ? Object.keys(map).map((name) => variable(name, own(map, name), subDocument(document, [...path, name]))) : [];
}

function variable(name: string, value: unknown, document: ManifestDocument): EnvironmentVariable {
  const isScalar = ['string', 'number', 'boolean'].includes(typeof value);
  return { name, ...isScalar ? { value: String(value) } : {}, document };
}

function part(document: ManifestDocument, path: FieldPath): readonly ManifestDocument[] {
  return at(document.value, path) === undefined ? [] : [subDocument(document, path)];
}

/** What is below a path of a document, as a document of its own. */
function subDocument(document: ManifestDocument, path: FieldPath): ManifestDocument {
  return { value: at(document.value, path), locate: (below) => document.locate([...path, ...below]), faultOf: document.faultOf };
}

/** The value at a path; undefined when there is none, or null. */
function at(value: unknown, path: FieldPath): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as Record<string | number, unknown>)[key];
  }
  return current ?? undefined;
}
