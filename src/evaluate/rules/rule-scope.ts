import { IstioMinor } from '../../model';
import { IstiodEnvironment, MeshConfiguration } from '../../model/mesh';
import { Chain } from '../envoy/chain';

/** What istiod knows when it compiles a rule for one filter chain. */
export interface ChainScope {
  readonly chain: Chain;
  readonly configuration: MeshConfiguration;
  readonly environment: IstiodEnvironment;
  readonly version: IstioMinor;
}

export interface RuleScope extends ChainScope {
  readonly policyNamespace: string;
  /** ALLOW rules fall with one part that cannot be compiled; all others only lose it (1.7). */
  readonly isAllow: boolean;
}

/** An environment variable of istiod, in Go's boolean syntax. */
export function isFlagOn(environment: IstiodEnvironment, name: string, fallback: boolean): boolean {
  const value = environment.get(name);
  if (value === undefined) return fallback;
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(value)) return true;
  return ['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(value) ? false : fallback;
}
