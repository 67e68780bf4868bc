import type { ManifestDocument } from './manifest-document';
import { MeshObjects } from './mesh-objects';
import { type GivenSettings, parseMeshWide } from './mesh-wide';
import { objectsOf, parseDocument } from './parse-document';
import { byPlace, settleObjects } from './settle-objects';
import { ISTIO_MINORS, type IstioMinor } from '../../model';
import type { Diagnostic, Mesh } from '../../model/mesh';

export interface ParseMeshOptions extends GivenSettings {
  /** @default the newest known one */
  readonly istioVersion?: IstioMinor;
  /** Reads NetworkPolicies, too, for a network that enforces them. */
  readonly networkPolicies?: boolean;
}

/**
 * Kubernetes objects as one mesh, whatever their order. Never throws: what cannot be read stands in the mesh as such, with a
 * diagnostic.
 */
export function parseMesh(documents: readonly ManifestDocument[], options: ParseMeshOptions = {}): Mesh {
  const log: Diagnostic[] = [];
  const everything = documents.flatMap((document) => objectsOf(document));
  const { configuration, environment, doubts } = parseMeshWide(everything, options, log);
  const objects = new MeshObjects(configuration.rootNamespace, options.networkPolicies ?? false);
  doubts.forEach((doubt) => objects.addUnidentified('MeshConfig', doubt));
  for (const document of everything) parseDocument(document, log, objects);
  const settled = settleObjects(objects, log);
  return {
    istioVersion: options.istioVersion ?? ISTIO_MINORS[ISTIO_MINORS.length - 1],
    configuration,
    environment,
    ...settled,
    diagnostics: withoutRepetition(log).sort(byPlace),
  };
}

/** The same field may be read twice, and its fault reported twice. */
function withoutRepetition(log: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(log.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic])).values()];
}
