import { meshConfigOf, MeshFacts } from './construct-mesh';
import { deployedAs, withDescribed } from './described-workloads';
import { KnownOptions, MeshOptions, optionsFor } from './mesh-options';
import { InvalidRequest } from './request-checks';
import { factsOf, MeshSubject, SubjectFacts } from './subject';
import { checkTrustDomain } from './trust-domain';
import { NamedContent, readMesh } from '../analysis';
import { ReferencedWorkload } from '../constructs/mesh/mesh-registry';
import type { Mesh } from '../model/mesh';

/** A mesh in which requests can be judged, and what names in them stand for. */
export interface JudgedMesh {
  readonly mesh: Mesh;
  /** What it was read from. */
  readonly manifests: readonly NamedContent[];
  /** What the manifests call the workloads of the app, by `namespace/name`. */
  readonly deployed: ReadonlyMap<string, readonly string[]>;
  /** Workloads that other apps describe. */
  readonly references: readonly ReferencedWorkload[];
  readonly foreignTrustDomains: readonly string[];
  readonly clusterDomain: string;
}

/** A mesh as it was at one moment. */
export class MeshSnapshot {
  /** @internal */
  public constructor(public readonly judged: JudgedMesh) {
    Object.freeze(this);
  }
}

/**
 * The mesh of a subject at this moment. An app is rendered anew for every matcher, because it may have changed; this is for
 * long tests of large apps, and for a mesh with options of its own.
 */
export function meshOf(subject: MeshSubject, options: MeshOptions = {}): MeshSnapshot {
  return new MeshSnapshot(readJudged(subject, optionsFor(options)));
}

/** @throws when there is nothing to be judged, the app has problems, or what is said of the mesh contradicts itself */
export function judgedMesh(subject: unknown): JudgedMesh {
  return subject instanceof MeshSnapshot ? subject.judged : readJudged(subject, optionsFor({}));
}

function readJudged(subject: unknown, options: KnownOptions): JudgedMesh {
  const own = factsOf(subject);
  const facts = { ...own, manifests: [...own.manifests, ...options.beside] };
  const mesh = readOnce(facts, options);
  return {
    mesh,
    manifests: facts.manifests,
    deployed: new Map(facts.described.map((one) => [`${one.namespace}/${one.name}`, namesOf(deployedAs(one, mesh.workloads))])),
    references: facts.mesh?.references ?? [],
    foreignTrustDomains: facts.mesh?.foreignTrustDomains ?? [],
    clusterDomain: facts.mesh?.clusterDomain ?? 'cluster.local',
  };
}

function namesOf(workloads: Mesh['workloads']): readonly string[] {
  return [...new Set(workloads.map(({ namespace, name }) => `${namespace}/${name}`))].sort();
}

/** Tests ask the same mesh many things in a row. An app is rendered each time, for it may have changed; equal texts are read once. */
let last: { readonly key: string; readonly mesh: Mesh } | undefined;

function readOnce(facts: SubjectFacts, options: KnownOptions): Mesh {
  const key = keyOf(facts, options);
  if (last?.key !== key) {
    last = { key, mesh: read(facts, options) };
  }
  return last.mesh;
}

function keyOf({ manifests, described, mesh }: SubjectFacts, { istioVersion, meshConfig, environment }: KnownOptions): string {
  const { references: _, ...said } = mesh ?? { references: [] };
  return JSON.stringify([manifests.map(asText), described, said, istioVersion, meshConfig && asText(meshConfig), [...environment]]);
}

/** One character for each byte, whatever they mean. */
function asText({ name, content }: NamedContent): readonly [string, string] {
  return [name, typeof content === 'string' ? content : Buffer.from(content).toString('latin1')];
}

function read({ manifests, described, mesh: facts }: SubjectFacts, options: KnownOptions): Mesh {
  const { istioVersion = facts?.istioVersion, meshConfig, environment } = options;
  const mesh = readMesh({
    manifests,
    environment,
    ...istioVersion === undefined ? {} : { istioVersion },
    ...meshConfig === undefined ? {} : { meshConfig },
    ...facts === undefined ? {} : { assumedMeshConfig: meshConfigOf(facts) },
  });
  if (facts === undefined) {
    checkTrustDomain(mesh, manifests, meshConfig);
  } else {
    refuseContradictions(mesh, facts);
  }
  return withDescribed(mesh, described);
}

function refuseContradictions({ istioVersion, configuration }: Mesh, facts: MeshFacts): void {
  const said = [
    ['istioVersion', facts.istioVersion, istioVersion],
    ['trustDomain', facts.trustDomain, configuration.trustDomain],
    ['rootNamespace', facts.rootNamespace, configuration.rootNamespace],
    ['trustDomainAliases', [...facts.trustDomainAliases].sort().join(', '), [...configuration.trustDomainAliases].sort().join(', ')],
  ];
  const contradiction = said.find(([, ofConstruct, ofConfig]) => ofConstruct !== ofConfig);
  if (contradiction !== undefined) {
    const [field, ofConstruct, ofConfig] = contradiction;
    throw new InvalidRequest(`${field} is "${ofConstruct}" in the Mesh ${facts.constructPath} and "${ofConfig}" in the MeshConfig or configureMesh: make them equal`);
  }
}
