import { NetworkEndpoint } from './network-endpoint';
import { admits } from './peer-match';
import { DecidingPolicy, Mesh, MissingFact, Step, WrittenNetworkPolicy } from '../../model/mesh';
import { indexOf } from '../mesh/mesh-index';
import { missingReading, readOnes, unreadableOnes } from '../truth/reading';
import { anyOf, Truth, unknown } from '../truth/truth';
import { afterwards, agree, passVerdict, Verdict } from '../truth/verdict';
import { isEverything, selectsLabels } from '../values/label-selector';

/** A connection between two ends, on the port that is called there. */
export interface NetworkPath {
  readonly mesh: Mesh;
  readonly from: readonly NetworkEndpoint[];
  readonly to: NetworkEndpoint;
  readonly port: number;
}

type Direction = 'egress' | 'ingress';

/** NetworkPolicies of the pod that calls, then of the one that is called: both have to let the connection pass. */
export function judgeOnNetwork({ mesh, from, to, port }: NetworkPath): Verdict {
  const verdicts = from.map((caller) => afterwards(
    judge({ mesh, own: caller, peer: to, called: to, port }, 'egress'),
    judge({ mesh, own: to, peer: caller, called: to, port }, 'ingress'),
  ));
  return agree(verdicts, { fact: 'which pod calls', supply: 'from.workload' });
}

interface Passage {
  readonly mesh: Mesh;
  /** Whose policies are asked. */
  readonly own: NetworkEndpoint;
  readonly peer: NetworkEndpoint;
  readonly called: NetworkEndpoint;
  readonly port: number;
}

/** One rule that admits is enough, whatever others say: what they say adds up. */
function judge(passage: Passage, direction: Direction): Verdict {
  const { own } = passage;
  const { certain, possible, unreadable } = policiesFor(passage, direction);
  if (certain.length + possible.length + unreadable.length === 0) return passVerdict(`no NetworkPolicy is for the ${direction} of ${own.name}`);
  const readings = certain.map((policy) => readingOf(policy, { passage, direction }));
  const admitting = readings.find(({ truth }) => truth.kind === 'yes') ?? commonReading(possible, certain.length + unreadable.length, { passage, direction });
  const end = direction === 'egress' ? `to ${passage.peer.name}` : `from ${passage.peer.name}`;
  const conclude = conclusionAt({ hop: 'network', place: own.name, stage: direction });
  if (admitting) return conclude('pass', `NetworkPolicy ${admitting.policy.name} admits port ${passage.port} ${end}`, [admitting.policy]);
  const all = certain.map((policy) => deciding(policy));
  const missing = [
    ...readings.flatMap(({ truth }) => (truth.kind === 'unknown' ? truth.missing : [])),
    ...possible.map((policy) => openFact(policy, own)),
    ...unreadable.map(({ diagnostic }) => missingReading(diagnostic)),
  ];
  if (missing.length > 0) return conclude('unknown', `it is open whether a NetworkPolicy admits port ${passage.port} ${end}`, all, missing);
  return conclude('deny', `no NetworkPolicy of ${own.name} admits port ${passage.port} ${end} (${all.map(({ name }) => name).join(', ')})`, all);
}

function conclusionAt(point: Pick<Step, 'hop' | 'place' | 'stage'>) {
  return (kind: Verdict['kind'], reason: string, policies: readonly DecidingPolicy[], missing: Verdict['missing'] = []): Verdict => (
    { kind, reason, policies, missing, hop: point.hop, steps: [{ steps: [{ ...point, outcome: reason, policies }] }] }
  );
}

interface Asked {
  readonly passage: Passage;
  readonly direction: Direction;
}

interface PolicyReading {
  readonly policy: DecidingPolicy;
  readonly truth: Truth;
}

/** Whether a policy admits the connection, and by which of its rules. */
function readingOf(policy: WrittenNetworkPolicy, { passage, direction }: Asked): PolicyReading {
  const rules = (policy[direction] ?? []).map((rule, index) => ({
    index,
    truth: rule.kind === 'unreadable' ? unknown(missingReading(rule.diagnostic)) : admits(rule.value, { ...passage, namespace: policy.namespace }),
  }));
  const admitting = rules.find(({ truth }) => truth.kind === 'yes');
  return { policy: deciding(policy, admitting?.index), truth: anyOf(rules, ({ truth }) => truth) };
}

/** Where nothing is certain to be for the pod, whatever may be has to admit. */
function commonReading(possible: readonly WrittenNetworkPolicy[], others: number, asked: Asked): PolicyReading | undefined {
  const readings = possible.map((policy) => readingOf(policy, asked));
  return others === 0 && readings.every(({ truth }) => truth.kind === 'yes') ? readings[0] : undefined;
}

/** Those that select the pod, those that may when not all of it is known, and those that nobody can read. */
function policiesFor({ mesh, own }: Passage, direction: Direction) {
  const { namespace, labels, isInCluster, isHostNetwork } = own;
  if (!isInCluster || namespace === undefined) return { certain: [], possible: [], unreadable: [] };
  const items = indexOf(mesh).networkPoliciesIn([namespace]);
  const all = readOnes(items).filter((policy) => policy[direction] !== undefined);
  const mayBeFor = ({ pods }: WrittenNetworkPolicy) => labels === undefined || selectsLabels(pods, labels);
  const isCertain = (policy: WrittenNetworkPolicy) => !isHostNetwork && mayBeFor(policy) && (labels !== undefined || isEverything(policy.pods));
  const possible = all.filter((policy) => mayBeFor(policy) && !isCertain(policy));
  return { certain: all.filter(isCertain), possible, unreadable: unreadableOnes(items, { namespaces: [namespace] }) };
}

function openFact({ namespace, name }: WrittenNetworkPolicy, own: NetworkEndpoint): MissingFact {
  return {
    fact: `whether the NetworkPolicy ${namespace}/${name} is for ${own.name}`,
    supply: own.isHostNetwork ? 'the answer without NetworkPolicies: it is on the network of its node' : 'from.workload',
  };
}

function deciding({ namespace, name, at }: WrittenNetworkPolicy, rule?: number): DecidingPolicy {
  return { name: `${namespace}/${name}`, action: 'NetworkPolicy', ...rule === undefined ? {} : { rule }, at };
}
