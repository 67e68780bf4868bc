import { IConstruct } from 'constructs';
import { asContent } from './mesh-options';
import { InvalidRequest } from './request-checks';
import { NamedContent } from '../analysis';
import { Mesh } from '../constructs';
import { ReferencedWorkload } from '../constructs/mesh/mesh-registry';
import { IstioMinor } from '../model';

/** What a `Mesh` says that no manifest of it does. */
export interface MeshFacts {
  readonly constructPath: string;
  readonly istioVersion: IstioMinor;
  readonly trustDomain: string;
  readonly trustDomainAliases: readonly string[];
  readonly foreignTrustDomains: readonly string[];
  readonly rootNamespace: string;
  readonly clusterDomain: string;
  readonly references: readonly ReferencedWorkload[];
}

/**
 * The mesh that a construct belongs to: that of the constructs in it and above it, else the app's only one.
 *
 * @throws when there are several: their objects are no one mesh
 */
export function meshOfConstruct(construct: IConstruct): MeshFacts | undefined {
  const own = meshesOf([...construct.node.findAll(), ...construct.node.scopes]);
  const meshes = own.length > 0 ? own : meshesOf(construct.node.root.node.findAll());
  if (meshes.length > 1) {
    const paths = meshes.map(({ node }) => node.path).sort().join(', ');
    throw new InvalidRequest(`there are ${meshes.length} meshes (${paths}), and a request is judged in one: give the chart or construct of one of them`);
  }
  return meshes.map(factsOf)[0];
}

function meshesOf(constructs: readonly IConstruct[]): readonly Mesh[] {
  return [...new Set(constructs.map(Mesh._adoptedBy).filter((mesh) => mesh !== undefined))];
}

function factsOf(mesh: Mesh): MeshFacts {
  return {
    constructPath: mesh.node.path,
    istioVersion: mesh.istioVersion._toModel(),
    trustDomain: mesh.trustDomain,
    trustDomainAliases: mesh.trustDomainAliases,
    foreignTrustDomains: mesh.foreignTrustDomains,
    rootNamespace: mesh.rootNamespace,
    clusterDomain: mesh.clusterDomain,
    references: mesh._registry.references,
  };
}

/** What the MeshConfig has to say for the app to mean what it says. */
export function meshConfigOf({ constructPath, trustDomain, trustDomainAliases, rootNamespace }: MeshFacts): NamedContent {
  return asContent(`Mesh ${constructPath}`, { trustDomain, trustDomainAliases, rootNamespace });
}
