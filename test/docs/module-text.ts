import * as ts from 'typescript';
import { Block, placeOf } from './markdown';
import { preludes } from './preludes';
import * as library from '../../src';

/** A block as a module of its own, and how many lines stand before its first. */
export interface ModuleText {
  readonly text: string;
  readonly offset: number;
}

/** Types are not there at run time, so they are listed. */
const NAMES: ReadonlyMap<string, readonly string[]> = new Map([
  ['cdk8s-istio-zero-trust', [...Object.keys(library), 'IPeer', 'IAdoptableWorkload', 'MeshNamespaceProps', 'WorkloadOptions', 'ZeroTrustNamespaceProps']],
  ['cdk8s-istio-zero-trust/jest', ['configureMesh', 'expectAccess', 'meshOf', 'request', 'toGateway']],
  ['cdk8s', ['App', 'Chart', 'ApiObject', 'JsonPatch', 'Testing', 'YamlOutputType']],
  ['constructs', ['Construct']],
]);

export function moduleOf(block: Block): ModuleText {
  const prelude = preludeOf(block);
  const isComplete = /^import /m.test(block.code);
  const head = isComplete ? '' : `${importsFor(prelude + block.code)}${prelude}`;
  return { text: `${head}${block.code}\nexport {};\n`, offset: head.split('\n').length - 1 };
}

function preludeOf(block: Block): string {
  const name = block.markers.get('given');
  const prelude = name === undefined ? '' : preludes.get(name);
  if (prelude === undefined) {
    throw new Error(`${placeOf(block)}: there is no prelude "${name}"`);
  }
  return prelude;
}

function importsFor(code: string): string {
  const used = identifiersIn(code);
  return [...NAMES].map(([module, names]) => [module, names.filter((name) => used.has(name))] as const)
    .filter(([, names]) => names.length > 0)
    .map(([module, names]) => `import { ${names.join(', ')} } from '${module}';\n`)
    .join('');
}

function identifiersIn(code: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      found.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('block.ts', code, ts.ScriptTarget.ES2022));
  return found;
}
