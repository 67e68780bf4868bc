import { App } from 'cdk8s';
import * as fc from 'fast-check';
import { MeshApp } from '../../src/constructs/mesh-app';
import { orFailed, written } from './mesh-app-files';
import { appSpec, buildApp } from './mesh-app-random-app';

const RUNS = Number(process.env.RUNS ?? 500);

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

test('after a synthesis a chart of a random app renders to the same JSON as in cdk8s.App', () => {
  fc.assert(fc.property(appSpec, (spec) => {
    const [ours, theirs] = [MeshApp, App].map((AppClass) => written((outdir) => buildApp(AppClass, spec, outdir)) === 'failed'
      ? 'failed'
      : buildApp(AppClass, spec, 'unused').charts.map((chart) => orFailed(() => chart.toJson())));
    expect(ours).toEqual(theirs);
  }), { numRuns: 100 });
}, 60_000);
