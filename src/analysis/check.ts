import { decide, explain } from '../evaluate';
import { givenMeshConfig } from '../manifest/parse/given-mesh-config';
import { ManifestDocument } from '../manifest/parse/manifest-document';
import { settingsOf } from '../manifest/parse/mesh-settings';
import { objectsOf } from '../manifest/parse/parse-document';
import { parseMesh } from '../manifest/parse/parse-mesh';
import { readRequests } from '../manifest/parse/read-requests';
import { readYaml } from '../manifest/parse/read-yaml';
import { IstioMinor } from '../model';
import { Decision, Diagnostic, ExplainedStep, Mesh, MeshRequest } from '../model/mesh';

/** The bytes of a file, and what it is called in messages. */
export interface NamedContent {
  readonly name: string;
  readonly content: Uint8Array | string;
}

/** What requests are judged on. */
export interface MeshInputs {
  readonly manifests: readonly NamedContent[];
  /** A MeshConfig that wins over those among the manifests. */
  readonly meshConfig?: NamedContent;
  /** A MeshConfig that holds where there is no other. */
  readonly assumedMeshConfig?: NamedContent;
  /** Environment variables of istiod that win over those among the manifests. */
  readonly environment: ReadonlyMap<string, string>;
  /** @default the newest known version */
  readonly istioVersion?: IstioMinor;
  /** Whether NetworkPolicies decide, too: the network of the cluster enforces them. @default false */
  readonly networkPolicies?: boolean;
}

/** The answer to one line of requests: a decision, or what is wrong with the line. */
export type Answer =
  | { readonly kind: 'decided'; readonly id: string; readonly decision: Decision; readonly steps?: readonly ExplainedStep[]; readonly expected?: string }
  | { readonly kind: 'unreadable'; readonly diagnostics: readonly Diagnostic[] };

/** Reads manifests as one mesh. Never throws: what cannot be read is a diagnostic of the mesh. */
export function readMesh({ manifests, meshConfig, assumedMeshConfig, environment, istioVersion, networkPolicies = false }: MeshInputs): Mesh {
  const [assumed] = documentsOf(assumedMeshConfig);
  return parseMesh(manifests.flatMap(documentsOf), {
    environment,
    networkPolicies,
    ...(meshConfig === undefined ? {} : { meshConfig: givenMeshConfig(documentsOf(meshConfig), meshConfig.name) }),
    ...(assumed === undefined ? {} : { assumedMeshConfig: assumed }),
    ...(istioVersion === undefined ? {} : { istioVersion }),
  });
}

/** Whether a MeshConfig is among the manifests. */
export function saysMeshConfig(manifests: readonly NamedContent[]): boolean {
  return manifests.flatMap(documentsOf).flatMap((document) => objectsOf(document)).some((object) => settingsOf(object).meshConfigs.length > 0);
}

export interface CheckOptions {
  /** Whether answers have the steps of the walk, with what each went by. */
  readonly explained: boolean;
}

/** Judges requests, one JSON object a line. Empty lines are skipped. */
export function* checkRequests(mesh: Mesh, requests: readonly NamedContent[], options: CheckOptions = { explained: false }): Generator<Answer> {
  for (const { name, content } of requests) {
    for (const { request, expected, diagnostics } of readRequests(content, name)) {
      yield request === undefined
        ? { kind: 'unreadable', diagnostics }
        : { kind: 'decided', id: request.id, ...judged(mesh, request, options), ...(expected === undefined ? {} : { expected }) };
    }
  }
}

function documentsOf(named: NamedContent | undefined): readonly ManifestDocument[] {
  return named === undefined ? [] : readYaml(named.content, named.name);
}

interface Judged {
  readonly decision: Decision;
  readonly steps?: readonly ExplainedStep[];
}

function judged(mesh: Mesh, request: MeshRequest, { explained }: CheckOptions): Judged {
  return explained ? explain(mesh, request) : { decision: decide(mesh, request) };
}
