import { callerPast } from './bypass';
import { callerOf } from '../caller-name';
import { misreadAddress } from './client-addresses';
import { enforcementPointOf, isWithinZtunnel, planeOf, readsRequests } from './enforcement';
import { gapsOf, grantedPorts, isAboutPorts } from './operations';
import { carriesHttp, Grant, Identity, Peer, principalOf, textOf, WorkloadPort } from '../../model';
import { describeProblem, Facts, ProblemName } from '../../problems';
import { AdmittedCaller, Target } from '../target';

/**
 * What is wrong with the grants of a workload: the combinations that Istio would ignore, widen, or turn into a
 * blanket denial. Each is a block of text that names the line which asked for it.
 */
export function refusals(target: Target, grants: readonly Grant[]): readonly string[] {
  const legible = grants.filter((grant) => misreadAddress(target, grant).length === 0);
  return [
    ...withoutService(target, grants),
    ...grants.flatMap((grant) => misreadAddress(target, grant)),
    ...legible.flatMap((grant) => CHECKS.flatMap((check) => check(target, grant))),
    ...legible.flatMap((grant) => reachesEveryone(target, grant, grants)),
  ];
}

type Check = (target: Target, grant: Grant) => readonly string[];

function refuse<Name extends ProblemName>(name: Name, grant: Grant, facts: Facts<Name>): readonly string[] {
  return [describeProblem(name, grant.origin, facts)];
}

const nameOf = (target: Target): string => `${target.namespace}/${target.name}`;

function withoutService(target: Target, grants: readonly Grant[]): readonly string[] {
  return target.waypoint !== undefined && target.serviceName === undefined && grants.length > 0
    ? refuse('NO_SERVICE', grants[0], { workload: nameOf(target) })
    : [];
}

const needsPorts: Check = (target, grant) => {
  const ports = grantedPorts(grant, target);
  const undeclared = grant.operation.ports?.find((port) => !ports.some((declared) => declared.containerPort === port));
  if (undeclared !== undefined) {
    return refuse('UNKNOWN_PORT', grant, { port: undeclared, workload: nameOf(target), ports: namesOf(target.ports) });
  }
  if (readsRequests(grant) && (ports.length === 0 || !ports.every(carriesHttp))) {
    return refuse('NO_HTTP_PORT', grant, { workload: nameOf(target), ports: namesOf(ports.length === 0 ? target.ports : ports) });
  }
  return isAboutPorts(grant, target) ? [] : refuse('NO_PORTS', grant, { workload: nameOf(target) });
};

const namesOf = (ports: readonly WorkloadPort[]): string => ports.map((port) => `${port.protocol} ${port.containerPort}`).join(', ') || 'no ports';

const needsWaypoint: Check = (target, grant) => {
  if (enforcementPointOf(grant, target) !== 'ztunnel' || isWithinZtunnel(grant)) {
    return [];
  }
  if (target.waypoint !== undefined) {
    return refuse('HTTP_GRANT_PAST_WAYPOINT', grant, { caller: callerOf(grant.peer), workload: nameOf(target) });
  }
  if (grant.peer.kind === 'client-ip-block' && !readsRequests(grant)) {
    return refuse('CLIENT_ADDRESS_NEEDS_PROXY', grant, { cidr: grant.peer.cidr });
  }
  if (target.isHeadless === true) {
    return refuse('HEADLESS_SERVICE', grant, { service: `${target.namespace}/${target.serviceName ?? target.name}` });
  }
  const port = target.ports[0]?.containerPort ?? 8080;
  return refuse('HTTP_GRANT_WITHOUT_WAYPOINT', grant, { namespace: target.namespace, port });
};

const needsIdentityAtWaypoint: Check = (target, grant) => (
  grant.peer.kind === 'ip-block' && enforcementPointOf(grant, target) === 'waypoint'
    ? refuse('ADDRESS_AT_WAYPOINT', grant, { cidr: grant.peer.cidr })
    : []
);

const goesThroughWaypoint: Check = (target, { peer, by, effect, ...grant }) => {
  const arrivesPast = planeOf(peer) === 'sidecar' && by === 'service' && effect === 'ALLOW';
  if (!arrivesPast || target.waypoint === undefined || target.waypoint.admitted.some((caller) => covers(caller, peer))) {
    return [];
  }
  return [describeProblem('CALLER_BYPASSES_WAYPOINT', grant.origin, { caller: callerOf(peer), workload: nameOf(target) })];
};

