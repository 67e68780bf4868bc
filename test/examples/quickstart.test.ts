import { refusedByOmission } from './closed-world';
import { Cluster } from './cluster';
import { objectsOf, PLANE_NAMES, synthesised } from './manifests';
import { may, mayNot, titleOf } from './requests';
import { build } from '../../examples/quickstart/main';

const CASES = [
  may('shop/web', 'POST /charge at shop/payments:8443'),
  mayNot('shop/web', 'GET /charge at shop/payments:8443'),
  mayNot('shop/web', 'POST /charge/1 at shop/payments:8443'),
  mayNot('shop/ledger', 'POST /charge at shop/payments:8443'),
  mayNot(undefined, 'POST /charge at shop/payments:8443'),
  may('shop/payments', 'shop/ledger:5432'),
  mayNot('shop/web', 'shop/ledger:5432'),
  mayNot('shop/payments', 'shop/ledger:5433'),
  mayNot('shop/payments', 'GET / at shop/web:8080'),
];

describe.each(PLANE_NAMES)('the quickstart in %s mode', (plane) => {
  const cluster = new Cluster(objectsOf(synthesised(build, plane)), plane, 'corp.example');

  test.each(CASES.map((one) => [titleOf(one), one] as const))('%s', (_, { call, verdict }) => {
    expect(cluster.verdict(call)).toBe(verdict);
  });

  test('whatever nobody allows is refused', () => {
    const refused = refusedByOmission(CASES, [5432, 8080, 8443]);
    expect(refused.length).toBeGreaterThan(5);
    expect(refused.filter(({ call }) => cluster.verdict(call) !== 'DENY').map(titleOf)).toEqual([]);
  });
});

test('in ambient mode nobody gets past the waypoint', () => {
  const cluster = new Cluster(objectsOf(synthesised(build, 'ambient')), 'ambient', 'corp.example');
  const { call } = may('shop/web', 'POST /charge at shop/payments:8443', { dialsPod: true });
  expect(cluster.verdict(call)).toBe('DENY');
});
