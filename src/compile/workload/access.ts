import { EnforcementPoint, enforcementPointOf, isWithinZtunnel, readsRequests } from './enforcement';
import { isAboutPorts, operationOf } from './operations';
import { inNamespace, sourceOf, tokenConditions } from './sources';
import {
  Action, Attachment, AuthorizationPolicy, Condition, exactly, Grant, Identity, isNonEmpty, NonEmpty, present, principalOf, Rule,
  SourceMatch, StringMatch,
} from '../../model';
import { byCodeUnit, inOrder, keyOf } from '../rules/canonical';
import { mergeRules, SimpleRule } from '../rules/merge';
import { splitRules } from '../rules/split';
import { AdmittedCaller, Target } from '../target';

/** The policies that carry a workload's grants. */
export interface AccessPolicies {
  /** Where callers arrive: at the sidecar, at ztunnel, or, with a waypoint, there. */
  readonly allow: NonEmpty<AuthorizationPolicy>;
  readonly deny: readonly AuthorizationPolicy[];
  /** With a waypoint: what ztunnel lets through to the pod itself, which is the waypoint and little else. */
  readonly directAllow: readonly AuthorizationPolicy[];
  readonly directDeny: readonly AuthorizationPolicy[];
}

/** What the grants of one workload become in its data plane. */
export function accessPolicies(target: Target, grants: readonly Grant[]): AccessPolicies {
  const arrival = target.waypoint === undefined ? workloads(target) : service(target);
  const meant = grants.filter((grant) => isAboutPorts(grant, target));
  const allowed = meant.filter((grant) => grant.effect === 'ALLOW');
  const denied = meant.filter((grant) => grant.effect === 'DENY');
  const point = arrivalPointOf(target);
  return {
    allow: policies('ALLOW', arrival, rulesAt(point, target, allowed)),
    deny: orNone(policies('DENY', arrival, mergeRules(denied.map((grant) => simpleRule(grant, target, point))))),
    directAllow: target.waypoint === undefined ? [] : policies('ALLOW', workloads(target), directRules(target, allowed)),
    directDeny: target.waypoint === undefined ? [] : orNone(policies('DENY', workloads(target), directDenials(target, denied))),
  };
}

export function arrivalPointOf(target: Target): EnforcementPoint {
  if (target.dataPlane === 'sidecar') {
    return 'sidecar';
  }
  return target.waypoint === undefined ? 'ztunnel' : 'waypoint';
}

const workloads = (target: Target): Attachment => ({ kind: 'workloads', labels: target.labels });

function service(target: Target): Attachment {
  return { kind: 'targets', refs: [{ kind: 'Service', name: target.serviceName ?? target.name }] };
}

function policies(action: Action, attachment: Attachment, rules: readonly Rule[]): NonEmpty<AuthorizationPolicy> {
  const [first, ...others] = splitRules(rules);
  return [{ action, attachment, rules: first }, ...others.map((chunk) => ({ action, attachment, rules: chunk }))];
}

/** A DENY without rules denies nothing, and Istio refuses it. */
function orNone(denials: NonEmpty<AuthorizationPolicy>): readonly AuthorizationPolicy[] {
  return denials[0].rules.kind === 'nothing' ? [] : denials;
}

function rulesAt(point: EnforcementPoint, target: Target, grants: readonly Grant[]): readonly Rule[] {
  return mergeRules(grants.filter((grant) => enforcementPointOf(grant, target) === point).map((grant) => simpleRule(grant, target, point)));
}

/** The waypoint, the callers that are let past it, and the grants to callers that dial the pod. */
function directRules(target: Target, allowed: readonly Grant[]): readonly Rule[] {
  const dialled = allowed.filter((grant) => enforcementPointOf(grant, target) === 'ztunnel').map((grant) => simpleRule(grant, target, 'ztunnel'));
  return mergeRules([...waypointRules(target), ...dialled]);
}

function waypointRules(target: Target): readonly SimpleRule[] {
  const ports = target.ports.map((port) => port.containerPort);
  if (target.waypoint === undefined || !isNonEmpty(ports)) {
    return [];
  }
  const to = { ports: inOrder({ values: ports }) };
  const sources = [byIdentity(target.waypoint.identity), ...target.waypoint.admitted.map((caller) => admittedSource(caller, target))];
  return sources.map((from) => ({ from, to, when: [], readsRequests: false }));
}

const byIdentity = (identity: Identity): SourceMatch => ({ principals: { values: [exactly(principalOf(identity))] } });

function admittedSource(caller: AdmittedCaller, target: Target): SourceMatch {
  return caller.kind === 'identity'
    ? byIdentity(caller.identity)
    : inNamespace(caller.namespace, target.trust);
}

/** A denied caller must not get in past the waypoint either, as far as ztunnel can tell it. */
function directDenials(target: Target, denied: readonly Grant[]): readonly Rule[] {
  const rules = denied.filter(isWithinZtunnel).map((grant) => simpleRule(grant, target, 'ztunnel'));
  return mergeRules(rules.map((rule) => ({ ...rule, from: butTheWaypoint(rule.from, target) })));
}

/** Whoever comes through the waypoint was judged there, and bears its identity here: a denial that caught it would cut off everyone. */
function butTheWaypoint(from: SourceMatch | 'any', target: Target): SourceMatch | 'any' {
  if (target.waypoint === undefined) {
    return from;
  }
  const waypoint = exactly(principalOf(target.waypoint.identity));
  const source = from === 'any' ? {} : from;
  const { values, notValues = [] } = source.principals ?? {};
  const namesOthers = values?.every((value) => value.kind === 'exact') ?? false;
  const principals = { ...(values === undefined ? {} : { values }), notValues: [waypoint, ...notValues] as const };
  return namesOthers ? from : { ...source, principals: inOrder<StringMatch>(principals) };
}

function simpleRule(grant: Grant, target: Target, point: EnforcementPoint): SimpleRule {
  return {
    from: sourceOf(grant, target.trust),
    to: operationOf(grant, target, point),
    when: conditionsOf(grant),
    readsRequests: readsRequests(grant),
  };
}

function conditionsOf(grant: Grant): readonly Condition[] {
  const byKey = new Map([...tokenConditions(grant), ...grant.operation.when].map((condition) => {
    const ordered = strictly({ key: condition.key, match: inOrder(condition.match) }, grant.effect);
    return [keyOf(ordered), ordered];
  }));
  return [...byKey].sort(([left], [right]) => byCodeUnit(left, right)).map(([, condition]) => condition);
}

/**
 * A negative condition as the stricter of its two readings. Istio holds `notValues` true for an attribute that is
 * missing: right for a denial, too wide for a grant.
 */
function strictly(condition: Condition, effect: Action): Condition {
  const { values, notValues } = condition.match;
  const asksForAbsence = notValues?.some((value) => value.kind === 'present') ?? false;
  if (effect === 'DENY' || values !== undefined || notValues === undefined || asksForAbsence) {
    return condition;
  }
  return { key: condition.key, match: { values: [present], notValues } };
}
