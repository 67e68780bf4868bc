import * as fc from 'fast-check';
import { accessPolicies, byCodeUnit, Target } from '../../src/compile';
import { mergeRules, SimpleRule } from '../../src/compile/rules/merge';
import { MAX_RULES, MAX_SOURCES, splitRules } from '../../src/compile/rules/split';
import { renderAuthorizationPolicy } from '../../src/manifest/render-authorization-policy';
import {
  Action, AuthorizationPolicy, everything, exactly, isNonEmpty, nothing, OperationMatch, Rule, SourceMatch, someRules, startingWith,
} from '../../src/model';
import { admissible, callTo, grantIntents, grantsOf, identity, targetOf } from '../support/grant-arbitraries';
import { Call } from '../support/grant-meaning';
import { decide, Point } from '../support/policy-oracle';

const RUNS = { numRuns: 300 };

const source: fc.Arbitrary<SourceMatch | 'any'> = fc.oneof(
  { weight: 1, arbitrary: fc.constant('any' as const) },
  {
    weight: 6,
    arbitrary: fc.constantFrom<SourceMatch>(
      { principals: { values: [exactly('corp.example/ns/shop/sa/web')] } },
      { principals: { values: [exactly('corp.example/ns/orders/sa/orders')] } },
      { principals: { values: [startingWith('corp.example/')], notValues: [exactly('corp.example/ns/shop/sa/web')] } },
      { namespaces: { values: [exactly('shop')] } },
      { namespaces: { values: [exactly('orders')] } },
      { namespaces: { notValues: [exactly('orders')] } },
      { namespaces: { values: [exactly('shop')] }, principals: { values: [exactly('corp.example/ns/shop/sa/web')] } },
      { ipBlocks: { values: ['10.0.0.0/8'] } },
      { ipBlocks: { values: ['192.0.2.7'] } },
      {},
    ),
  },
);

const GET = { values: [exactly('GET')] } as const;
const POST = { values: [exactly('POST')] } as const;
const onPort = fc.option(fc.constantFrom({ values: [8080] } as const, { values: [8443] } as const), { nil: undefined });
const methods = fc.option(fc.constantFrom(GET, POST, { notValues: [exactly('GET')] } as const), { nil: undefined });
const paths = fc.option(fc.constantFrom(
  { values: [exactly('/admin')] } as const, { values: [startingWith('/admin/')] } as const, { notValues: [exactly('/admin')] } as const,
), { nil: undefined });

/** An operation that reads requests; on bytes Istio drops it, or widens it. */
const requestOperation: fc.Arbitrary<OperationMatch> = fc.record({ ports: onPort, methods, paths })
  .filter((operation) => operation.methods !== undefined || operation.paths !== undefined)
  .map((operation) => Object.fromEntries(Object.entries(operation).filter(([, value]) => value !== undefined)));

const connection = fc.constantFrom<OperationMatch | 'any'>('any', { ports: { values: [8080] } }, { ports: { values: [5432] } });

const simpleRule: fc.Arbitrary<SimpleRule> = fc.oneof(
  fc.record({ from: source, to: requestOperation, readsRequests: fc.constant(true) }),
  fc.record({ from: source, to: connection, readsRequests: fc.constant(false) }),
).map((rule) => ({ ...rule, when: [] }));

const someRulesOf = fc.array(simpleRule, { minLength: 1, maxLength: 6 });

const labels = { kind: 'workloads', labels: { app: 'pay' } } as const;
const asPolicy = (action: Action, rules: readonly Rule[]): AuthorizationPolicy => (
  { action, attachment: labels, rules: isNonEmpty(rules) ? someRules(rules) : nothing }
);

const apart = ({ from, to, when }: SimpleRule): Rule => ({
  from: from === 'any' || Object.keys(from).length === 0 ? 'any' : [from], to: to === 'any' || Object.keys(to).length === 0 ? 'any' : [to], when,
});

