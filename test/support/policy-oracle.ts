import * as ipaddr from 'ipaddr.js';
import { compileForEnvoy, compileForZtunnel, Field, PlainRule } from './policy-compilation';
import { renderAuthorizationPolicy } from '../../src/manifest/render-authorization-policy';
import { Action, AuthorizationPolicy, Identity, principalOf } from '../../src/model';

/**
 * A second opinion on what a policy means: Istio's rules as the reference describes them, read from the text that is
 * shipped and not from our model of it. Numbers such as 1.8 are its sections.
 */

export type Point = 'sidecar' | 'ztunnel' | 'waypoint';
export type Verdict = 'ALLOW' | 'DENY';

export interface Token {
  readonly iss: string;
  readonly sub?: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly token?: Token;
}

/** What a proxy sees of one connection, or of one request in it. */
export interface Seen {
  readonly caller?: Identity;
  readonly sourceIp: string;
  readonly remoteIp: string;
  /** The number that the proxy compares with: 1.15. */
  readonly port: number;
  readonly sni?: string;
  /** There on an HTTP chain, and only there. */
  readonly http?: HttpRequest;
}

export interface MeshTrust {
  readonly domain: string;
  readonly aliases: readonly string[];
  readonly foreign: readonly string[];
}

export interface Scene {
  readonly point: Point;
  readonly trust: MeshTrust;
}

/** 1.1 and 2.5: DENY before ALLOW; an attached ALLOW policy makes everything else denied. */
export function decide(policies: readonly AuthorizationPolicy[], seen: Seen, scene: Scene): Verdict {
  if (isRefusedAtHandshake(seen, scene)) {
    return 'DENY';
  }
  const attached = policies.filter((policy) => isAttached(policy, scene.point));
  if (attached.some((policy) => policy.action === 'DENY' && matches(policy, seen, scene))) {
    return 'DENY';
  }
  const allow = attached.filter((policy) => policy.action === 'ALLOW');
  return allow.length === 0 || allow.some((policy) => matches(policy, seen, scene)) ? 'ALLOW' : 'DENY';
}

/** 1.17 and 2.6: a proxy accepts certificates of the domains it trusts, ztunnel only of its own. */
function isRefusedAtHandshake({ caller }: Seen, { point, trust }: Scene): boolean {
  const trusted = point === 'ztunnel' ? [trust.domain] : [trust.domain, ...trust.aliases, ...trust.foreign];
  return caller !== undefined && !trusted.includes(caller.trustDomain);
}

/** 1.3 and 2.1: `targetRefs` reach waypoints only, and every other policy never does. */
function isAttached(policy: AuthorizationPolicy, point: Point): boolean {
  return (policy.attachment.kind === 'targets') === (point === 'waypoint');
}

function matches(policy: AuthorizationPolicy, seen: Seen, scene: Scene): boolean {
  const { rules = [] } = renderAuthorizationPolicy(policy);
  return rulesMatch(policy.action, rules as readonly PlainRule[], seen, scene);
}

/** Whether some rule matches, as the proxy reads it. */
export function rulesMatch(action: Action, rules: readonly PlainRule[], seen: Seen, scene: Scene): boolean {
  const compiled = scene.point === 'ztunnel' ? compileForZtunnel(rules, action) : compileForEnvoy(rules, action, seen.http !== undefined);
  return compiled.some((rule) => rule.every((clause) => clause.some((alternative) => alternative.every((field) => fieldHolds(field, seen, scene)))));
}

/** 1.6: some value, and no negative one. */
function fieldHolds({ name, values, notValues }: Field, seen: Seen, scene: Scene): boolean {
  const test = (value: string): boolean => valueMatches(name, value, seen, scene);
  return (values === undefined || values.some(test)) && (notValues === undefined || !notValues.some(test));
}

function valueMatches(name: string, value: string, seen: Seen, scene: Scene): boolean {
  switch (name) {
    case 'principals':
    case 'source.principal':
      return seen.caller !== undefined && principalForms(value, scene).some((form) => textMatches(form, principalOf(seen.caller!)));
    case 'namespaces':
    case 'source.namespace':
      return seen.caller !== undefined && textMatches(value, seen.caller.namespace);
    case 'ipBlocks':
    case 'source.ip':
      // 1.16: a waypoint's direct peer has no IP address.
      return scene.point !== 'waypoint' && contains(value, seen.sourceIp);
    case 'remoteIpBlocks':
    case 'remote.ip':
      return contains(value, seen.remoteIp);
    case 'ports':
    case 'destination.port':
      return String(seen.port) === value;
    case 'connection.sni':
      return seen.sni !== undefined && textMatches(value, seen.sni.toLowerCase());
    default:
      return requestMatches(name, value, seen.http!);
  }
}

