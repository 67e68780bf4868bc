'use strict';
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { ensureCompiled } = require('./ensure-compiled.cjs');
const { exitWithMessage, root, StepFailed } = require('./step.cjs');

const REQUESTS_PER_MESH = 12;
const folder = path.join(root, 'dist', 'conformance');

/**
 * Compares our decisions with those of the real istiod and Envoy on random meshes and requests.
 * `npm run conformance -- --pairs 50000 --seed 7`
 */
function conformance() {
  const { values } = parseArgs({ options: { pairs: { type: 'string', default: '5000' }, seed: { type: 'string', default: String(Date.now() % 1e9) } } });
  const meshes = Math.ceil(numberOf('pairs', values.pairs) / REQUESTS_PER_MESH);
  const seed = numberOf('seed', values.seed);
  ensureCompiled();
  fs.mkdirSync(folder, { recursive: true });
  process.stdout.write(`seed ${seed}: ${meshes} meshes with ${REQUESTS_PER_MESH} requests each\n`);
  const pairs = real('generate', ['-seed', String(seed), '-meshes', String(meshes), '-requests', String(REQUESTS_PER_MESH)], 'pairs.jsonl');
  const judged = real('judge', [pairs], 'judged.jsonl');
  report(compare(judged), seed);
}

/** @param {string} name @param {string} text */
function numberOf(name, text) {
  if (!/^\d+$/.test(text) || Number(text) < 1) throw new StepFailed(`--${name} is a whole number from 1, not "${text}"`);
  return Number(text);
}

/**
 * Runs a command of the Go program, which keeps its answers in a file.
 * @param {string} command
 * @param {string[]} args
 * @param {string} file
 */
function real(command, args, file) {
  const output = path.join(folder, file);
  const { status } = spawnSync('bash', [path.join(root, 'conformance', 'run.sh'), command, ...args], { cwd: root, stdio: ['ignore', fs.openSync(output, 'w'), 'inherit'] });
  if (status !== 0) throw new StepFailed(`conformance/run.sh ${command} failed (exit ${status}); what it printed above says why.`);
  return output;
}

/**
 * @typedef {{ id: string, expect: string, envoy: { status?: number } }} Judged
 * @typedef {{ mesh: string, request: Judged, decision: { decision: string, status?: number, reason: string } }} Pair
 */

/** @param {string} file @returns {Pair[]} */
function compare(file) {
  const library = path.join(root, 'lib', 'src');
  const { decide } = require(path.join(library, 'evaluate'));
  const { plainDocument } = require(path.join(library, 'manifest', 'parse', 'manifest-document'));
  const { parseMesh } = require(path.join(library, 'manifest', 'parse', 'parse-mesh'));
  const { parseRequest } = require(path.join(library, 'manifest', 'parse', 'parse-request'));
  /** @param {unknown} value */
  const document = (value) => plainDocument(value, { file, line: 1, column: 1 });
  return fs.readFileSync(file, 'utf8').trimEnd().split('\n').flatMap((line) => {
    const { id, objects, meshConfig, requests } = JSON.parse(line);
    const mesh = parseMesh(objects.map(document), { meshConfig: document(meshConfig) });
    return requests.map((/** @type {Judged} */ request) => ({ mesh: id, request, decision: decide(mesh, parseRequest(document(request)).request) }));
  });
}

/** @param {Pair[]} pairs @param {number} seed */
function report(pairs, seed) {
  const unknown = pairs.filter(({ decision }) => decision.decision === 'UNKNOWN');
  const different = pairs.filter((pair) => !unknown.includes(pair) && !agrees(pair));
  for (const { mesh, request, decision } of different.slice(0, 20)) {
    process.stdout.write(`${mesh} ${request.id}: Envoy ${request.expect} ${request.envoy.status ?? ''}, ours ${decision.decision} ${decision.status ?? ''}: ${decision.reason}\n`);
  }
  process.stdout.write(`${pairs.length} pairs, ${different.length} disagreements, ${unknown.length} unknown (seed ${seed})\n`);
  if (different.length > 0) throw new StepFailed('our decisions differ from those of the real Envoy');
}

/** @param {Pair} pair */
function agrees({ request, decision }) {
  return decision.decision === request.expect && (decision.decision === 'ALLOW' || decision.status === request.envoy.status);
}

exitWithMessage(conformance);
