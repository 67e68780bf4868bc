import { bounded, CensusSection, each, KindCensus, modelled, noEffect, unknown } from './entry';

const GROUP = 'gateway.networking.k8s.io';
const NAMESPACES = 'listeners[].allowedRoutes.namespaces';

const GATEWAY: KindCensus = {
  kind: 'Gateway',
  crd: GROUP,
  about: 'An ingress gateway up to its policies, and a waypoint. Where a gateway sends what it lets pass is UNKNOWN.',
  fields: {
    'gatewayClassName': bounded('`istio` and `istio-waypoint`; what another class does is UNKNOWN'),
    'addresses': noEffect('where clients find the gateway'),
    'allowedListeners': noEffect('a ListenerSet is UNKNOWN at its gateway, admitted or not'),
    'infrastructure.annotations.*': bounded('the trusted proxies of `proxy.istio.io/config`; UNKNOWN at this gateway where it sets more about how requests are read'),
    'infrastructure.labels.*': modelled('the labels of the gateway\'s pods, which selectors go by'),
    'infrastructure.parametersRef': noEffect('how the Deployment and the Service of the gateway are laid out'),
    [`${NAMESPACES}.from`]: modelled('at a waypoint: who may be bound to it'),
    [`${NAMESPACES}.selector`]: modelled('at a waypoint: who may be bound to it'),
    'listeners[].allowedRoutes.kinds[]': noEffect('where a gateway sends requests is UNKNOWN whatever routes it takes'),
    'listeners[].hostname': noEffect('policies are asked before a route is chosen by host'),
    'listeners[].name': noEffect('a request names its listener by the port'),
    ...each(['listeners[].port', 'listeners[].protocol'], modelled()),
    'listeners[].tls.certificateRefs[]': noEffect('which certificate the gateway shows to clients'),
    'listeners[].tls.mode': noEffect('whether requests are read is said by the protocol'),
    'listeners[].tls.options.*': unknown('at this gateway: it may ask clients for certificates'),
    'tls.backend': noEffect('how the gateway connects to backends'),
    'tls.frontend': unknown('at this gateway: it asks clients for certificates'),
  },
};

const GATEWAY_CLASS: KindCensus = {
  kind: 'GatewayClass',
  crd: GROUP,
  about: 'Classes that Istio brings are known by name.',
  fields: { '': noEffect('a class is known by its name') },
};

const LISTENER_SET: KindCensus = {
  kind: 'ListenerSet', crd: GROUP, about: 'Not read: any one may add listeners to gateways.', fields: { '': unknown('at gateways of its namespace') },
};

/** A route of a Gateway is behind an answer that is UNKNOWN anyway; one of a Service may lead elsewhere. */
function route(kind: string): KindCensus {
  return {
    kind,
    crd: GROUP,
    about: 'With a Service as its parent it may send requests elsewhere. With a Gateway as its parent it decides nothing before that gateway, and what lies behind is UNKNOWN anyway.',
    fields: { '': unknown('with a Service as its parent: for callers with a sidecar, for gateways, and behind waypoints') },
  };
}

const UDP_ROUTE: KindCensus = { kind: 'UDPRoute', crd: GROUP, about: 'Istio handles no UDP.', fields: { '': noEffect('UDP is not in the mesh') } };

const BACKEND_TLS_POLICY: KindCensus = {
  kind: 'BackendTLSPolicy', crd: GROUP, about: 'How gateways connect to backends.', fields: { '': noEffect('what lies behind a gateway is UNKNOWN anyway') },
};

const REFERENCE_GRANT: KindCensus = {
  kind: 'ReferenceGrant',
  crd: GROUP,
  about: 'What a namespace lets objects of another one refer to.',
  fields: { '': noEffect('it bears on routes and certificates of gateways, and what lies behind a gateway is UNKNOWN anyway') },
};

export const GATEWAY_API: CensusSection = {
  title: 'Gateway API',
  kinds: [
    GATEWAY, GATEWAY_CLASS, LISTENER_SET, ...['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute'].map(route), UDP_ROUTE, BACKEND_TLS_POLICY, REFERENCE_GRANT,
  ],
};
