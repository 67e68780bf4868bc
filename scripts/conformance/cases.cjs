'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { gzipSync } = require('node:zlib');
const { parse, parseAllDocuments } = require('yaml');
const { home } = require('./real.cjs');

/**
 * @typedef {import('./real.cjs').Line} Line
 * @typedef {{ name: string, link?: string, fixture?: string, meshConfig?: any, istiodEnv?: Record<string, string>, objects?: any[],
 *   policies?: Policy[], request?: any, requests: any[] }} Case
 * @typedef {{ kind?: string, name?: string, namespace?: string, annotations?: any, spec: any }} Policy
 */

const folder = path.join(home, 'cases');
const recorded = path.join(home, 'recorded', 'cases.jsonl.gz');

/** The named cases of conformance/cases, each with where it stands. @returns {(Case & { file: string })[]} */
function readCases() {
  return fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml') && !file.startsWith('fixtures'))
    .sort()
    .flatMap((file) => parseAllDocuments(fs.readFileSync(path.join(folder, file), 'utf8')).map((document) => {
      if (document.errors.length > 0) throw new Error(`${file}: ${document.errors[0].message}`);
      return { file, ...document.toJS() };
    }));
}

/** The named cases as the Go program and `ztmesh check` read them. @returns {Line[]} */
function caseLines() {
  return readCases().map(lineOf);
}

/** @param {Case & { file: string }} one @returns {Line} */
function lineOf({ file, name, fixture, meshConfig = {}, istiodEnv = {}, objects = [], policies = [], request = {}, requests }) {
  const given = fixture === undefined ? [] : readFixture(fixture);
  return {
    id: `${file}: ${name}`,
    meshConfig,
    istiodEnv,
    objects: [...given.objects ?? [], ...objects, ...policies.map(policyObject)],
    requests: requests.map((own, index) => ({ id: String(index + 1), ...merge(merge(given.request ?? {}, request), own) })),
  };
}

/** @param {Policy} policy @param {number} index */
function policyObject({ kind = 'AuthorizationPolicy', name, namespace = 'shop', annotations, spec }, index) {
  const metadata = { name: name ?? `policy-${index + 1}`, namespace, ...annotations ? { annotations } : {} };
  return { apiVersion: 'security.istio.io/v1', kind, metadata, spec };
}

/** @param {string} name @returns {any} */
function readFixture(name) {
  return parse(fs.readFileSync(path.join(folder, 'fixtures', `${name}.yaml`), 'utf8'));
}

/** A request is what all of the case have in common, with what is its own; null takes a field away. @param {any} common @param {any} own @returns {any} */
function merge(common, own) {
  if (!isPlain(common) || !isPlain(own)) return own;
  const fields = [...Object.keys(common), ...Object.keys(own).filter((key) => !(key in common))]
    .map((key) => [key, key in own ? merge(common[key], own[key]) : common[key]]);
  return Object.fromEntries(fields.filter(([, value]) => value !== null));
}

/** @param {unknown} value */
function isPlain(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Keeps the verdicts for those who have no Envoy at hand. @param {Line[]} judged */
function recordCases(judged) {
  const text = judged.map(({ id, requests }) => `${JSON.stringify({ id, requests: requests.map((one) => ({ id: one.id, expect: one.expect, envoy: one.envoy })) })}\n`).join('');
  fs.writeFileSync(recorded, gzipSync(text));
}

module.exports = { caseLines, readCases, recordCases };
