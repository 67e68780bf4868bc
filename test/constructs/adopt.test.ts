import { ApiObject, Chart, Cron, JsonPatch } from 'cdk8s';
import * as plus28 from 'cdk8s-plus-28';
import * as plus33 from 'cdk8s-plus-33';
import { AmbientWaypoint, DataPlane, Http, IAdoptableService, IAdoptableWorkload, Mesh, MeshApp, Port, Tcp, ZeroTrustNamespace } from '../../src';
import { find, manifestsOf, verdict } from '../support/cluster';
import { misuseCode, refusal, refusedCodes } from '../support/shop';

const CHART = { namespace: 'shop', disableResourceNameHashes: true };
const containers = [{ image: 'worker:1', portNumber: 8080 }];

/** Compiles for both releases: none of their types is cast. */
const makers28: Record<string, (chart: Chart) => IAdoptableWorkload> = {
  Deployment: (chart) => new plus28.Deployment(chart, 'worker', { containers, serviceAccount: account28(chart) }),
  StatefulSet: (chart) => new plus28.StatefulSet(chart, 'worker', {
    containers, serviceAccount: account28(chart), service: new plus28.Service(chart, 'headless', { ports: [{ port: 8080 }] }),
  }),
  DaemonSet: (chart) => new plus28.DaemonSet(chart, 'worker', { containers, serviceAccount: account28(chart) }),
  Job: (chart) => new plus28.Job(chart, 'worker', { containers, serviceAccount: account28(chart) }),
  CronJob: (chart) => new plus28.CronJob(chart, 'worker', { containers, serviceAccount: account28(chart), schedule: Cron.daily() }),
};

const makers33: Record<string, (chart: Chart) => IAdoptableWorkload> = {
  Deployment: (chart) => new plus33.Deployment(chart, 'worker', { containers, serviceAccount: account33(chart) }),
  StatefulSet: (chart) => new plus33.StatefulSet(chart, 'worker', {
    containers, serviceAccount: account33(chart), service: new plus33.Service(chart, 'headless', { ports: [{ port: 8080 }] }),
  }),
  DaemonSet: (chart) => new plus33.DaemonSet(chart, 'worker', { containers, serviceAccount: account33(chart) }),
  Job: (chart) => new plus33.Job(chart, 'worker', { containers, serviceAccount: account33(chart) }),
  CronJob: (chart) => new plus33.CronJob(chart, 'worker', { containers, serviceAccount: account33(chart), schedule: Cron.daily() }),
};

/** A Service of either release. */
interface Labelled {
  selectLabel(key: string, value: string): void;
}

function account28(chart: Chart): plus28.ServiceAccount {
  return new plus28.ServiceAccount(chart, 'account');
}

function account33(chart: Chart): plus33.ServiceAccount {
  return new plus33.ServiceAccount(chart, 'account');
}

function aNamespace(dataPlane = DataPlane.SIDECAR) {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'mesh', { trustDomain: 'corp.example', dataPlane });
  const shop = new ZeroTrustNamespace(app, 'shop', { mesh });
  const web = shop.addWorkload('web');
  return { app, mesh, shop, web, chart: new Chart(app, 'workloads', CHART) };
}

describe.each([['cdk8s-plus-28', makers28], ['cdk8s-plus-33', makers33]])('a workload of %s', (_, makers) => {
  test.each(Object.keys(makers))('is taken over as it is: %s', (kind) => {
    const { app, shop, web, chart } = aNamespace();
    const made = makers[kind](chart);
    const worker = shop.adopt(made, { name: 'worker', ports: [Port.http(8080)] });
    worker.allowFrom(web, Http.get('/'));
    const manifests = manifestsOf(app);
    const object = manifests.find((manifest) => manifest.kind === kind)!;
    const podTemplate = kind === 'CronJob' ? object.spec.jobTemplate.spec.template : object.spec.template;

    expect(worker.serviceAccountName).toBe(podTemplate.spec.serviceAccountName);
    expect(podTemplate.metadata.labels).toMatchObject(worker.labels);
    expect(Object.keys(worker.labels)).not.toHaveLength(0);
    expect(find(manifests, 'AuthorizationPolicy', 'shop/worker-allow')?.spec.selector.matchLabels).toEqual(worker.labels);
    expect(find(manifests, 'Service', 'shop/worker')?.spec).toMatchObject({
      selector: worker.labels, ports: [{ port: 8080, targetPort: 8080, appProtocol: 'http' }],
    });
    expect(verdict(manifests, { from: 'shop/web', to: 'shop/worker', port: 8080, http: {} })).toBe('ALLOW');
  });

  test('is a caller under its own account', () => {
    const { app, shop, chart } = aNamespace();
    const worker = shop.adopt(makers.Job(chart));
    const cart = shop.addWorkload('cart', { ports: [Port.http(8080)] });
    cart.allowFrom(worker);

    expect(verdict(manifestsOf(app), { from: `shop/${worker.serviceAccountName}`, to: 'shop/cart', port: 8080 })).toBe('ALLOW');
  });
});

