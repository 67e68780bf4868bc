import { forgedHeaderRules } from './forged-headers';
import { Attachment, AuthorizationPolicy, carriesHttp, Grant, isNonEmpty, Rule, servesMetrics, TokenIssuer, WorkloadPort } from '../../model';
import { keyOf } from '../rules/canonical';
import { splitRules } from '../rules/split';
import { Target } from '../target';
import { tokenRequirement, tokenRequirementForAll } from './token-requirement';
import { accessPolicies, arrivalPointOf } from '../workload/access';
import { enforcementPointOf } from '../workload/enforcement';
import { grantedPorts } from '../workload/operations';
import { refusals } from '../workload/refusals';

/** The DENY policies that stand beside a workload's RequestAuthentication. */
export interface TokenPolicies {
  readonly requireToken: readonly AuthorizationPolicy[];
  readonly forgedHeaders: readonly AuthorizationPolicy[];
}

/** Where a workload's tokens are checked: at its sidecar, or at the waypoint of its Service. ztunnel reads none. */
export function tokenAttachment(target: Target): Attachment {
  return target.dataPlane === 'sidecar'
    ? { kind: 'workloads', labels: target.labels }
    : { kind: 'targets', refs: [{ kind: 'Service', name: target.serviceName ?? target.name }] };
}

/**
 * The ports where tokens are asked for: those that carry HTTP. A port that serves metrics and nothing else is left
 * out, because only grants about metrics open it.
 */
export function tokenPorts(target: Target): readonly WorkloadPort[] {
  return target.ports.filter((port) => carriesHttp(port) && !servesMetrics(port));
}

function portNumbers(target: Target): readonly number[] {
  return tokenPorts(target).map((port) => (arrivalPointOf(target) === 'waypoint' ? port.servicePort : port.containerPort));
}

/** What refuses requests without a token, except exactly those that an exemption means, and requests with forged headers. */
export function tokenPolicies(target: Target, issuers: readonly TokenIssuer[], exemptions: readonly Grant[]): TokenPolicies {
  const ports = portNumbers(target);
  if (!isNonEmpty(ports)) {
    return { requireToken: [], forgedHeaders: [] };
  }
  return {
    requireToken: denials(target, tokenRequirement(ports, exemptRules(target, exemptions)) ?? tokenRequirementForAll(ports)),
    forgedHeaders: denials(target, forgedHeaderRules(issuers, ports)),
  };
}

/** Whether the exemptions can be excepted in one policy. */
export function fitsExemptions(target: Target, exemptions: readonly Grant[]): boolean {
  const ports = portNumbers(target);
  return !isNonEmpty(ports) || tokenRequirement(ports, exemptRules(target, exemptions)) !== undefined;
}

/**
 * The grants by which a caller gets to such a port without passing the waypoint where tokens are checked. Whoever is
 * exempted with everything it may do needs no token, so it may pass by.
 */
export function grantsPastTokens(target: Target, grants: readonly Grant[], exemptions: readonly Grant[]): readonly Grant[] {
  const free = new Set(exemptions.filter(isOfConnections).map(({ peer }) => keyOf(peer)));
  return directGrants(target, grants).filter(({ peer }) => !free.has(keyOf(peer)));
}

/** What is wrong with exemptions, other than those of callers who never meet the waypoint. */
export function exemptionRefusals(target: Target, grants: readonly Grant[], exemptions: readonly Grant[]): readonly string[] {
  const past = new Set(directGrants(target, grants).map(({ peer }) => keyOf(peer)));
  return refusals(target, exemptions.filter((exemption) => !isOfConnections(exemption) || !past.has(keyOf(exemption.peer))));
}

const isOfConnections = (exemption: Grant): boolean => exemption.operation.http === undefined;

function directGrants(target: Target, grants: readonly Grant[]): readonly Grant[] {
  const asked = tokenPorts(target).map((port) => port.containerPort);
  return target.waypoint === undefined ? [] : grants.filter((grant) => grant.effect === 'ALLOW'
    && enforcementPointOf(grant, target) === 'ztunnel'
    && grantedPorts(grant, target).some((port) => asked.includes(port.containerPort)));
}

/** The rules by which these callers would be let in, were they granted the same. */
function exemptRules(target: Target, exemptions: readonly Grant[]): readonly Rule[] {
  return accessPolicies(target, exemptions).allow.flatMap(({ rules }) => (rules.kind === 'some' ? rules.rules : []));
}

function denials(target: Target, rules: readonly Rule[]): readonly AuthorizationPolicy[] {
  const attachment = tokenAttachment(target);
  return rules.length === 0 ? [] : splitRules(rules).map((chunk) => ({ action: 'DENY', attachment, rules: chunk }));
}
