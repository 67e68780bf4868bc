import { ApiObject, App, AppProps, Chart, ChartProps, JsonPatch, Lazy, ResolutionContext, YamlOutputType } from 'cdk8s';
import { Construct } from 'constructs';
import * as fc from 'fast-check';

/** A description from which the same app can be built several times. */
export interface AppSpec {
  readonly props: Pick<AppProps, 'yamlOutputType' | 'outputFileExtension' | 'recordConstructMetadata'>;
  readonly withResolver: boolean;
  readonly nodes: readonly NodeSpec[];
  readonly edges: readonly (readonly [from: number, to: number])[];
}

interface NodeSpec {
  readonly type: 'chart' | 'construct' | 'object';
  readonly parent: number;
  readonly id: string;
  readonly chart: ChartProps & { readonly override: 'none' | 'toJson' | 'late' | 'names' };
  readonly object: { readonly kind: string; readonly metadata?: object; readonly spec: unknown; readonly patch: 'none' | 'add' | 'remove' | 'broken' };
  readonly validation: 'none' | 'passes' | 'fails' | 'adds';
}

class Union {
  constructor(public readonly value: string | number) {}
}

class TeamResolver {
  public resolve(context: ResolutionContext): void {
    if (context.value === 'resolve-me') context.replaceValue({ path: context.key.join('.'), of: context.obj.kind });
  }
}

class OverridingChart extends Chart {
  public toJson(): any[] {
    return [undefined, ...super.toJson().reverse()];
  }
}

class LateChart extends Chart {
  public toJson(): any[] {
    if (!this.node.tryFindChild('late')) new ApiObject(this, 'late', { apiVersion: 'v1', kind: 'ConfigMap' });
    return super.toJson();
  }
}

class NamingChart extends Chart {
  public generateObjectName(object: ApiObject): string {
    return `named-${object.node.id.length}-${object.kind.toLowerCase()}`;
  }
}

const CHARTS = { none: Chart, toJson: OverridingChart, late: LateChart, names: NamingChart };

const id = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('a', 'b', 'web', 'Default', 'Resource', '1', '0', '10', '2', '007') },
  fc.constantFrom('x/y', 'ünïcode', 'UPPER_case', 'with space', '-dash-', 'dots.and.more', 'a'.repeat(70)),
  fc.stringMatching(/^[a-z0-9/_.-]{1,8}$/),
).filter((text) => /[a-z0-9]/i.test(text));

const labels = fc.dictionary(fc.constantFrom('app', 'team', 'cdk8s.io/part-of', '1'), fc.constantFrom('web', 'true', '1', '', 'on'), { maxKeys: 2 });

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string(), fc.string({ unit: 'binary' }), fc.integer(), fc.double({ noNaN: true }), fc.boolean(),
    fc.constantFrom(null, undefined, '', 'true', 'a: b', '- x', 'a\nb', '---\nb', '2020-01-01', '0x10', ' x', 'GET', '/api/*', 'resolve-me'),
    fc.constantFrom('cluster.local/ns/a/sa/b', 'https://example.com/keys', 'x'.repeat(120)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.constantFrom('spec', 'rules', 'y', '1', 'a b', '<<'), fc.string()), tie('value'), { maxKeys: 3 })
      .map((fields) => ({ ...fields })),
    tie('value').map((produced) => Lazy.any({ produce: () => produced })),
    tie('value').map((produced) => ({ resolve: () => produced ?? 'nothing' })),
    fc.oneof(fc.integer(), fc.string()).map((either) => new Union(either)),
  ),
}));

const metadata = fc.option(fc.record({
  name: fc.constantFrom('one', 'two', '1', 'with.dots', 'Odd_Näme'),
  namespace: fc.constantFrom('x', 'y'),
  labels,
  annotations: labels,
}, { requiredKeys: [] }), { nil: undefined });

