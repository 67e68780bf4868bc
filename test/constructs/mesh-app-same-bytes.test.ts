import { App, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { orFailed, withFolder, written } from './mesh-app-files';
import { appSpec, buildApp } from './mesh-app-random-app';
import { MeshApp } from '../../src/constructs/mesh-app';

const RUNS = 400;

test('a random app gives the files of cdk8s.App, or fails where it fails', () => {
  let failed = 0;
  fc.assert(fc.property(appSpec, (spec) => {
    const expected = written((outdir) => buildApp(App, spec, outdir));
    if (expected === 'failed') failed++;
    expect(written((outdir) => buildApp(MeshApp, spec, outdir))).toEqual(expected);
  }), { numRuns: RUNS });
  expect(failed).toBeGreaterThan(RUNS / 50);
  expect(failed).toBeLessThan(RUNS / 2);
}, 60_000);

test('a random app gives the synthYaml of cdk8s.App, or fails where it fails', () => {
  fc.assert(fc.property(appSpec, (spec) => {
    const expected = orFailed(() => buildApp(App, spec, 'unused').synthYaml());
    expect(orFailed(() => buildApp(MeshApp, spec, 'unused').synthYaml())).toBe(expected);
  }), { numRuns: RUNS });
}, 60_000);

test('after its synthesis each chart of a random app still renders to the JSON of cdk8s.App', () => {
  fc.assert(fc.property(appSpec, (spec) => {
    const [ours, theirs] = [MeshApp, App].map((AppClass) => withFolder((folder) => {
      const app = buildApp(AppClass, spec, folder);
      return orFailed(() => app.synth()) ?? app.node.findAll().filter((each) => Chart.isChart(each)).map((chart) => chart.toJson());
    }));
    expect(ours).toEqual(theirs);
  }), { numRuns: RUNS / 4 });
}, 60_000);
