import type { ManifestDocument } from './manifest-document';
import { MeshObjects } from './mesh-objects';
import { ObjectReader } from './object-reader';
import { parseDocument } from './parse-document';
import { DEFAULT_MESH_CONFIGURATION, parseMeshConfig } from './parse-mesh-config';
import { Place } from './place';
import { ISTIO_MINORS, type IstioMinor } from '../../model';
import type { Diagnostic, IstiodEnvironment, Mesh, MeshConfiguration, Read } from '../../model/mesh';

export interface ParseMeshOptions {
  /** @default the newest known one */
  readonly istioVersion?: IstioMinor;
  /** A bare MeshConfig. @default Istio's defaults */
  readonly meshConfig?: ManifestDocument;
  /** Environment variables of istiod. @default Istio's defaults */
  readonly environment?: IstiodEnvironment;
}

/** Kubernetes objects as one mesh. Never throws: what cannot be read stands in the mesh as such, with a diagnostic. */
export function parseMesh(documents: readonly ManifestDocument[], options: ParseMeshOptions = {}): Mesh {
  const log: Diagnostic[] = [];
  const configuration = readConfiguration(options.meshConfig, log);
  const settings = configuration?.kind === 'read' ? configuration.value : DEFAULT_MESH_CONFIGURATION;
  const objects = new MeshObjects(settings.rootNamespace);
  if (configuration?.kind === 'unreadable') objects.addUnidentified('MeshConfig', configuration.diagnostic.at);
  for (const document of documents) parseDocument(document, log, objects);
  return {
    istioVersion: options.istioVersion ?? ISTIO_MINORS[ISTIO_MINORS.length - 1],
    configuration: settings,
    environment: options.environment ?? new Map(),
    namespaces: objects.namespaces,
    workloads: objects.workloads,
    services: objects.services,
    gateways: objects.gateways,
    authorizationPolicies: objects.authorizationPolicies,
    peerAuthentications: objects.peerAuthentications,
    requestAuthentications: objects.requestAuthentications,
    opaque: objects.opaque,
    diagnostics: withoutRepetition(log),
  };
}

function readConfiguration(document: ManifestDocument | undefined, log: Diagnostic[]): Read<MeshConfiguration> | undefined {
  return document && Place.root(document, log).readApart((place) => parseMeshConfig(ObjectReader.of(place, document.value)));
}

/** The same field may be read twice, and its fault reported twice. */
function withoutRepetition(log: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(log.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic])).values()];
}
