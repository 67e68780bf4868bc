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
 * @param {(example: string, plane: string) => string} [tableOf] where to keep the table, if it is kept
 */
function synthExamples(folderOf, tableOf) {
  readTypeScript();
  const examples = loadExamples(require);
  if (examples.length === 0) throw new StepFailed('examples/ holds no main.ts that exports build(dataPlane, outdir)');
  for (const example of examples) {
    for (const plane of Object.keys(planes)) {
      const run = synthOne(example, plane, folderOf(example.name, plane));
      if (tableOf) fs.writeFileSync(path.join(root, tableOf(example.name, plane)), accessTable(run, false));
    }
  }
}

/**
 * @param {Example} example
 * @param {string} plane
 * @param {string} folder
 * @returns {Run}
 */
function synthOne(example, plane, folder) {
  const outdir = path.join(root, folder);
  fs.rmSync(outdir, { recursive: true, force: true });
  const start = performance.now();
  explained(`examples/${example.name}/main.ts (${plane})`, () => example.build(dataPlane(plane), outdir).synth());
  const seconds = (performance.now() - start) / 1000;
  const run = { example: example.name, plane, folder, seconds };
  print(run, readWritten(outdir));
  return run;
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
  const files = yamlIn(path.relative(root, outdir));
  const kinds = files
    .flatMap((file) => parseAllDocuments(fs.readFileSync(path.join(root, file), 'utf8')))
    .map((document) => String(document.get('kind')));
  return { files, kinds };
}

/**
 * @param {Run} run
 * @param {Written} written
 */
function print(run, written) {
  const colours = require('picocolors').createColors(wantsColour());
  const title = `${run.example} · ${run.plane}`.padEnd(24);
  const figures = `${count(written.files, 'file')}, ${count(written.kinds, 'object')} in ${run.seconds.toFixed(2)} s`;
  process.stdout.write(`${colours.bold(title)} ${figures} → ${run.folder}\n`);
  process.stdout.write(`  ${colours.dim(countByKind(written.kinds))}\n\n`);
  process.stdout.write(`${accessTable(run, wantsColour()).replace(/^(?=.)/gm, '  ').trimEnd()}\n\n`);
}

/**
 * Who may reach what: what the evaluator makes of the YAML that was written, beside what else the cluster has.
 * @param {Run} run
 * @param {boolean} colour
 */
function accessTable({ example, plane, folder }, colour) {
  const { accessRows, readMesh } = require(path.join(root, 'lib', 'src', 'analysis'));
  const { formatAccessTable } = require(path.join(root, 'lib', 'src', 'report', 'access-table'));
  const mesh = readMesh({ manifests: [...yamlIn(folder), ...clusterOf(example, plane)].map(readManifest), environment: new Map() });
  return formatAccessTable(accessRows(mesh), { colour });
}

/**
 * @param {string} folder relative to the repository
 * @returns {string[]} files, relative to the repository
 */
function yamlIn(folder) {
  const files = fs.readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.yaml')).sort().map((file) => path.join(folder, file));
}

/**
 * The mesh configuration and the pods that come from elsewhere, as far as an example says so.
 * @param {string} example
 * @param {string} plane
 */
function clusterOf(example, plane) {
  const folder = path.join('examples', example, 'cluster');
  return ['workloads.yaml', `${plane}.yaml`].map((file) => path.join(folder, file)).filter((file) => fs.existsSync(path.join(root, file)));
}

/** @param {string} file relative to the repository */
function readManifest(file) {
  return { name: file, content: fs.readFileSync(path.join(root, file)) };
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
