import * as fc from 'fast-check';
import { answers, answersTo, L4_SOURCES, meshOf, OBJECTS, policies, policyNamed, REQUESTS, ruleOf, specOf } from './random-mesh';
import type { Manifest } from '../evaluate/small-mesh';

/** Each request that one mesh answers so and the other does not. */
function lost(before: readonly string[], after: readonly string[], kept: 'ALLOW' | 'DENY'): readonly string[] {
  return before.flatMap((answer, index) => (answer.startsWith(kept) && !after[index].startsWith(kept) ? [`${JSON.stringify(REQUESTS[index])}: ${answer} became ${after[index]}`] : []));
}

const rulesOf = ({ spec }: Manifest): readonly Manifest[] => ((spec as Manifest).rules ?? []) as readonly Manifest[];
const withRules = (policy: Manifest, rules: readonly Manifest[]): Manifest => ({ ...policy, spec: { ...policy.spec as Manifest, rules } });
const isAllow = ({ spec }: Manifest): boolean => (spec as Manifest).action === 'ALLOW';

test('a DENY policy more never opens', () => {
  fc.assert(fc.property(policies(), fc.constantFrom('shop', 'ops', 'istio-system'), specOf({ actions: ['DENY'] }), (more, ns, spec) => {
    expect(lost(answersTo(more), answersTo([...more, policyNamed('more', ns, spec)]), 'DENY')).toEqual([]);
  }), { numRuns: 60 });
});

test('an AUDIT policy more changes nothing', () => {
  fc.assert(fc.property(policies(), specOf({ actions: ['AUDIT'] }), (more, spec) => {
    expect(answersTo([...more, policyNamed('more', 'shop', spec)])).toEqual(answersTo(more));
  }), { numRuns: 60 });
});

test('a rule more in a policy that allows never revokes', () => {
  fc.assert(fc.property(policies({}, { minLength: 1 }), ruleOf(), (more, rule) => {
    const wider = more.map((policy) => (isAllow(policy) ? withRules(policy, [...rulesOf(policy), rule]) : policy));
    expect(lost(answersTo(more), answersTo(wider), 'ALLOW')).toEqual([]);
  }), { numRuns: 60 });
});

test('the first ALLOW policy may revoke: it begins the denial of everything else', () => {
  const get = REQUESTS.findIndex(({ to }) => JSON.stringify(to) === '{"workload":"shop/api","port":8080}');
  expect([answersTo([])[get], answersTo([policyNamed('first', 'shop', {})])[get]]).toEqual(['ALLOW', 'DENY']);
});

/** One rule for each alternative of `from`. */
function split(policy: Manifest): Manifest {
  const rules = rulesOf(policy).flatMap((rule) => (
    Array.isArray(rule.from) ? rule.from.map((from: unknown) => ({ ...rule, from: [from] })) : [rule]
  ));
  return rulesOf(policy).length === 0 ? policy : withRules(policy, rules);
}

describe('a rule for each source of a rule', () => {
  test('is the same, where every enforcement point knows the fields of the sources', () => {
    fc.assert(fc.property(policies({ rule: ruleOf(L4_SOURCES) }, { minLength: 1 }), (more) => {
      expect(answersTo(more.map(split))).toEqual(answersTo(more));
    }), { numRuns: 60 });
  });

  test('is the same in a policy that denies, whatever its fields', () => {
    fc.assert(fc.property(policies({ actions: ['DENY', 'AUDIT'] }, { minLength: 1 }), (more) => {
      expect(answersTo(more.map(split))).toEqual(answersTo(more));
    }), { numRuns: 60 });
  });

  test('never revokes in a policy that allows', () => {
    fc.assert(fc.property(policies({ actions: ['ALLOW'] }, { minLength: 1 }), (more) => {
      expect(lost(answersTo(more), answersTo(more.map(split)), 'ALLOW')).toEqual([]);
    }), { numRuns: 60 });
  });

  test.each(['sidecar', 'ztunnel'])('allows more at a %s that drops the whole rule for one source that it does not know (1.7, 2.3)', (at) => {
    const workload = at === 'sidecar' ? 'shop/legacy' : 'shop/api';
    const request = { at, from: { principal: 'cluster.local/ns/shop/sa/web', ip: '10.1.0.1' }, to: { workload, port: 5432 } };
    const joined = policyNamed('joined', 'shop', { rules: [{ from: [{ source: { namespaces: ['shop'] } }, { source: { requestPrincipals: ['*'] } }] }] });
    const [whole, apart] = [joined, split({ ...joined })].map((policy) => answers(meshOf([...OBJECTS, policy]), [request]));
    expect([whole, apart]).toEqual([['DENY'], ['ALLOW']]);
  });
});
