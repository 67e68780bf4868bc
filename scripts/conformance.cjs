'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { caseLines, recordCases } = require('./conformance/cases.cjs');
const { compare, describe } = require('./conformance/compare.cjs');
const { keepCase } = require('./conformance/keep-case.cjs');
const { buildProgram, generate, judgeFile, judgeLines } = require('./conformance/real.cjs');
const { writeRecord } = require('./conformance/record.cjs');
const { realJudge, shrink } = require('./conformance/shrink.cjs');
const { ensureCompiled } = require('./ensure-compiled.cjs');
const { exitWithMessage, root, StepFailed } = require('./step.cjs');

/** @typedef {import('./conformance/compare.cjs').Pair} Pair */

const REQUESTS_PER_MESH = 12;
/** Of all pairs: more would say that the harness, or what we model, does not reach what it is for. */
const MOST_UNKNOWN = 0.02;
const MOST_UNJUDGED = 0.01;
const SHRUNK = 3;

/**
 * Compares our decisions with those of the real istiod and Envoy: on the named cases, and on random meshes and requests.
 * `npm run conformance -- --pairs 50000 --seed 7 --record`
 */
function conformance() {
  const { values } = parseArgs({
    options: {
      pairs: { type: 'string', default: '5000' },
      seed: { type: 'string', default: String(Date.now() % 1e9) },
      record: { type: 'boolean', default: false },
    },
  });
  const seed = numberOf('seed', values.seed);
  const meshes = Math.ceil(numberOf('pairs', values.pairs) / REQUESTS_PER_MESH);
  const folder = path.join(root, 'dist', 'conformance', `seed-${seed}`);
  fs.mkdirSync(folder, { recursive: true });
  ensureCompiled();
  buildProgram();
  const cases = judgeLines(caseLines(), path.join(folder, 'cases.jsonl'));
  const ours = settle(cases.flatMap(compare), 'named cases', folder);
  process.stdout.write(`seed ${seed}: ${meshes} meshes with ${REQUESTS_PER_MESH} requests each\n`);
  const pairs = meshes === 0 ? [] : judgeFile(generate({ seed, meshes, requests: REQUESTS_PER_MESH, folder })).flatMap(compare);
  const random = settle(pairs, `pairs of seed ${seed}`, folder);
  if (values.record) {
    recordCases(cases);
    if (meshes > 0) writeRecord(pairs, seed);
  }
  const failures = [...ours, ...random];
  if (failures.length > 0) throw new StepFailed(failures.join('\n'));
}

/** @param {string} name @param {string} text */
function numberOf(name, text) {
  if (!/^\d+$/.test(text)) throw new StepFailed(`--${name} is a whole number, not "${text}"`);
  return Number(text);
}

/**
 * Prints the figures and what is wrong, each disagreement as small as it can be made.
 * @param {Pair[]} pairs
 * @param {string} what
 * @param {string} folder
 * @returns {string[]} why the run fails
 */
function settle(pairs, what, folder) {
  const of = (/** @type {Pair['outcome']} */ outcome) => pairs.filter((pair) => pair.outcome === outcome);
  const [suspects, unknown, unjudged] = [of('different'), of('unknown'), of('not judged')];
  const different = suspects.length === 0 ? [] : askAgain(suspects, folder);
  different.slice(0, 20).forEach((pair) => process.stdout.write(`${describe(pair)}\n`));
  unjudged.slice(0, 5).forEach(({ line, request }) => process.stdout.write(`${line.id} ${request.id} is not judged: ${request.envoy?.reason}\n`));
  for (const pair of different.slice(0, SHRUNK)) {
    process.stdout.write(`as small as it gets: ${keepCase(shrink(pair, realJudge(folder)) ?? pair, folder)}\n`);
  }
  process.stdout.write(`${pairs.length} ${what}: ${different.length} disagreements, ${unknown.length} unknown, ${unjudged.length} not judged\n`);
  return [
    ...different.length > 0 ? [`${what}: our decisions differ from those of the real Envoy`] : [],
    ...unknown.length > pairs.length * MOST_UNKNOWN ? [`${what}: more than ${MOST_UNKNOWN * 100} % are unknown to us`] : [],
    ...unjudged.length > pairs.length * MOST_UNJUDGED ? [`${what}: more than ${MOST_UNJUDGED * 100} % are not judged`] : [],
  ];
}

/**
 * On a machine that stands still, a connection may end before it is answered: a disagreement is one that stays.
 * @param {Pair[]} suspects
 * @param {string} folder
 */
function askAgain(suspects, folder) {
  const lines = suspects.map(({ line, request: { expect, envoy, ...asked } }) => ({ ...line, requests: [asked] }));
  const again = judgeLines(lines, path.join(folder, 'again.jsonl')).flatMap(compare);
  process.stdout.write(`${suspects.length} were asked again, ${again.filter(({ outcome }) => outcome !== 'different').length} of them agree now\n`);
  return again.filter(({ outcome }) => outcome === 'different');
}

exitWithMessage(conformance);
