'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { decisionsOf } = require('./compare.cjs');
const { featuresOf, requestFeatures } = require('./features.cjs');
const { home } = require('./real.cjs');
const { without } = require('./without.cjs');

/**
 * @typedef {import('./compare.cjs').Pair} Pair
 * @typedef {{ allowed: number, denied: number, turnedAllowed: number, turnedDenied: number }} Sides
 */

/** Reading a mesh again without each thing that it uses takes long: one mesh in so many is. */
const TURNED_IN_EVERY = 8;

const file = path.join(home, 'recorded', 'agreement.json');

/** The figures that docs/conformance.md shows. @param {Pair[]} pairs @param {number} seed */
function writeRecord(pairs, seed) {
  const lines = [...new Set(pairs.map(({ line }) => line))];
  /** @type {Map<string, Sides>} */
  const features = new Map();
  const requests = new Map();
  const agreed = pairs.filter(({ outcome }) => outcome === 'agreed');
  const byLine = groupBy(agreed, ({ line }) => line);
  lines.forEach((line, index) => countMesh(byLine.get(line) ?? [], features, index % TURNED_IN_EVERY === 0));
  for (const pair of agreed) new Set(requestFeatures(pair.request)).forEach((name) => count(requests, name, pair));
  const record = {
    seed,
    meshes: lines.length,
    pairs: pairs.length,
    disagreements: pairs.filter(({ outcome }) => outcome === 'different').length,
    notJudged: pairs.filter(({ outcome }) => outcome === 'not judged').length,
    unknown: reasons(pairs),
    policies: sorted(features),
    requests: sorted(requests),
  };
  fs.writeFileSync(file, `${JSON.stringify(record, null, 1)}\n`);
}

/**
 * Counts the verdicts on the requests of a mesh for each thing that it uses, and how many would be others without it.
 * @param {Pair[]} pairs of one mesh
 * @param {Map<string, Sides>} features
 * @param {boolean} isTurned
 */
function countMesh(pairs, features, isTurned) {
  if (pairs.length === 0) return;
  const asked = { ...pairs[0].line, requests: pairs.map(({ request }) => request) };
  for (const [name, paths] of featuresOf(asked)) {
    const decisions = isTurned ? decisionsOf(without(asked, paths)) : [];
    pairs.forEach((pair, index) => count(features, name, pair, decisions[index]));
  }
}

/** @param {Map<string, Sides>} into @param {string} name @param {Pair} pair @param {{ decision: string }} [otherwise] */
function count(into, name, { decision }, otherwise) {
  const sides = into.get(name) ?? { allowed: 0, denied: 0, turnedAllowed: 0, turnedDenied: 0 };
  into.set(name, sides);
  const isAllowed = decision.decision === 'ALLOW';
  sides[isAllowed ? 'allowed' : 'denied'] += 1;
  const hasTurned = otherwise && otherwise.decision !== 'UNKNOWN' && otherwise.decision !== decision.decision;
  if (hasTurned) sides[isAllowed ? 'turnedAllowed' : 'turnedDenied'] += 1;
}

/** @param {Pair[]} pairs */
function reasons(pairs) {
  const unknown = pairs.filter(({ outcome }) => outcome === 'unknown');
  const counted = groupBy(unknown, ({ decision }) => decision.missing.map(({ fact }) => fact).join('; ') || decision.reason);
  return [...counted].map(([reason, all]) => ({ reason, pairs: all.length }))
    .sort((one, other) => other.pairs - one.pairs || (one.reason < other.reason ? -1 : 1));
}

/** @template T, K @param {T[]} items @param {(item: T) => K} keyOf @returns {Map<K, T[]>} */
function groupBy(items, keyOf) {
  /** @type {Map<K, T[]>} */
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...groups.get(keyOf(item)) ?? [], item]);
  return groups;
}

/** @param {Map<string, Sides>} features */
function sorted(features) {
  return [...features].sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, sides]) => ({ name, ...sides }));
}

module.exports = { writeRecord };
