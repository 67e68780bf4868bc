import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as cdk8s from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as constructs from 'constructs';
import * as ts from 'typescript';
import { parseAllDocuments } from 'yaml';
import { Block, placeOf } from './markdown';
import { moduleOf } from './module-text';
import * as library from '../../src';
import * as matchers from '../../src/matchers/jest';

/** A Kubernetes object as it stands in a file. */
export type Manifest = Readonly<Record<string, any>>; // A manifest of any kind has no narrower type.

const PLANES: Readonly<Record<string, library.DataPlane>> = { ambient: library.DataPlane.AMBIENT, sidecar: library.DataPlane.SIDECAR };
export const planes = Object.keys(PLANES);

const packages: Readonly<Record<string, unknown>> = {
  'cdk8s-istio-zero-trust': library,
  'cdk8s-istio-zero-trust/jest': matchers,
  cdk8s,
  constructs,
  'cdk8s-plus-28': kplus,
};

const runs = new Map<string, readonly Manifest[]>();

/** Runs a block in a data plane, once, and returns the objects of its app. */
export function emitted(block: Block, plane: string): readonly Manifest[] {
  const key = `${plane} ${placeOf(block)}`;
  const objects = runs.get(key) ?? run(block, plane);
  runs.set(key, objects);
  return objects;
}

/** What the library says against a block, or nothing. */
export function refusalOf(block: Block, plane: string): string {
  try {
    emitted(block, plane);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

function run(block: Block, plane: string): readonly Manifest[] {
  const app = appOf(block, plane);
  if (app === undefined) {
    throw new Error(`${placeOf(block)}: it makes no app`);
  }
  return parseAllDocuments(app.synthYaml()).map((document) => document.toJS() as Manifest);
}

interface BlockExports {
  readonly build?: (dataPlane: library.DataPlane) => library.MeshApp;
  readonly app?: library.MeshApp;
}

function appOf(block: Block, plane: string): library.MeshApp | undefined {
  const text = `${moduleOf(block).text}\nexports.app = typeof app === 'undefined' ? undefined : app;`;
  const { outputText } = ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  const exports: BlockExports = {};
  const load = Object.assign((name: string) => packages[name], { main: undefined });
  inScratchFolder(() => new Function('exports', 'require', 'module', 'dataPlane', outputText)(exports, load, { exports }, PLANES[plane]));
  return exports.build?.(PLANES[plane]) ?? exports.app;
}

/** A block may call `synth`, and what it writes is not wanted. */
function inScratchFolder(action: () => void): void {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'docs-'));
  const before = process.env.CDK8S_OUTDIR;
  process.env.CDK8S_OUTDIR = folder;
  try {
    action();
  } finally {
    if (before === undefined) {
      delete process.env.CDK8S_OUTDIR;
    } else {
      process.env.CDK8S_OUTDIR = before;
    }
    fs.rmSync(folder, { recursive: true });
  }
}

export function find(objects: readonly Manifest[], kind: string, namespace: string | undefined, name: string): Manifest {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name && object.metadata.namespace === namespace);
  if (found === undefined) {
    throw new Error(`there is no ${kind} ${namespace}/${name}`);
  }
  return found;
}
