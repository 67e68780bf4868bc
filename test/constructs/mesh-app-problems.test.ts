import * as fs from 'fs';
import * as path from 'path';
import { ApiObject, Chart, JsonPatch, Lazy, YamlOutputType } from 'cdk8s';
import { Construct } from 'constructs';
import { contentOf, withFolder } from './mesh-app-files';
import { MeshApp } from '../../src/constructs/app/mesh-app';
import { ProblemsError } from '../../src/problems/problems-error';

function object(scope: Construct, id: string, fields: object = {}): ApiObject {
  return new ApiObject(scope, id, { apiVersion: 'v1', kind: 'ConfigMap', ...fields });
}

function failing(scope: Construct, ...messages: string[]): void {
  scope.node.addValidation({ validate: () => messages });
}

class ThrowingObject extends ApiObject {
  constructor(scope: Construct, id: string, private readonly thrown: unknown) {
    super(scope, id, { apiVersion: 'v1', kind: 'ConfigMap' });
  }

  public toJson(): any {
    throw this.thrown;
  }
}

function problemsOf(app: MeshApp, work: () => void = () => app.synth()): ProblemsError {
  try {
    work();
  } catch (error) {
    if (error instanceof ProblemsError) return error;
    throw error;
  }
  throw new Error('nothing was found wrong');
}

let app: MeshApp;
let chart: Chart;
beforeEach(() => {
  app = new MeshApp({ outdir: 'never-written' });
  chart = new Chart(app, 'web');
});
afterEach(() => expect(fs.existsSync('never-written')).toBe(false));

test('one problem is announced in the singular and names its construct', () => {
  failing(chart, 'is not right');
  expect(problemsOf(app).message).toBe('1 problem, nothing was written\n\n[web] is not right');
});

test('all problems of all kinds are told at once, a blank line between them', () => {
  failing(object(chart, 'a'), 'first', 'second');
  object(new Chart(app, 'other'), 'b').addJsonPatch(JsonPatch.remove('/not/there'));
  object(chart, 'c', { data: Lazy.any({ produce: () => { throw new Error('too late'); } }) });
  const { message, problems } = problemsOf(app);
  expect(problems).toEqual([
    '[web/a] first',
    '[web/a] second',
    expect.stringMatching(/^\[web\/c\] Failed serializing construct at path 'web\/c' .*too late/),
    expect.stringMatching(/^\[other\/b\] Failed serializing construct at path 'other\/b' /),
  ]);
  expect(message).toBe(['4 problems, nothing was written', ...problems].join('\n\n'));
});

test('a message with a code of ours says itself where it belongs, and is told once', () => {
  const block = 'ZT-C001  web: no name\n         Give it one.';
  failing(chart, block);
  failing(object(chart, 'x'), block);
  expect(problemsOf(app).message).toBe(`1 problem, nothing was written\n\n${block}`);
});

test('the problems of an object that found several are told with the others', () => {
  failing(chart, 'first');
  new ThrowingObject(chart, 'x', new ProblemsError(['ZT-C007  a', 'b']));
  expect(problemsOf(app).problems).toEqual(['[web] first', 'ZT-C007  a', '[web/x] b']);
});

test('what an object threw is kept as the cause', () => {
  const thrown = new TypeError('boom');
  new ThrowingObject(chart, 'x', thrown);
  expect(problemsOf(app)).toMatchObject({ problems: ['[web/x] boom'], cause: thrown });
});

test('several causes are kept together', () => {
  const thrown = [new Error('a'), new Error('b')];
  thrown.forEach((each, i) => new ThrowingObject(chart, `x${i}`, each));
  expect((problemsOf(app).cause as AggregateError).errors).toEqual(thrown);
});

test('something thrown that is no error is told too', () => {
  new ThrowingObject(chart, 'x', 'just text');
  expect(problemsOf(app).problems).toEqual(['[web/x] just text']);
});

test('a validation that throws is a problem of its construct', () => {
  chart.node.addValidation({ validate: () => { throw new Error('cannot tell'); } });
  failing(object(chart, 'x'), 'second');
  expect(problemsOf(app).problems).toEqual(['[web] cannot tell', '[web/x] second']);
});

test('constructs that a validation adds are validated too', () => {
  const validate = () => {
    if (!chart.node.tryFindChild('added')) failing(object(chart, 'added'), 'born wrong');
    return [];
  };
  chart.node.addValidation({ validate });
  expect(problemsOf(app).problems).toEqual(['[web/added] born wrong']);
});

