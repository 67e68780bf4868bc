import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CENSUS } from '../../projenrc/census';
import { gapsOf, leavesOf } from '../../projenrc/census/coverage';
import { modelled, noEffect } from '../../projenrc/census/entry';
import { readPinnedCrds } from '../../projenrc/pinned-crds';
import { supportPage } from '../../projenrc/support-page';

const root = join(__dirname, '../..');
const crds = readPinnedCrds(join(root, 'imports/crds'));
const kinds = CENSUS.flatMap((section) => section.kinds);

test.each(crds.map((crd) => [`${crd.spec.group} ${crd.spec.names.kind}`, crd] as const))('the census has every field of %s, and no other', (_name, crd) => {
  const census = kinds.find(({ kind, crd: group }) => kind === crd.spec.names.kind && group === crd.spec.group);
  expect(census).toBeDefined();
  expect(gapsOf(census!, leavesOf(crd))).toEqual([]);
});

test('every kind of the census that has a CRD is one of the pinned CRDs', () => {
  const known = new Set(crds.map(({ spec }) => `${spec.group} ${spec.names.kind}`));
  expect(kinds.flatMap(({ kind, crd }) => (crd === undefined || known.has(`${crd} ${kind}`) ? [] : [kind]))).toEqual([]);
});

test('the security kinds have a line of their own for every field', () => {
  for (const crd of crds.filter(({ spec }) => spec.group === 'security.istio.io')) {
    const census = kinds.find(({ kind }) => kind === crd.spec.names.kind)!;
    expect(Object.keys(census.fields).sort()).toEqual(leavesOf(crd).map(({ path }) => path).sort());
  }
});

test('a field that is forgotten, and one that does not exist, are named', () => {
  const fields = { 'a': noEffect('…'), 'a.b[]': modelled(), 'x': modelled() };
  const leaves = ['a.b[]', 'a.c', 'ab'].map((path) => ({ path, schema: {} }));
  expect(gapsOf({ kind: 'K', about: '', fields }, leaves)).toEqual(['K ab is not in the census', 'K x is in the census and in no CRD']);
});

test('every variable of istiod that the sources name is there', () => {
  const sources = ['evaluate', 'manifest'].flatMap((room) => {
    const folder = join(root, 'src', room);
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).map((file) => readFileSync(join(folder, file), 'utf8'));
  });
  const named = new Set(sources.flatMap((source) => [...source.matchAll(/'((?:[A-Z]+_){2,}[A-Z0-9]+)'/g)].map(([, name]) => name)));
  const known = Object.keys(kinds.find(({ kind }) => kind === 'Environment of istiod')!.fields);
  expect(named.size).toBeGreaterThan(5);
  expect([...named].filter((name) => /^(?:PILOT|ENABLE|AMBIENT|ISTIO)_/.test(name) && !known.includes(name))).toEqual([]);
});

test('what is not modelled says why, how far or where', () => {
  expect(kinds.flatMap(({ kind, fields }) => Object.entries(fields).flatMap(([path, { support, note }]) => (support !== 'modelled' && note === '' ? [`${kind} ${path}`] : [])))).toEqual([]);
});

test('docs/support.md is what the census says', () => {
  expect(readFileSync(join(root, 'docs/support.md'), 'utf8')).toBe(supportPage(crds));
});
