import * as path from 'path';
import { ApiObject, App, AppProps, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { BenchOptions, BenchResult, Target } from './bench';
import { figure, table } from './table';
import { inTemporaryFolder, measure, median } from './timing';
import { MeshApp } from '../src/constructs/app/mesh-app';

interface Load {
  readonly charts: number;
  readonly objectsPerChart: number;

  /** Objects directly in the chart, without the construct and its validation that make them in a library. */
  readonly bare?: boolean;
  readonly runs: number;
  readonly peerRuns: number;
}

const LOADS = {
  small: { charts: 100, objectsPerChart: 1, runs: 9, peerRuns: 5 },
  few: { charts: 400, objectsPerChart: 1, runs: 9, peerRuns: 3 },
  many: { charts: 1000, objectsPerChart: 1, runs: 7, peerRuns: 1 },
  most: { charts: 4000, objectsPerChart: 1, runs: 5, peerRuns: 1 },
  full: { charts: 320, objectsPerChart: 50, runs: 5, peerRuns: 1 },
  fullBare: { charts: 320, objectsPerChart: 50, bare: true, runs: 5, peerRuns: 1 },
} satisfies Record<string, Load>;

interface Timing {
  readonly load: Load;
  readonly ours: number;
  readonly peer?: number;
}

export function run({ quick }: BenchOptions): BenchResult {
  return inTemporaryFolder((folder) => {
    const time = timer(folder);
    time(LOADS.most, false); // until the code is compiled, and the folder is past the room of files removed lately
    const small = time(LOADS.small, true);
    const few = time(LOADS.few, true);
    const many = time(LOADS.many, true);
    const most = time(LOADS.most, !quick);
    const full = time(LOADS.full, !quick);
    const fullBare = time(LOADS.fullBare, !quick);
    return {
      title: 'Synthesis of AuthorizationPolicies, files written included: MeshApp against cdk8s.App',
      report: report([small, few, many, most, full, fullBare]),
      targets: [
        atLeast(20, most, '4,000 charts'),
        atLeast(10, full, '16,000 objects in 320 charts'),
        growth(few, most),
      ],
    };
  });
}

type AppClass = new (props: AppProps) => App;

/**
 * Every run writes new files, all into one folder, told apart by their extension, and none is removed before the last
 * run has ended. In a folder of its own each run would meet another part of the disk, and ext4 searches long for room
 * for a file wherever many were removed in the last minutes: that can cost more than what is compared here.
 */
function timer(folder: string): (load: Load, withPeer: boolean) => Timing {
  const outdir = path.join(folder, 'dist');
  let count = 0;
  const milliseconds = (Class: AppClass, load: Load, runs: number) => median(Array.from({ length: runs }, () =>
    measure(() => build(new Class({ outdir, outputFileExtension: `.${count++}.yaml` }), load), (app) => app.synth())));
  return (load, withPeer) => ({
    load,
    ours: milliseconds(MeshApp, load, load.runs),
    peer: withPeer ? milliseconds(App, load, load.peerRuns) : undefined,
  });
}

function build(app: App, { charts, objectsPerChart, bare }: Load): App {
  for (let c = 0; c < charts; c++) {
    const chart = new Chart(app, `team-${c}`, { namespace: `team-${c}` });
    for (let o = 0; o < objectsPerChart; o++) addPolicy(bare ? chart : validated(chart, `workload-${o}`), `workload-${o}`);
  }
  return app;
}

function validated(chart: Chart, id: string): Construct {
  const construct = new Construct(chart, id);
  construct.node.addValidation({ validate: () => [] });
  return construct;
}

function addPolicy(scope: Construct, app: string): void {
  new ApiObject(scope, `${app}-policy`, {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    spec: {
      selector: { matchLabels: { app } },
      rules: [{
        from: [{ source: { principals: ['cluster.local/ns/web/sa/frontend'] } }],
        to: [{ operation: { methods: ['GET', 'POST'], paths: ['/api/*'] } }],
      }],
    },
  } as ConstructorParameters<typeof ApiObject>[2]);
}

function report(timings: readonly Timing[]): string {
  const header = ['', 'MeshApp ms', 'cdk8s.App ms', 'ratio', 'MeshApp µs/object', 'cdk8s.App µs/object'];
  return table(header, timings.map(({ load, ours, peer }) => [
    describe(load),
    figure(ours),
    peer === undefined ? '-' : figure(peer),
    peer === undefined ? '-' : `${figure(peer / ours, 1)}x`,
    figure(perObject(load, ours)),
    peer === undefined ? '-' : figure(perObject(load, peer)),
  ]));
}

function describe({ charts, objectsPerChart, bare }: Load): string {
  const objects = objectsPerChart === 1 ? '1 object' : `${figure(objectsPerChart)} objects`;
  return `${figure(charts)} charts of ${objects}${bare ? ', bare' : ''}`;
}

function perObject({ charts, objectsPerChart }: Load, milliseconds: number): number {
  return 1000 * milliseconds / (charts * objectsPerChart);
}

function atLeast(times: number, { ours, peer }: Timing, what: string): Target {
  const promise = `at least ${times}x faster than cdk8s.App with ${what}`;
  return peer === undefined ? { promise } : { promise, measured: `${figure(peer / ours, 1)}x`, holds: peer >= times * ours };
}

function growth(few: Timing, most: Timing): Target {
  const factor = perObject(most.load, most.ours) / perObject(few.load, few.ours);
  return {
    promise: 'cost per object grows at most 1.3x from 400 to 4,000 charts',
    measured: `${figure(factor, 2)}x`,
    holds: factor <= 1.3,
  };
}
