import { isObject, own } from '../check-field';
import { type ManifestDocument, unreadableDocument } from './manifest-document';
import { isHelmValues, settingsOf } from './mesh-settings';

/** The MeshConfig of a file that was given for one: as it is, or in what Kubernetes, istioctl and Helm wrap around it. */
export function givenMeshConfig(documents: readonly ManifestDocument[], file: string): ManifestDocument {
  const [config, ...others] = documents.flatMap((document) => (isWrapped(document.value) ? settingsOf(document).meshConfigs : [document]));
  if (config !== undefined && others.length === 0) return config;
  const message = config === undefined
    ? 'there is no MeshConfig here; give one, the ConfigMap istio, an IstioOperator or Helm values with a meshConfig, or {} for the defaults of Istio'
    : `a mesh has one MeshConfig, and here are ${others.length + 1}; keep one of them`;
  return unreadableDocument({ code: 'no-mesh-config', message, at: documents[0]?.locate([]) ?? { file, line: 1, column: 1 } });
}

function isWrapped(value: unknown): boolean {
  return isHelmValues(value) || (isObject(value) && (own(value, 'kind') !== undefined || own(value, 'apiVersion') !== undefined));
}
