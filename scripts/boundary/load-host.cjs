'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { root } = require('../step.cjs');
const { readAssembly } = require('./assemblies.cjs');
const { Host } = require('./host.cjs');
const { Kernel } = require('./kernel.cjs');
const { packInstalled } = require('./tarballs.cjs');

/**
 * A started kernel that holds the packages, in this order, and the host for it.
 * @param {{ name: string, folder: string, tarball?: string }[]} packages without a tarball, the folder is packed
 * @returns {{ kernel: Kernel, host: Host }}
 */
function loadHost(packages) {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'boundary-'));
  const kernel = new Kernel();
  try {
    const assemblies = packages.map(({ name, folder, tarball = packInstalled(name, scratch) }) => {
      const assembly = readAssembly(folder);
      kernel.ask({ api: 'load', name, version: assembly.version, tarball });
      return assembly;
    });
    return { kernel, host: new Host(kernel, assemblies) };
  } catch (error) {
    kernel.close();
    throw error;
  } finally {
    fs.rmSync(scratch, { recursive: true });
  }
}

/** @param {string} name */
function installed(name) {
  return { name, folder: path.join(root, 'node_modules', name) };
}

module.exports = { installed, loadHost };
