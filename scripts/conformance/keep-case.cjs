'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { stringify } = require('yaml');
const { root } = require('../step.cjs');

/**
 * Writes a disagreement in the form of conformance/cases, with what Envoy decided as what is expected.
 * @param {import('./compare.cjs').Pair} pair
 * @param {string} folder
 * @returns {string} the file, relative to the repository
 */
function keepCase({ line, request }, folder) {
  const { expect, envoy, id, ...asked } = request;
  const name = `ours was otherwise: ${line.id} ${id}`;
  const one = { name, meshConfig: line.meshConfig, istiodEnv: line.istiodEnv ?? {}, objects: line.objects, requests: [{ ...asked, expect }] };
  const file = path.join(folder, `case-${id.replace(/[^\w.-]+/g, '-')}.yaml`);
  fs.writeFileSync(file, stringify(one));
  return path.relative(root, file);
}

module.exports = { keepCase };