describe('a Service that is there already', () => {
  const ports = [{ port: 80, targetPort: 8080 }];
  const selecting = <S extends Labelled>(service: S, { matchLabels }: IAdoptableWorkload): S => {
    Object.entries(matchLabels).forEach(([label, value]) => service.selectLabel(label, value));
    return service;
  };
  const services: [string, (chart: Chart, pods: IAdoptableWorkload) => IAdoptableService][] = [
    ['cdk8s-plus-28', (chart, pods) => selecting(new plus28.Service(chart, 'front', { ports }), pods)],
    ['cdk8s-plus-33', (chart, pods) => selecting(new plus33.Service(chart, 'front', { ports }), pods)],
  ];

  test.each(services)('is what policies at a waypoint target, with the port numbers it offers (%s)', (_, make) => {
    const { app, shop, web, chart } = aNamespace(DataPlane.AMBIENT);
    const deployment = makers28.Deployment(chart);
    const service = make(chart, deployment);
    new AmbientWaypoint(shop, 'waypoint');
    const worker = shop.adopt(deployment, { name: 'worker', ports: [Port.http(8080)], service });
    worker.allowFrom(web, Http.get('/'));
    const manifests = manifestsOf(app);
    const { spec } = find(manifests, 'AuthorizationPolicy', 'shop/worker-allow')!;

    expect(spec.targetRefs).toEqual([{ group: '', kind: 'Service', name: service.name }]);
    expect(spec.rules[0].to[0].operation.ports).toEqual(['80']);
    expect(find(manifests, 'Service', 'shop/worker')).toBeUndefined();
  });

  test('is bound itself by a waypoint for single workloads', () => {
    const { app, shop, chart } = aNamespace(DataPlane.AMBIENT);
    const deployment = makers28.Deployment(chart);
    const service = selecting(new plus28.Service(chart, 'front', { ports }), deployment);
    const worker = shop.adopt(deployment, { ports: [Port.http(8080)], service });
    new AmbientWaypoint(shop, 'waypoint', { protects: [worker] });

    expect(find(manifestsOf(app), 'Service', `shop/${service.name}`)?.metadata.labels).toMatchObject({ 'istio.io/use-waypoint': 'waypoint' });
  });

  test.each<[string, (service: plus28.Service) => void, string]>([
    ['other pods', (service) => service.selectLabel('app', 'vault'), 'it asks for app: vault'],
    ['more labels than its pods have', (service) => service.selectLabel('tier', 'back'), 'it asks for tier: back'],
    ['nothing, by a patch', (service) => ApiObject.of(service).addJsonPatch(JsonPatch.remove('/spec/selector')), 'it has no selector'],
  ])('has to select its pods, and not %s', (_what, change, why) => {
    const { app, shop, web, chart } = aNamespace(DataPlane.AMBIENT);
    const deployment = makers28.Deployment(chart);
    const service = selecting(new plus28.Service(chart, 'front', { ports }), deployment);
    new AmbientWaypoint(shop, 'waypoint');
    shop.adopt(deployment, { name: 'worker', ports: [Port.http(8080)], service }).allowFrom(web, Http.get('/'));
    change(service);

    expect(refusal(app)).toMatch(new RegExp(`ZT-C111.*does not select the pods of shop/worker: ${why}`));
  });

  describe('that also selects the pods of another workload', () => {
    type Tracks = Record<'stable' | 'canary', plus28.Service>;
    const twoTracks = (dataPlane: DataPlane, fronts: (chart: Chart) => Tracks) => {
      const { app, shop, chart } = aNamespace(dataPlane);
      for (const [name, service] of Object.entries(fronts(chart))) {
        const deployment = new plus28.Deployment(chart, `${name}-pods`, {
          containers, serviceAccount: new plus28.ServiceAccount(chart, `${name}-account`), podMetadata: { labels: { app: 'api', track: name } }, select: false,
        });
        deployment.select(plus28.LabelSelector.of({ labels: { track: name } }));
        shop.adopt(deployment, { name, ports: [Port.http(8080)], service });
      }
      if (dataPlane === DataPlane.AMBIENT) new AmbientWaypoint(shop, 'waypoint');
      return app;
    };
    const front = (chart: Chart, name: string, label: string, value: string) => {
      const service = new plus28.Service(chart, name, { metadata: { name }, ports });
      service.selectLabel(label, value);
      return service;
    };
    const wide = (chart: Chart): Tracks => ({ stable: front(chart, 'api', 'app', 'api'), canary: front(chart, 'canary', 'track', 'canary') });

    test('is refused behind a waypoint, where grants hold for the Service', () => {
      const app = twoTracks(DataPlane.AMBIENT, wide);

      expect(refusal(app)).toMatch(/ZT-C100.*the pods of shop\/canary are also selected as Service api of shop\/stable \(app: api\)/);
    });

    test('is accepted where grants hold for pods, and where both are meant to be called as one', () => {
      expect(() => manifestsOf(twoTracks(DataPlane.SIDECAR, wide))).not.toThrow();
      expect(() => manifestsOf(twoTracks(DataPlane.AMBIENT, (chart) => {
        const one = front(chart, 'api', 'app', 'api');
        return { stable: one, canary: one };
      }))).not.toThrow();
    });
  });

  test('has to offer the declared ports', () => {
    const { shop, chart } = aNamespace();
    const service = new plus28.Service(chart, 'front', { ports: [{ port: 80, targetPort: 9000 }] });

    expect(misuseCode(() => shop.adopt(makers28.Deployment(chart), { ports: [Port.http(8080)], service }))).toBe('ZT-C004');
  });

  test('has to be in the namespace', () => {
    const { app, shop, chart } = aNamespace();
    const service = new plus28.Service(new Chart(app, 'elsewhere', { namespace: 'other' }), 'front', { ports: [{ port: 8080 }] });

    expect(misuseCode(() => shop.adopt(makers28.Deployment(chart), { ports: [Port.http(8080)], service }))).toBe('ZT-C009');
  });

  test('is not emitted a second time unnoticed', () => {
    const { app, shop, chart } = aNamespace();
    new plus28.Service(chart, 'front', { metadata: { name: 'worker' }, ports: [{ port: 8080 }] });
    shop.adopt(makers28.Deployment(chart), { name: 'worker', ports: [Port.http(8080)] });

    expect(refusal(app)).toMatch(/Service shop\/worker is emitted twice, here and by (workloads\/front|shop\/Default\/worker-objects)/);
  });
});

