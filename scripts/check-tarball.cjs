'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { differences } = require('./boundary/compare-folders.cjs');
const { ownTarball } = require('./boundary/tarballs.cjs');
const { inEmptyFolder, locked, npm } = require('./empty-folder.cjs');
const { planes } = require('./examples.cjs');
const { readmeSnippet } = require('./readme-snippet.cjs');
const { exitWithMessage, root, StepFailed } = require('./step.cjs');

const snippetFile = 'examples/quickstart/main.ts';
const peers = ['cdk8s', 'constructs', 'cdk8s-plus-28'];
const packed = [
  '.jsii', 'API.md', 'CHANGELOG.md', 'LICENSE', 'NOTICE', 'README.md', 'SECURITY.md', 'bin', 'entry', 'lib', 'node_modules', 'package.json',
];
const compilerOptions = { strict: true, module: 'node16', target: 'es2022', types: ['node'] };
const tools = ['typescript', 'tsx', '@types/node'];

/** What a reader of the README does: an empty app, the published package, the README's code, its YAML. */
function checkTarball() {
  inEmptyFolder((app) => {
    const scripts = { check: 'tsc --noEmit', synth: 'tsx main.ts', planes: 'tsx planes.ts' };
    fs.writeFileSync(path.join(app, 'package.json'), JSON.stringify({ name: 'app', version: '1.0.0', private: true, scripts }));
    fs.writeFileSync(path.join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    fs.writeFileSync(path.join(app, 'main.ts'), readmeSnippet(snippetFile));
    fs.writeFileSync(path.join(app, 'planes.ts'), planesProgram());
    npm(app, 'install', '--no-audit', '--no-fund', '--loglevel=error', ownTarball(), ...locked(peers), ...locked(tools));
    refuseStrays(path.join(app, 'node_modules', 'cdk8s-istio-zero-trust'));
    npm(app, 'run', '--silent', 'check');
    npm(app, 'run', '--silent', 'synth');
    compareWithGolden(path.join(app, 'dist'), 'ambient');
    npm(app, 'run', '--silent', 'planes');
    Object.keys(planes).forEach((plane) => compareWithGolden(path.join(app, plane), plane));
  });
}

/**
 * What is not excluded is published: a folder that someone adds to the repository must not travel by accident.
 * @param {string} installed
 */
function refuseStrays(installed) {
  const strays = fs.readdirSync(installed).filter((name) => !packed.includes(name));
  if (strays.length > 0) throw new StepFailed(`the tarball holds ${strays.join(', ')}: exclude it in .projenrc.ts`);
}

/** The README's code synthesises one data plane when it is run; this imports it for every one. */
function planesProgram() {
  const calls = Object.entries(planes).map(([plane, member]) => `build(DataPlane.${member}, '${plane}').synth();`);
  return ["import { DataPlane } from 'cdk8s-istio-zero-trust';", "import { build } from './main';", ...calls, ''].join('\n');
}

/**
 * @param {string} written
 * @param {string} plane
 */
function compareWithGolden(written, plane) {
  const golden = path.join(path.dirname(snippetFile), 'golden', plane);
  const found = differences(path.join(root, golden), written);
  if (found.length > 0) throw new StepFailed(`the README's app does not write ${golden}: ${found.join(', ')}`);
  process.stdout.write(`README's app · ${plane}: the bytes of ${golden}\n`);
}

exitWithMessage(checkTarball);
