import { callerOf } from '../caller-name';
import { arrivalPointOf } from './access';
import { anyCallerPast } from './bypass';
import { EnforcementPoint, isReadOnByteStream, ZTUNNEL_KEYS } from './enforcement';
import { rawPartRefusals } from './raw-parts';
import { Action, carriesHttp, Grant } from '../../model';
import { describeProblem, Place } from '../../problems';
import { Target } from '../target';

const ZTUNNEL_FIELDS: ReadonlySet<string> = new Set([
  'principals', 'notPrincipals', 'namespaces', 'notNamespaces', 'serviceAccounts', 'notServiceAccounts', 'ipBlocks', 'notIpBlocks', 'ports', 'notPorts',
]);

const HTTP_FIELDS: ReadonlySet<string> = new Set([
  'requestPrincipals', 'notRequestPrincipals', 'hosts', 'notHosts', 'methods', 'notMethods', 'paths', 'notPaths',
]);

const ADDRESS_FIELDS: ReadonlySet<string> = new Set(['ipBlocks', 'notIpBlocks', 'source.ip']);

/** The parts of a rule in Istio's own form that this needs to know. */
export interface RawRule {
  readonly from?: readonly { readonly source?: object }[];
  readonly to?: readonly { readonly operation?: object }[];
  readonly when?: readonly RawCondition[];
}

interface RawCondition {
  readonly key: string;
  readonly values?: readonly string[];
  readonly notValues?: readonly string[];
}

/** The rules of a workload in Istio's own form, and the grants beside them. */
export interface RawRules {
  readonly rules: readonly { readonly action: Action; readonly rule: RawRule }[];
  readonly grants: readonly Grant[];
}

/** What is wrong with rules in Istio's own form, where they are enforced. */
export function rawRefusals(target: Target, { rules: raw, grants }: RawRules, place: Place): readonly string[] {
  const fields = [...new Set(raw.flatMap(({ rule }) => unreadable(rule, arrivalPointOf(target))))].join(', ');
  const workload = `${target.namespace}/${target.name}`;
  const bytes = target.ports.filter((port) => !carriesHttp(port)).map((port) => `${port.protocol} ${port.containerPort}`).join(', ');
  const past = raw.some(({ action }) => action === 'DENY') ? anyCallerPast(target, grants) : undefined;
  const isWidened = bytes !== '' && raw.some(({ action, rule }) => action === 'DENY' && isAboutRequests(rule) && !isBoundToHttp(rule, target));
  return [
    ...rawPartRefusals(raw.map(({ rule }) => rule), place),
    ...(fields === '' ? [] : [describeProblem('RAW_RULE_UNREADABLE', place, { proxy: PROXIES[arrivalPointOf(target)], fields })]),
    ...deniedAddresses(raw.filter(({ action }) => action === 'DENY').map(({ rule }) => rule)).map((cidr) => (
      describeProblem('CLIENT_ADDRESS_DENIED_AT_WORKLOAD', place, { cidr, workload })
    )),
    ...(past === undefined ? [] : [describeProblem('DENIAL_PAST_WAYPOINT', place, { caller: callerOf(past), workload })]),
    ...(isWidened ? [describeProblem('RAW_DENIAL_WIDENED', place, { workload, ports: bytes })] : []),
  ];
}

const PROXIES: Readonly<Record<EnforcementPoint, string>> = { sidecar: 'a sidecar', ztunnel: 'ztunnel', waypoint: 'a waypoint' };

/** The fields and keys of a rule that a proxy does not understand, by their Istio names. A waypoint sees no address of a direct peer. */
function unreadable(rule: RawRule, point: EnforcementPoint): readonly string[] {
  switch (point) {
    case 'ztunnel':
      return [...fieldsOf(rule).filter((field) => !ZTUNNEL_FIELDS.has(field)), ...keysOf(rule).filter((key) => !ZTUNNEL_KEYS.has(key))];
    case 'waypoint':
      return [...fieldsOf(rule), ...keysOf(rule)].filter((name) => ADDRESS_FIELDS.has(name));
    case 'sidecar':
      return [];
  }
}

const CLIENT_ADDRESS_FIELDS = ['remoteIpBlocks', 'notRemoteIpBlocks'];
const CLIENT_ADDRESS_KEY = 'remote.ip';

/**
 * The addresses of clients by which rules decide. As with `Peer.clientIpBlock`, a denial by them would keep nobody out
 * once a load balancer stands before the gateway.
 */
function deniedAddresses(rules: readonly RawRule[]): readonly string[] {
  const inSources = rules.flatMap(sourcesOf).flatMap((source) => Object.entries(source).filter(([field]) => CLIENT_ADDRESS_FIELDS.includes(field)));
  const inConditions = rules.flatMap(conditionsOf).filter(({ key }) => key === CLIENT_ADDRESS_KEY)
    .flatMap(({ values, notValues }) => [values, notValues].filter((list) => list !== undefined));
  const lists = [...inSources.map(([, list]): unknown => list), ...inConditions];
  return lists.map((list) => (Array.isArray(list) ? list.join(', ') : String(list)));
}

/** Lists that are none, and entries that are no objects, are refused by the CRD. */
function entriesOf<T extends object>(list: readonly T[] | undefined): readonly T[] {
  return Array.isArray(list) ? list.filter((entry): entry is T => typeof entry === 'object' && entry !== null) : [];
}

const operationsOf = (rule: RawRule): readonly object[] => entriesOf(rule.to).map((to) => to.operation ?? {});
const sourcesOf = (rule: RawRule): readonly object[] => entriesOf(rule.from).map((from) => from.source ?? {});
const conditionsOf = (rule: RawRule): readonly RawCondition[] => entriesOf(rule.when);
const fieldsOf = (rule: RawRule): readonly string[] => [...sourcesOf(rule), ...operationsOf(rule)].flatMap((match) => Object.keys(match));
const keysOf = (rule: RawRule): readonly string[] => conditionsOf(rule).map((condition) => condition.key);

function isAboutRequests(rule: RawRule): boolean {
  return fieldsOf(rule).some((field) => HTTP_FIELDS.has(field)) || keysOf(rule).some((key) => !isReadOnByteStream(key));
}

/** On a stream of bytes Istio forgets what a denial says about requests, so it must name ports that carry them. */
function isBoundToHttp(rule: RawRule, target: Target): boolean {
  const isAtWaypoint = arrivalPointOf(target) === 'waypoint';
  const numbers = target.ports.filter(carriesHttp).map((port) => String(isAtWaypoint ? port.servicePort : port.containerPort));
  const operations = operationsOf(rule) as readonly { readonly ports?: readonly string[] }[];
  return operations.length > 0 && operations.every(({ ports }) => ports?.every((port) => numbers.includes(port)) ?? false);
}
