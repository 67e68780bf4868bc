import { CensusSection, KindCensus, noEffect, unknown } from './entry';
import { TRAFFIC_EXTENSION } from '../../src/model';

const AT_PROXIES = 'at the sidecars it selects, at gateways and at waypoints of its namespace; from the root namespace at all';

const WASM_PLUGIN: KindCensus = {
  kind: 'WasmPlugin', crd: 'extensions.istio.io', about: 'Code that may answer or change a request.', fields: { '': unknown(AT_PROXIES) },
};

const TRAFFIC_EXTENSION_KIND: KindCensus = {
  kind: 'TrafficExtension', crd: 'extensions.istio.io', about: 'Code that may answer or change a request.', fields: { '': unknown(AT_PROXIES, TRAFFIC_EXTENSION) },
};

const TELEMETRY: KindCensus = {
  kind: 'Telemetry', crd: 'telemetry.istio.io', about: 'Metrics, traces and logs.', fields: { '': noEffect('it records what was decided') },
};

export const EXTENSIONS: CensusSection = { title: 'Istio extensions and telemetry', kinds: [WASM_PLUGIN, TRAFFIC_EXTENSION_KIND, TELEMETRY] };
