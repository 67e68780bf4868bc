'use strict';
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { programOf, root, runNode } = require('./step.cjs');

const stamp = path.join(root, '.stamps', 'compiled');
const output = path.join(root, 'lib');
const sourceFolders = ['src', 'imports'];

/** Compiles src/ and imports/ into lib/ with plain tsc, when they are not what lib/ was last compiled from. */
function ensureCompiled() {
  const wanted = fingerprint();
  if (fs.existsSync(path.join(output, 'src', 'index.js')) && readStamp() === wanted) return;
  process.stdout.write('compiling src/ and imports/ into lib/\n');
  fs.rmSync(stamp, { force: true });
  runNode('Compiling', programOf('typescript', 'tsc'), ['-p', 'tsconfig.json']);
  removeOrphans();
  fs.mkdirSync(path.dirname(stamp), { recursive: true });
  fs.writeFileSync(stamp, wanted);
}

function readStamp() {
  return fs.existsSync(stamp) ? fs.readFileSync(stamp, 'utf8') : undefined;
}

/** Over contents, because a fresh checkout gives all files the time of the checkout. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const file of ['tsconfig.json', 'package-lock.json', ...sourceFolders.flatMap(filesBelow)]) {
    hash.update(file).update('\0').update(fs.readFileSync(path.join(root, file))).update('\0');
  }
  return hash.digest('hex');
}

/**
 * @param {string} folder
 * @returns {string[]} paths relative to the repository, sorted by code unit
 */
function filesBelow(folder) {
  return fs.readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => path.join(folder, file))
    .filter((file) => fs.statSync(path.join(root, file)).isFile())
    .sort();
}

/** A source that was deleted or renamed must not live on in lib/, and from there in the package. */
function removeOrphans() {
  for (const file of filesBelow('lib')) {
    const source = path.relative('lib', file).replace(/(\.d)?\.[cm]?[jt]s$/, '');
    const exists = ['', '.ts', '.js', '.cjs'].some((extension) => fs.existsSync(path.join(root, source + extension)));
    if (!exists && sourceFolders.includes(source.split(path.sep)[0])) fs.rmSync(path.join(root, file));
  }
}

module.exports = { ensureCompiled };
