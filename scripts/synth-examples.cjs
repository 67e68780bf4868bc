'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { loadExamples, planes, readTypeScript } = require('./examples.cjs');
const { root, StepFailed } = require('./step.cjs');

/**
 * @typedef {import('./examples.cjs').Example} Example
 * @typedef {{ files: string[], kinds: string[] }} Written
 * @typedef {{ example: string, plane: string, folder: string, seconds: number }} Run
 */

/**
 * Synthesises every example in both data planes and prints what was written and who may reach what.
 * @param {(example: string, plane: string) => string} folderOf relative to the repository
 */
function synthExamples(folderOf) {
  readTypeScript();
  const examples = loadExamples(require);
  if (examples.length === 0) throw new StepFailed('examples/ holds no main.ts that exports build(dataPlane, outdir)');
  for (const example of examples) {
    for (const plane of Object.keys(planes)) synthOne(example, plane, folderOf(example.name, plane));
  }
}

/**
 * @param {Example} example
 * @param {string} plane
 * @param {string} folder
 */
function synthOne(example, plane, folder) {
  const outdir = path.join(root, folder);
  fs.rmSync(outdir, { recursive: true, force: true });
  const start = performance.now();
  const app = explained(`examples/${example.name}/main.ts (${plane})`, () => {
    const built = example.build(dataPlane(plane), outdir);
    built.synth();
    return built;
  });
  const seconds = (performance.now() - start) / 1000;
  print({ example: example.name, plane, folder, seconds }, readWritten(outdir), app);
}

/** @param {string} plane */
function dataPlane(plane) {
  const { DataPlane } = require(path.join(root, 'lib', 'src'));
  return DataPlane[planes[plane]];
}

/**
 * What the library refuses is the user's to read, without our stack; a defect of the program keeps its own.
 * @template T
 * @param {string} what
 * @param {() => T} action
 * @returns {T}
 */
function explained(what, action) {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof TypeError || error instanceof ReferenceError) throw error;
    throw new StepFailed(`${what} was not synthesised\n\n${error.message}`);
  }
}

/**
 * @param {string} outdir
 * @returns {Written}
 */
function readWritten(outdir) {
  const { parseAllDocuments } = require('yaml');
  const files = fs.readdirSync(outdir, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml')).sort();
  const kinds = files
    .flatMap((file) => parseAllDocuments(fs.readFileSync(path.join(outdir, file), 'utf8')))
    .map((document) => String(document.get('kind')));
  return { files, kinds };
}

/**
 * @param {Run} run
 * @param {Written} written
 * @param {import('cdk8s').App} app
 */
function print(run, written, app) {
  const colours = require('picocolors').createColors(wantsColour());
  const title = `${run.example} · ${run.plane}`.padEnd(24);
  const figures = `${count(written.files, 'file')}, ${count(written.kinds, 'object')} in ${run.seconds.toFixed(2)} s`;
  process.stdout.write(`${colours.bold(title)} ${figures} → ${run.folder}\n`);
  process.stdout.write(`  ${colours.dim(countByKind(written.kinds))}\n\n`);
  process.stdout.write(`${accessTable(app).replace(/^(?=.)/gm, '  ').trimEnd()}\n\n`);
}

/** @param {import('cdk8s').App} app */
function accessTable(app) {
  const { Mesh } = require(path.join(root, 'lib', 'src'));
  const { formatAccessTable } = require(path.join(root, 'lib', 'src', 'report', 'access-table'));
  /** @type {any[]} */
  const meshes = app.node.findAll().filter((construct) => construct instanceof Mesh);
  return formatAccessTable(meshes.flatMap((mesh) => mesh.accessRows()), { colour: wantsColour() });
}

/**
 * @param {unknown[]} things
 * @param {string} noun
 */
function count(things, noun) {
  return `${things.length} ${noun}${things.length === 1 ? '' : 's'}`;
}

/** @param {string[]} kinds */
function countByKind(kinds) {
  return [...new Set(kinds)].sort().map((kind) => `${kind} ${kinds.filter((other) => other === kind).length}`).join(' · ');
}

/** @see https://no-color.org */
function wantsColour() {
  return Boolean(process.stdout.isTTY) && !process.env.NO_COLOR;
}

module.exports = { synthExamples };
