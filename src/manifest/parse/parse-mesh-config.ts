import { ObjectReader } from './object-reader';
import { parseExtensionProvider } from './parse-extension-provider';
import type { MeshConfiguration, PathNormalization } from '../../model/mesh';

const NORMALIZATIONS = ['DEFAULT', 'NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES'] as const;
const MAX_PROXIES = 0xffff_ffff;

/** What holds where nobody configured the mesh (istio-semantics 8.1). */
export const DEFAULT_MESH_CONFIGURATION: MeshConfiguration = Object.freeze({
  rootNamespace: 'istio-system',
  trustDomain: 'cluster.local',
  trustDomainAliases: [],
  enableAutoMtls: true,
  pathNormalization: 'BASE',
  numTrustedProxies: 0,
  extensionProviders: [],
});

/** The part of a MeshConfig that decides about requests; an empty text is an absent field, as in any protobuf message. */
export function parseMeshConfig(config: ObjectReader): MeshConfiguration {
  const defaults = DEFAULT_MESH_CONFIGURATION;
  const providers = config.objects('extensionProviders');
  const names = providers.map((provider) => provider.text('name') ?? '');
  const topology = config.object('defaultConfig')?.object('gatewayTopology');
  return {
    rootNamespace: config.text('rootNamespace') || defaults.rootNamespace,
    trustDomain: config.text('trustDomain') || defaults.trustDomain,
    trustDomainAliases: config.texts('trustDomainAliases'),
    enableAutoMtls: config.flag('enableAutoMtls') ?? defaults.enableAutoMtls,
    pathNormalization: parseNormalization(config.object('pathNormalization')),
    numTrustedProxies: topology?.integer('numTrustedProxies', 0, MAX_PROXIES) ?? defaults.numTrustedProxies,
    extensionProviders: providers.map((provider) => parseExtensionProvider(provider, names)),
  };
}

function parseNormalization(setting: ObjectReader | undefined): PathNormalization {
  const normalization = setting?.choice('normalization', NORMALIZATIONS) ?? 'DEFAULT';
  setting?.finish();
  return normalization === 'DEFAULT' ? 'BASE' : normalization;
}