const TRUST = { domain: 'corp.example', aliases: [], foreign: [] };
const seenAt = (call: Call) => ({ ...call, port: call.containerPort });
const anyCall = targetOf('sidecar').chain(callTo);

describe('mergeRules', () => {
  test.each(['sidecar', 'ztunnel'] as const)('accepts what the rules accept one by one at %s', (point: Point) => {
    const calls = fc.array(anyCall, { minLength: 1, maxLength: 12, size: 'max' });
    const scene = { point, trust: TRUST };
    fc.assert(fc.property(someRulesOf, calls, fc.constantFrom<Action>('ALLOW', 'DENY'), (rules, all, action) => {
      const separate = rules.map((rule) => asPolicy(action, [apart(rule)]));
      const merged = asPolicy(action, mergeRules(rules));
      all.forEach((call) => expect(decide([merged], seenAt(call), scene)).toBe(decide(separate, seenAt(call), scene)));
    }), RUNS);
  });

  test('gives the same rules whatever the order and however often each is said', () => {
    const twice = someRulesOf.chain((rules) => (
      fc.tuple(fc.constant(rules), fc.shuffledSubarray([...rules, ...rules], { minLength: rules.length * 2 }))
    ));
    fc.assert(fc.property(twice, ([rules, shuffled]) => expect(mergeRules(shuffled)).toEqual(mergeRules(rules))), RUNS);
  });

  test('keeps two callers apart who may do different things', () => {
    const web = { principals: { values: [exactly('corp.example/ns/shop/sa/web')] as const } };
    const orders = { principals: { values: [exactly('corp.example/ns/orders/sa/orders')] as const } };
    const get = { methods: { values: [exactly('GET')] as const } };
    const post = { methods: { values: [exactly('POST')] as const } };
    const rules = mergeRules([{ from: web, to: get, when: [], readsRequests: true }, { from: orders, to: post, when: [], readsRequests: true }]);
    expect(rules).toHaveLength(2);
  });
});

const addressOf = (index: number): string => `10.0.${Math.floor(index / 256)}.${index % 256}`;

describe('splitRules', () => {
  const numbered = (count: number): readonly Rule[] => Array.from({ length: count }, (_, index) => ({
    from: [{ ipBlocks: { values: [addressOf(index)] as const } }] as const, to: [{ ports: { values: [index + 1] as const } }] as const, when: [],
  }));

  test.each([[1, 1], [MAX_RULES, 1], [MAX_RULES + 1, 2], [3 * MAX_RULES, 3]])('writes %i rules into %i policies', (rules, policies) => {
    const chunks = splitRules(numbered(rules));
    expect(chunks).toHaveLength(policies);
    chunks.forEach((chunk) => expect(chunk.kind === 'some' && chunk.rules.length <= MAX_RULES).toBe(true));
  });

  test('accepts through several policies exactly what the rules accept through one', () => {
    const rules = numbered(MAX_RULES + 40);
    const split = splitRules(rules).map((chunk): AuthorizationPolicy => ({ action: 'ALLOW', attachment: labels, rules: chunk }));
    for (const index of [0, 511, 512, 551, 552]) {
      const seen = { sourceIp: addressOf(index), remoteIp: '10.0.0.1', port: index + 1 };
      const scene = { point: 'sidecar', trust: TRUST } as const;
      expect([index, decide(split, seen, scene)]).toEqual([index, decide([asPolicy('ALLOW', rules)], seen, scene)]);
      expect([index, decide(split, seen, scene)]).toEqual([index, index < rules.length ? 'ALLOW' : 'DENY']);
    }
  });

  test('writes a rule with too many sources as several rules with the same operation', () => {
    const user = (index: number): SourceMatch => ({ requestPrincipals: { values: [exactly(`https://idp.example/user-${index}`)] } });
    const from = Array.from({ length: MAX_SOURCES + 1 }, (_, index) => user(index));
    const [only] = splitRules([{ from: from as unknown as Rule['from'], to: [{ ports: { values: [8080] } }], when: [] }]);
    const rules = only.kind === 'some' ? only.rules : [];
    expect(rules.map((rule) => rule.from.length)).toEqual([MAX_SOURCES, 1]);
    expect(rules.flatMap((rule) => rule.from)).toEqual(from);
    expect(new Set(rules.map((rule) => JSON.stringify(rule.to))).size).toBe(1);
  });

  test('says "nothing" for no rules and "everything" for a rule without constraint, never the one for the other', () => {
    expect(splitRules([])).toEqual([nothing]);
    expect(splitRules([{ from: 'any', to: 'any', when: [] }])).toEqual([everything]);
  });
});