const node: fc.Arbitrary<NodeSpec> = fc.record({
  type: fc.constantFrom('chart', 'construct', 'object', 'object'),
  parent: fc.nat(1000),
  id,
  chart: fc.record({
    namespace: fc.option(fc.constantFrom('n1', 'n2'), { nil: undefined }),
    labels: fc.option(labels, { nil: undefined }),
    disableResourceNameHashes: fc.boolean(),
    override: mostly('none', 'toJson', 'late', 'names'),
  }),
  object: fc.record({
    kind: fc.constantFrom('AuthorizationPolicy', 'CronJob', 'Service', 'Odd Kind/1'),
    metadata,
    spec: value,
    patch: mostly('none', 'add', 'remove', 'broken'),
  }),
  validation: mostly('none', 'passes', 'adds', 'fails'),
});

export const appSpec: fc.Arbitrary<AppSpec> = fc.record({
  props: fc.record({
    yamlOutputType: fc.constantFrom(
      YamlOutputType.FILE_PER_APP, YamlOutputType.FILE_PER_CHART, YamlOutputType.FILE_PER_RESOURCE,
      YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE,
    ),
    outputFileExtension: fc.constantFrom(undefined, '.yaml', '.k8s.yml'),
    recordConstructMetadata: fc.boolean(),
  }),
  withResolver: fc.boolean(),
  nodes: fc.array(node, { maxLength: 14 }),
  edges: fc.array(fc.tuple(fc.nat(1000), fc.nat(1000)), { maxLength: 5 }),
});

/** Choices of which the later ones are rare. */
function mostly<T extends string>(usual: T, ...rare: T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 24, arbitrary: fc.constant(usual) }, { weight: 2, arbitrary: fc.constantFrom(...rare) });
}

export function buildApp<A extends App>(AppClass: new (props: AppProps) => A, spec: AppSpec, outdir: string): A {
  const app = new AppClass({ ...spec.props, outdir, resolvers: spec.withResolver ? [new TeamResolver()] : undefined });
  const built: Construct[] = [app];
  for (const each of spec.nodes) built.push(build(built[each.parent % built.length], each));
  for (const [from, to] of spec.edges) {
    const [source, target] = [built[from % built.length], built[to % built.length]];
    if (source !== target && source !== app && target !== app) source.node.addDependency(target);
  }
  return app;
}

function build(scope: Construct, spec: NodeSpec): Construct {
  const free = scope.node.tryFindChild(spec.id) ? `${spec.id}-${scope.node.children.length}-again` : spec.id;
  const construct = create(scope, free, spec);
  addValidation(construct, spec.validation);
  return construct;
}

function create(scope: Construct, free: string, { type, chart, object }: NodeSpec): Construct {
  const isInChart = scope.node.scopes.some((each) => Chart.isChart(each));
  if (type === 'construct') return new Construct(scope, free);
  if (type === 'chart' || !isInChart) return new CHARTS[chart.override](scope, free, { ...chart });
  const created = new ApiObject(scope, free, { apiVersion: 'example.com/v1', ...structuredMetadata(object), spec: object.spec } as any);
  if (object.patch === 'add') created.addJsonPatch(JsonPatch.add('/extra', { nested: ['x', 1] }));
  if (object.patch === 'remove') created.addJsonPatch(JsonPatch.remove('/apiVersion'));
  if (object.patch === 'broken') created.addJsonPatch(JsonPatch.remove('/not/there'));
  return created;
}

function structuredMetadata({ kind, metadata: given }: NodeSpec['object']): object {
  return given ? { kind, metadata: given } : { kind };
}

function addValidation(construct: Construct, validation: NodeSpec['validation']): void {
  if (validation === 'none') return;
  construct.node.addValidation({
    validate: () => {
      if (validation === 'adds' && !construct.node.tryFindChild('added') && construct.node.scopes.some((each) => Chart.isChart(each))) {
        new ApiObject(construct, 'added', { apiVersion: 'v1', kind: 'Secret' });
      }
      return validation === 'fails' ? ['is not right'] : [];
    },
  });
}