function covers(admitted: AdmittedCaller, peer: Peer): boolean {
  if (peer.kind === 'namespace') {
    return admitted.kind === 'namespace' && admitted.namespace === peer.namespace;
  }
  return connectingIdentities(peer).some((identity) => (
    admitted.kind === 'namespace' ? admitted.namespace === identity.namespace : principalOf(admitted.identity) === principalOf(identity)));
}

/** A waypoint that takes traffic for pods judges it, too, and has policies for Services only. */
const reachesPods: Check = (target, grant) => (
  grant.by === 'pod' && grant.effect === 'ALLOW' && target.waypoint?.takesPods === true
    ? refuse('POD_GRANT_AT_WAYPOINT', grant, { caller: callerOf(grant.peer), workload: nameOf(target) })
    : []
);

const namesTheBearer: Check = (_, grant) => (
  grant.peer.kind === 'user' && grant.peer.through === 'unsaid' && grant.effect === 'ALLOW' ? refuse('USER_WITHOUT_CALLER', grant, {}) : []
);

const tokensAreValidated: Check = (target, grant) => (
  grant.peer.kind === 'user' && !target.tokenIssuers.has(grant.peer.user.issuer)
    ? refuse('TOKEN_NOT_VALIDATED', grant, { issuer: grant.peer.user.issuer, workload: nameOf(target) })
    : []
);

const trustsTheDomain: Check = (target, grant) => {
  const domain = trustDomainOf(grant.peer);
  if (domain === undefined || domain === target.trust.domain || grant.effect === 'DENY') {
    return [];
  }
  if (!target.trust.aliases.includes(domain) && !target.trust.foreign.includes(domain)) {
    return refuse('UNTRUSTED_DOMAIN', grant, { trustDomain: domain });
  }
  return enforcementPointOf(grant, target) === 'ztunnel' ? refuse('FOREIGN_PEER_AT_ZTUNNEL', grant, { trustDomain: domain }) : [];
};

function trustDomainOf(peer: Peer): string | undefined {
  return peer.kind === 'trust-domain' ? peer.trustDomain : peer.kind === 'identity' ? peer.identity.trustDomain : undefined;
}

const keepsOutWithoutGaps: Check = (_, grant) => gapsOf(grant).flatMap((gap) => refuse('DENY_WITH_GAPS', grant, { value: textOf(gap) }));

/** istiod takes a whole principal of `cluster.local` for one of this mesh, whatever the mesh is called. */
const meansOneMesh: Check = (target, grant) => {
  const { domain, aliases } = target.trust;
  const isOwn = [domain, ...aliases].includes(LOCAL_DOMAIN);
  const foreign = identitiesIn(grant.peer).find(({ trustDomain }) => trustDomain === LOCAL_DOMAIN);
  return foreign === undefined || isOwn
    ? []
    : refuse('AMBIGUOUS_DOMAIN', grant, { serviceAccount: `${foreign.namespace}/${foreign.serviceAccount}`, trustDomain: domain });
};

const LOCAL_DOMAIN = 'cluster.local';

function identitiesIn(peer: Peer): readonly Identity[] {
  return peer.kind === 'any-identity'
    ? peer.except.flatMap((except) => (except.kind === 'identity' ? [except.identity] : []))
    : connectingIdentities(peer);
}

/** The identity that a caller's connections bear, when it is one. */
export function connectingIdentities(peer: Peer): readonly Identity[] {
  switch (peer.kind) {
    case 'identity':
      return [peer.identity];
    case 'client-ip-block':
      return [peer.behind];
    case 'user':
      return typeof peer.through === 'string' ? [] : [peer.through];
    default:
      return [];
  }
}

function reachesEveryone(target: Target, grant: Grant, grants: readonly Grant[]): readonly string[] {
  const caller = callerPast(target, grant, grants);
  return caller === undefined ? [] : refuse('DENIAL_PAST_WAYPOINT', grant, { caller: callerOf(caller), workload: nameOf(target) });
}

const CHECKS: readonly Check[] = [
  needsPorts, needsWaypoint, needsIdentityAtWaypoint, goesThroughWaypoint, reachesPods, namesTheBearer, tokensAreValidated, trustsTheDomain,
  meansOneMesh, keepsOutWithoutGaps,
];
