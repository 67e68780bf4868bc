'use strict';
const fs = require('node:fs');
const path = require('node:path');

/**
 * The files of two folders that are not the same bytes, each with what is wrong; empty when the folders are equal.
 * @param {string} expected
 * @param {string} actual
 * @returns {string[]}
 */
function differences(expected, actual) {
  const before = readFolder(expected);
  const after = readFolder(actual);
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name) => {
    const [wanted, found] = [before.get(name), after.get(name)];
    if (found === undefined) return [`${name} is missing`];
    if (wanted === undefined) return [`${name} is not expected`];
    return wanted === found ? [] : [`${name} differs at line ${firstDifference(wanted, found)}`];
  });
}

/**
 * @param {string} folder
 * @returns {Map<string, string>} contents by name
 */
function readFolder(folder) {
  const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => fs.statSync(path.join(folder, file)).isFile());
  return new Map(files.map((file) => [file, fs.readFileSync(path.join(folder, file), 'latin1')]));
}

/**
 * @param {string} a
 * @param {string} b
 */
function firstDifference(a, b) {
  const other = b.split('\n');
  return a.split('\n').findIndex((line, index) => line !== other[index]) + 1;
}

module.exports = { differences };
