import { Mesh } from '../../constructs/mesh/mesh';

/** Which control plane deploys the proxies of a Gateway. Without it, that would be the default one or, where there is none, nobody. */
export function revisionLabel({ revision }: Mesh): { readonly [label: string]: string } {
  return revision === undefined ? {} : { 'istio.io/rev': revision };
}
