import * as path from 'path';
import { ApiObject, App, Chart } from 'cdk8s';
import { AmbientWaypoint, DataPlane, Http, Mesh, MeshApp, Port, ZeroTrustNamespace } from '../src';
import { BenchOptions, BenchResult } from './bench';
import { figure, table } from './table';
import { inTemporaryFolder, measure, median } from './timing';
import { checkManifest } from '../src/manifest/check-manifest';

const NAMESPACES = 40;
const WORKLOADS = 10;
const GRANTS = 5;
const RUNS = 7;
const MOST = 2;

/** What the check of the manifests adds to writing them, and what all of our own work adds up to. */
export function run(_: BenchOptions): BenchResult {
  return inTemporaryFolder((folder) => {
    const outdir = path.join(folder, 'dist');
    const documents = new Map(meshApp(outdir).charts.map((chart) => [chart.node.id, chart.toJson() as object[]]));
    const all = [...documents.values()].flat();
    // In turn, so that what else the machine does falls on each alike; the first round only warms up.
    const [, ...rounds] = Array.from({ length: RUNS + 1 }, () => ({
      written: measure(() => bareApp(outdir, documents), (app) => app.synth()),
      check: measure(() => all, (manifests) => manifests.forEach(checkManifest)),
      whole: measure(() => meshApp(outdir), (app) => app.synth()),
    }));
    const factor = median(rounds.map(({ written, check }) => (written + check) / written));
    const row = (name: string, milliseconds: number) => [name, figure(milliseconds), figure(1000 * milliseconds / all.length)];
    return {
      title: `Synthesis of ${figure(all.length)} objects of ${NAMESPACES} namespaces with MeshApp`,
      report: table(['', 'ms', 'µs/object'], [
        row('written only, as bare objects', median(rounds.map(({ written }) => written))),
        row('written and checked against the CRDs', median(rounds.map(({ written, check }) => written + check))),
        row('compiled from grants, checked and written', median(rounds.map(({ whole }) => whole))),
      ]),
      targets: [{ promise: 'the check at most doubles the time of synthesis', measured: `${figure(factor, 2)}x`, holds: factor <= MOST }],
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
