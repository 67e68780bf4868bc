'use strict';
const path = require('node:path');
const { root } = require('../step.cjs');

/**
 * @typedef {import('./real.cjs').Line} Line
 * @typedef {import('./real.cjs').JudgedRequest} JudgedRequest
 * @typedef {{ decision: string, status?: number, reason: string, missing: { fact: string, supply: string }[] }} Decision
 * @typedef {'agreed' | 'different' | 'unknown' | 'not judged'} Outcome
 * @typedef {{ line: Line, request: JudgedRequest, decision: Decision, outcome: Outcome }} Pair
 */

/** Whatever `ztmesh check` decides with, compiled. */
function library() {
  const folder = path.join(root, 'lib', 'src');
  return {
    ...require(path.join(folder, 'evaluate')),
    ...require(path.join(folder, 'manifest', 'parse', 'manifest-document')),
    ...require(path.join(folder, 'manifest', 'parse', 'parse-mesh')),
    ...require(path.join(folder, 'manifest', 'parse', 'parse-request')),
  };
}

/**
 * Our decisions about the requests of a mesh, in their order; undefined where a request cannot be read.
 * @param {Line} line
 * @returns {(Decision | undefined)[]}
 */
function decisionsOf({ id, objects, meshConfig, istiodEnv, requests }) {
  const { decide, parseMesh, parseRequest, plainDocument } = library();
  const document = (/** @type {unknown} */ value) => plainDocument(value, { file: id, line: 1, column: 1 });
  const mesh = parseMesh(objects.map(document), { meshConfig: document(meshConfig), environment: new Map(Object.entries(istiodEnv ?? {})) });
  return requests.map((request) => {
    const { request: parsed } = parseRequest(document(request));
    return parsed && decide(mesh, parsed);
  });
}

/** @param {Line} line with verdicts @returns {Pair[]} */
function compare(line) {
  const decisions = decisionsOf(line);
  return line.requests.map((request, index) => {
    const decision = decisions[index] ?? { decision: 'UNKNOWN', reason: 'the request cannot be read', missing: [] };
    return { line, request, decision, outcome: outcomeOf(request, decision) };
  });
}

/** @param {JudgedRequest} request @param {Decision} decision @returns {Outcome} */
function outcomeOf({ expect, envoy }, { decision, status }) {
  if (!expect) return 'not judged';
  if (decision === 'UNKNOWN') return 'unknown';
  const isSame = decision === expect && (decision === 'ALLOW' || status === envoy?.status);
  return isSame ? 'agreed' : 'different';
}

/** @param {Pair} pair */
function describe({ line, request, decision }) {
  return `${line.id} ${request.id}: Envoy ${request.expect} ${request.envoy?.status ?? ''}, ours ${decision.decision} ${decision.status ?? ''}: ${decision.reason}`;
}

module.exports = { compare, decisionsOf, describe };
