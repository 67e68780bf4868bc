import type { ManifestDocument } from './manifest-document';
import type { EnvironmentVariable } from './mesh-settings';
import { settingsOf } from './mesh-settings';
import { ObjectReader } from './object-reader';
import { DEFAULT_MESH_CONFIGURATION, parseMeshConfig } from './parse-mesh-config';
import { Place } from './place';
import type { Diagnostic, IstiodEnvironment, MeshConfiguration, Provenance } from '../../model/mesh';

/** The settings of a mesh. `doubts` stand where they could not be read, or where two of them differ. */
export interface MeshWide {
  readonly configuration: MeshConfiguration;
  readonly environment: IstiodEnvironment;
  readonly doubts: readonly Provenance[];
}

/** Settings that were given beside the objects; they win over those among the objects. */
export interface GivenSettings {
  readonly meshConfig?: ManifestDocument;
  /** A MeshConfig that holds where there is no other. */
  readonly assumedMeshConfig?: ManifestDocument;
  readonly environment?: IstiodEnvironment;
}

export function parseMeshWide(objects: readonly ManifestDocument[], given: GivenSettings, log: Diagnostic[]): MeshWide {
  const settings = objects.map(settingsOf);
  const found = given.meshConfig === undefined ? settings.flatMap(({ meshConfigs }) => meshConfigs) : [given.meshConfig];
  const assumed = given.assumedMeshConfig === undefined ? [] : [given.assumedMeshConfig];
  const configuration = mergeConfigurations(found.length === 0 ? assumed : found, log);
  const environment = mergeEnvironment(settings.flatMap((one) => one.environment), given.environment ?? new Map(), log);
  return {
    configuration: configuration.value,
    environment: environment.value,
    doubts: [...configuration.doubts, ...environment.doubts],
  };
}

interface Settled<T> {
  readonly value: T;
  readonly doubts: readonly Provenance[];
}

function mergeConfigurations(documents: readonly ManifestDocument[], log: Diagnostic[]): Settled<MeshConfiguration> {
  const doubts: Provenance[] = [];
  const read = new Map<string, { value: MeshConfiguration; place: Place }>();
  for (const document of documents) {
    const place = Place.root(document, log);
    const config = readConfiguration(document, place);
    if ('doubt' in config) doubts.push(config.doubt);
    else read.set(JSON.stringify(config.value, withoutPlace), { value: config.value, place });
  }
  const [first, ...others] = [...read.keys()].sort().map((key) => read.get(key)!);
  for (const { place } of others) {
    doubts.push(place.note('several-mesh-configs', 'another MeshConfig of this mesh says something else; keep one of them').at);
  }
  return { value: first?.value ?? DEFAULT_MESH_CONFIGURATION, doubts };
}

function readConfiguration(document: ManifestDocument, place: Place): { readonly value: MeshConfiguration } | { readonly doubt: Provenance } {
  if (document.unreadable !== undefined) return { doubt: place.note(document.unreadable.code, document.unreadable.message).at };
  const config = place.readApart((apart) => parseMeshConfig(ObjectReader.of(apart, document.value)));
  return config.kind === 'read' ? { value: config.value } : { doubt: config.diagnostic.at };
}

function withoutPlace(key: string, value: unknown): unknown {
  return key === 'at' ? undefined : value;
}

function mergeEnvironment(
  variables: readonly EnvironmentVariable[], given: IstiodEnvironment, log: Diagnostic[],
): Settled<IstiodEnvironment> {
  const doubts: Provenance[] = [];
  const environment = new Map<string, string>();
  for (const { name, value, document } of variables.filter((one) => !given.has(one.name)).sort(byValue)) {
    const known = environment.get(name);
    if (value !== undefined && known === undefined) environment.set(name, value);
    else if (value === undefined || value !== known) doubts.push(...doubtsAbout(name, value !== undefined, Place.root(document, log)));
  }
  return { value: new Map([...environment, ...given].sort(([a], [b]) => a < b ? -1 : 1)), doubts };
}

function byValue({ value: a = '' }: EnvironmentVariable, { value: b = '' }: EnvironmentVariable): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function doubtsAbout(name: string, isTwice: boolean, place: Place): readonly Provenance[] {
  return DECIDING.has(name) ? [place.note('unclear-variable', unclear(name, isTwice)).at] : [];
}

function unclear(name: string, isTwice: boolean): string {
  return isTwice ? `${name} has another value elsewhere; keep one of them` : `the value of ${name} is not in the input; give it as --istiod-env`;
}

/** Variables of istiod that change decisions. */
const DECIDING: ReadonlySet<string> = new Set([
  'AMBIENT_ENABLE_DRY_RUN_AUTHORIZATION_POLICY',
  'ENABLE_LAYERED_WAYPOINT_AUTHORIZATION_POLICIES',
  'ENABLE_SELECTOR_BASED_K8S_GATEWAY_POLICY',
  'PILOT_AUTO_ALLOW_WAYPOINT_POLICY',
  'PILOT_ENABLE_AMBIENT',
  'PILOT_ENABLE_GATEWAY_API_COPY_LABELS_ANNOTATIONS',
  'PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS',
  'PILOT_SCOPE_GATEWAY_TO_NAMESPACE',
  'PILOT_SKIP_VALIDATE_TRUST_DOMAIN',
]);
