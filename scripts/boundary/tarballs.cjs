'use strict';
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { npmProgram } = require('../ensure-installed.cjs');
const { root, StepFailed } = require('../step.cjs');

/**
 * Packs an installed package as it is published; needs no network.
 * @param {string} name
 * @param {string} destination a folder
 * @returns {string} path of the tarball
 */
function packInstalled(name, destination) {
  const args = ['pack', path.join(root, 'node_modules', name), '--pack-destination', destination, '--ignore-scripts', '--json', '--loglevel=error'];
  const { status, stdout, stderr } = spawnSync(process.execPath, [npmProgram(), ...args], { encoding: 'utf8' });
  if (status !== 0) throw new StepFailed(`npm pack ${name} failed\n${stderr}`);
  return path.join(destination, JSON.parse(stdout)[0].filename);
}

/** @returns {string} path of this project's own tarball, as `npx projen package:js` leaves it */
function ownTarball() {
  const { name, version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const tarball = path.join(root, 'dist', 'js', `${name}@${version}.jsii.tgz`);
  if (!fs.existsSync(tarball)) throw new StepFailed(`${path.relative(root, tarball)} is missing: run npx projen compile && npx projen package:js`);
  return tarball;
}

module.exports = { ownTarball, packInstalled };