describe('the policies of many grants', () => {
  const users = (count: number) => Array.from({ length: count }, (_, index) => ({
    effect: 'ALLOW' as const,
    by: 'service' as const,
    operation: { http: { paths: [`/item/${index}`] } },
    peer: { kind: 'identity' as const, identity: identity('shop', `caller-${index}`), dataPlane: 'sidecar' as const },
  }));

  test('fit Istio\'s limit of 512 rules each and lose no grant', () => {
    const target = fc.sample(targetOf('sidecar').filter((one) => one.ports.some((port) => port.name === 'http')), 1)[0];
    const { allow } = accessPolicies(target, users(1200).flatMap(grantsOf));
    const sizes = allow.map((policy) => (policy.rules.kind === 'some' ? policy.rules.rules.length : 0));
    expect(sizes).toEqual([512, 512, 176]);
    for (const index of [0, 511, 512, 1199]) {
      const { containerPort } = target.ports.find((declared) => declared.name === 'http')!;
      const seen = { caller: identity('shop', `caller-${index}`), sourceIp: '10.1.2.3', remoteIp: '10.1.2.3', port: containerPort };
      const asking = (path: string) => ({ ...seen, http: { method: 'GET', path, host: 'shop.example', headers: {} } });
      const verdictOf = (path: string) => decide(allow, asking(path), { point: 'sidecar', trust: target.trust });
      expect([verdictOf(`/item/${index}`), verdictOf(`/item/${index + 1}`)]).toEqual(['ALLOW', 'DENY']);
    }
  });

  test('come out byte for byte the same in whatever order and however often the grants are given', () => {
    const situation = targetOf('sidecar', 'ambient', 'waypoint').chain((target) => grantIntents.chain((intents) => {
      const accepted = admissible(target, intents);
      const twice = fc.shuffledSubarray([...accepted, ...accepted], { minLength: accepted.length * 2 });
      return fc.tuple(fc.constant(target), fc.constant(accepted), twice);
    }));
    fc.assert(fc.property(situation, ([target, intents, shuffled]) => expect(textOf(target, shuffled)).toBe(textOf(target, intents))), RUNS);
  });

  test('list names by code unit and ports by number', () => {
    fc.assert(fc.property(targetOf('sidecar', 'ambient', 'waypoint'), grantIntents, (target, intents) => {
      listsIn(JSON.parse(textOf(target, admissible(target, intents)))).forEach(([name, list]) => {
        const isNumeric = /ports$/i.test(name);
        expect([name, list]).toEqual([name, [...list].sort((left, right) => (isNumeric ? Number(left) - Number(right) : byCodeUnit(left, right)))]);
      });
    }), RUNS);
  });
});

function textOf(target: Target, intents: Parameters<typeof admissible>[1]): string {
  const policies = accessPolicies(target, intents.flatMap(grantsOf));
  return JSON.stringify(Object.values(policies).map((slot: readonly AuthorizationPolicy[]) => slot.map(renderAuthorizationPolicy)));
}

function listsIn(value: unknown): readonly (readonly [string, readonly string[]])[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([name, part]: [string, unknown]) => (
    Array.isArray(part) && part.every((item) => typeof item === 'string') ? [[name, part as string[]] as const] : listsIn(part)
  ));
}
