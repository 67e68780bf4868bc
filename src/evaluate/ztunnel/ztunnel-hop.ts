import { implicitAllow } from './implicit-allow';
import { ztunnelPolicies } from './ztunnel-policies';
import { ztunnelStrictness } from './ztunnel-strict';
import { Mesh, MeshWorkload, Step, StepReading } from '../../model/mesh';
import { opaqueAtZtunnel } from '../envoy/opaque';
import { unreadablePeerAuthentications } from '../mesh/peer-authentication';
import { ConnectionFacts } from '../rules/facts';
import { decidingPolicy, PolicyMatch } from '../rules/policy-match';
import { missingReading } from '../truth/reading';
import { anyOf, NO, unknown, YES } from '../truth/truth';
import { Outcome, Verdict } from '../truth/verdict';
import { trustDomainOf } from '../values/peer-identity';

export interface ZtunnelArrival {
  readonly mesh: Mesh;
  readonly pod: MeshWorkload;
  readonly connection: ConnectionFacts;
}

/** Ports of the proxies themselves: ztunnel refuses them as destinations (2.5). */
const ILLEGAL_PORTS = [15008, 15006, 15001];

/** The server's ztunnel: handshake, converted PeerAuthentication, DENY, ALLOW (2.5, 2.6, 3.4). */
export function judgeAtZtunnel(arrival: ZtunnelArrival): Verdict {
  const steps: Step[] = [];
  const reads: ((() => StepReading) | undefined)[] = [];
  const place = `${arrival.pod.namespace}/${arrival.pod.name}`;
  const record = (stage: Step['stage'], outcome: Outcome, read?: () => StepReading): Outcome => {
    steps.push({ hop: 'ztunnel', place, stage, outcome: outcome.reason, policies: outcome.policies ?? [] });
    reads.push(read);
    return outcome;
  };
  const outcome = decide(arrival, record);
  return {
    kind: outcome.kind,
    reason: outcome.reason,
    policies: outcome.policies ?? [],
    missing: outcome.kind === 'unknown' ? outcome.missing : [],
    steps: [{ steps, read: (step) => reads[step]?.() }],
    hop: 'ztunnel',
  };
}

function decide(arrival: ZtunnelArrival, record: (stage: Step['stage'], outcome: Outcome, read?: () => StepReading) => Outcome): Outcome {
  const handshake = record('mTLS', admit(arrival));
  if (handshake.kind === 'deny') return handshake;
  const deny = record('DENY', denyStage(arrival), () => ztunnelPolicies(arrival.mesh, arrival.pod).read('DENY', arrival.connection));
  if (deny.kind === 'deny') return deny;
  const allow = record('ALLOW', allowStage(arrival), () => ztunnelPolicies(arrival.mesh, arrival.pod).read('ALLOW', arrival.connection));
  if (allow.kind === 'deny') return allow;
  const opaque = opaqueAtZtunnel(arrival.mesh, arrival.pod.namespace);
  if (opaque.length > 0) return { kind: 'unknown', reason: 'something that cannot be read may concern this workload', missing: opaque };
  return [handshake, deny, allow].find(({ kind }) => kind === 'unknown') ?? allow;
}

function admit({ mesh, connection }: ZtunnelArrival): Outcome {
  const { principal, port } = connection;
  if (ILLEGAL_PORTS.includes(port)) return { kind: 'deny', reason: `ztunnel refuses port ${port}, which is one of its own` };
  if (principal !== undefined) {
    // Aliases are not honoured (2.6).
    const isOwn = trustDomainOf(principal) === mesh.configuration.trustDomain;
    return isOwn ? { kind: 'pass', reason: `mTLS as ${principal}` } : { kind: 'deny', reason: `${principal} is of another trust domain than ${mesh.configuration.trustDomain}` };
  }
  return { kind: 'pass', reason: 'plaintext' };
}

/** PeerAuthentication is among the DENY policies here: it refuses those without an identity (3.4). */
function denyStage(arrival: ZtunnelArrival): Outcome {
  const { truth, policies } = ztunnelPolicies(arrival.mesh, arrival.pod).match('DENY', arrival.connection);
  const strict = strictness(arrival);
  const decisive = [...strict.policies, ...truth.kind === 'yes' ? policies : []];
  if (truth.kind === 'yes' || strict.truth.kind === 'yes') {
    return { kind: 'deny', reason: `DENY policy ${decisive.map(({ name }) => name).join(', ')} matches`, policies: decisive };
  }
  const either = anyOf([strict.truth, truth], (one) => one);
  if (either.kind === 'unknown') return { kind: 'unknown', reason: 'a DENY policy or a PeerAuthentication may refuse', missing: either.missing, policies };
  return { kind: 'pass', reason: 'no DENY policy matches' };
}

function strictness({ mesh, pod, connection }: ZtunnelArrival): PolicyMatch {
  if (connection.principal !== undefined) return { truth: NO, policies: [] };
  const unreadable = unreadablePeerAuthentications(mesh, pod);
  if (unreadable.length > 0) return { truth: unknown(...unreadable.map(({ diagnostic }) => missingReading(diagnostic))), policies: [] };
  const refusing = ztunnelStrictness(mesh, pod).refuses(connection.port);
  return refusing ? { truth: YES, policies: [refusing] } : { truth: NO, policies: [] };
}

function allowStage(arrival: ZtunnelArrival): Outcome {
  const attached = ztunnelPolicies(arrival.mesh, arrival.pod);
  const policies = attached.allow;
  const implicit = implicitAllow(arrival.mesh, arrival.pod);
  const { principal } = arrival.connection;
  if (principal !== undefined && implicit.principals.includes(principal)) return { kind: 'pass', reason: `istiod admits the waypoint ${principal}` };
  if (implicit.missing.length > 0) return { kind: 'unknown', reason: 'it is open which waypoints istiod admits', missing: implicit.missing };
  const match = attached.match('ALLOW', arrival.connection);
  if (policies.length === 0 && implicit.principals.length === 0 && match.truth.kind === 'no') return { kind: 'pass', reason: 'no ALLOW policy concerns this workload' };
  if (match.truth.kind === 'yes') return { kind: 'pass', reason: `ALLOW policy ${match.policies.map(({ name }) => name).join(', ')} matches`, policies: match.policies };
  if (match.truth.kind === 'unknown') return { kind: 'unknown', reason: 'it is open whether an ALLOW policy matches', missing: match.truth.missing, policies: match.policies };
  const all = policies.map((policy) => decidingPolicy(policy));
  return { kind: 'deny', reason: `no ALLOW policy matches (${all.map(({ name }) => name).join(', ') || 'only its waypoints are admitted'})`, policies: all };
}
