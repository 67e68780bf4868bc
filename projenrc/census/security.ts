import { bounded, CensusSection, each, KindCensus, modelled } from './entry';
import { SOURCE_TRUST_DOMAINS } from '../../src/model';

const TARGETS = {
  ...each(['targetRef.group', 'targetRef.name', 'targetRefs[].group', 'targetRefs[].name'], modelled()),
  ...each(['targetRef.kind', 'targetRefs[].kind'], modelled('no request can be addressed to a ServiceEntry')),
  ...each(['targetRef.namespace', 'targetRefs[].namespace'], modelled('of a Gateway: only the policy\'s own namespace attaches; of a Service it is not looked at')),
};

const SOURCE = 'rules[].from[].source';
const OPERATION = 'rules[].to[].operation';

const AUTHORIZATION_POLICY: KindCensus = {
  kind: 'AuthorizationPolicy',
  crd: 'security.istio.io',
  about: 'At sidecars, gateways and waypoints as Envoy decides, on HTTP and on TCP; at ztunnel as ztunnel decides, with what it drops.',
  fields: {
    'action': modelled('AUDIT denies nothing'),
    'provider.name': bounded('what the provider answers is for the request to say (`external`)'),
    ...each([`${SOURCE}.principals[]`, `${SOURCE}.notPrincipals[]`, `${SOURCE}.namespaces[]`, `${SOURCE}.notNamespaces[]`], modelled()),
    ...each([`${SOURCE}.serviceAccounts[]`, `${SOURCE}.notServiceAccounts[]`], modelled('a bare name is of the policy\'s namespace')),
    ...each([`${SOURCE}.trustDomains[]`, `${SOURCE}.notTrustDomains[]`], modelled('ztunnel, and older versions, drop it', SOURCE_TRUST_DOMAINS)),
    ...each([`${SOURCE}.requestPrincipals[]`, `${SOURCE}.notRequestPrincipals[]`], modelled()),
    ...each([`${SOURCE}.ipBlocks[]`, `${SOURCE}.notIpBlocks[]`], modelled('at a waypoint the peer is no IP address')),
    ...each([`${SOURCE}.remoteIpBlocks[]`, `${SOURCE}.notRemoteIpBlocks[]`], modelled('with the proxies that the gateway trusts')),
    ...each([`${OPERATION}.hosts[]`, `${OPERATION}.notHosts[]`, `${OPERATION}.methods[]`, `${OPERATION}.notMethods[]`], modelled()),
    ...each([`${OPERATION}.paths[]`, `${OPERATION}.notPaths[]`], bounded('after normalisation; UNKNOWN with a template that Envoy cannot load')),
    ...each([`${OPERATION}.ports[]`, `${OPERATION}.notPorts[]`], modelled('as the enforcing proxy counts ports')),
    'rules[].when[].key': bounded('every key; UNKNOWN where `experimental.envoy.filters` names a filter of Istio, whose metadata no request tells'),
    ...each(['rules[].when[].values[]', 'rules[].when[].notValues[]'], modelled()),
    'selector.matchLabels.*': modelled('a selector without labels is one that selects nobody at ztunnel'),
    ...TARGETS,
  },
};

const PEER_AUTHENTICATION: KindCensus = {
  kind: 'PeerAuthentication',
  crd: 'security.istio.io',
  about: 'At sidecars by level and age; at ztunnel as istiod converts it, with the surprises of that conversion.',
  fields: {
    'mtls.mode': modelled(),
    'portLevelMtls.*.mode': modelled(),
    'selector.matchLabels.*': modelled('in the root namespace it makes the policy ineffective'),
  },
};

const BY_TOKEN = bounded('a request says of each of its tokens whether it is valid');

const REQUEST_AUTHENTICATION: KindCensus = {
  kind: 'RequestAuthentication',
  crd: 'security.istio.io',
  about: 'On HTTP, at sidecars, gateways and waypoints; ztunnel ignores it.',
  fields: {
    ...each(['jwtRules[].issuer', 'jwtRules[].audiences[]', 'jwtRules[].fromHeaders[].name', 'jwtRules[].fromHeaders[].prefix'], modelled()),
    ...each(['jwtRules[].fromParams[]', 'jwtRules[].fromCookies[]', 'jwtRules[].spaceDelimitedClaims[]'], modelled()),
    'jwtRules[].forwardOriginalToken': modelled('without it the token\'s header is gone before policies look'),
    'jwtRules[].outputPayloadToHeader': bounded('UNKNOWN where a rule reads this header of a request with a valid token'),
    ...each(['jwtRules[].outputClaimToHeaders[].header', 'jwtRules[].outputClaimToHeaders[].claim'], bounded('UNKNOWN with a claim that Envoy may write in several ways, such as an object of several fields')),
    ...each(['jwtRules[].jwks', 'jwtRules[].jwksUri', 'jwtRules[].jwks_uri', 'jwtRules[].timeout'], BY_TOKEN),
    'selector.matchLabels.*': modelled(),
    ...TARGETS,
  },
};

export const SECURITY: CensusSection = {
  title: 'Istio security',
  kinds: [AUTHORIZATION_POLICY, PEER_AUTHENTICATION, REQUEST_AUTHENTICATION],
};
