import { App, JsonPatch } from 'cdk8s';
import { AmbientWaypoint, DataPlane, Http, MeshApp, Port } from '../../src';
import { manifestsOf, policy, verdict } from '../support/cluster';
import { aShop, HTTP_PORT, refusal } from '../support/shop';

describe('a patch', () => {
  const addAnnotation = JsonPatch.add('/metadata/annotations/team', 'payments');

  test('survives a waypoint that is added later, and stays on the policy of the callers', () => {
    const { app, shop, web, payments } = aShop(DataPlane.AMBIENT);
    payments.allowFrom(web, Http.post('/charge'));
    payments.policies.forEach((object) => object.addJsonPatch(addAnnotation));
    new AmbientWaypoint(shop, 'waypoint');
    const { metadata, spec } = policy(manifestsOf(app), 'shop/payments-allow');

    expect(metadata.annotations).toHaveProperty('team', 'payments');
    expect(spec.targetRefs).toHaveLength(1);
  });

  test('survives grants that are added later', () => {
    const { app, web, jobs, payments } = aShop(DataPlane.SIDECAR);
    payments.allowFrom(web, Http.post('/charge'));
    payments.policies[0].addJsonPatch(JsonPatch.add('/spec/rules/-', { from: [{ source: { namespaces: ['extra'] } }] }));
    payments.allowFrom(jobs, Http.post('/charge'));
    const manifests = manifestsOf(app);

    for (const from of ['shop/web', 'shop/jobs', 'extra/any']) {
      expect([from, verdict(manifests, { from, to: 'shop/payments', port: HTTP_PORT, http: { method: 'POST', path: '/charge' } })]).toEqual([from, 'ALLOW']);
    }
  });

  describe.each<[string, () => App]>([['MeshApp', () => new MeshApp()], ['App', () => new App()]])('in %s', (_, make) => {
    test.each<[string, JsonPatch, RegExp]>([
      ['with an unknown field', JsonPatch.add('/spec/rule', []), /field spec\.rule\b/],
      ['with an unknown field inside a rule', JsonPatch.add('/spec/rules/0/form', []), /field spec\.rules\[0\]\.form\b/],
      ['with an unknown action', JsonPatch.replace('/spec/action', 'PERMIT'), /field spec\.action\b/],
      ['that breaks a CEL rule', JsonPatch.add('/spec/targetRefs', [{ group: '', kind: 'Service', name: 'payments' }]), /only one of targetRefs or selector/],
    ])('%s is refused with construct path, field and rule', (__, patch, rule) => {
      const { app, web, payments } = aShop(DataPlane.SIDECAR, { app: make() });
      payments.allowFrom(web, Http.post('/charge'));
      payments.policies[0].addJsonPatch(patch);
      const message = refusal(app);

      expect(message).toContain('ZT-C007');
      expect(message).toContain('shop/Default/payments/Allow');
      expect(message).toContain('AuthorizationPolicy shop/payments-allow');
      expect(message).toMatch(rule);
    });

    test('is refused together with every other one', () => {
      const { app, shop, web, payments } = aShop(DataPlane.SIDECAR, { app: make() });
      const cart = shop.addWorkload('cart', { ports: [Port.http(HTTP_PORT)] });
      for (const workload of [payments, cart]) {
        workload.allowFrom(web);
        workload.policies[0].addJsonPatch(JsonPatch.add('/spec/surprise', true));
      }

      expect(refusal(app).match(/ZT-C007/g)).toHaveLength(2);
    });
  });
});
