import {
  Action, Attachment, AuthorizationPolicy, Grant, HttpMatch, Identity, isNonEmpty, NonEmpty, Rule, SourceMatch, StringMatch, TokenIssuer,
} from '../model';
import { accessPolicies } from './access';
import { forgedHeaderRules } from './forged-headers';
import { splitRules } from './split';
import { Target, Trust } from './target';
import { tokenRequirement, tokenRequirementForAll } from './token-requirement';

/** The port where a gateway terminates TLS. A gateway made from the Gateway API listens on the very port of its listener. */
export const HTTPS_PORT = 443;
/** The port where a gateway redirects to the other one. */
export const HTTP_PORT = 80;

/** What must be known of an ingress gateway to say what its grants become. */
export interface GatewayTarget {
  readonly namespace: string;
  readonly name: string;
  readonly identity: Identity;
  /** The hosts it serves, each with and without a port. */
  readonly hosts: NonEmpty<StringMatch>;
  /** Whether it answers plain HTTP with a redirect. */
  readonly redirects: boolean;
  readonly issuers: NonEmpty<TokenIssuer>;
  /** The path prefixes that lead to a backend. */
  readonly routes: readonly string[];
  readonly trust: Trust;
}

/** The policies that decide at a gateway. */
export interface GatewayPolicies {
  readonly allow: NonEmpty<AuthorizationPolicy>;
  readonly requireToken: readonly AuthorizationPolicy[];
  readonly forgedHeaders: readonly AuthorizationPolicy[];
}

/**
 * What the grants at a gateway become. Without any grant the ALLOW policy has no rules, which denies everything.
 * Whoever needs no token by some rule of the ALLOW policy is excepted from the token requirement by that same rule.
 */
export function gatewayPolicies(gateway: GatewayTarget, grants: readonly Grant[]): GatewayPolicies {
  const rules = allowRules(gateway, grants);
  const tokenless = allowRules(gateway, grants.filter(needsNoToken));
  return {
    allow: policies(gateway, 'ALLOW', grants.length > 0 && gateway.redirects ? [...rules, redirect] : rules),
    requireToken: policies(gateway, 'DENY', tokenRequirement([HTTPS_PORT], tokenless) ?? tokenRequirementForAll([HTTPS_PORT])),
    forgedHeaders: denials(gateway, forgedHeaderRules(gateway.issuers, [HTTPS_PORT])),
  };
}

/** Whether what needs no token can be excepted in one policy. */
export function fitsTokenRequirement(gateway: GatewayTarget, grants: readonly Grant[]): boolean {
  return tokenRequirement([HTTPS_PORT], allowRules(gateway, grants.filter(needsNoToken))) !== undefined;
}

/** A gateway as if it were a workload with one port that carries HTTP, which to a policy it is. */
export function asTarget(gateway: GatewayTarget): Target {
  return {
    namespace: gateway.namespace,
    name: gateway.name,
    labels: {},
    dataPlane: 'sidecar',
    ports: [{ name: 'https', protocol: 'http', containerPort: HTTPS_PORT, servicePort: HTTPS_PORT }],
    tokenIssuers: new Set(gateway.issuers.map(({ issuer }) => issuer)),
    trust: gateway.trust,
  };
}

/** The listener for plain HTTP has no backend, only the redirect, and policies are read before it is sent. */
const redirect: Rule = { from: 'any', to: [{ ports: { values: [HTTP_PORT] } }], when: [] };

const needsNoToken = (grant: Grant): boolean => grant.peer.kind !== 'user';

function allowRules(gateway: GatewayTarget, grants: readonly Grant[]): readonly Rule[] {
  const compiled = accessPolicies(asTarget(gateway), grants.map((grant) => onHosts(gateway, grant)));
  return compiled.allow.flatMap(({ rules }) => (rules.kind === 'some' ? rules.rules : [])).map(vouchedForHere);
}

/** A grant that names no host means those of the gateway. */
function onHosts(gateway: GatewayTarget, grant: Grant): Grant {
  const http: HttpMatch = grant.operation.http ?? {};
  const hosts = { ...http.hosts, values: http.hosts?.values ?? gateway.hosts };
  return { ...grant, operation: { ...grant.operation, http: { ...http, hosts } } };
}

/** Elsewhere the gateway's identity vouches for a client's address. Here it is the gateway itself that sees the client. */
function vouchedForHere(rule: Rule): Rule {
  if (rule.from === 'any') {
    return rule;
  }
  const sources = rule.from.map(({ principals: _, ...source }): SourceMatch => source);
  return isNonEmpty(sources) ? { ...rule, from: sources } : rule;
}

function policies(gateway: GatewayTarget, action: Action, rules: readonly Rule[]): NonEmpty<AuthorizationPolicy> {
  const attachment: Attachment = { kind: 'targets', refs: [{ kind: 'Gateway', name: gateway.name }] };
  const [first, ...others] = splitRules(rules);
  return [{ action, attachment, rules: first }, ...others.map((chunk) => ({ action, attachment, rules: chunk }))];
}

/** A DENY without rules denies nothing, and Istio refuses it. */
function denials(gateway: GatewayTarget, rules: readonly Rule[]): readonly AuthorizationPolicy[] {
  return rules.length === 0 ? [] : policies(gateway, 'DENY', rules);
}
