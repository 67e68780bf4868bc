import * as fc from 'fast-check';
import { answer, known, mode, rule, withTls } from './client-mesh';

const tls = fc.constantFrom('DISABLE', 'SIMPLE', 'ISTIO_MUTUAL', undefined);
const anyRule = fc.record({
  place: fc.constantFrom('shop', 'web', 'istio-system', 'elsewhere'),
  host: fc.constantFrom('pay', 'pay.shop.svc.cluster.local', '*.local', '*.shop.svc.cluster.local', '*'),
  value: tls,
  exportTo: fc.constantFrom([], ['.'], ['*'], ['web'], ['shop']),
  selector: fc.constantFrom(undefined, 'front', 'back'),
  year: fc.integer({ min: 2020, max: 2022 }),
});
const rules = fc.array(anyRule, { maxLength: 5 }).map((list) => list.map(({ place, host, value, exportTo, selector, year }, index) => rule(`${place}/r${index}`, {
  host,
  exportTo,
  ...value === undefined ? {} : { trafficPolicy: { tls: { mode: value } } },
  ...selector === undefined ? {} : { workloadSelector: { matchLabels: { app: selector } } },
}, { creationTimestamp: `${year}-01-01T00:00:00Z` })));

test('the order of DestinationRules never changes a decision', () => {
  const shuffled = rules.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
  fc.assert(fc.property(shuffled, ([list, turned]) => {
    expect(answer([known, ...turned])).toEqual(answer([known, ...list]));
  }), { numRuns: 60 });
});

test('a DestinationRule for other hosts, or of a namespace that nobody looks into, never changes a decision', () => {
  const strangers = [rule('shop/x', withTls({ mode: 'DISABLE' }, { host: 'other' })), rule('elsewhere/x', withTls({ mode: 'DISABLE' }, { host: '*' }))];
  fc.assert(fc.property(rules, fc.subarray(strangers), (list, more) => {
    expect(answer([known, ...list, ...more])).toEqual(answer([known, ...list]));
  }), { numRuns: 60 });
});

test('no DestinationRule changes what a caller without a certificate gets', () => {
  fc.assert(fc.property(rules, fc.constantFrom('STRICT', 'PERMISSIVE', 'DISABLE'), (list, value) => {
    const from = { ip: '10.9.9.9' };
    expect(answer([...list, mode(value)], { from })).toEqual(answer([mode(value)], { from }));
  }), { numRuns: 60 });
});
