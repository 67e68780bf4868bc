import { Facts } from './facts';
import { combine, decidingPolicy, PolicyMatch, RuleTruth } from './policy-match';
import { RuleClauses, ruleTruth } from './rule-clauses';
import { ruleForPeer } from './rule-for-peer';
import { DecidingPolicy, WrittenPolicy, WrittenRule } from '../../model/mesh';
import { missingReading, Unreadable } from '../truth/reading';
import { Truth, unknown, YES } from '../truth/truth';

const NO_MATCH: PolicyMatch = { truth: { kind: 'no' }, policies: [] };
/** Beyond so many groups of peers all are forgotten. */
const MAX_GROUPS = 256;

export interface PolicySetProps<T> {
  readonly policies: readonly WrittenPolicy[];
  readonly unreadable: readonly Unreadable[];
  /** Makes of a rule what the point has of it. */
  readonly compile: (policy: WrittenPolicy, rule: WrittenRule) => RuleClauses;
  /** What follows from a match. It is asked only once for each rule that matches alone. */
  readonly settle: (match: PolicyMatch) => T;
}

/** The policies of one filter (1.1), which answers many requests. */
export class PolicySet<T> {
  private readonly rules: readonly SetRule<T>[];
  private readonly groups = new Map<string, PeerPolicies<T>>();
  private readonly unmatched: T | undefined;

  constructor(private readonly props: PolicySetProps<T>) {
    this.rules = props.policies.flatMap((policy) => rulesOf(policy, props));
    this.unmatched = props.unreadable.length === 0 ? props.settle(NO_MATCH) : undefined;
  }

  /** What these policies have to say about one peer; the same object for peers about whom they say the same. */
  forPeer(principal: string | undefined): PeerPolicies<T> {
    const left = this.rules.map((rule) => rule.forPeer(principal));
    const signature = left.map((rule, index) => (rule === undefined ? '' : `${index}${rule.signature}`)).join('\n');
    const known = this.groups.get(signature);
    if (known !== undefined) return known;
    const made = new PeerPolicies(left.filter((rule) => rule !== undefined), this.props, this.unmatched);
    if (this.groups.size >= MAX_GROUPS) this.groups.clear();
    this.groups.set(signature, made);
    return made;
  }
}

/** What is left of the policies of one filter for a group of peers. */
export class PeerPolicies<T> {
  constructor(
    private readonly rules: readonly PeerRule<T>[], private readonly props: PolicySetProps<T>, private readonly unmatched: T | undefined,
  ) {}

  /** What it answers to whatever comes, when there is nothing left to ask. */
  get always(): T | undefined {
    return this.rules.length === 0 ? this.unmatched : undefined;
  }

  /** Whether any rule of any policy matches; what is unreadable may match. */
  ask(facts: Facts): T {
    let first: SetRule<T> | undefined;
    let others: DecidingPolicy[] | undefined;
    let open: RuleTruth[] | undefined;
    for (const { rule, tested } of this.rules) {
      const truth = 'clauses' in tested ? ruleTruth(tested, facts) : tested;
      if (truth.kind === 'unknown') (open ??= []).push({ truth, policy: rule.policy });
      if (truth.kind !== 'yes') continue;
      if (first === undefined) first = rule;
      else (others ??= []).push(rule.policy);
    }
    if (first !== undefined && others === undefined) return first.settledAlone;
    if (first !== undefined) return this.props.settle({ truth: YES, policies: [first.policy, ...others ?? []] });
    return open === undefined && this.unmatched !== undefined ? this.unmatched : this.props.settle(combine(open ?? [], this.props.unreadable));
  }
}

interface PeerRule<T> {
  readonly rule: SetRule<T>;
  /** A rule that could not be read has its answer already. */
  readonly tested: RuleClauses | Truth;
  readonly signature: string;
}

/** A rule, and what of it is left for those who called so far. */
class SetRule<T> {
  private readonly left = new Map<string, PeerRule<T>>();
  private settled: { readonly value: T } | undefined;

  constructor(readonly policy: DecidingPolicy, private readonly tested: RuleClauses | Truth, private readonly settle: PolicySetProps<T>['settle']) {}

  /** What follows when no other rule matches. */
  get settledAlone(): T {
    this.settled ??= { value: this.settle({ truth: YES, policies: [this.policy] }) };
    return this.settled.value;
  }

  /** Undefined: it matches nothing of this peer. */
  forPeer(principal: string | undefined): PeerRule<T> | undefined {
    const left = 'clauses' in this.tested ? ruleForPeer(this.tested, principal) : { rule: this.tested, signature: '' };
    if (left === undefined) return undefined;
    const known = this.left.get(left.signature) ?? { rule: this, tested: left.rule, signature: left.signature };
    this.left.set(left.signature, known);
    return known;
  }
}

function rulesOf<T>(policy: WrittenPolicy, { compile, settle }: PolicySetProps<T>): readonly SetRule<T>[] {
  if (policy.rules === 'nothing') return [];
  return policy.rules.map((rule, index) => {
    const tested = rule.kind === 'unreadable' ? unknown(missingReading(rule.diagnostic)) : compile(policy, rule.value);
    return new SetRule(decidingPolicy(policy, index), tested, settle);
  });
}