test('a cycle is told with its way and its remedy', () => {
  const other = new Chart(app, 'other');
  object(chart, 'x').addDependency(object(other, 'y'));
  other.addDependency(chart);
  const [problem, ...rest] = problemsOf(app).problems;
  expect(rest).toEqual([]);
  expect(problem).toMatch(/^\[web\] Dependency cycle detected: web => other => web\n.*\nRemove one of these dependencies/);
});

test('objects that wait for each other through constructs are a cycle of objects', () => {
  const group = new Construct(chart, 'group');
  const [a] = ['a', 'b'].map((id) => object(group, id));
  a.node.addDependency(group);
  group.node.addDependency(a);
  expect(problemsOf(app).problems[0]).toContain('Dependency cycle detected: web/group => web/group/a => web/group');
});

test('an object that depends on itself is a cycle: cdk8s.App would leave it out without a word', () => {
  const x = object(chart, 'x');
  x.addDependency(x);
  expect(problemsOf(app).problems[0]).toContain('Dependency cycle detected: web/x => web/x\n');
});

test('a dependency of or on a construct outside of every chart is told with both ends', () => {
  const outside = new Construct(app, 'outside');
  outside.node.addDependency(chart);
  object(chart, 'x').addDependency(outside);
  expect(problemsOf(app).problems).toEqual([
    expect.stringMatching(/^\[web\/x\] cannot find a parent chart of 'outside', which 'web\/x' depends on\n.*\nMove it into a chart/),
    expect.stringMatching(/^\[outside\] cannot find a parent chart of 'outside', which depends on 'web'\n/),
  ]);
});

test('the objects of a chart whose toJson fails are each told', () => {
  class Overriding extends Chart {
    public toJson(): any[] {
      return super.toJson();
    }
  }
  const overriding = new Overriding(app, 'own');
  for (const id of ['x', 'y']) new ThrowingObject(overriding, id, new Error(`no ${id}`));
  expect(problemsOf(app).problems).toEqual(['[own] no x', '[own/x] no x', '[own/y] no y']);
});

test('an object without a name has no file name', () => {
  app = new MeshApp({ outdir: 'never-written', yamlOutputType: YamlOutputType.FILE_PER_RESOURCE });
  object(new Chart(app, 'web'), 'x').addJsonPatch(JsonPatch.remove('/metadata'));
  expect(problemsOf(app).problems).toEqual([expect.stringMatching(/^\[web\/x\] .*name/)]);
});

test('what YAML cannot express is a problem of its object', () => {
  object(chart, 'x', { data: { symbol: Symbol('x') } });
  expect(problemsOf(app).problems).toEqual([expect.stringMatching(/^\[web\/x\] .*symbol/i)]);
});

test('synthYaml tells the same problems', () => {
  failing(chart, 'a', 'b');
  expect(problemsOf(app, () => app.synthYaml()).message).toBe(problemsOf(app).message);
});

test.each(Object.values(YamlOutputType).filter((type) => typeof type === 'number'))(
  'the files of an earlier synthesis are untouched after a failure (output type %i)', (yamlOutputType) => {
    withFolder((folder) => {
      const outdir = path.join(folder, 'out');
      const good = new MeshApp({ outdir, yamlOutputType, recordConstructMetadata: true });
      object(new Chart(good, 'web'), 'x', { data: { version: 'old' } });
      good.synth();
      const before = contentOf(outdir);

      const bad = new MeshApp({ outdir, yamlOutputType, recordConstructMetadata: true });
      object(new Chart(bad, 'web'), 'x', { data: { version: 'new' } });
      new ThrowingObject(new Chart(bad, 'last'), 'x', new Error('boom'));
      problemsOf(bad);
      expect(Object.keys(before)).not.toEqual([]);
      expect(contentOf(outdir)).toEqual(before);
    });
  });

test.each([YamlOutputType.FILE_PER_RESOURCE, YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE])(
  'two objects of one kind and name in different namespaces are refused in layout %s, where cdk8s.App would lose the first', (yamlOutputType) => {
    app = new MeshApp({ outdir: 'never-written', yamlOutputType });
    chart = new Chart(app, 'web');
    object(chart, 'a', { metadata: { name: 'deny-all', namespace: 'a' } });
    object(chart, 'b', { metadata: { name: 'deny-all', namespace: 'b' } });
    expect(problemsOf(app).problems).toEqual([expect.stringMatching(/^ZT-C089 .*ConfigMap\.deny-all\.k8s\.yaml/)]);
  },
);
