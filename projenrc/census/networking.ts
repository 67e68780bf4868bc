import { bounded, CensusSection, each, KindCensus, modelled, noEffect, unknown } from './entry';
import { VIRTUAL_SERVICE } from './virtual-service';

const AT_PROXIES = unknown('at the sidecars it selects, at gateways and at waypoints of its namespace; from the root namespace at all');

const WRAPPED = unknown('for callers that go by this rule: what they send is wrapped into another protocol');
const SUBSET = unknown('for what a route sends to the subset');
const HANDSHAKE = noEffect('whether the handshake between the two succeeds, as it should');

/** What a `trafficPolicy` has for all ports and for single ones. */
function trafficPolicy(path: string): KindCensus['fields'] {
  return {
    [`${path}.tls`]: HANDSHAKE,
    ...each([`${path}.tls.mode`, `${path}.tls.subjectAltNames[]`, `${path}.tls.credentialName`], modelled('in place of auto mTLS')),
    [`${path}.loadBalancer`]: noEffect('which endpoint is preferred'),
    [`${path}.loadBalancer.simple`]: modelled('PASSTHROUGH: no endpoint is looked at'),
    ...each([`${path}.connectionPool`, `${path}.outlierDetection`], noEffect('how many connections there are, and to which endpoints')),
  };
}

const DESTINATION_RULE: KindCensus = {
  kind: 'DestinationRule',
  crd: 'networking.istio.io',
  about: 'How sidecars, gateways and waypoints connect; ztunnel ignores it.',
  fields: {
    ...each(['host', 'exportTo[]', 'workloadSelector.matchLabels.*'], modelled()),
    ...trafficPolicy('trafficPolicy'),
    ...trafficPolicy('trafficPolicy.portLevelSettings[]'),
    'trafficPolicy.portLevelSettings[].port.number': modelled(),
    'trafficPolicy.retryBudget': noEffect('how often a request is tried again'),
    ...each(['trafficPolicy.proxyProtocol', 'trafficPolicy.tunnel'], WRAPPED),
    ...each(['subsets[].name', 'subsets[].labels.*'], modelled('for what a route of a VirtualService sends to it')),
    'subsets[].trafficPolicy': SUBSET,
    ...each(['connectionPool', 'loadBalancer', 'outlierDetection', 'retryBudget'].map((field) => `subsets[].trafficPolicy.${field}`), noEffect('which endpoint is preferred, and how often it is asked')),
    'subsets[].trafficPolicy.loadBalancer.simple': bounded('UNKNOWN with PASSTHROUGH, for what a route sends to the subset'),
  },
};

const CERTIFICATES = [
  'caCertCredentialName', 'caCertificates', 'caCrl', 'cipherSuites[]', 'credentialName', 'credentialNames[]', 'maxProtocolVersion', 'minProtocolVersion',
  'privateKey', 'serverCertificate', 'tlsCertificates[]',
];
const CHOSEN = ['subjectAltNames[]', 'verifyCertificateHash[]', 'verifyCertificateSpki[]'];

const GATEWAY: KindCensus = {
  kind: 'Gateway',
  crd: 'networking.istio.io',
  about: 'Servers of the gateways that it selects, whose pods have to be among the input.',
  fields: {
    'selector.*': modelled(),
    ...each(['servers[].hosts[]', 'servers[].port.number', 'servers[].port.protocol'], modelled()),
    ...each(['servers[].bind', 'servers[].defaultEndpoint'], unknown('at the gateways that it selects')),
    ...each(['servers[].name', 'servers[].port.name'], noEffect('what the server is called')),
    'servers[].port.targetPort': noEffect('Istio goes by the Service'),
    'servers[].tls.mode': bounded('UNKNOWN with AUTO_PASSTHROUGH, and with MUTUAL and OPTIONAL_MUTUAL for clients with a certificate'),
    'servers[].tls.httpsRedirect': modelled(),
    'servers[].tls.insecureSkipVerify': unknown('at the gateways that it selects'),
    ...each(CHOSEN.map((field) => `servers[].tls.${field}`), bounded('UNKNOWN for clients with a certificate')),
    ...each(CERTIFICATES.map((field) => `servers[].tls.${field}`), noEffect('whether the handshake between the two succeeds, as it should')),
  },
};

