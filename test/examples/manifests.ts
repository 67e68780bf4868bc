import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { parseAllDocuments } from 'yaml';
import { PolicyManifest } from './read-policy';
import { DataPlane, MeshApp } from '../../src';

/** The data planes, by the name of their golden folder. */
export const PLANES = { ambient: DataPlane.AMBIENT, sidecar: DataPlane.SIDECAR } as const;
export type Plane = keyof typeof PLANES;
export const PLANE_NAMES = Object.keys(PLANES) as Plane[];

/** Any object of a manifest; its spec is read field by field. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  // The shapes of twenty kinds: typing each would say nothing that the assertions do not.
  readonly spec?: any;
}

export type Build = (dataPlane: DataPlane, outdir?: string) => MeshApp;

const examples = path.join(__dirname, '..', '..', 'examples');

/** What an example writes, file by file. */
export function synthesised(build: Build, plane: Plane): ReadonlyMap<string, string> {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'example-'));
  try {
    build(PLANES[plane], outdir).synth();
    return filesIn(outdir);
  } finally {
    fs.rmSync(outdir, { recursive: true });
  }
}

/** What is committed of it. */
export const golden = (example: string, plane: Plane): ReadonlyMap<string, string> => filesIn(path.join(examples, example, 'golden', plane));

function filesIn(folder: string): ReadonlyMap<string, string> {
  const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => fs.statSync(path.join(folder, file)).isFile());
  return new Map(files.sort().map((file) => [file, fs.readFileSync(path.join(folder, file), 'utf8')]));
}

/** The objects of committed YAML. */
export function objectsOf(files: ReadonlyMap<string, string>): readonly Manifest[] {
  return [...files.values()].flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as Manifest));
}

export const ofKind = (objects: readonly Manifest[], kind: string): readonly Manifest[] => objects.filter((object) => object.kind === kind);

export const policiesIn = (objects: readonly Manifest[]): readonly PolicyManifest[] => ofKind(objects, 'AuthorizationPolicy') as readonly PolicyManifest[];
