import { forgedHeaderRules } from './forged-headers';
import { tokenRequirement, tokenRequirementForAll } from './token-requirement';
import {
  Action, Attachment, AuthorizationPolicy, Grant, HttpMatch, Identity, isNonEmpty, NonEmpty, Rule, Rules, SourceMatch, StringMatch, TokenIssuer,
  WorkloadPort,
} from '../../model';
import { splitRules } from '../rules/split';
import { Target, Trust } from '../target';
import { accessPolicies } from '../workload/access';

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
  readonly deny: readonly AuthorizationPolicy[];
  readonly requireToken: readonly AuthorizationPolicy[];
  readonly forgedHeaders: readonly AuthorizationPolicy[];
}

/**
 * What the grants at a gateway become. Without any that allows, the ALLOW policy has no rules, which denies everything.
 * Whoever needs no token by some rule of the ALLOW policy is excepted from the token requirement by that same rule.
 */
export function gatewayPolicies(gateway: GatewayTarget, grants: readonly Grant[]): GatewayPolicies {
  const allowed = grants.filter(isAllowed);
  const rules = allowRules(gateway, allowed);
  const tokenless = allowRules(gateway, allowed.filter(needsNoToken));
  return {
    allow: policies(gateway, 'ALLOW', allowed.length > 0 && gateway.redirects ? [...rules, redirect] : rules),
    deny: denials(gateway, denyRules(gateway, grants.filter((grant) => !isAllowed(grant)))),
    requireToken: policies(gateway, 'DENY', tokenRequirement([HTTPS_PORT], tokenless) ?? tokenRequirementForAll([HTTPS_PORT])),
    forgedHeaders: denials(gateway, forgedHeaderRules(gateway.issuers, [HTTPS_PORT])),
  };
}

/** Whether what needs no token can be excepted in one policy. */
export function fitsTokenRequirement(gateway: GatewayTarget, grants: readonly Grant[]): boolean {
  return tokenRequirement([HTTPS_PORT], allowRules(gateway, grants.filter((grant) => isAllowed(grant) && needsNoToken(grant)))) !== undefined;
}

/**
 * A gateway as if it were a workload whose ports carry HTTP, which to a policy it is. What is allowed is served on the
 * port with TLS; what is denied is not redirected there either.
 */
export function asTarget(gateway: GatewayTarget, effect: Action): Target {
  return {
    namespace: gateway.namespace,
    name: gateway.name,
    labels: {},
    dataPlane: 'sidecar',
    ports: effect === 'DENY' && gateway.redirects ? [listener('http', HTTP_PORT), https] : [https],
    tokenIssuers: new Set(gateway.issuers.map(({ issuer }) => issuer)),
    trust: gateway.trust,
  };
}

/** Behind TLS, too, a gateway reads HTTP. */
const listener = (name: string, port: number): WorkloadPort => ({ name, protocol: 'http', containerPort: port, servicePort: port });
const https = listener('https', HTTPS_PORT);

/** The listener for plain HTTP has no backend, only the redirect, and policies are read before it is sent. */
const redirect: Rule = { from: 'any', to: [{ ports: { values: [HTTP_PORT] } }], when: [] };

const isAllowed = (grant: Grant): boolean => grant.effect === 'ALLOW';

const needsNoToken = (grant: Grant): boolean => grant.peer.kind !== 'user';

function allowRules(gateway: GatewayTarget, grants: readonly Grant[]): readonly Rule[] {
  const compiled = accessPolicies(asTarget(gateway, 'ALLOW'), grants.map((grant) => onHosts(gateway, grant)));
  return compiled.allow.flatMap(({ rules }) => rulesIn(rules)).map(vouchedForHere);
}

/** A denial that names no host means any, those that the gateway does not serve included. */
function denyRules(gateway: GatewayTarget, grants: readonly Grant[]): readonly Rule[] {
  const compiled = accessPolicies(asTarget(gateway, 'DENY'), grants);
  return compiled.deny.flatMap(({ rules }) => rulesIn(rules)).map(vouchedForHere);
}

/** "Everything" is a rule, too: one that asks for nothing. */
function rulesIn(rules: Rules): readonly Rule[] {
  switch (rules.kind) {
    case 'nothing':
      return [];
    case 'everything':
      return [{ from: 'any', to: 'any', when: [] }];
    case 'some':
      return rules.rules;
  }
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
