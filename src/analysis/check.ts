import { decide, explain } from '../evaluate';
import { ManifestDocument, plainDocument } from '../manifest/parse/manifest-document';
import { settingsOf } from '../manifest/parse/mesh-settings';
import { objectsOf } from '../manifest/parse/parse-document';
import { parseMesh } from '../manifest/parse/parse-mesh';
import { parseRequest } from '../manifest/parse/parse-request';
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
  const [config] = documentsOf(meshConfig);
  const [assumed] = documentsOf(assumedMeshConfig);
  return parseMesh(manifests.flatMap(documentsOf), {
    environment,
    networkPolicies,
    ...(config === undefined ? {} : { meshConfig: config }),
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
    const lines = textOf(content).split('\n');
    for (const [index, line] of lines.entries()) {
      if (line.trim() !== '') {
        yield answer({ name, content: line }, index, (request) => judged(mesh, request, options));
      }
    }
  }
}

function documentsOf(named: NamedContent | undefined): readonly ManifestDocument[] {
  return named === undefined ? [] : readYaml(named.content, named.name);
}

const textOf = (content: Uint8Array | string): string => (typeof content === 'string' ? content : new TextDecoder('utf-8', { fatal: false }).decode(content));

interface Judged {
  readonly decision: Decision;
  readonly steps?: readonly ExplainedStep[];
}

function judged(mesh: Mesh, request: MeshRequest, { explained }: CheckOptions): Judged {
  return explained ? explain(mesh, request) : { decision: decide(mesh, request) };
}

function answer({ name, content }: NamedContent, linesBefore: number, judge: (request: MeshRequest) => Judged): Answer {
  const [document = plainDocument(null, { file: name, line: 1, column: 1 })] = readYaml(content, name);
  if (document.unreadable !== undefined) return { kind: 'unreadable', diagnostics: [shifted(document.unreadable, linesBefore)] };
  const { request, diagnostics } = parseRequest(document);
  if (request === undefined) {
    return { kind: 'unreadable', diagnostics: diagnostics.map((found) => shifted(found, linesBefore)) };
  }
  const { expect } = document.value as { readonly expect?: unknown };
  const { decision, steps } = judge(request);
  return { kind: 'decided', id: request.id, decision, ...(steps === undefined ? {} : { steps }), ...(typeof expect === 'string' ? { expected: expect } : {}) };
}

/** Each line was read alone. */
function shifted(found: Diagnostic, linesBefore: number): Diagnostic {
  return { ...found, at: { ...found.at, line: found.at.line + linesBefore } };
}
