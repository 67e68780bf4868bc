import * as fs from 'node:fs';
import * as path from 'node:path';

/**
 * How documents say what the tests have to do with a fenced block, in an HTML comment on the line before it:
 *
 *   <!-- given: shop -->              a ts block that continues one of the apps in preludes.ts, and is run in both data planes
 *   <!-- given: shop; refused: ZT-C012 -->   the same, and the library must refuse it with this code, in some data plane
 *   <!-- snippet: examples/… -->      a ts block that repeats a file, which exports `build(dataPlane)` or is a test of users
 *   <!-- given: shop; fails: ambient -->   the same as `given`, and its expectation does not hold in this data plane
 *   <!-- failure: ambient -->         a text block: the first line of what it says then
 *   <!-- message: ambient -->         a text block: what the library says against the last ts block there
 *   <!-- message: ambient; without: text -->   the same, when the lines of the ts block that hold the text are left out
 *   <!-- output: ambient -->          a yaml block: every document in it is part of what the last ts block emits there
 *
 *   <!-- manifest: file.yaml -->      a yaml block: a manifest that the commands of the page read
 *
 * A console block is a command of `ztmesh` and what it prints, run among the manifests of its page and of its folder.
 * Every ts block is type-checked as a module of its own. What it uses of the library, of cdk8s and of constructs is
 * imported for it unless it has imports. One without a marker is run if it calls `synth`.
 * A block of requests (```requests, or ```requests ambient) is judged on the YAML of the last ts block.
 */
export interface Block {
  readonly document: string;
  /** The line of its first line of code. */
  readonly line: number;
  readonly language: string;
  readonly plane?: string;
  readonly code: string;
  readonly markers: ReadonlyMap<string, string>;
}

export const root = path.join(__dirname, '..', '..');

const FENCE = /^(?:<!-- (?<markers>.+) -->\n)?```(?<language>[a-z]+)(?: (?<plane>\w+))?\n(?<code>[\s\S]*?)^```$/gm;

/** README.md and everything below docs/, by path from the repository's root. */
export const documents: readonly string[] = ['README.md', ...below('docs')];

export const textOf = (document: string): string => fs.readFileSync(path.join(root, document), 'utf8');

export const blocks: readonly Block[] = documents.flatMap((document) => blocksOf(document, textOf(document)));

function below(folder: string): string[] {
  return fs.readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => path.posix.join(folder, file.split(path.sep).join('/')))
    .sort();
}

export function blocksOf(document: string, text: string): readonly Block[] {
  return [...text.matchAll(FENCE)].map((match): Block => {
    const { markers = '', language, plane, code } = match.groups as Record<string, string>;
    const before = text.slice(0, match.index + match[0].indexOf('```'));
    return { document, language, plane, code, markers: markersOf(markers), line: before.split('\n').length + 1 };
  });
}

function markersOf(text: string): ReadonlyMap<string, string> {
  const pairs = text.split(';').map((pair) => pair.trim()).filter((pair) => pair !== '');
  return new Map(pairs.map((pair) => [pair.split(':')[0], pair.slice(pair.indexOf(':') + 1).trim()]));
}

/** The ts block that a block of output or of requests is about. */
export function sourceOf(block: Block): Block {
  const before = blocks.filter((other) => other.document === block.document && other.language === 'ts' && other.line < block.line);
  const source = before.at(-1);
  if (source === undefined) {
    throw new Error(`${placeOf(block)}: no ts block before it`);
  }
  return source;
}

export const placeOf = (block: Block): string => `${block.document}:${block.line}`;
