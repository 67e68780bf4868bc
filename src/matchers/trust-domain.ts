import { InvalidRequest } from './request-checks';
import { NamedContent, saysMeshConfig } from '../analysis';
import type { Mesh, Read, WrittenPolicy, WrittenRule } from '../model/mesh';

const PRINCIPAL = /^([^/*]+)\/ns\//;

/**
 * Manifests seldom hold the MeshConfig. With Istio's default for the trust domain in its place, rules about another one
 * match nobody, and every denial that a test asks for would be there, whatever the rules let in.
 *
 * @throws when the policies name a trust domain and nothing says whether it is the mesh's own
 */
export function checkTrustDomain(mesh: Mesh, manifests: readonly NamedContent[], meshConfig: NamedContent | undefined): void {
  const { authorizationPolicies, configuration } = mesh;
  const [foreign] = authorizationPolicies.flatMap(trustDomainsIn).filter((domain) => domain !== configuration.trustDomain).sort();
  if (foreign !== undefined && meshConfig === undefined && !saysMeshConfig(manifests)) {
    throw new InvalidRequest(
      `the policies name the trust domain ${foreign} and there is no MeshConfig: say configureMesh({ meshConfig: { trustDomain: '${foreign}' } }), or what it is`,
    );
  }
}

function trustDomainsIn(policy: Read<WrittenPolicy>): readonly string[] {
  return policy.kind === 'unreadable' || policy.value.rules === 'nothing' ? [] : policy.value.rules.flatMap((rule) => (
    rule.kind === 'unreadable' ? [] : principalsIn(rule.value).flatMap((principal) => PRINCIPAL.exec(principal)?.[1] ?? [])
  ));
}

function principalsIn({ from, when }: WrittenRule): readonly string[] {
  const matches = [...from.map(({ principals }) => principals), ...when.filter(({ key }) => key === 'source.principal').map(({ match }) => match)];
  return matches.flatMap((match) => [...match?.values ?? [], ...match?.notValues ?? []]);
}
