'use strict';
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { root, StepFailed } = require('../step.cjs');

/**
 * What the Go program in conformance/ reads and writes, one JSON object a line.
 * @typedef {{ point: string, verdict: string, status?: number, filter?: string, reason?: string }} Verdict
 * @typedef {{ id: string, at?: string, http?: any, from: any, to: any, expect?: string, envoy?: Verdict, [field: string]: any }} JudgedRequest
 * @typedef {{ id: string, meshConfig: any, istiodEnv?: Record<string, string>, objects: any[], requests: JudgedRequest[] }} Line
 */

const home = path.join(root, 'conformance');
const build = path.join(home, '.build');
/** Some request was not judged: the lines say which. */
const REFUSED = 1;
/** istiod's test server keeps what it had of a mesh until its process ends: 6 MB each. */
const MESHES_PER_PROCESS = 250;

function buildProgram() {
  const { status } = spawnSync('bash', [path.join(home, 'run.sh'), 'build'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new StepFailed(`conformance/run.sh build failed (exit ${status}); what it printed above says why.`);
}

/**
 * Random meshes with requests; the same seed makes the same.
 * @param {{ seed: number, meshes: number, requests: number, folder: string }} wanted
 */
function generate({ seed, meshes, requests, folder }) {
  return run(['generate', '-seed', String(seed), '-meshes', String(meshes), '-requests', String(requests)], path.join(folder, 'pairs.jsonl'), 0);
}

/**
 * The lines of a file with the verdicts of the real thing.
 * @param {string} file
 * @param {{ quiet?: boolean }} [options]
 * @returns {Line[]}
 */
function judgeFile(file, { quiet = false } = {}) {
  const meshes = readLines(file).length;
  const starts = Array.from({ length: Math.ceil(meshes / MESHES_PER_PROCESS) }, (_, index) => index * MESHES_PER_PROCESS);
  return starts.flatMap((first) => {
    const part = ['-first', String(first), '-limit', String(MESHES_PER_PROCESS)];
    const output = file.replace(/\.jsonl$/, `.judged-${first}.jsonl`);
    return readLines(run(['judge', '-envoy', path.join(build, 'envoy'), ...part, file], output, REFUSED, quiet));
  });
}

/**
 * @param {Line[]} lines
 * @param {string} file where they are kept
 * @param {{ quiet?: boolean }} [options]
 */
function judgeLines(lines, file, options) {
  writeLines(file, lines);
  return judgeFile(file, options);
}

/**
 * Runs a command of the Go program, which keeps its answers in a file.
 * @param {string[]} args
 * @param {string} output
 * @param {number} accepted the worst exit code that still gives answers
 * @param {boolean} [quiet]
 */
function run(args, output, accepted, quiet = false) {
  const out = fs.openSync(output, 'w');
  const { status, signal, stderr } = spawnSync(path.join(build, 'conformance'), args, {
    cwd: root, stdio: ['ignore', out, quiet ? 'pipe' : 'inherit'],
  });
  fs.closeSync(out);
  if (status === null || status > accepted) {
    throw new StepFailed(`conformance ${args[0]} failed (${signal ?? `exit ${status}`}): ${stderr ?? 'what it printed above says why'}`);
  }
  return output;
}

/** @param {string} file @returns {Line[]} */
function readLines(file) {
  return fs.readFileSync(file, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line));
}

/** @param {string} file @param {unknown[]} lines */
function writeLines(file, lines) {
  fs.writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

module.exports = { buildProgram, generate, home, judgeFile, judgeLines, readLines, writeLines };
