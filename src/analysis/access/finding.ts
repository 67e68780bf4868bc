import { Way } from './access-target';
import { Asked } from './ask';
import { What } from './what';
import { Who } from './who';
import { AccessRow, Decision, Hop, Step, WrittenPolicy } from '../../model/mesh';

/** A line of the table, and the question that gave it. */
export interface Finding {
  readonly row: AccessRow;
  readonly who: Who;
  readonly what: What;
}

/** A rule of a policy, as decisions name it. */
export interface RuleName {
  readonly policy: WrittenPolicy;
  readonly index: number;
}

/** What became of a question that a rule suggested. */
export interface Outcome {
  readonly effect: AccessRow['effect'];
  readonly hop?: Hop;
}

/** Whether the rule itself let it pass or kept it out. What another rule decided, another question is about. */
export function outcomeOf({ decision }: Asked, rule: RuleName): Outcome | undefined {
  if (decision.decision === 'UNKNOWN') return { effect: 'UNKNOWN', ...decision.hop === undefined ? {} : { hop: decision.hop } };
  const { action } = rule.policy;
  if (action !== decision.decision) return undefined;
  const step = decision.walk.find(({ stage, policies }) => stage === action && policies.some((one) => isOf(one, rule)));
  return step && { effect: decision.decision, hop: step.hop };
}

function isOf({ name, rule }: Step['policies'][number], { policy, index }: RuleName): boolean {
  return rule === index && name === `${policy.namespace}/${policy.name}`;
}

/** Whether the first proxy that could see the caller lets everybody pass, because no policy asks for anything. */
export function isOpenToAll({ decision, walk }: Decision): boolean {
  return decision === 'ALLOW' && !(walk.find(({ stage }) => stage === 'ALLOW')?.policies.length ?? 0);
}

/** What decided could read: ztunnel and nobody read no requests. */
export function sightOf({ http }: What, { effect, hop }: Outcome): 'bytes' | 'requests' {
  const isBlind = hop === 'ztunnel' || (hop === undefined && effect !== 'UNKNOWN');
  return http === undefined || isBlind ? 'bytes' : 'requests';
}

export interface Telling {
  readonly target: string;
  readonly way: Way;
  readonly who: Who;
  readonly asked: Asked;
  readonly outcome: Outcome;
  readonly operations: readonly string[];
}

export function rowOf({ target, way, who, asked, outcome: { effect, hop }, operations }: Telling): AccessRow {
  const isPlaintext = effect === 'ALLOW' && who.principal === undefined && way.kind !== 'gateway';
  const agreement = asked.asking.length === 0 ? '' : `, as far as ${asked.asking.join(' and ')} agrees`;
  return {
    target,
    caller: isPlaintext ? `${who.text}, without mTLS` : who.text,
    effect,
    operations: operations.map((operation) => `${operation}${agreement}`),
    enforcedBy: hop ?? (way.kind === 'gateway' ? 'gateway' : effect === 'UNKNOWN' ? 'unknown' : 'nobody'),
    missing: effect === 'UNKNOWN' ? asked.decision.missing : [],
  };
}