describe('adopting a workload after a waypoint was made', () => {
  test('closes its pods as well', () => {
    const { app, shop, web, chart } = aNamespace(DataPlane.AMBIENT);
    new AmbientWaypoint(shop, 'waypoint');
    const worker = shop.adopt(makers33.Deployment(chart), { name: 'worker', ports: [Port.http(8080)] });
    worker.allowFrom(web, Http.get('/'));
    const manifests = manifestsOf(app);

    expect(verdict(manifests, { from: 'shop/web', to: 'shop/worker', port: 8080, http: {} })).toBe('ALLOW');
    expect(verdict(manifests, { from: 'shop/web', to: 'shop/worker', port: 8080, http: {}, by: 'pod' })).toBe('DENY');
  });
});

describe('what cannot be adopted', () => {
  function withPod(chart: Chart, podMetadata: plus28.DeploymentProps['podMetadata']): IAdoptableWorkload {
    return new plus28.Deployment(chart, 'worker', { containers, serviceAccount: account28(chart), podMetadata });
  }

  test.each<[string, string, (chart: Chart) => IAdoptableWorkload]>([
    ['the default service account', 'ZT-C025', (chart) => new plus28.Deployment(chart, 'worker', { containers })],
    ['the default service account by name', 'ZT-C025', (chart) => new plus28.Deployment(chart, 'worker', {
      containers, serviceAccount: plus28.ServiceAccount.fromServiceAccountName(chart, 'account', 'default'),
    })],
    ['a selector with expressions', 'ZT-C009', (chart) => {
      const made = new plus28.Deployment(chart, 'worker', { containers, serviceAccount: account28(chart) });
      made.select(plus28.LabelSelector.of({ expressions: [plus28.LabelExpression.exists('tier')] }));
      return made;
    }],
    ['pods of the host network', 'ZT-C010', (chart) => (
      new plus28.Deployment(chart, 'worker', { containers, serviceAccount: account28(chart), hostNetwork: true }))],
    ['pods without a sidecar by label', 'ZT-C010', (chart) => withPod(chart, { labels: { 'sidecar.istio.io/inject': 'false' } })],
    ['pods without a sidecar by annotation', 'ZT-C010', (chart) => withPod(chart, { annotations: { 'sidecar.istio.io/inject': 'false' } })],
    ['pods outside of the ambient mesh', 'ZT-C010', (chart) => withPod(chart, { labels: { 'istio.io/dataplane-mode': 'none' } })],
    ['pods that are not captured', 'ZT-C010', (chart) => withPod(chart, { annotations: { 'ambient.istio.io/bypass-inbound-capture': 'true' } })],
    ['pods that keep ports from the proxy', 'ZT-C010', (chart) => withPod(chart, { annotations: { 'traffic.sidecar.istio.io/excludeInboundPorts': '80' } })],
    ['pods that give the proxy some ports', 'ZT-C010', (chart) => withPod(chart, { annotations: { 'traffic.sidecar.istio.io/includeInboundPorts': '90' } })],
    ['a workload of another namespace', 'ZT-C009', (chart) => new plus28.Deployment(chart, 'worker', {
      containers, serviceAccount: account28(chart), metadata: { namespace: 'other' },
    })],
    ['a workload in no namespace', 'ZT-C009', (chart) => makers28.Deployment(new Chart(chart, 'nowhere'))],
    ['a Service', 'ZT-C008', (chart) => new plus28.Service(chart, 'front', { ports: [{ port: 80 }] }) as unknown as IAdoptableWorkload],
    ['a ConfigMap', 'ZT-C008', (chart) => new plus28.ConfigMap(chart, 'config') as unknown as IAdoptableWorkload],
  ])('%s', (_, code, make) => {
    const { shop, chart } = aNamespace();

    expect(misuseCode(() => shop.adopt(make(chart), { name: 'worker' }))).toBe(code);
  });

  test('a sidecar that gets all ports is no reason', () => {
    const { shop, chart } = aNamespace();

    expect(() => shop.adopt(withPod(chart, { annotations: { 'traffic.sidecar.istio.io/includeInboundPorts': '*' } }))).not.toThrow();
  });

  test('a workload that leaves the mesh after it was adopted', () => {
    const { app, shop, chart } = aNamespace();
    const made = new plus28.Deployment(chart, 'worker', { containers, serviceAccount: account28(chart) });
    shop.adopt(made);
    made.podMetadata.addLabel('sidecar.istio.io/inject', 'false');

    expect(refusedCodes(app)).toEqual(['ZT-C010']);
  });

  test('the same workload twice, under one name', () => {
    const { shop, chart } = aNamespace();
    const made = makers28.Deployment(chart);
    shop.adopt(made, { name: 'worker' });

    expect(misuseCode(() => shop.adopt(made, { name: 'worker' }))).toBe('ZT-C002');
  });

  test('the same workload twice, under two names', () => {
    const { app, shop, chart } = aNamespace();
    const made = makers28.Deployment(chart);
    shop.adopt(made, { name: 'worker' });
    shop.adopt(made, { name: 'second' });

    expect(refusedCodes(app)).toEqual(['ZT-C022', 'ZT-C100']);
  });
});

describe('an organisation\'s own construct with the same shape', () => {
  test('is adopted like one of cdk8s-plus', () => {
    const { app, shop, web, chart } = aNamespace();
    class Rollout extends plus33.Deployment {
      public get kind(): string {
        return 'Rollout';
      }
    }
    const rollout = new Rollout(chart, 'rollout', {
      containers, serviceAccount: account33(chart), podMetadata: { labels: { app: 'rollout' } }, select: false,
    });
    rollout.select(plus33.LabelSelector.of({ labels: { app: 'rollout' } }));
    shop.adopt(rollout, { name: 'rollout', ports: [Port.tcp(8080)] }).allowFrom(web, Tcp.port(8080));

    expect(find(manifestsOf(app), 'AuthorizationPolicy', 'shop/rollout-allow')?.spec.selector).toEqual({ matchLabels: { app: 'rollout' } });
  });
});
