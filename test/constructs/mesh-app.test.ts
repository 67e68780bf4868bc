import * as fs from 'fs';
import * as path from 'path';
import { ApiObject, App, AppProps, Chart, Helm, Include, JsonPatch, Lazy, ResolutionContext, Testing, YamlOutputType } from 'cdk8s';
import { Construct } from 'constructs';
import { withFolder, written } from './mesh-app-files';
import { MeshApp } from '../../src/constructs/app/mesh-app';

const OUTPUT_TYPES = [
  YamlOutputType.FILE_PER_APP, YamlOutputType.FILE_PER_CHART,
  YamlOutputType.FILE_PER_RESOURCE, YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE,
];

function object(scope: Construct, id: string, fields: object = {}): ApiObject {
  return new ApiObject(scope, id, { apiVersion: 'v1', kind: 'ConfigMap', ...fields });
}

function chartsWithObjects(app: App, ...ids: string[]): Chart[] {
  return ids.map((id) => {
    const chart = new Chart(app, id);
    for (const each of ['x', 'y', 'z']) object(chart, each);
    return chart;
  });
}

class ReversedChart extends Chart {
  public toJson(): any[] {
    if (!this.node.tryFindChild('late')) object(this, 'late');
    return [undefined, ...super.toJson().reverse()];
  }
}

class NamingChart extends Chart {
  public generateObjectName(each: ApiObject): string {
    return `acme-${each.node.id}`;
  }
}

class Stamp {
  public resolve(context: ResolutionContext): void {
    if (context.value === 'stamp') context.replaceValue(`${context.obj.name}:${context.key.join('.')}`);
  }
}

const APPS: Record<string, [build: (app: App, folder: string) => void, props?: AppProps]> = {
  'an empty app': [() => undefined],
  'an empty chart': [(app) => void new Chart(app, 'empty')],
  'charts that depend on each other': [(app) => {
    const [a, b, c] = chartsWithObjects(app, 'a', 'b', 'c');
    a.addDependency(c);
    c.addDependency(b);
  }],
  'charts that wait because their constructs do': [(app) => {
    const [a, b] = chartsWithObjects(app, 'a', 'b');
    const [first, second] = [new Construct(a, 'first'), new Construct(b, 'second')];
    object(first, 'one');
    object(second, 'two');
    first.node.addDependency(second);
  }],
  'objects that depend on each other': [(app) => {
    const [chart] = chartsWithObjects(app, 'a');
    ApiObject.of(chart.node.findChild('x')).addDependency(chart.node.findChild('z'));
  }],
  'a construct that depends on its own object': [(app) => {
    const [chart] = chartsWithObjects(app, 'a');
    chart.node.addDependency(chart.node.findChild('z'));
  }],
  'nested charts': [(app) => {
    const [outer] = chartsWithObjects(app, 'outer', 'other');
    object(new Chart(outer, 'inner'), 'x');
    object(new Chart(new Construct(outer, 'below'), 'deep'), 'x').addDependency(outer.node.findChild('y'));
  }],
  'ids that are integers or hold odd characters': [(app) => void chartsWithObjects(app, 'b', '10', '2', 'ä ö', 'a/b', 'UPPER', 'x'.repeat(80))],
  'resolvers': [(app) => void object(new Chart(app, 'a'), 'x', { data: { a: 'stamp', list: ['stamp'] } }), { resolvers: [new Stamp()] }],
  'lazy values': [(app) => void object(new Chart(app, 'a'), 'x', { data: Lazy.any({ produce: () => ({ later: [1, '2'] }) }) })],
  'JSON patches': [(app) => object(new Chart(app, 'a'), 'x').addJsonPatch(JsonPatch.add('/data', { added: 'yes' }), JsonPatch.remove('/kind'))],
  'construct metadata': [(app) => void chartsWithObjects(app, 'a', '1'), { recordConstructMetadata: true }],
  'a file extension': [(app) => void chartsWithObjects(app, 'a'), { outputFileExtension: '.yml' }],
  'namespaces and labels of charts': [(app) => void object(new Chart(app, 'a', { namespace: 'n', labels: { team: 'x' } }), 'x')],
  'a chart that overrides toJson': [(app) => void object(new ReversedChart(app, 'a'), 'x')],
  'a chart that names its objects': [(app) => void object(new NamingChart(app, 'a'), 'x')],
  'an object added by a validation': [(app) => {
    const [chart] = chartsWithObjects(app, 'a');
    const validate = () => {
      if (!chart.node.tryFindChild('added')) object(chart, 'added').addDependency(chart.node.findChild('z'));
      return [];
    };
    chart.node.addValidation({ validate });
  }],
  'a list that is used twice': [(app) => {
    const shared = ['a', 'b'];
    class Twice extends Chart {
      public toJson(): any[] {
        return [{ kind: 'Twice', metadata: { name: 'x' }, one: shared, two: shared }];
      }
    }
    new Twice(app, 'a');
  }],
  'an included manifest': [(app, folder) => {
    const url = path.join(folder, 'manifest.yaml');
    fs.writeFileSync(url, 'kind: A\napiVersion: v1\n---\nkind: B\napiVersion: v1\nmetadata: { name: b }\ndata:\n  text: |\n    two\n    lines\n');
    new Include(new Chart(app, 'a'), 'include', { url });
  }],
  'a Helm chart': [(app, folder) => {
    const helmExecutable = path.join(folder, 'helm');
    fs.writeFileSync(helmExecutable, '#!/bin/sh\necho "kind: FromHelm\napiVersion: v1\nmetadata: { name: $2 }"\n', { mode: 0o755 });
    new Helm(new Chart(app, 'a'), 'helm', { chart: 'any', helmExecutable });
  }],
};