function requestMatches(name: string, value: string, http: HttpRequest): boolean {
  const bracket = /^request\.(headers|auth\.claims)\[([^[\]]+)\]$/.exec(name);
  if (bracket?.[1] === 'headers') {
    const header = http.headers[bracket[2].toLowerCase()];
    return header !== undefined && (value === '*' || textMatches(value, header));
  }
  if (bracket !== null) {
    return claimMatches(value, claimOf(http, bracket[2]));
  }
  switch (name) {
    case 'methods':
      return textMatches(value, http.method);
    case 'hosts':
      return textMatches(value.toLowerCase(), http.host.toLowerCase());
    case 'paths':
      return pathMatches(value, http.path);
    case 'requestPrincipals':
      return requestPrincipalMatches(value, http.token);
    default:
      throw new Error(`the oracle does not know ${name}`);
  }
}

/** 1.9: `*` alone, then a leading star, then a trailing one, else exactly. */
function textMatches(pattern: string, text: string): boolean {
  if (pattern === '*') {
    return text !== '';
  }
  if (pattern.startsWith('*')) {
    return text.endsWith(pattern.slice(1));
  }
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
}

const DYNAMIC = 'A-Za-z0-9\\-._~%!$&\'()+,;:@=*';

/** 1.14: operators match a closed set of characters, on the path without its query. */
function pathMatches(pattern: string, path: string): boolean {
  const stripped = path.split(/[?#]/)[0];
  if (!/\{\*{1,2}\}/.test(pattern)) {
    return textMatches(pattern, stripped);
  }
  const source = pattern.split(/(\{\*{1,2}\})/).map((part) => (
    part === '{*}' ? `[${DYNAMIC}]+` : part === '{**}' ? `[${DYNAMIC}/]*` : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  )).join('');
  return new RegExp(`^${source}$`).test(stripped);
}

/** 1.12: cut at the last slash. A token without subject matches nothing, not even a star. */
function requestPrincipalMatches(value: string, token: Token | undefined): boolean {
  if (token?.sub === undefined) {
    return false;
  }
  const cut = value.lastIndexOf('/');
  const [issuer, subject] = [value.slice(0, Math.max(cut, 0)), value.slice(cut + 1)];
  if (value === '*') {
    return token.iss !== '' && token.sub !== '';
  }
  if (value.startsWith('*')) {
    return cut === -1 ? token.iss !== '' && textMatches(value, token.sub) : textMatches(issuer, token.iss) && token.sub === subject;
  }
  if (value.endsWith('*')) {
    return cut === -1 ? textMatches(value, token.iss) && token.sub !== '' : token.iss === issuer && textMatches(subject, token.sub);
  }
  return token.iss === issuer && token.sub === subject;
}

function claimOf(http: HttpRequest, claim: string): unknown {
  const { token } = http;
  return token === undefined ? undefined : ({ ...token.claims, iss: token.iss, sub: token.sub } as Record<string, unknown>)[claim];
}

/** 1.13: text, or a list with such text; numbers and booleans never. */
function claimMatches(value: string, claim: unknown): boolean {
  const texts = Array.isArray(claim) ? claim : [claim];
  return texts.some((text) => typeof text === 'string' && textMatches(value, text));
}

/** 1.17: istiod rewrites a principal of five parts for each name of the mesh, and takes `cluster.local` for one. ztunnel does not. */
function principalForms(value: string, { point, trust }: Scene): readonly string[] {
  const [domain, ...rest] = value.split('/');
  const own = [trust.domain, ...trust.aliases];
  const isMigrated = point !== 'ztunnel' && rest.length === 4 && domain !== '*' && [...own, 'cluster.local'].includes(domain);
  return isMigrated ? own.map((name) => [name, ...rest].join('/')) : [value];
}

function contains(block: string, address: string): boolean {
  const ip = ipaddr.parse(address);
  const [network, bits] = block.includes('/') ? ipaddr.parseCIDR(block) : [ipaddr.parse(block), block.includes(':') ? 128 : 32];
  return ip.kind() === network.kind() && ip.match(network, bits);
}
