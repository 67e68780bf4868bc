import * as path from 'path';
import { ApiObject, App, Chart } from 'cdk8s';
import { AmbientWaypoint, DataPlane, Http, Mesh, MeshApp, Port, ZeroTrustNamespace } from '../src';
import { BenchOptions, BenchResult } from './bench';
import { figure, table } from './table';
import { inTemporaryFolder, measure, median } from './timing';

const NAMESPACES = 40;
const WORKLOADS = 10;
const GRANTS = 5;
const RUNS = 7;
const MOST = 2;

/** The same objects, once as our constructs emit and check them, once as bare objects that nobody checks. */
export function run(_: BenchOptions): BenchResult {
  return inTemporaryFolder((folder) => {
    const outdir = path.join(folder, 'dist');
    const documents = new Map(meshApp(outdir).charts.map((chart) => [chart.node.id, chart.toJson()]));
    const objects = [...documents.values()].reduce((sum, all) => sum + all.length, 0);
    const checkedOnce = () => measure(() => meshApp(outdir), (app) => app.synth());
    const bareOnce = () => measure(() => bareApp(outdir, documents), (app) => app.synth());
    checkedOnce();
    bareOnce();
    // In turn, so that what else the machine does falls on both.
    const pairs = Array.from({ length: RUNS }, () => ({ checked: checkedOnce(), bare: bareOnce() }));
    const checked = median(pairs.map((pair) => pair.checked));
    const bare = median(pairs.map((pair) => pair.bare));
    const factor = median(pairs.map((pair) => pair.checked / pair.bare));
    const row = (name: string, milliseconds: number) => [name, figure(milliseconds), figure(1000 * milliseconds / objects)];
    return {
      title: `Synthesis of ${figure(objects)} objects of ${NAMESPACES} namespaces with MeshApp: compiled and checked, against written only`,
      report: table(['', 'ms', 'µs/object'], [row('compiled from grants and checked against the CRDs', checked), row('the same objects, bare', bare)]),
      targets: [{
        promise: 'the check at most doubles the time of synthesis', measured: `${figure(factor, 2)}x`, holds: factor <= MOST,
      }],
    };
  });
}

function meshApp(outdir: string): MeshApp {
  const app = new MeshApp({ outdir });
  const mesh = new Mesh(app, 'mesh', { dataPlane: DataPlane.AMBIENT });
  for (let n = 0; n < NAMESPACES; n++) {
    const namespace = new ZeroTrustNamespace(new Chart(app, `team-${n}`), 'namespace', { mesh, name: `team-${n}` });
    new AmbientWaypoint(namespace, 'waypoint');
    const workloads = Array.from({ length: WORKLOADS }, (_, w) => namespace.addWorkload(`workload-${w}`, { ports: [Port.http(8080)] }));
    workloads.forEach((workload, w) => {
      for (let g = 1; g <= GRANTS; g++) workload.allowFrom(workloads[(w + g) % WORKLOADS], Http.get(`/resource-${g}`));
    });
  }
  return app;
}

function bareApp(outdir: string, documents: ReadonlyMap<string, readonly object[]>): App {
  const app = new MeshApp({ outdir });
  for (const [id, all] of documents) {
    const chart = new Chart(app, id);
    all.forEach((document, index) => new ApiObject(chart, `object-${index}`, document as ConstructorParameters<typeof ApiObject>[2]));
  }
  return app;
}
