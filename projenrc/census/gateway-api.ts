import { bounded, CensusSection, each, KindCensus, modelled, noEffect, unknown } from './entry';
import { GATEWAY_API_ROUTES } from './gateway-api-routes';

const GROUP = 'gateway.networking.k8s.io';
const NAMESPACES = 'listeners[].allowedRoutes.namespaces';
const CLIENTS = bounded('who has no certificate is refused; UNKNOWN for others, whose certificates are trusted is in no manifest');

const GATEWAY: KindCensus = {
  kind: 'Gateway',
  crd: GROUP,
  about: 'An ingress gateway with its policies and routes, and a waypoint.',
  fields: {
    'gatewayClassName': bounded('`istio`, `istio-waypoint` and classes of a GatewayClass of Istio; what another one does is UNKNOWN'),
    'addresses[].type': bounded('UNKNOWN where the pods are of somebody else\'s making and not among the input'),
    'addresses[].value': noEffect('where clients find the gateway'),
    ...each(['allowedListeners.namespaces.from', 'allowedListeners.namespaces.selector'], modelled('whose ListenerSets may belong to it, all of which are UNKNOWN')),
    'infrastructure.annotations.*': bounded('the trusted proxies of `proxy.istio.io/config`; UNKNOWN at this gateway where it sets more about how requests are read'),
    'infrastructure.labels.*': modelled('the labels of the gateway\'s pods, which selectors go by'),
    'infrastructure.parametersRef': bounded('UNKNOWN with a ConfigMap that is not among the input, or changes who the pods are'),
    [`${NAMESPACES}.from`]: modelled('whose routes it takes; at a waypoint: who may be bound to it'),
    [`${NAMESPACES}.selector`]: modelled('whose routes it takes; at a waypoint: who may be bound to it'),
    'listeners[].allowedRoutes.kinds[]': modelled('which routes it takes'),
    ...each(['listeners[].hostname', 'listeners[].name'], modelled('which routes it takes')),
    ...each(['listeners[].port', 'listeners[].protocol'], modelled()),
    'listeners[].tls.certificateRefs[]': noEffect('which certificate the gateway shows to clients; whether it exists is not looked at'),
    'listeners[].tls.mode': modelled('what is passed through stays bytes'),
    'listeners[].tls.options.*': bounded('`gateway.istio.io/tls-terminate-mode`; UNKNOWN for clients with a certificate where MUTUAL asks for one'),
    'tls.backend': noEffect('what the gateway shows to backends outside of the mesh'),
    'tls.frontend': CLIENTS,
  },
};

const GATEWAY_CLASS: KindCensus = {
  kind: 'GatewayClass',
  crd: GROUP,
  about: 'Classes that Istio brings are known by name.',
  fields: {
    controllerName: modelled('whether a Gateway of the class is Istio\'s'),
    description: noEffect('it is for people'),
    parametersRef: noEffect('istiod does not read it; defaults of a class are a ConfigMap'),
  },
};

const LISTENER_SET: KindCensus = {
  kind: 'ListenerSet',
  crd: GROUP,
  about: 'Its listeners are not read.',
  fields: {
    '': unknown('at its Gateway, if that lets it in'),
    ...each(['parentRef.name', 'parentRef.namespace'], modelled('which Gateway it is for')),
  },
};

const BACKEND_TLS_POLICY: KindCensus = {
  kind: 'BackendTLSPolicy',
  crd: GROUP,
  about: 'How gateways, sidecars and waypoints connect to backends.',
  fields: { '': unknown('for what a gateway, a caller with a sidecar or a waypoint sends, from its namespace, that of the backend or the root namespace') },
};

export const GATEWAY_API: CensusSection = { title: 'Gateway API', kinds: [GATEWAY, GATEWAY_CLASS, LISTENER_SET, ...GATEWAY_API_ROUTES, BACKEND_TLS_POLICY] };
