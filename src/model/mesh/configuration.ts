import { Provenance } from './provenance';

export type PathNormalization = 'NONE' | 'BASE' | 'MERGE_SLASHES' | 'DECODE_AND_MERGE_SLASHES';

/** Somebody whom CUSTOM policies can ask. */
export interface ExtensionProvider {
  readonly name: string;
  readonly kind: 'http' | 'grpc' | 'other';
  /** What makes it unusable, as far as it can be told: matching requests are then denied. */
  readonly fault?: string;
  /** Headers of the request that it may set when it allows: names in lower case, or patterns with a star. */
  readonly setsHeaders: readonly string[];
  readonly at: Provenance;
}

/** What a sidecar does with requests to hosts that it does not know. */
export type OutboundMode = 'ALLOW_ANY' | 'REGISTRY_ONLY' | 'ALLOW_ANY_DYNAMIC_DNS';

/** The part of the MeshConfig that decides about requests; Istio's defaults are written out. */
export interface MeshConfiguration {
  readonly rootNamespace: string;
  readonly trustDomain: string;
  readonly trustDomainAliases: readonly string[];
  readonly enableAutoMtls: boolean;
  readonly pathNormalization: PathNormalization;
  readonly numTrustedProxies: number;
  readonly outboundMode: OutboundMode;
  /** What objects without an exportTo are exported to; empty: everybody. */
  readonly defaultDestinationRuleExportTo: readonly string[];
  readonly defaultServiceExportTo: readonly string[];
  readonly defaultVirtualServiceExportTo: readonly string[];
  /** Headers, in lower case, that proxies are configured to set or to keep in ways that are not modelled. */
  readonly unknownHeaders: readonly string[];
  readonly extensionProviders: readonly ExtensionProvider[];
}

/** Environment variables of istiod that change decisions, by name. */
export type IstiodEnvironment = ReadonlyMap<string, string>;
