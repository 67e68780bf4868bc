'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { root } = require('./step.cjs');

/**
 * @typedef {{ name: string, build(dataPlane: unknown, outdir: string): import('cdk8s').App }} Example
 */

/**
 * The folder names of the two data planes, and the members of `DataPlane` that they stand for.
 * @type {Readonly<Record<string, string>>}
 */
const planes = Object.freeze({ ambient: 'AMBIENT', sidecar: 'SIDECAR' });

/**
 * An example is a folder of examples/ whose main.ts exports `build(dataPlane, outdir?)`.
 * @param {NodeJS.Require} load a require that reads TypeScript
 * @returns {Example[]}
 */
function loadExamples(load) {
  return fs.readdirSync(path.join(root, 'examples'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && fs.existsSync(mainOf(entry.name)))
    .map((entry) => ({ name: entry.name, build: load(mainOf(entry.name)).build }))
    .filter(({ build }) => typeof build === 'function')
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** @param {string} name */
function mainOf(name) {
  return path.join(root, 'examples', name, 'main.ts');
}

module.exports = { loadExamples, planes };
