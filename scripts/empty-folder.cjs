'use strict';
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { npmProgram } = require('./ensure-installed.cjs');
const { root, StepFailed } = require('./step.cjs');

/**
 * Does something in a new folder outside of the repository, where no file of ours can be found by accident.
 * @param {(folder: string) => void} action
 */
function inEmptyFolder(action) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'consumer-'));
  try {
    action(folder);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/**
 * Runs npm in a folder, with what it prints shown.
 * @param {string} folder
 * @param {string[]} args
 */
function npm(folder, ...args) {
  const { status } = spawnSync(process.execPath, [npmProgram(), ...args], { cwd: folder, stdio: 'inherit', env: cleanEnvironment() });
  if (status !== 0) throw new StepFailed(`npm ${args.join(' ')} failed (exit ${status}) in an app outside of the repository`);
}

/** npm tells the scripts it runs about the repository's own package and settings, which are not the app's. */
function cleanEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|config_local_prefix)/.test(name)));
}

/**
 * The versions that the lock file gives to packages, as arguments for `npm install`.
 * @param {string[]} names
 */
function locked(names) {
  const { packages } = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  return names.map((name) => `${name}@${packages[`node_modules/${name}`].version}`);
}

module.exports = { inEmptyFolder, locked, npm };
