import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import { AuthorizationPolicy, PeerAuthentication } from '../../imports/security.istio.io';
import { Mesh, MeshApp } from '../../src';
import { MeshObject } from '../../src/constructs/object/mesh-object';
import { find, manifestsOf } from '../support/cluster';
import { refusal } from '../support/shop';

function aPolicy(scope: Construct, spec: unknown, id = 'policy'): MeshObject {
  return new MeshObject(scope, id, { ...AuthorizationPolicy.GVK, metadata: { name: id, namespace: 'shop' }, spec: () => spec });
}

describe.each<[string, () => App]>([['MeshApp', () => new MeshApp()], ['App', () => new App()]])('an object of ours in %s', (_, make) => {
  function aChart() {
    const app = make();
    const mesh = new Mesh(app, 'mesh');
    return { app, chart: new Chart(mesh, 'chart') };
  }

  test('is rendered late, with all patches', () => {
    const { app, chart } = aChart();
    let action = 'ALLOW';
    const object = new MeshObject(chart, 'policy', { ...AuthorizationPolicy.GVK, metadata: { name: 'policy', namespace: 'shop' }, spec: () => ({ action }) });
    object.addJsonPatch(JsonPatch.add('/spec/rules', [{}]));
    action = 'DENY';

    expect(find(manifestsOf(app), 'AuthorizationPolicy', 'shop/policy')?.spec).toEqual({ action: 'DENY', rules: [{}] });
  });

  test.each<[string, unknown, RegExp]>([
    ['an unknown field', { rulez: [] }, /spec\.rulez/],
    ['a wrong type', { rules: 'all' }, /spec\.rules/],
    ['an unknown value', { action: 'PERMIT' }, /spec\.action/],
    ['selector and targets at once', { selector: { matchLabels: { app: 'x' } }, targetRefs: [{ kind: 'Service', group: '', name: 'x' }] }, /selector/],
  ])('is refused with its path, and where it is wrong: %s', (__, spec, where) => {
    const { app, chart } = aChart();
    aPolicy(chart, spec);
    const message = refusal(app);

    expect(message).toContain('ZT-C007  mesh/chart/policy: AuthorizationPolicy shop/policy');
    expect(message).toMatch(where);
  });

  test('is refused together with every other one', () => {
    const { app, chart } = aChart();
    ['one', 'two', 'three'].forEach((id) => aPolicy(chart, { rulez: [] }, id));

    expect(refusal(app).match(/ZT-C007/g)).toHaveLength(3);
  });

  test('is refused when it is made wrong after it was accepted', () => {
    const { app, chart } = aChart();
    const object = aPolicy(chart, {});
    app.synthYaml();
    object.addJsonPatch(JsonPatch.add('/spec/rulez', []));

    expect(refusal(app)).toContain('ZT-C007');
  });

  test('is refused when a patch makes it something that we do not know', () => {
    const { app, chart } = aChart();
    aPolicy(chart, {}).addJsonPatch(JsonPatch.replace('/kind', 'AuthorisationPolicy'));

    expect(refusal(app)).toContain('mesh/chart/policy');
  });

  test('keeps the user\'s own annotations beside ours', () => {
    const { app, chart } = aChart();
    new MeshObject(chart, 'mtls', {
      ...PeerAuthentication.GVK, metadata: { name: 'default', namespace: 'shop', annotations: { team: 'shop' } }, spec: () => ({ mtls: { mode: 'STRICT' } }),
    });

    expect(find(manifestsOf(app), 'PeerAuthentication', 'shop/default')?.metadata.annotations).toEqual({
      'team': 'shop', 'ztmesh.dev/construct-path': 'mesh/chart/mtls',
    });
  });

  test('leaves the user\'s own objects unchecked', () => {
    const { app, chart } = aChart();
    new ApiObject(chart, 'mine', { ...AuthorizationPolicy.GVK, metadata: { name: 'mine' }, spec: { rulez: [] } });

    expect(() => manifestsOf(app)).not.toThrow();
  });
});
