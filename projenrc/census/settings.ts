import { bounded, CensusSection, each, KindCensus, modelled, noEffect, unknown } from './entry';

const MESH_CONFIG: KindCensus = {
  kind: 'MeshConfig',
  about: 'From the ConfigMap `istio`, an IstioOperator file, Helm values or `--mesh-config`. Two that differ make every answer UNKNOWN.',
  fields: {
    ...each(['rootNamespace', 'trustDomain', 'trustDomainAliases[]', 'enableAutoMtls', 'pathNormalization.normalization'], modelled()),
    'extensionProviders[].name': modelled('CUSTOM policies that name none deny what they match'),
    ...each(['extensionProviders[].envoyExtAuthzHttp', 'extensionProviders[].envoyExtAuthzGrpc'], bounded('whether it can be asked; what it answers is for the request to say')),
    'defaultConfig.gatewayTopology.numTrustedProxies': modelled(),
    'defaultConfig.gatewayTopology.proxyProtocol': unknown('everywhere'),
    'defaultConfig.gatewayTopology.forwardClientCertDetails': bounded('UNKNOWN where a rule reads `x-forwarded-client-cert`, unless it is SANITIZE or SANITIZE_SET'),
    'defaultConfig.proxyHeaders': bounded('UNKNOWN where a rule reads `x-forwarded-client-cert` or `x-request-id`, and that part is configured'),
    'defaultConfig.connectionSettings': unknown('everywhere'),
    'caCertificates[].trustDomains[]': unknown('everywhere'),
    'discoverySelectors': unknown('everywhere'),
    'serviceEntryVisibility': unknown('everywhere'),
    ...each(['meshMTLS', 'tlsDefaults'], noEffect('versions and ciphers of TLS; who is at the other end stays the same')),
    'outboundTrafficPolicy.mode': modelled('for a Service that the caller\'s sidecar does not know'),
    ...each(['defaultDestinationRuleExportTo[]', 'defaultServiceExportTo[]', 'defaultVirtualServiceExportTo[]'], modelled()),
    'inboundTrafficPolicy': noEffect('where requests to a port of no Service go; policies are asked before'),
    ...each(['defaultProviders', 'accessLogFile', 'enableTracing'], noEffect('it records what was decided')),
  },
};

const ISTIOD: KindCensus = {
  kind: 'Environment of istiod',
  about: 'From the Deployment `istiod`, an IstioOperator file, Helm values (`pilot.env`) or `--istiod-env`. One with two values makes every answer UNKNOWN.',
  fields: {
    ENABLE_LAYERED_WAYPOINT_AUTHORIZATION_POLICIES: unknown('at waypoints'),
    ENABLE_TLS_ON_SIDECAR_INGRESS: bounded('UNKNOWN at an ingress listener of a Sidecar with TLS'),
    PILOT_ALLOW_SIDECAR_SERVICE_INBOUND_LISTENER_MERGE: modelled(),
    ...each(['PILOT_ENABLE_SENDING_HBONE', 'PILOT_PREFER_SENDING_HBONE'], modelled('how Envoys connect to pods that take HBONE')),
    ENABLE_SELECTOR_BASED_K8S_GATEWAY_POLICY: modelled(),
    PILOT_AUTO_ALLOW_WAYPOINT_POLICY: modelled(),
    PILOT_ENABLE_EDS_FOR_HEADLESS_SERVICES: modelled('whether the endpoints of a headless Service are looked at'),
    PILOT_ENABLE_GATEWAY_API_COPY_LABELS_ANNOTATIONS: modelled('whether the pods of a Gateway have its labels'),
    PILOT_ENABLE_IP_AUTOALLOCATE: modelled('whether ztunnel knows a ServiceEntry without addresses'),
    PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS: modelled(),
    PILOT_ENABLE_MYSQL_FILTER: unknown('where a rule reads what the filter writes'),
    PILOT_SCOPE_GATEWAY_TO_NAMESPACE: modelled('whether a Gateway of Istio selects gateways of other namespaces'),
    PILOT_SKIP_VALIDATE_TRUST_DOMAIN: modelled(),
    AMBIENT_ENABLE_DRY_RUN_AUTHORIZATION_POLICY: noEffect('a dry run decides nothing'),
    PILOT_ENABLE_AMBIENT: noEffect('which data plane a workload has is read from its labels and annotations'),
    PILOT_JWT_ENABLE_REMOTE_JWKS: noEffect('who fetches keys; a request says of each of its tokens whether it is valid'),
  },
};

export const SETTINGS: CensusSection = { title: 'Settings of the mesh', kinds: [MESH_CONFIG, ISTIOD] };
