import { App, Chart, YamlOutputType } from 'cdk8s';
import * as fc from 'fast-check';
import { orFailed, withFolder, written } from './mesh-app-files';
import { appSpec, AppSpec, buildApp } from './mesh-app-random-app';
import { MeshApp } from '../../src/constructs/app/mesh-app';

const RUNS = 400;

test('a random app gives the files of cdk8s.App, or fails where it fails or loses an object', () => {
  let failed = 0;
  let lost = 0;
  fc.assert(fc.property(appSpec, (spec) => {
    const expected = written((outdir) => buildApp(App, spec, outdir));
    if (expected === 'failed') failed++;
    const ours = written((outdir) => buildApp(MeshApp, spec, outdir));
    if (ours === 'failed' && expected !== 'failed') {
      lost++;
      expect(problemsOf(spec)).toMatch(/^ZT-C089 /m);
      expect(yamlFiles(expected)).toBeLessThan(objectsOf(spec));
    } else {
      expect(ours).toEqual(expected);
    }
  }), { numRuns: RUNS });
  expect(failed).toBeGreaterThan(RUNS / 50);
  expect(failed).toBeLessThan(RUNS / 2);
  expect(lost).toBeLessThan(RUNS / 10);
}, 60_000);

function problemsOf(spec: AppSpec): string {
  return withFolder((folder) => {
    try {
      buildApp(MeshApp, spec, folder).synth();
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error('the app was synthesised');
  });
}

/** In the layouts that can lose an object, every object has a file of its own. */
const yamlFiles = (files: Record<string, string>): number => Object.entries(files)
  .filter(([name, content]) => content !== 'folder' && !name.endsWith('construct-metadata.json')).length;

const objectsOf = (spec: AppSpec): number => withFolder((folder) => buildApp(App, spec, folder).charts.flatMap((chart) => chart.toJson()).length);

test('a random app gives the synthYaml of cdk8s.App, or fails where it fails', () => {
  fc.assert(fc.property(appSpec, (spec) => {
    const expected = orFailed(() => buildApp(App, spec, 'unused').synthYaml());
    expect(orFailed(() => buildApp(MeshApp, spec, 'unused').synthYaml())).toBe(expected);
  }), { numRuns: RUNS });
}, 60_000);

test('after its synthesis each chart of a random app still renders to the JSON of cdk8s.App', () => {
  const inOneFile = appSpec.map((spec) => ({ ...spec, props: { ...spec.props, yamlOutputType: YamlOutputType.FILE_PER_APP } }));
  fc.assert(fc.property(inOneFile, (spec) => {
    const [ours, theirs] = [MeshApp, App].map((AppClass) => withFolder((folder) => {
      const app = buildApp(AppClass, spec, folder);
      return orFailed(() => app.synth()) ?? app.node.findAll().filter((each) => Chart.isChart(each)).map((chart) => chart.toJson());
    }));
    expect(ours).toEqual(theirs);
  }), { numRuns: RUNS / 4 });
}, 60_000);
