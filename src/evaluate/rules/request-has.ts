import { ConditionKey } from './condition-key';
import { ENVOY_INTERNAL, Facts } from './facts';
import { ClaimValue } from '../../model/mesh';
import { readingsOf } from '../http/header-lines';
import { HttpFacts } from '../http/http-facts';
import { Fact } from '../truth/fact';
import { claimAt, Payload } from '../values/claims';
import { formatIp, IpAddress } from '../values/ip-match';
import { trustDomainOf } from '../values/peer-identity';

/** What a request has where a field of a rule looks, in words. It is told, never tested. */
export function requestHas(key: ConditionKey, facts: Facts): string {
  switch (key.kind) {
    case 'source.principal':
    case 'source.namespace':
    case 'source.serviceAccount':
    case 'source.trustDomain': return identityPart(key.kind, facts.principal);
    case 'source.ip': return address(facts.sourceIp);
    case 'remote.ip': return address(facts.remoteIp);
    case 'destination.ip': return address(facts.destinationIp);
    case 'destination.port': return String(facts.port);
    case 'connection.sni': return facts.sni ?? 'no server name';
    case 'experimental.envoy.filters': return `what ${key.filter} wrote`;
    case 'malformed': return '';
    default: return facts.http ? httpPart(key, facts.http) : 'bytes, not HTTP';
  }
}

/** The part of the identity that the field is about, where it has one. */
function identityPart(kind: 'source.principal' | 'source.namespace' | 'source.serviceAccount' | 'source.trustDomain', principal: string | undefined): string {
  if (principal === undefined) return 'no identity';
  const [, namespace, account] = /^[^/]+\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(principal) ?? [];
  if (kind === 'source.principal' || namespace === undefined) return principal;
  if (kind === 'source.namespace') return namespace;
  return kind === 'source.trustDomain' ? trustDomainOf(principal) : `${namespace}/${account}`;
}

function address(fact: Fact<IpAddress | typeof ENVOY_INTERNAL>): string {
  if (fact.kind === 'unknown') return 'not known';
  return fact.value === ENVOY_INTERNAL ? 'no IP address: waypoints see an internal one' : formatIp(fact.value);
}

type HttpKey = Extract<ConditionKey, { kind: 'hosts' | 'methods' | 'paths' | 'request.auth.principal' | 'request.auth.claims' | 'request.headers' }>;

function httpPart(key: HttpKey, http: HttpFacts): string {
  switch (key.kind) {
    case 'hosts': return http.host;
    case 'methods': return http.method;
    case 'paths': return path(http);
    case 'request.headers': return header(key.name, http);
    case 'request.auth.principal': return http.payload ? requestPrincipal(http.payload) : 'no valid token';
    case 'request.auth.claims': return http.payload ? text(claimAt(http.payload, key.path)) : 'no valid token';
  }
}

function requestPrincipal({ iss, sub }: Payload): string {
  if (typeof iss === 'string' && typeof sub === 'string') return `${iss}/${sub}`;
  return typeof iss === 'string' ? `a token of ${iss} without a subject` : 'a token without an issuer';
}

function path({ path: fact }: HttpFacts): string {
  return fact.kind === 'known' ? fact.value ?? 'no path' : 'not known';
}

function header(name: string, http: HttpFacts): string {
  if (name === ':method') return http.method;
  if (name === ':authority' || name === 'host') return http.host;
  if (name === ':path') return path(http) + http.query;
  const lines = name.startsWith(':') || http.unknownHeaders.has(name) ? undefined : readingsOf(http, name);
  if (lines === undefined || lines.kind === 'unknown') return 'not known';
  const [first] = lines.value;
  return first.length === 0 ? 'no such header' : first.map((line) => JSON.stringify(line)).join(', ');
}

/** As JSON, so that `true` and `"true"` differ as they do for Envoy (1.13). */
function text(claim: ClaimValue | undefined): string {
  return claim === undefined ? 'no such claim' : JSON.stringify(claim);
}
