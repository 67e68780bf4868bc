import { MeshConfiguration } from '../../model/mesh';

/** The trust domain of this mesh, then its aliases. */
export function meshTrustDomains(configuration: MeshConfiguration): readonly string[] {
  return [configuration.trustDomain, ...configuration.trustDomainAliases];
}

/** Principals that name a trust domain of the mesh stand for all of them; `cluster.local` always means the mesh's own (1.17). */
export function migratePrincipals(values: readonly string[], configuration: MeshConfiguration): readonly string[] {
  return values.flatMap((value) => migratePrincipal(value, meshTrustDomains(configuration)));
}

/** An exact trust domain of the mesh stands for all of them; `cluster.local` is not special here (1.17). */
export function expandTrustDomains(values: readonly string[], configuration: MeshConfiguration): readonly string[] {
  const own = meshTrustDomains(configuration);
  return values.flatMap((value) => (own.includes(value) ? own : [value]));
}

function migratePrincipal(value: string, own: readonly string[]): readonly string[] {
  const parts = value.split('/');
  const [trustDomain] = parts;
  if (parts.length !== 5 || trustDomain === '*') return [value];
  if (trustDomain !== 'cluster.local' && !own.some((one) => overlaps(trustDomain, one))) return [value];
  const rest = value.slice(trustDomain.length);
  return own.map((one) => (matchesSuffix(one, trustDomain) ? value : one + rest));
}

function overlaps(one: string, other: string): boolean {
  return one === other || other === '*' || matchesPrefix(one, other) || matchesPrefix(other, one)
    || matchesSuffix(one, other) || matchesSuffix(other, one);
}

function matchesPrefix(text: string, pattern: string): boolean {
  return pattern.endsWith('*') && text.startsWith(pattern.slice(0, -1));
}

function matchesSuffix(text: string, pattern: string): boolean {
  return pattern.startsWith('*') && text.endsWith(pattern.slice(1));
}
