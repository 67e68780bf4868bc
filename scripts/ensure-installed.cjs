'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { root, runNode, StepFailed } = require('./step.cjs');

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean }} LockEntry
 * @typedef {{ packages: Record<string, LockEntry> }} LockFile
 */

/**
 * Why the packages in node_modules are not those of the lock file; undefined when they are.
 *
 * Compares contents, not times: a checkout touches files without changing them, and `git pull` can do the opposite.
 * npm writes its own list last, so an interrupted installation has none.
 * @param {string} folder a folder with package-lock.json
 * @returns {string | undefined}
 */
function whyInstall(folder) {
  const listPath = path.join(folder, 'node_modules', '.package-lock.json');
  if (!fs.existsSync(listPath)) return 'node_modules is missing or incomplete';
  const wanted = readLock(path.join(folder, 'package-lock.json'));
  const installed = readLock(listPath);
  const differing = [
    ...Object.keys(wanted).filter((key) => isWanted(wanted[key]) && !isSame(wanted[key], installed[key])),
    ...Object.keys(installed).filter((key) => !isSame(installed[key], wanted[key])),
  ].sort();
  return differing.length === 0 ? undefined : `package-lock.json has changed (${differing[0]})`;
}

/**
 * @param {string} file
 * @returns {Record<string, LockEntry>} entries by folder, without the project's own
 */
function readLock(file) {
  const { '': _project, ...packages } = /** @type {LockFile} */ (JSON.parse(fs.readFileSync(file, 'utf8'))).packages;
  return packages;
}

/**
 * npm leaves out optional packages that are made for another platform.
 * @param {LockEntry} entry
 */
function isWanted(entry) {
  return !entry.optional;
}

/**
 * @param {LockEntry} a
 * @param {LockEntry | undefined} b
 */
function isSame(a, b) {
  return b !== undefined && a.version === b.version && a.integrity === b.integrity;
}

function ensureInstalled() {
  const reason = whyInstall(root);
  if (reason === undefined) return;
  process.stdout.write(`${reason}: running npm ci\n`);
  runNode('npm ci', npmProgram(), ['ci', '--no-progress', '--loglevel=error']);
}

/** npm names itself to the scripts that it runs; a bare `node scripts/start.cjs` finds the one beside Node. */
function npmProgram() {
  const beside = path.dirname(process.execPath);
  const candidates = [
    process.env.npm_execpath,
    path.join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    path.join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  const found = candidates.find((file) => file !== undefined && path.basename(file) === 'npm-cli.js' && fs.existsSync(file));
  if (found === undefined) throw new StepFailed('npm is not installed beside this Node; run `npm ci` yourself, then this command again.');
  return found;
}

module.exports = { ensureInstalled, npmProgram, whyInstall };
