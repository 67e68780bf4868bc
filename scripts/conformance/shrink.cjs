'use strict';
const path = require('node:path');
const { compare } = require('./compare.cjs');
const { judgeLines } = require('./real.cjs');
const { partsOf, without } = require('./without.cjs');

/**
 * @typedef {import('./real.cjs').Line} Line
 * @typedef {import('./compare.cjs').Pair} Pair
 * @typedef {import('./without.cjs').Path} Path
 */

const ROUNDS = 8;
/** What is left without one of these says something else, or nothing. */
const MEANING = ['action', 'group', 'issuer', 'key', 'kind', 'mode', 'name', 'valid'];
/** Parts of other objects are left alone: a Service without ports says nothing about policies. */
const POLICIES = ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'];
/** Without these a request is none. */
const NEEDED = /^(?:requests|requests\n0|requests\n0\n(?:id|at|from|to|to\n.*|http\n(?:method|path|host|version)))$/;

/**
 * The smallest mesh and request that can be found in bounded time about which the two still differ; undefined when they do
 * not differ when asked again.
 * @param {Pair} pair
 * @param {(lines: Line[]) => Pair[]} judge one pair for each line
 * @returns {Pair | undefined}
 */
function shrink({ line, request }, judge) {
  const { expect, envoy, ...asked } = request;
  let [smallest] = judge([{ ...line, requests: [asked] }]);
  if (smallest.outcome !== 'different') return undefined;
  const wanted = signature(smallest);
  for (let round = 0; round < ROUNDS; round++) {
    const next = shrinkOnce(smallest.line, (lines) => judge(lines).map((pair) => ({ pair, isSame: signature(pair) === wanted })));
    if (!next) break;
    smallest = next;
  }
  return smallest;
}

/** On the way to a smaller one, no other disagreement takes its place. @param {Pair} pair */
function signature({ request, decision, outcome }) {
  return [outcome, request.expect, request.envoy?.status, decision.decision, decision.status].join(' ');
}

/**
 * Leaves out what can be left out alone, and as much of that as can be left out together.
 * @param {Line} line
 * @param {(lines: Line[]) => { pair: Pair, isSame: boolean }[]} judge
 */
function shrinkOnce(line, judge) {
  const paths = removable(line);
  const alone = judge(paths.map((one) => smaller(line, [one])));
  const spare = paths.filter((_, index) => alone[index].isSame);
  const together = judge(spare.map((_, index) => smaller(line, spare.slice(0, index + 1))));
  return together.filter(({ isSame }) => isSame).pop()?.pair;
}

/** @param {Line} line @param {Path[]} paths @returns {Line} */
function smaller(line, paths) {
  const copy = without(line, paths, { prune: true });
  const requests = copy.requests.map((request) => ({ ...request, from: request.from ?? {}, expect: undefined, envoy: undefined }));
  return { ...copy, meshConfig: copy.meshConfig ?? {}, objects: copy.objects ?? [], requests };
}

/** @param {Line} line @returns {Path[]} */
function removable(line) {
  return partsOf(line).filter((at) => {
    const [top, index] = at;
    if (MEANING.includes(String(at[at.length - 1]))) return false;
    if (top === 'objects') return at.length === 2 || (at.length > 3 && at[2] === 'spec' && POLICIES.includes(line.objects[Number(index)].kind));
    if (top === 'requests') return !NEEDED.test(at.join('\n')) && !['expect', 'envoy'].includes(String(at[2]));
    return at.length > 1;
  });
}

/** @param {string} folder for the files in between @returns {(lines: Line[]) => Pair[]} */
function realJudge(folder) {
  return (lines) => (lines.length === 0 ? [] : judgeLines(lines, path.join(folder, 'shrinking.jsonl'), { quiet: true }).flatMap(compare));
}

module.exports = { realJudge, shrink };
