'use strict';
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { differences } = require('./boundary/compare-folders.cjs');
const { installed, loadHost } = require('./boundary/load-host.cjs');
const { ownTarball } = require('./boundary/tarballs.cjs');
const { loadExamples, planes, readTypeScript } = require('./examples.cjs');
const { exitWithMessage, programOf, root, runNode, StepFailed } = require('./step.cjs');

const self = 'cdk8s-istio-zero-trust';
const peers = ['constructs', 'cdk8s', 'cdk8s-plus-28'];
const output = path.join(root, 'dist', 'boundary');

/**
 * Runs every example twice, on the packed package as TypeScript programs use it and across the jsii boundary as Python, Java
 * and Go programs do, and compares the bytes. `--packed` takes the tarball as it lies in dist/js.
 */
function checkBoundary() {
  if (!process.argv.includes('--packed')) pack();
  readTypeScript();
  const direct = synthesise('typescript', (name) => require(name));
  const { kernel, host } = loadHost([...peers.map(installed), { name: self, folder: root, tarball: ownTarball() }]);
  const hosted = new Map([...peers, self].map((name) => [name, host.module(name)]));
  const crossed = substituting(hosted, () => synthesise('kernel', (name) => hosted.get(name)));
  kernel.close();
  report(direct, crossed);
}

function pack() {
  const projen = programOf('projen');
  runNode('Compiling', projen, ['compile']);
  runNode('Packing', projen, ['package:js']);
}

/**
 * @param {string} side
 * @param {(name: string) => any} load
 * @returns {string[]} the folders written, relative to that of the side
 */
function synthesise(side, load) {
  const { DataPlane } = load(self);
  fs.rmSync(path.join(output, side), { recursive: true, force: true });
  return freshExamples().flatMap(({ name, build }) => Object.entries(planes).map(([plane, member]) => {
    build(DataPlane[member], path.join(output, side, name, plane)).synth();
    return path.join(name, plane);
  }));
}

/**
 * The examples' own modules are loaded anew, because they keep the packages that they were loaded with. Constructs of an
 * organisation's package are classes of one language, and do not cross.
 */
function freshExamples() {
  const folder = path.join(root, 'examples') + path.sep;
  for (const file of Object.keys(require.cache)) if (file.startsWith(folder)) delete require.cache[file];
  return loadExamples(require).filter(({ isPackage }) => !isPackage);
}

/**
 * Lets every `require` of the named packages give other modules.
 * @template T
 * @param {Map<string, unknown>} modules
 * @param {() => T} action
 * @returns {T}
 */
function substituting(modules, action) {
  const loader = /** @type {{ _load(request: string, ...rest: unknown[]): unknown }} */ (/** @type {unknown} */ (Module));
  const original = loader._load;
  loader._load = function (request, ...rest) {
    return modules.has(request) ? modules.get(request) : original.call(this, request, ...rest);
  };
  try {
    return action();
  } finally {
    loader._load = original;
  }
}

/**
 * @param {string[]} direct
 * @param {string[]} crossed
 */
function report(direct, crossed) {
  if (direct.length === 0) throw new StepFailed('no example was driven across the boundary');
  const wrong = [...new Set([...direct, ...crossed])].flatMap((folder) => {
    const found = differences(path.join(output, 'typescript', folder), path.join(output, 'kernel', folder));
    process.stdout.write(`${folder.padEnd(28)} ${found.length === 0 ? 'same bytes' : found.join(', ')}\n`);
    return found;
  });
  if (wrong.length > 0) throw new StepFailed(`${wrong.length} files differ between TypeScript and the jsii kernel; both are in dist/boundary`);
}

exitWithMessage(checkBoundary);
