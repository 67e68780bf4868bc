'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { root } = require('./step.cjs');

/**
 * @typedef {{ name: string, isPackage: boolean, build(dataPlane: unknown, outdir: string): import('cdk8s').App }} Example
 */

/**
 * The folder names of the two data planes, and the members of `DataPlane` that they stand for.
 * @type {Readonly<Record<string, string>>}
 */
const planes = Object.freeze({ ambient: 'AMBIENT', sidecar: 'SIDECAR' });

/**
 * Lets `require` read TypeScript. An example with a package.json of its own does not find this package by its name, as the others do,
 * so the name is spelled out for all.
 */
function readTypeScript() {
  process.env.TSX_TSCONFIG_PATH = path.join(__dirname, 'examples.tsconfig.json');
  require('tsx/cjs/api').register();
}

/**
 * An example is a folder of examples/ whose main.ts exports `build(dataPlane, outdir?)`.
 * @param {NodeJS.Require} load a require that reads TypeScript
 * @returns {Example[]}
 */
function loadExamples(load) {
  return fs.readdirSync(path.join(root, 'examples'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && fs.existsSync(mainOf(entry.name)))
    .map((entry) => ({ name: entry.name, isPackage: isPackage(entry.name), build: load(mainOf(entry.name)).build }))
    .filter(({ build }) => typeof build === 'function')
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** @param {string} name */
function mainOf(name) {
  return path.join(root, 'examples', name, 'main.ts');
}

/**
 * Whether it is a package of its own, which is installed and tested apart.
 * @param {string} name
 */
function isPackage(name) {
  return fs.existsSync(path.join(root, 'examples', name, 'package.json'));
}

module.exports = { loadExamples, planes, readTypeScript };
