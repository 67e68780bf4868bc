import { Provenance } from './provenance';

export type PathNormalization = 'NONE' | 'BASE' | 'MERGE_SLASHES' | 'DECODE_AND_MERGE_SLASHES';

/** Somebody whom CUSTOM policies can ask. */
export interface ExtensionProvider {
  readonly name: string;
  readonly kind: 'http' | 'grpc' | 'other';
  /** What makes it unusable, as far as it can be told: matching requests are then denied. */
  readonly fault?: string;
  readonly at: Provenance;
}

/** The part of the MeshConfig that decides about requests; Istio's defaults are written out. */
export interface MeshConfiguration {
  readonly rootNamespace: string;
  readonly trustDomain: string;
  readonly trustDomainAliases: readonly string[];
  readonly enableAutoMtls: boolean;
  readonly pathNormalization: PathNormalization;
  readonly numTrustedProxies: number;
  readonly extensionProviders: readonly ExtensionProvider[];
}

/** Environment variables of istiod that change decisions, by name. */
export type IstiodEnvironment = ReadonlyMap<string, string>;