describe.each(Object.entries(APPS))('%s', (_, [build, props]) => {
  test.each(OUTPUT_TYPES.map((type) => [YamlOutputType[type], type] as const))('gives the files of cdk8s.App as %s', (__, yamlOutputType) => {
    const [ours, theirs] = [MeshApp, App].map((AppClass) => withFolder((folder) => written((outdir) => {
      const app = new AppClass({ ...props, yamlOutputType, outdir });
      build(app, folder);
      return app;
    })));
    expect(theirs).not.toBe('failed');
    expect(ours).toEqual(theirs);
  });

  test('gives the synthYaml of cdk8s.App', () => {
    const [ours, theirs] = [MeshApp, App].map((AppClass) => withFolder((folder) => {
      const app = new AppClass(props);
      build(app, folder);
      return app.synthYaml();
    }));
    expect(ours).toBe(theirs);
  });
});

test.each(['CDK8S_DISABLE_SORT', 'CDK8S_RECORD_CONSTRUCT_METADATA'])('the environment variable %s means what it means to cdk8s.App', (name) => {
  process.env[name] = 'true';
  try {
    const [ours, theirs] = [MeshApp, App].map((AppClass) => written((outdir) => {
      const app = new AppClass({ outdir });
      object(new Chart(app, 'a'), 'x', { z: 1, a: 2 });
      return app;
    }));
    expect(ours).toEqual(theirs);
  } finally {
    delete process.env[name];
  }
});

test('every validation runs once, however many charts there are', () => {
  const app = new MeshApp();
  let calls = 0;
  for (const chart of chartsWithObjects(app, 'a', 'b', 'c', 'd')) {
    chart.node.addValidation({ validate: () => { calls++; return []; } });
  }
  app.synthYaml();
  expect(calls).toBe(4);
});

test('charts in diamonds are sorted without walking every path', () => {
  const app = new MeshApp();
  const charts = chartsWithObjects(app, ...Array.from({ length: 80 }, (_, i) => `chart-${i}`));
  charts.forEach((chart, i) => charts.slice(i + 1, i + 3).forEach((next) => chart.addDependency(next)));
  const names = [...app.synthYaml().matchAll(/name: chart-(\d+)-x/g)].map(([, index]) => Number(index));
  expect(names).toEqual(Array.from({ length: 80 }, (_, i) => 79 - i));
});

test('a chain of dependencies may be longer than the stack is deep', () => {
  const app = new MeshApp();
  const chart = new Chart(app, 'chain');
  const objects = Array.from({ length: 20_000 }, (_, i) => object(chart, `o${i}`));
  objects.slice(1).forEach((next, i) => objects[i].addDependency(next));
  expect(app.synthYaml().indexOf('chain-o19999-')).toBeLessThan(app.synthYaml().indexOf('chain-o0-'));
});

test('the tree is left as it was', () => {
  const app = new MeshApp();
  const [a, b] = chartsWithObjects(app, 'a', 'b');
  a.node.findChild('x').node.addDependency(b);
  app.synthYaml();
  expect(app.node.findAll().flatMap(({ node }) => node.dependencies)).toEqual([b]);
});

test('Testing.synth renders a chart of a MeshApp as one of a plain App', () => {
  const [ours, theirs] = [MeshApp, App].map((AppClass) => Testing.synth(chartsWithObjects(new AppClass(), 'a')[0]));
  expect(ours).toEqual(theirs);
});

test('files of an earlier synthesis stay where they are, as with cdk8s.App', () => {
  withFolder((outdir) => {
    fs.writeFileSync(path.join(outdir, 'stale.k8s.yaml'), 'kind: Stale\n');
    const app = new MeshApp({ outdir });
    chartsWithObjects(app, 'a');
    app.synth();
    expect(fs.readdirSync(outdir)).toEqual(['a.k8s.yaml', 'stale.k8s.yaml']);
  });
});
