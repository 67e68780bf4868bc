'use strict';

/**
 * @typedef {(string | number)[]} Path from the root of a value to one of its parts
 */

/** @param {Path} path */
const keyOf = (path) => path.join('\n');

/**
 * A copy of a JSON value without some of its parts.
 * @template T
 * @param {T} value
 * @param {Path[]} paths
 * @param {{ prune?: boolean }} [options] prune: what is empty for that is left out, too
 * @returns {T}
 */
function without(value, paths, { prune = false } = {}) {
  const gone = new Set(paths.map(keyOf));
  return copy(value, []);

  /** @param {any} part @param {Path} path @returns {any} */
  function copy(part, path) {
    if (part === null || typeof part !== 'object') return part;
    const kept = Object.entries(part)
      .map(([key, item]) => ({ key, item, at: [...path, Array.isArray(part) ? Number(key) : key] }))
      .filter(({ at }) => !gone.has(keyOf(at)))
      .map(({ key, item, at }) => ({ key, before: item, item: copy(item, at) }))
      .filter(({ before, item }) => !(prune && isEmpty(item) && !isEmpty(before)));
    return Array.isArray(part) ? kept.map(({ item }) => item) : Object.fromEntries(kept.map(({ key, item }) => [key, item]));
  }
}

/** @param {unknown} value */
function isEmpty(value) {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/**
 * Every part of a JSON value, the outer ones before what is in them.
 * @param {any} value
 * @param {Path} [path]
 * @returns {Path[]}
 */
function partsOf(value, path = []) {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    return [at, ...partsOf(item, at)];
  });
}

module.exports = { partsOf, without };
