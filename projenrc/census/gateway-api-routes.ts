import { bounded, each, KindCensus, modelled, noEffect, unknown } from './entry';

const GROUP = 'gateway.networking.k8s.io';
const ABOUT = 'At gateways, at the sidecars of callers and at waypoints; where a request that no route takes is answered, that is a DENY.';

const ONWARD = noEffect('when, how often and under which name a request arrives');
const TO_CLIENTS = noEffect('what clients get back');

const PARENTS = {
  ...each(['group', 'kind', 'name', 'namespace', 'port', 'sectionName'].map((field) => `parentRefs[].${field}`), modelled('a Gateway with its listeners, a Service or a ServiceEntry')),
};

const BACKENDS = {
  ...each(['group', 'kind'].map((field) => `rules[].backendRefs[].${field}`), bounded('a Service; UNKNOWN for what goes to a backend of another kind')),
  ...each(['name', 'namespace', 'port'].map((field) => `rules[].backendRefs[].${field}`), bounded('UNKNOWN for what goes to a Service that is not among the input; another namespace needs a ReferenceGrant')),
  'rules[].backendRefs[].weight': bounded('0 is none; UNKNOWN where backends with a weight do not agree'),
};

const HOSTNAMES = { 'hostnames[]': modelled('at gateways; a route of a Service is for its hosts') };

const HEADERS = 'requestHeaderModifier';

/** Filters of rules, and those of single backends, of which istiod knows two. */
const FILTERS = {
  'rules[].filters[].type': bounded('UNKNOWN for what a rule takes that has an ExtensionRef, and for CORS preflights of one with CORS'),
  'rules[].filters[].extensionRef': unknown('for what the rule takes'),
  [`rules[].filters[].${HEADERS}`]: modelled('the backend sees the headers as they are left'),
  'rules[].filters[].responseHeaderModifier': TO_CLIENTS,
  'rules[].filters[].requestMirror': noEffect('the answers to mirrored requests are thrown away'),
  'rules[].backendRefs[].filters[]': unknown('for what the rule takes'),
  'rules[].backendRefs[].filters[].type': bounded('UNKNOWN for what a rule takes that has another filter here than header modifiers'),
  [`rules[].backendRefs[].filters[].${HEADERS}`]: modelled('the backend sees the headers as they are left'),
  'rules[].backendRefs[].filters[].responseHeaderModifier': TO_CLIENTS,
};

const EXPRESSIONS = bounded('UNKNOWN with an expression that Envoy cannot load');

const HTTP_ROUTE: KindCensus = {
  kind: 'HTTPRoute',
  crd: GROUP,
  about: ABOUT,
  fields: {
    ...PARENTS,
    ...HOSTNAMES,
    ...each(['path.type', 'path.value', 'headers[].type', 'headers[].value', 'queryParams[].type', 'queryParams[].value'].map((field) => `rules[].matches[].${field}`), EXPRESSIONS),
    ...each(['rules[].matches[].method', 'rules[].matches[].headers[].name', 'rules[].matches[].queryParams[].name'], modelled()),
    ...FILTERS,
    'rules[].filters[].cors': noEffect('CORS preflights are UNKNOWN, whatever it says'),
    'rules[].filters[].requestRedirect': noEffect('where it leads is another request'),
    'rules[].filters[].requestRedirect.statusCode': modelled('the status that the client sees'),
    'rules[].filters[].urlRewrite': modelled('the backend sees the host and the path as they are left'),
    ...BACKENDS,
    ...each(['rules[].name', 'rules[].retry', 'rules[].timeouts'], ONWARD),
  },
};

const GRPC_ROUTE: KindCensus = {
  kind: 'GRPCRoute',
  crd: GROUP,
  about: ABOUT,
  fields: {
    ...PARENTS,
    ...HOSTNAMES,
    ...each(['method.method', 'method.service', 'method.type', 'headers[].type', 'headers[].value'].map((field) => `rules[].matches[].${field}`), EXPRESSIONS),
    'rules[].matches[].headers[].name': modelled(),
    ...FILTERS,
    ...BACKENDS,
    'rules[].name': ONWARD,
  },
};

const TCP_ROUTE: KindCensus = { kind: 'TCPRoute', crd: GROUP, about: ABOUT, fields: { ...PARENTS, ...BACKENDS, 'rules[].name': ONWARD } };

const TLS_ROUTE: KindCensus = {
  kind: 'TLSRoute',
  crd: GROUP,
  about: 'At gateways and at waypoints. Where it may be one at the sidecar of a caller, the answer is UNKNOWN.',
  fields: { ...PARENTS, 'hostnames[]': modelled('the names that a client may ask for'), ...BACKENDS, 'rules[].name': ONWARD },
};

const UDP_ROUTE: KindCensus = { kind: 'UDPRoute', crd: GROUP, about: 'Istio handles no UDP.', fields: { '': noEffect('UDP is not in the mesh') } };

const REFERENCE_GRANT: KindCensus = {
  kind: 'ReferenceGrant',
  crd: GROUP,
  about: 'Which routes of another namespace may name the Services of its own. Of references to certificates nothing is looked at.',
  fields: { '': modelled('without one, what a route at a gateway sends into another namespace is answered with 500') },
};

export const GATEWAY_API_ROUTES: readonly KindCensus[] = [HTTP_ROUTE, GRPC_ROUTE, TCP_ROUTE, TLS_ROUTE, UDP_ROUTE, REFERENCE_GRANT];
