import { shrink } from '../../scripts/conformance/shrink.cjs';
import { partsOf, without } from '../../scripts/conformance/without.cjs';

type Pair = Parameters<typeof shrink>[0];
type Line = Pair['line'];

describe('a value without some of its parts', () => {
  const rule = { from: [{ source: { principals: ['a', 'b'] } }], to: [] };

  test('keeps the others where they are', () => {
    expect(without(rule, [['from', 0, 'source', 'principals', 0]])).toEqual({ from: [{ source: { principals: ['b'] } }], to: [] });
    expect(without(rule, [])).toEqual(rule);
  });

  test('leaves out what is empty for that, and nothing else', () => {
    expect(without(rule, [['from', 0, 'source', 'principals']])).toEqual({ from: [{ source: {} }], to: [] });
    expect(without(rule, [['from', 0, 'source', 'principals']], { prune: true })).toEqual({ to: [] });
  });

  test('has each part once, the outer ones first', () => {
    expect(partsOf({ a: [1], b: {} })).toEqual([['a'], ['a', 0], ['b']]);
  });
});

describe('a disagreement', () => {
  const policy = (name: string, paths: readonly string[]) => ({ kind: 'AuthorizationPolicy', metadata: { name }, spec: { rules: [{ to: [{ operation: { paths } }] }] } });
  const request = { id: 'r', at: 'sidecar', from: { ip: '10.0.0.1' }, to: { service: 'shop/pay', port: 80 }, http: { method: 'GET', path: '/', host: 'h' } };
  const line: Line = { id: 'm', meshConfig: { trustDomain: 'td' }, objects: [policy('a', ['/x', '/bad']), policy('b', ['/y'])], requests: [request] };
  const decision = { decision: 'ALLOW', reason: 'ours', missing: [] };
  /** Two programs that differ wherever some policy has the path /bad. */
  const judge = (lines: readonly Line[]): Pair[] => lines.map((one) => ({
    line: one, request: one.requests[0], decision, outcome: JSON.stringify(one.objects).includes('/bad') ? 'different' : 'agreed',
  }));

  test('is made as small as it gets', () => {
    const smallest = shrink({ line, request, decision, outcome: 'different' }, judge);
    expect(smallest?.line).toMatchObject({ meshConfig: {}, objects: [policy('a', ['/bad'])], requests: [{ id: 'r', at: 'sidecar', to: request.to }] });
    expect(smallest?.line.requests[0].from).toEqual({});
  });

  test('that is none when it is asked again is no disagreement', () => {
    expect(shrink({ line: { ...line, objects: [] }, request, decision, outcome: 'different' }, judge)).toBeUndefined();
  });
});
