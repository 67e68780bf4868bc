import { bounded, each, KindCensus, modelled, noEffect, unknown } from './entry';

const ORIGIN = ['gateways[]', 'port', 'sourceLabels.*', 'sourceNamespace'];
const TEXTS = ['exact', 'prefix', 'regex'];
const TO_CLIENTS = noEffect('what clients get back');
const ONWARD = noEffect('when, how often and under which name a request arrives');
const MIRRORED = noEffect('the answers to mirrored requests are thrown away');

const BY_TEXT = modelled();
const BY_EXPRESSION = bounded('UNKNOWN with an expression that Envoy cannot load');
const BY_HEADER = bounded('UNKNOWN where it is a claim of a token, or a pseudo-header');

/** Where a rule for HTTP, TLS or TCP sends what it takes. */
function destinations(path: string): KindCensus['fields'] {
  return {
    [`${path}.destination.host`]: bounded('UNKNOWN for what goes to a host that is no Service or ServiceEntry of the input'),
    [`${path}.destination.port.number`]: modelled('without it the one port of the Service, else the one that the request came in by'),
    [`${path}.destination.subset`]: bounded('UNKNOWN where the subset has settings of its own for how to connect'),
    [`${path}.weight`]: bounded('0 is none; UNKNOWN where destinations with a weight do not agree'),
  };
}

/** Matches and destinations of bytes. */
function forBytes(kind: 'tls' | 'tcp'): KindCensus['fields'] {
  return {
    ...each(ORIGIN.map((field) => `${kind}[].match[].${field}`), modelled()),
    [`${kind}[].match[].destinationSubnets[]`]: unknown('for what comes to the rule'),
    ...destinations(`${kind}[].route[]`),
  };
}

export const VIRTUAL_SERVICE: KindCensus = {
  kind: 'VirtualService',
  crd: 'networking.istio.io',
  about: 'At gateways, at the sidecars of callers and at waypoints. What is not modelled is UNKNOWN for the requests that come to that rule.',
  fields: {
    ...each(['exportTo[]', 'gateways[]', 'hosts[]'], modelled()),
    ...each(ORIGIN.map((field) => `http[].match[].${field}`), modelled()),
    ...each(['authority', 'method', 'queryParams.*', 'uri'].flatMap((field) => [`http[].match[].${field}.exact`, `http[].match[].${field}.prefix`]), BY_TEXT),
    ...each(['authority', 'method', 'queryParams.*', 'uri'].map((field) => `http[].match[].${field}.regex`), BY_EXPRESSION),
    'http[].match[].ignoreUriCase': modelled('of an expression the case always counts'),
    ...each(['headers', 'withoutHeaders'].flatMap((field) => TEXTS.map((text) => `http[].match[].${field}.*.${text}`)), BY_HEADER),
    'http[].match[].scheme': unknown('for what comes to the rule'),
    ...each(['http[].match[].name', 'http[].match[].statPrefix', 'http[].name', 'http[].retries', 'http[].timeout', 'http[].fault.delay'], ONWARD),
    'http[].corsPolicy': bounded('CORS preflights are UNKNOWN, whatever it says'),
    'http[].delegate': unknown('for what comes to the rule'),
    'http[].directResponse.body': TO_CLIENTS,
    'http[].directResponse.status': modelled('the status that the client sees'),
    'http[].fault.abort.grpcStatus': TO_CLIENTS,
    'http[].fault.abort.http2Error': unknown('for what comes to the rule'),
    'http[].fault.abort.httpStatus': modelled('the status that the client sees'),
    'http[].fault.abort.percentage.value': bounded('UNKNOWN where only some requests are aborted'),
    'http[].headers.request': modelled('the destination sees the headers as they are left'),
    'http[].headers.response': TO_CLIENTS,
    ...each(['http[].mirror', 'http[].mirrors[]', 'http[].mirror_percent', 'http[].mirrorPercent', 'http[].mirrorPercentage'], MIRRORED),
    'http[].redirect': noEffect('where it leads is another request'),
    'http[].redirect.redirectCode': modelled('the status that the client sees'),
    ...each(['http[].rewrite.authority', 'http[].rewrite.uri'], modelled('the destination sees the host and the path as they are left')),
    'http[].rewrite.uriRegexRewrite': unknown('for what comes to the rule'),
    ...destinations('http[].route[]'),
    'http[].route[].headers.request': modelled('the destination sees the headers as they are left'),
    'http[].route[].headers.response': TO_CLIENTS,
    ...forBytes('tls'),
    'tls[].match[].sniHosts[]': modelled(),
    ...forBytes('tcp'),
    'tcp[].match[].sourceSubnet': unknown('for what comes to the rule'),
  },
};
