import { ask, type Manifest, namespace, pod, policy, service, SIDECAR } from './small-mesh';

/** Pods of `shop/job` by a template, with whatever identity. */
function template(kind: string, serviceAccountName: string): Manifest {
  const spec = { serviceAccountName, containers: [{ name: 'app', image: 'app' }] };
  return { apiVersion: 'apps/v1', kind, metadata: { name: 'job', namespace: 'shop' }, spec: { template: { metadata: { annotations: SIDECAR, labels: { app: 'job' } }, spec } } };
}

const shop = [
  namespace('shop'), pod('shop/pay', { annotations: SIDECAR }), service('shop/pay'),
  policy('shop/trusted', { selector: { matchLabels: { app: 'pay' } }, rules: [{ from: [{ source: { principals: ['cluster.local/ns/shop/sa/trusted'] } }] }] }),
];
const call = { from: { workload: 'shop/job' }, to: { service: 'shop/pay', port: 80 }, http: { method: 'GET', path: '/', host: 'pay.shop' } };

test('of two workloads with the name of the caller neither is taken for the other, in whatever order they stand', () => {
  const two = [template('Deployment', 'trusted'), template('StatefulSet', 'stranger')];
  for (const callers of [two, [...two].reverse()]) {
    const answer = ask([...shop, ...callers], call);
    expect(answer).toMatchObject({ decision: 'UNKNOWN', missing: [{ fact: 'which of the workloads shop/job calls', supply: 'from.principal, from.ip and from.dataPlane' }] });
    expect(ask([...shop, ...callers], { ...call, at: 'sidecar' }).decision).toBe('UNKNOWN');
  }
});

test('two workloads with the name of the caller that are treated alike have one answer', () => {
  expect(ask([...shop, template('Deployment', 'trusted'), template('StatefulSet', 'trusted')], call).decision).toBe('ALLOW');
  expect(ask([...shop, template('Deployment', 'one'), template('StatefulSet', 'other')], call)).toMatchObject({ decision: 'DENY', status: 403 });
});
