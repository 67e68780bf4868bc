import { loadAll } from 'js-yaml';
import { stringify } from 'yaml';
import { BenchOptions, BenchResult, Target } from './bench';
import { meshObjects } from './decisions/istio-objects';
import { plainMesh } from './decisions/plain-rules';
import { figure, table } from './table';
import { inTurns, medianOf, ratio, Rounds } from './timing';
import { readMesh } from '../src/analysis';
import { readYaml } from '../src/manifest/parse/read-yaml';

const DOCUMENTS = 4000;
const POLICIES = 10_000;
const PER_TARGET = 10;
/** The order of the contestants. */
const PEER = 0;
const READ = 1;
const MESH = 2;

interface Load {
  readonly name: string;
  readonly documents: number;
  readonly text: string;
  readonly rounds: Rounds;
}

/** Reading manifests in the style of kubectl and cdk8s, against a YAML reader alone, which keeps no positions. */
export function run({ quick }: BenchOptions): BenchResult {
  const few = load('manifests', { policies: 3200, documents: DOCUMENTS }, quick);
  const many = load('a mesh of 10,000 policies', { policies: POLICIES }, quick);
  return {
    title: 'Reading YAML: js-yaml makes values; we make values with the position of each, and then a mesh, for which every field is checked',
    report: table(['', 'documents', 'MB', 'js-yaml MB/s', 'ours, values MB/s', 'ours, mesh MB/s'], [few, many].map(row)),
    targets: [
      target('reading 4,000 documents with positions is at least 0.5x as fast as js-yaml alone', 1 / ratio(few.rounds, READ, PEER), 0.5),
      atMost('a mesh of 10,000 policies is loaded in less than 3x the time that js-yaml needs to read it', ratio(many.rounds, MESH, PEER), 3),
    ],
  };
}

function load(name: string, { policies, documents }: { readonly policies: number; readonly documents?: number }, quick: boolean): Load {
  const objects = meshObjects(plainMesh({ policies, policiesPerTarget: PER_TARGET, requests: 0 })).slice(0, documents);
  const text = objects.map((object) => stringify(object, { aliasDuplicateObjects: false })).join('---\n');
  checkSame(text, objects.length);
  const rounds = inTurns([
    () => loadAll(text),
    () => readYaml(text, 'mesh.yaml'),
    () => readMesh({ manifests: [{ name: 'mesh.yaml', content: text }], environment: new Map() }),
  ], { rounds: quick ? 3 : 7, turn: 1 });
  return { name, documents: objects.length, text, rounds };
}

/** Both have read the same, and all of it. */
function checkSame(text: string, count: number): void {
  const [theirs, own] = [loadAll(text), readYaml(text, 'mesh.yaml').map(({ value }) => value)];
  if (theirs.length !== count || JSON.stringify(theirs) !== JSON.stringify(own)) throw new Error('js-yaml and our reader disagree');
}

function row({ name, documents, text, rounds }: Load): readonly string[] {
  const speed = (contestant: number) => figure(text.length / medianOf(rounds, contestant), 1);
  return [name, figure(documents), figure(text.length / 1e6, 1), speed(PEER), speed(READ), speed(MESH)];
}

function target(promise: string, factor: number, least: number): Target {
  return { promise, measured: `${figure(factor, 2)}x`, holds: factor >= least };
}

function atMost(promise: string, factor: number, most: number): Target {
  return { promise, measured: `${figure(factor, 2)}x`, holds: factor < most };
}
