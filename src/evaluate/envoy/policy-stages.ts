import { Attached } from './attachment';
import { askProviders, headersSet, NOBODY_REFUSES } from './external-authorization';
import { Point } from './handshake';
import { Passage, PolicyStage, Settled, settledAt, Stage } from './stage';
import { StepReading, WrittenPolicy } from '../../model/mesh';
import { remembered } from '../mesh/remembered';
import { Facts } from '../rules/facts';
import { compiledRule, decidingPolicy, PolicyMatch } from '../rules/policy-match';
import { PeerPolicies, PolicySet } from '../rules/policy-set';
import { readPolicies } from '../rules/rule-reading';
import { ChainScope } from '../rules/rule-scope';
import { Unreadable } from '../truth/reading';
import { Outcome } from '../truth/verdict';

/** The filters that policies become: CUSTOM first, then those behind the JWT filter (1.1, 1.5). */
export function policyStages(attached: Attached<WrittenPolicy>, scope: ChainScope, point: Point): readonly [Stage, ...PolicyStage[]] {
  const ofAction = (action: WrittenPolicy['action']) => attached.policies.filter((policy) => policy.action === action);
  // A dry-run policy never changes the verdict (1.20).
  const enforced = (action: WrittenPolicy['action']) => ofAction(action).filter((policy) => !policy.isDryRun);
  const read = (action: WrittenPolicy['action'], facts: Facts): StepReading => ({
    policies: readPolicies(ofAction(action), (policy, rule) => compiledRule(policy, rule, scope), facts),
    jwtRules: [],
    unreadable: action === 'DENY' || action === 'ALLOW' ? attached.unreadable.map(({ diagnostic }) => diagnostic) : [],
  });
  const stage = (action: 'AUDIT' | 'DENY' | 'ALLOW', policies: readonly WrittenPolicy[], settle: (match: PolicyMatch) => Outcome): PolicyStage => {
    const set = new PolicySet<Settled>({
      policies,
      unreadable: action === 'AUDIT' ? [] : attached.unreadable,
      compile: (policy, rule) => compiledRule(policy, rule, scope),
      settle: (match) => settledAt(point, action, settle(match)),
    });
    const stageOf = remembered((rules: PeerPolicies<Settled>): Stage => (
      { name: action, always: rules.always, judge: ({ facts }) => rules.ask(facts), read: ({ facts }) => read(action, facts) }
    ));
    return { forPeer: (principal) => stageOf(set.forPeer(principal)) };
  };
  const custom = ofAction('CUSTOM');
  return [
    {
      name: 'CUSTOM',
      always: custom.length === 0 ? settledAt(point, 'CUSTOM', NOBODY_REFUSES) : undefined,
      judge: (passage) => settledAt(point, 'CUSTOM', askCustom(custom, scope, passage)),
      read: ({ arrived }) => read('CUSTOM', arrived),
    },
    stage('AUDIT', ofAction('AUDIT'), audit),
    stage('DENY', enforced('DENY'), (match) => deny(match, scope)),
    stage('ALLOW', enforced('ALLOW'), (match) => allow(match, { allowing: enforced('ALLOW'), unreadable: attached.unreadable, scope })),
  ];
}

/** What an authorizer sets is known to nobody, for all filters behind it. */
function askCustom(custom: readonly WrittenPolicy[], scope: ChainScope, passage: Passage): Outcome {
  const { arrived, request, facts: { http } } = passage;
  const external = { scope, facts: arrived, answers: request.external };
  const outcome = askProviders(custom, external);
  const set = http && outcome.kind !== 'deny' ? headersSet(custom, external) : [];
  if (!http || set.length === 0) return outcome;
  passage.facts = { ...passage.facts, http: { ...http, unknownHeaders: new Set([...http.unknownHeaders, ...set]) } };
  const pattern = set.find((name) => name.includes('*'));
  if (outcome.kind === 'unknown' || pattern === undefined) return outcome;
  const missing = [{ fact: `which headers ${pattern} an external authorizer sets`, supply: 'their names in headersToUpstreamOnAllow' }];
  return { kind: 'unknown', reason: 'an external authorizer may set headers', missing };
}

function audit({ truth, policies }: PolicyMatch): Outcome {
  return { kind: 'pass', reason: truth.kind === 'yes' ? 'recorded' : 'nothing is recorded', policies };
}

function deny({ truth, policies }: PolicyMatch, scope: ChainScope): Outcome {
  if (truth.kind === 'no') return { kind: 'pass', reason: 'no DENY policy matches' };
  if (truth.kind === 'unknown') return { kind: 'unknown', reason: 'a DENY policy may match', missing: truth.missing, policies };
  return { kind: 'deny', reason: `DENY policy ${namesOf(policies)} matches`, status: statusOn(scope), policies };
}

interface Allowing {
  readonly allowing: readonly WrittenPolicy[];
  readonly unreadable: readonly Unreadable[];
  readonly scope: ChainScope;
}

/** With an ALLOW policy attached some rule must match (1.1). */
function allow({ truth, policies }: PolicyMatch, { allowing, unreadable, scope }: Allowing): Outcome {
  if (allowing.length === 0 && unreadable.length === 0) return { kind: 'pass', reason: 'no ALLOW policy is attached' };
  if (truth.kind === 'yes') return { kind: 'pass', reason: `ALLOW policy ${namesOf(policies)} matches`, policies };
  if (truth.kind === 'unknown') return { kind: 'unknown', reason: 'it is open whether an ALLOW policy matches', missing: truth.missing, policies };
  const all = allowing.map((policy) => decidingPolicy(policy));
  return { kind: 'deny', reason: `no ALLOW policy matches (${namesOf(all)})`, status: statusOn(scope), policies: all };
}

function statusOn({ chain }: ChainScope): number | undefined {
  return chain === 'HTTP' ? 403 : undefined;
}

function namesOf(policies: readonly { readonly name: string }[]): string {
  return [...new Set(policies.map(({ name }) => name))].join(', ');
}
