'use strict';
const fs = require('node:fs');
const path = require('node:path');
const zlib = require('node:zlib');

/**
 * @typedef {{ name: string, static?: boolean, async?: boolean, immutable?: boolean, const?: boolean, parameters?: { variadic?: boolean }[] }} Member
 * @typedef {{ fqn: string, kind: 'class' | 'interface' | 'enum', base?: string, interfaces?: string[], datatype?: boolean,
 *   methods?: Member[], properties?: Member[], members?: Member[] }} Type
 * @typedef {{ name: string, version: string, types: Record<string, Type> }} Assembly
 */

/**
 * What a jsii package says of its own types.
 * @param {string} folder of the installed package
 * @returns {Assembly}
 */
function readAssembly(folder) {
  const content = JSON.parse(fs.readFileSync(path.join(folder, '.jsii'), 'utf8'));
  if (content.schema !== 'jsii/file-redirect') return content;
  return JSON.parse(zlib.gunzipSync(fs.readFileSync(path.join(folder, content.filename))).toString('utf8'));
}

module.exports = { readAssembly };