const SERVICE_ENTRY: KindCensus = {
  kind: 'ServiceEntry',
  crd: 'networking.istio.io',
  about: 'A Service by other hosts, with endpoints of its own or with the workloads that it selects.',
  fields: {
    ...each(['hosts[]', 'exportTo[]', 'addresses[]', 'location', 'resolution', 'ports[]', 'workloadSelector.labels.*'], modelled()),
    ...each(['endpoints[].address', 'endpoints[].labels.*', 'endpoints[].ports.*', 'endpoints[].serviceAccount'], modelled()),
    ...each(['endpoints[].locality', 'endpoints[].network', 'endpoints[].weight'], noEffect('which endpoint is preferred, and over which network')),
    'subjectAltNames[]': noEffect('which certificates callers accept, as they should'),
  },
};

const SIDECAR: KindCensus = {
  kind: 'Sidecar',
  crd: 'networking.istio.io',
  about: 'What callers can reach, what becomes of the rest, and listeners of the workload\'s own.',
  fields: {
    ...each(['egress[].hosts[]', 'egress[].port.number'], modelled()),
    ...each(['egress[].bind', 'egress[].captureMode', 'egress[].port.protocol'], bounded('UNKNOWN for what is listed at an address of its own, or at an HTTP proxy')),
    ...each(['egress[].port.name', 'egress[].port.targetPort'], noEffect('what the listener is called')),
    ...each(['ingress[].port.number', 'ingress[].port.protocol'], modelled()),
    ...each(['ingress[].port.name', 'ingress[].port.targetPort'], noEffect('what the listener is called')),
    ...each(['ingress[].bind', 'ingress[].captureMode'], bounded('UNKNOWN at this port with an address of its own')),
    'ingress[].tls': bounded('UNKNOWN at this port where istiod has ENABLE_TLS_ON_SIDECAR_INGRESS; else Istio reads past it'),
    ...each(['ingress[].defaultEndpoint', 'ingress[].connectionPool', 'inboundConnectionPool'], noEffect('what lies behind the sidecar')),
    'outboundTrafficPolicy.mode': modelled(),
    'outboundTrafficPolicy.egressProxy': unknown('for what is not listed'),
    'workloadSelector.labels.*': modelled(),
  },
};

const PREFERRED = noEffect('which endpoint is preferred, and over which network');

const WORKLOAD_ENTRY: KindCensus = {
  kind: 'WorkloadEntry',
  crd: 'networking.istio.io',
  about: 'A workload like a Pod, outside of the cluster.',
  fields: {
    ...each(['address', 'labels.*', 'ports.*', 'serviceAccount'], modelled()),
    ...each(['locality', 'network', 'weight'], PREFERRED),
  },
};

const WORKLOAD_GROUP: KindCensus = {
  kind: 'WorkloadGroup',
  crd: 'networking.istio.io',
  about: 'What WorkloadEntries are made from when their machines register.',
  fields: {
    ...each(['metadata.annotations.*', 'metadata.labels.*'], modelled()),
    ...each(['template.address', 'template.labels.*', 'template.ports.*', 'template.serviceAccount'], modelled()),
    ...each(['template.locality', 'template.network', 'template.weight'], PREFERRED),
    probe: noEffect('whether an endpoint is healthy'),
  },
};

const PROXY_CONFIG: KindCensus = {
  kind: 'ProxyConfig',
  crd: 'networking.istio.io',
  about: 'A part that is not in this CRD, such as `connectionSettings`, makes the answers of the proxies UNKNOWN that it is for.',
  fields: { '': noEffect('threads, variables and the image of proxies') },
};

const ENVOY_FILTER: KindCensus = {
  kind: 'EnvoyFilter', crd: 'networking.istio.io', about: 'Not read: it may change anything in an Envoy. ztunnel ignores it.', fields: { '': AT_PROXIES },
};

export const NETWORKING: CensusSection = {
  title: 'Istio networking',
  kinds: [DESTINATION_RULE, VIRTUAL_SERVICE, GATEWAY, SERVICE_ENTRY, SIDECAR, WORKLOAD_ENTRY, WORKLOAD_GROUP, PROXY_CONFIG, ENVOY_FILTER],
};
