import { type Comparison, compareRecorded } from './recorded-decisions';

function differing(all: readonly Comparison[]): string[] {
  return all
    .filter(({ recorded, decision }) => decision.decision !== recorded.expect)
    .map(({ recorded, decision }) => `${recorded.id}: ${recorded.expect}, not ${decision.decision}: ${decision.reason}`);
}

describe('the recorded decisions of Envoy', () => {
  const all = compareRecorded('envoy.jsonl.gz');

  test('are those of this library, at each enforcement point', () => {
    expect(all).toHaveLength(4658);
    expect(differing(all)).toEqual([]);
  });

  test('have the same HTTP status where they deny', () => {
    const denied = all.filter(({ decision }) => decision.decision === 'DENY');
    const statuses = denied.filter(({ recorded, decision }) => decision.status !== recorded.envoy!.status).map(({ recorded }) => recorded.id);
    expect(denied.length).toBeGreaterThan(1000);
    expect(statuses).toEqual([]);
  });

  test('are the same for the whole way, where no other hop has anything to decide', () => {
    const whole = compareRecorded('envoy.jsonl.gz', { withoutAt: true });
    expect(whole).toHaveLength(2426);
    expect(differing(whole)).toEqual([]);
  });

  test('name the rule that Envoy matched among those that decided', () => {
    const matched = all.filter(({ recorded }) => recorded.envoy!.filter === 'rbac' && /^ns\[/.test(recorded.envoy!.policy ?? ''));
    const names = ({ decision }: Comparison) => decision.policies.map(({ name, rule }) => {
      const [namespace, policy] = name.split('/');
      return `ns[${namespace}]-policy[${policy}]-rule[${rule}]`;
    });
    expect(matched.length).toBeGreaterThan(300);
    expect(matched.filter((one) => !names(one).includes(one.recorded.envoy!.policy!)).map(({ recorded }) => recorded.id)).toEqual([]);
  });
});

describe('the recorded decisions of ztunnel', () => {
  const all = compareRecorded('ztunnel.jsonl.gz');

  test('are those of this library', () => {
    expect(all).toHaveLength(3016);
    expect(differing(all)).toEqual([]);
  });

  test('are made by the same policies', () => {
    const deciding = ['deny_policy_matched', 'allow_policy_matched'];
    const matched = all.filter(({ recorded }) => deciding.includes(recorded.ztunnel!.reason));
    const names = ({ decision }: Comparison) => [...new Set(decision.policies.map(({ name }) => name))].sort();
    expect(matched.length).toBeGreaterThan(1000);
    expect(matched.filter((one) => names(one).join() !== one.recorded.ztunnel!.decidedBy.join()).map(({ recorded }) => recorded.id)).toEqual([]);
  });
});
