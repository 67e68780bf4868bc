'use strict';
const { partsOf } = require('./without.cjs');

/**
 * @typedef {import('./real.cjs').Line} Line
 * @typedef {import('./without.cjs').Path} Path
 */

const POLICIES = ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'];
/** Fields whose texts are matched in a dialect. */
const MATCHED = /\.(?:(?:not)?(?:Principals|principals|Namespaces|namespaces|RequestPrincipals|requestPrincipals|TrustDomains|trustDomains|Hosts|hosts|Methods|methods|Paths|paths))$/;
const DRY_RUN = 'istio.io/dry-run';

/**
 * What a mesh uses, under the names of Istio's fields, and what to leave out to have the mesh without it.
 * @param {Line} line
 * @returns {Map<string, Path[]>}
 */
function featuresOf(line) {
  /** @type {Map<string, Path[]>} */
  const features = new Map();
  const add = (/** @type {string} */ name, /** @type {Path} */ at) => features.set(name, [...features.get(name) ?? [], at]);
  line.objects.forEach((object, index) => {
    if (!POLICIES.includes(object.kind)) return;
    if (object.metadata.annotations?.[DRY_RUN] !== undefined) add(`${object.kind}.metadata.annotations[${DRY_RUN}]`, ['objects', index, 'metadata', 'annotations']);
    for (const at of partsOf(object.spec)) {
      const value = at.reduce((part, key) => part[key], object.spec);
      if (value === null || typeof value !== 'object') leaf(object, at, value, ['objects', index, 'spec'], add);
    }
  });
  for (const at of partsOf(line.meshConfig)) {
    const value = at.reduce((part, key) => part[key], line.meshConfig);
    if (at[0] !== 'rootNamespace' && (value === null || typeof value !== 'object')) meshField(at, value, add);
  }
  for (const [name, value] of Object.entries(line.istiodEnv ?? {})) add(`istiod ${name}=${value}`, ['istiodEnv', name]);
  return features;
}

/**
 * @param {any} object
 * @param {Path} at within the spec
 * @param {unknown} value
 * @param {Path} spec
 * @param {(name: string, at: Path) => void} add
 */
function leaf(object, at, value, spec, add) {
  const names = at.filter((key) => typeof key === 'string');
  const full = [object.kind, ...names].join('.');
  const list = [...spec, ...typeof at[at.length - 1] === 'number' ? at.slice(0, -1) : at];
  if (names[0] === 'action') return add(`${full}=${value}`, spec.slice(0, 2));
  if (names.includes('mode')) return add(`${object.kind}.${names[0]}=${value}`, [...spec, ...at.slice(0, -1)]);
  if (names.includes('matchLabels')) return add(`${object.kind}.selector.matchLabels`, [...spec, 'selector']);
  if (/^targetRef/.test(String(names[0]))) return names[1] === 'kind' ? add(`${object.kind}.${names[0]} (${value})`, [...spec, names[0]]) : undefined;
  if (names[1] === 'when') {
    if (names[2] === 'key') return undefined;
    const condition = at.slice(0, 4);
    const key = condition.reduce((part, step) => part[step], object.spec).key.replace(/\[.*/, '[…]');
    return add(`${object.kind}.rules.when ${key} ${names[2]}`, list);
  }
  add(full, list);
  if (MATCHED.test(full)) add(`${full} ${dialectOf(String(value))}`, [...spec, ...at]);
  return undefined;
}

/** @param {string} text */
function dialectOf(text) {
  if (/\{\*\*?\}/.test(text)) return text.includes('{**}') ? '{**}' : '{*}';
  if (text === '*') return '*';
  if (text.startsWith('*')) return '*suffix';
  return text.endsWith('*') ? 'prefix*' : 'exact';
}

/** @param {Path} at @param {unknown} value @param {(name: string, at: Path) => void} add */
function meshField(at, value, add) {
  const names = at.filter((key) => typeof key === 'string');
  if (names[0] === 'trustDomain') return value === 'cluster.local' ? undefined : add('MeshConfig.trustDomain', ['meshConfig', 'trustDomain']);
  if (names[0] === 'pathNormalization') return add(`MeshConfig.pathNormalization=${value}`, ['meshConfig', 'pathNormalization']);
  if (names[0] === 'extensionProviders') return /^envoyExt/.test(String(names[1])) ? add(`MeshConfig.${names[0]}.${names[1]}`, ['meshConfig', ...at.slice(0, 2)]) : undefined;
  if (names[names.length - 1] === 'numTrustedProxies') return add(`MeshConfig.defaultConfig.gatewayTopology.numTrustedProxies=${value}`, ['meshConfig', 'defaultConfig']);
  return add(`MeshConfig.${names.join('.')}`, ['meshConfig', names[0]]);
}

/**
 * What a request uses.
 * @param {import('./real.cjs').JudgedRequest} request
 * @returns {string[]}
 */
function requestFeatures({ at, from, to, http, sni, external }) {
  const tokens = http?.tokens ?? [];
  return [
    `at ${at}`,
    `to.${['workload', 'service', 'gateway'].find((one) => to[one] !== undefined)} at ${at}`,
    from.workload ? 'from.workload' : from.principal ? 'from.principal' : 'plaintext',
    ...from.xForwardedFor ? ['from.xForwardedFor'] : [],
    http ? `http.version ${http.version ?? 'not told'}` : 'no HTTP',
    ...sni ? ['sni'] : [],
    ...external ? ['external'] : [],
    ...tokens.length > 1 ? ['several tokens'] : [],
    ...tokens.map((/** @type {any} */ token) => `token, ${token.valid === false ? 'invalid' : 'valid'}`),
    ...tokens.map((/** @type {any} */ { in: place }) => `token in ${place?.param ? 'a parameter' : place?.cookie ? 'a cookie' : 'a header'}`),
    ...Object.values(http?.headers ?? {}).some((lines) => Array.isArray(lines) && lines.length > 1) ? ['repeated header'] : [],
  ];
}

module.exports = { featuresOf, requestFeatures };
