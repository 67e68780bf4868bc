import { DataPlane, IstioVersion, Mesh, MeshApp, MeshBaseline } from 'cdk8s-istio-zero-trust';
import { Ecommerce } from './ecommerce';
import { Edge } from './edge';
import { FintechCore } from './fintech-core';
import { Platform } from './platform';
import { Production } from './production';
import { keepOutTestEnvironments, quarantine } from './restrictions';
import { Settlement } from './settlement';
import { TradingPlatform } from './trading-platform';

export function build(dataPlane: DataPlane, outdir?: string): MeshApp {
  const app = new MeshApp({ outdir });
  const mesh = new Mesh(app, 'mesh', {
    trustDomain: 'bank.example',
    istioVersion: IstioVersion.V1_31,
    dataPlane,
    today: '2026-11-01', // So that the example stays as it is. Left out, an exception that has expired stops the build.
  });
  new MeshBaseline(mesh, 'baseline');
  const platform: Platform = { mesh, prometheus: mesh.workload('monitoring', 'prometheus') };

  const core = new FintechCore(app, 'fintech-core', platform);
  const trading = new TradingPlatform(app, 'trading-platform', platform);
  const production = new Production(app, 'production', platform);
  const ecommerce = new Ecommerce(app, 'ecommerce', platform);
  const settlement = new Settlement(app, 'settlement', platform);
  new Edge(app, 'edge', { mesh, frontend: production.frontend, api: production.api });

  const namespaces = [core, trading, production, ecommerce, settlement].map((chart) => chart.meshNamespace);
  keepOutTestEnvironments(mesh, namespaces);
  quarantine(mesh.workload('production', 'compromised-service'), namespaces);
  return app;
}

if (require.main === module) {
  build(DataPlane.AMBIENT).synth();
}
