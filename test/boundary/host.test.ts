import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as cdk8s from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { type Packages, plainApp } from './plain-app';
import { differences } from '../../scripts/boundary/compare-folders.cjs';
import { installed, loadHost } from '../../scripts/boundary/load-host.cjs';

const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'host-test-'));
const { kernel, host } = loadHost(['constructs', 'cdk8s', 'cdk8s-plus-28'].map(installed));
const crossed: Packages = { cdk8s: host.module('cdk8s'), kplus: host.module('cdk8s-plus-28') };

afterAll(() => {
  kernel.close();
  fs.rmSync(outdir, { recursive: true });
});

/** The folder that the app is written to. */
function synthesise(packages: Packages, name: string): string {
  const folder = path.join(outdir, name);
  plainApp(packages, folder).synth();
  return folder;
}

describe('a program across the jsii boundary', () => {
  test('writes the bytes that it writes without it', () => {
    const direct = synthesise({ cdk8s, kplus }, 'direct');
    expect(fs.readdirSync(direct)).toHaveLength(4);
    expect(differences(direct, synthesise(crossed, 'crossed'))).toEqual([]);
  });

  test('gets the same object back that it passed', () => {
    const chart = new crossed.cdk8s.Chart(new crossed.cdk8s.App(), 'chart');
    const deployment = new crossed.kplus.Deployment(chart, 'web', { containers: [{ image: 'web' }] });
    expect(crossed.cdk8s.Chart.of(deployment)).toBe(chart);
    expect(chart).toBeInstanceOf(crossed.cdk8s.Chart);
  });

  test('gets enum members back by identity', () => {
    const app = new crossed.cdk8s.App({ yamlOutputType: crossed.cdk8s.YamlOutputType.FILE_PER_CHART });
    expect(app.yamlOutputType).toBe(crossed.cdk8s.YamlOutputType.FILE_PER_CHART);
  });

  test('is told where a value has the wrong type', () => {
    const app = new crossed.cdk8s.App();
    expect(() => new crossed.cdk8s.Chart(app, 'wrong', { namespace: 3 as never })).toThrow("Key 'namespace': Unable to deserialize value as string");
  });

  test('is refused what would be silently ignored: an overridden method, a function, an object of its own', () => {
    class Overriding extends crossed.cdk8s.Chart {
      toJson() { return []; }
    }
    const app = new crossed.cdk8s.App();
    expect(() => new Overriding(app, 'chart')).toThrow('Overriding.toJson overrides a method');
    expect(() => crossed.cdk8s.Lazy.any({ produce: () => 1 })).toThrow('a function cannot cross the boundary');
    expect(() => new crossed.cdk8s.Chart(app, 'chart', { labels: new Map() as never })).toThrow('a Map cannot cross the boundary');
  });
});

describe('the comparison of two folders', () => {
  test('names files that are missing, unexpected or different, with the line', () => {
    const [a, b] = ['a', 'b'].map((name) => path.join(outdir, name));
    fs.mkdirSync(a);
    fs.mkdirSync(b);
    fs.writeFileSync(path.join(a, 'gone'), '');
    fs.writeFileSync(path.join(b, 'new'), '');
    fs.writeFileSync(path.join(a, 'changed'), 'x\ny\n');
    fs.writeFileSync(path.join(b, 'changed'), 'x\nz\n');
    expect(differences(a, b)).toEqual(['changed differs at line 2', 'gone is missing', 'new is not expected']);
  });
});
