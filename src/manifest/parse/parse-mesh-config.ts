import type { ObjectReader } from './object-reader';
import { parseExtensionProvider } from './parse-extension-provider';
import { configuredHeaders } from './proxy-headers';
import type { MeshConfiguration, PathNormalization } from '../../model/mesh';

const NORMALIZATIONS = ['DEFAULT', 'NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES'] as const;
export const OUTBOUND_MODES = ['ALLOW_ANY', 'REGISTRY_ONLY', 'ALLOW_ANY_DYNAMIC_DNS'] as const;
const MAX_PROXIES = 0xffff_ffff;

/** What holds where nobody configured the mesh (istio-semantics 8.1). */
export const DEFAULT_MESH_CONFIGURATION: MeshConfiguration = Object.freeze({
  rootNamespace: 'istio-system',
  trustDomain: 'cluster.local',
  trustDomainAliases: [],
  enableAutoMtls: true,
  pathNormalization: 'BASE',
  numTrustedProxies: 0,
  outboundMode: 'ALLOW_ANY',
  defaultDestinationRuleExportTo: [],
  defaultServiceExportTo: [],
  defaultVirtualServiceExportTo: [],
  unknownHeaders: [],
  extensionProviders: [],
});

/** The part of a MeshConfig that decides about requests; an empty text is an absent field, as in any protobuf message. */
export function parseMeshConfig(config: ObjectReader): MeshConfiguration {
  const defaults = DEFAULT_MESH_CONFIGURATION;
  refuseSnakeCase(config);
  refuseUnmodelled(config);
  const providers = config.objects('extensionProviders');
  const names = providers.map((provider) => provider.text('name') ?? '');
  return {
    rootNamespace: config.text('rootNamespace') || defaults.rootNamespace,
    trustDomain: config.text('trustDomain') || defaults.trustDomain,
    trustDomainAliases: config.texts('trustDomainAliases'),
    enableAutoMtls: config.flag('enableAutoMtls') ?? defaults.enableAutoMtls,
    pathNormalization: parseNormalization(config.object('pathNormalization')),
    numTrustedProxies: parseTrustedProxies(config.object('defaultConfig')),
    outboundMode: config.object('outboundTrafficPolicy')?.choice('mode', OUTBOUND_MODES) ?? defaults.outboundMode,
    defaultDestinationRuleExportTo: config.texts('defaultDestinationRuleExportTo'),
    defaultServiceExportTo: config.texts('defaultServiceExportTo'),
    defaultVirtualServiceExportTo: config.texts('defaultVirtualServiceExportTo'),
    unknownHeaders: configuredHeaders(config.object('defaultConfig')),
    extensionProviders: providers.map((provider) => parseExtensionProvider(provider, names)),
  };
}

function parseNormalization(setting: ObjectReader | undefined): PathNormalization {
  const normalization = setting?.choice('normalization', NORMALIZATIONS) ?? 'DEFAULT';
  setting?.finish();
  return normalization === 'DEFAULT' ? 'BASE' : normalization;
}

function parseTrustedProxies(proxyConfig: ObjectReader | undefined): number {
  if (proxyConfig === undefined) return DEFAULT_MESH_CONFIGURATION.numTrustedProxies;
  refuseSnakeCase(proxyConfig);
  refuse(proxyConfig, 'connectionSettings', 'how proxies read paths and headers');
  const topology = proxyConfig.object('gatewayTopology');
  if (topology === undefined) return DEFAULT_MESH_CONFIGURATION.numTrustedProxies;
  refuseSnakeCase(topology);
  refuse(topology, 'proxyProtocol', 'which address gateways take for the client');
  return topology.integer('numTrustedProxies', 0, MAX_PROXIES) ?? DEFAULT_MESH_CONFIGURATION.numTrustedProxies;
}

/** istiod also takes the names of the protobuf fields. */
function refuseSnakeCase(object: ObjectReader): void {
  for (const key of object.keys().filter((name) => name.includes('_'))) {
    object.place.child(key).report('snake-case', `istiod may know ${key} by another spelling; write it in camel case`);
  }
}

function refuseUnmodelled(config: ObjectReader): void {
  refuse(config, 'discoverySelectors', 'of which namespaces istiod knows anything');
  refuse(config, 'serviceEntryVisibility', 'which namespaces see a ServiceEntry');
  for (const certificate of config.objects('caCertificates')) refuse(certificate, 'trustDomains', 'whose certificates are accepted');
}

/** Settings that change decisions and are not modelled. */
function refuse(object: ObjectReader, key: string, effect: string): void {
  if (object.value(key) === undefined) return;
  object.place.child(key).report('unmodelled-setting', `${key} decides ${effect}, which is not modelled`);
}
