import { ConditionKey } from './condition-key';
import { ENVOY_INTERNAL } from './facts';
import { matchesHeader } from './match-header';
import { filterMetadataTruth } from './match-metadata';
import { ValueMatcher } from './rule-clauses';
import { RuleScope } from './rule-scope';
import { known, whenKnown } from '../truth/fact';
import { NO, Truth, truthOf, unknown } from '../truth/truth';
import { matchesClaim, claimAt } from '../values/claims';
import { contains, parseIpBlock } from '../values/ip-match';
import { isPathTemplate, readPathTemplate } from '../values/path-template';
import { IdentityTest, namespaceTest, principalTest, serviceAccountTest, trustDomainTest } from '../values/peer-identity';
import { matchesRequestPrincipal, readRequestPrincipal } from '../values/request-principal';
import { lowerCase, matchesPresent, matchesText, readTextPattern } from '../values/string-dialects';

/** One value of a policy, compiled for Envoy. Undefined: it cannot be compiled (1.7). */
export function compileValue(key: ConditionKey, value: string, scope: RuleScope): ValueMatcher | undefined {
  switch (key.kind) {
    case 'source.principal': return identityMatcher(principalTest(value));
    case 'source.namespace': return identityMatcher(namespaceTest(value));
    case 'source.serviceAccount': return identityMatcher(serviceAccountTest(value, scope.policyNamespace));
    case 'source.trustDomain': return identityMatcher(trustDomainTest(value));
    case 'source.ip':
    case 'remote.ip':
    case 'destination.ip': return addressMatcher(key.kind, value);
    case 'destination.port': return portMatcher(value);
    case 'connection.sni': return sniMatcher(value);
    case 'experimental.envoy.filters': return metadataMatcher(filterMetadataTruth(key.filter, scope.environment));
    case 'malformed': return undefined;
    default: return compileHttpValue(key, value);
  }
}

type HttpKey = Extract<ConditionKey, { kind: 'hosts' | 'methods' | 'paths' | 'request.auth.principal' | 'request.auth.claims' | 'request.headers' }>;

function compileHttpValue(key: HttpKey, value: string): ValueMatcher {
  const pattern = readTextPattern(value);
  switch (key.kind) {
    case 'hosts': return hostMatcher(value);
    case 'methods': return ({ http }) => truthOf(http !== undefined && matchesPresent(pattern, http.method));
    case 'paths': return pathMatcher(value);
    case 'request.headers': return ({ http }) => (http ? matchesHeader(key.name, pattern, http) : NO);
    case 'request.auth.claims': return ({ http }) => truthOf(http?.payload !== undefined && matchesClaim(pattern, claimAt(http.payload, key.path)));
    case 'request.auth.principal': return requestPrincipalMatcher(value);
  }
}

function metadataMatcher(truth: Truth): ValueMatcher {
  return () => truth;
}

/** Without an identity nothing positive matches, so every negation holds (1.10). */
function identityMatcher(test: IdentityTest): ValueMatcher {
  return ({ principal }) => truthOf(principal !== undefined && test(principal));
}

function addressMatcher(kind: 'source.ip' | 'remote.ip' | 'destination.ip', value: string): ValueMatcher | undefined {
  const block = parseIpBlock(value);
  if (!block) return undefined;
  return (facts) => {
    const address = kind === 'source.ip' ? facts.sourceIp : kind === 'remote.ip' ? facts.remoteIp : facts.destinationIp;
    return whenKnown(address, (one) => truthOf(one !== ENVOY_INTERNAL && contains(block, one)));
  };
}

function portMatcher(value: string): ValueMatcher | undefined {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65535) return undefined;
  return ({ port }) => truthOf(port === Number(value));
}

/** Envoy records the name in lower case and compares exactly (1.9). */
function sniMatcher(value: string): ValueMatcher {
  const pattern = readTextPattern(value);
  return ({ sni }) => truthOf(sni !== undefined && matchesText(pattern, lowerCase(sni)));
}

/** The host with its port, whatever the case (1.11). */
function hostMatcher(value: string): ValueMatcher {
  const pattern = readTextPattern(lowerCase(value));
  return ({ http }) => truthOf(http !== undefined && matchesPresent(pattern, lowerCase(http.host)));
}

function pathMatcher(value: string): ValueMatcher {
  if (!isPathTemplate(value)) {
    const pattern = readTextPattern(value);
    return ({ http }) => whenKnown(http?.path ?? known(undefined), (path) => truthOf(path !== undefined && matchesText(pattern, path)));
  }
  const template = readPathTemplate(value);
  if (template.kind === 'refused') {
    return () => unknown({ fact: `what a proxy does that cannot load the path ${value}: ${template.reason}`, supply: 'a template that Envoy accepts' });
  }
  return ({ http }) => whenKnown(http?.path ?? known(undefined), (path) => truthOf(path !== undefined && template.expression.test(path)));
}

function requestPrincipalMatcher(value: string): ValueMatcher {
  const pattern = readRequestPrincipal(value);
  return ({ http }) => truthOf(http?.payload !== undefined && matchesRequestPrincipal(pattern, http.payload.iss, http.payload.sub));
}
