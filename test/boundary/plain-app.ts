import type * as cdk8s from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import type { Construct } from 'constructs';

/** The packages as a program sees them: the real ones, or those across the jsii boundary. */
export interface Packages {
  readonly cdk8s: typeof cdk8s;
  readonly kplus: typeof kplus;
}

/** An app without a construct of ours: a derived class, enums, structs, returned objects and a submodule. */
export function plainApp({ cdk8s, kplus }: Packages, outdir: string): cdk8s.App {
  class Shop extends cdk8s.Chart {
    constructor(scope: Construct, id: string) {
      super(scope, id, { namespace: 'shop', labels: { team: 'web' } });
      const deployment = new kplus.Deployment(this, 'web', { replicas: 2, containers: [{ image: 'web', portNumber: 8080 }] });
      const service = deployment.exposeViaService({ serviceType: kplus.ServiceType.CLUSTER_IP });
      const settings = new kplus.ConfigMap(this, 'settings', {
        data: { address: `${service.name}:${service.port}`, chart: cdk8s.Chart.of(deployment).node.path },
      });
      settings.node.addDependency(deployment);
      cdk8s.ApiObject.of(settings).addJsonPatch(cdk8s.JsonPatch.add('/data/extra', 'ä'));
      new kplus.k8s.KubeNamespace(this, 'namespace', { metadata: { name: 'shop' } });
    }
  }
  const app = new cdk8s.App({ outdir, yamlOutputType: cdk8s.YamlOutputType.FILE_PER_RESOURCE });
  new Shop(app, 'shop');
  return app;
}
