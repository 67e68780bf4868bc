import { CrdVersion, byVersionPriority, StructuralSchema } from '../../projenrc/crd';
import { readPinnedCrds } from '../../projenrc/pinned-crds';
import { bestVersion, prepareCrds, shorten, snakeCaseTwins } from '../../projenrc/prepare-crds';

const crds = readPinnedCrds('imports/crds');

function fieldsOf(schema: StructuralSchema, path: string): string[] {
  const properties = Object.entries(schema.properties ?? {}).flatMap(([name, child]) => [`${path}.${name}`, ...fieldsOf(child, `${path}.${name}`)]);
  const others = [schema.items, schema.additionalProperties].flatMap((child) => child ? fieldsOf(child, path) : []);
  return [...properties, ...others];
}

const fieldsOfKinds = (some: typeof crds) => new Set(some.flatMap(({ spec }) =>
  fieldsOf(bestVersion({ ...some[0], spec }).schema.openAPIV3Schema, `${spec.group}/${spec.names.kind}`)));

test('the preparation gives the same bytes twice and leaves its input alone', () => {
  const before = JSON.stringify(crds);
  expect(JSON.stringify(prepareCrds(crds))).toBe(JSON.stringify(prepareCrds(crds)));
  expect(JSON.stringify(crds)).toBe(before);
});

test('each kind has its best version only', () => {
  const versions = prepareCrds(crds).map(({ spec }) => [spec.names.kind, spec.versions.map(({ name }) => name)]);
  expect(versions.filter(([, [name]]) => name !== 'v1')).toEqual([
    ['TrafficExtension', ['v1alpha1']], ['WasmPlugin', ['v1alpha1']], ['EnvoyFilter', ['v1alpha3']], ['ProxyConfig', ['v1beta1']],
  ]);
  expect(versions.every(([, names]) => names.length === 1)).toBe(true);
});

test('versions are ranked by stability, then by number', () => {
  const names = ['v1alpha1', 'v1beta2', 'v2', 'v1', 'v1beta10', 'v1alpha3'];
  const sorted = names.map((name) => ({ name }) as CrdVersion).sort(byVersionPriority).map(({ name }) => name);
  expect(sorted).toEqual(['v2', 'v1', 'v1beta10', 'v1beta2', 'v1alpha3', 'v1alpha1']);
});

test('the snake_case twins are the only fields that go', () => {
  const kept = fieldsOfKinds(prepareCrds(crds));
  expect([...fieldsOfKinds(crds)].filter((field) => !kept.has(field)).sort()).toEqual([
    'networking.istio.io/VirtualService.spec.http.mirror_percent',
    'security.istio.io/RequestAuthentication.spec.jwtRules.jwks_uri',
  ]);
});

test('a snake_case name without a twin stays', () => {
  expect(snakeCaseTwins(['jwks_uri', 'jwksUri', 'snake_only', 'camelOnly'])).toEqual(['jwks_uri']);
});

test.each([
  ['One sentence.\n\nA second paragraph.', 'One sentence.'],
  ['Text. See more details at: https://istio.io/docs', 'Text. See https://istio.io/docs'],
  [`${'word '.repeat(20)}end. ${'more '.repeat(80)}`, `${'word '.repeat(20)}end.`],
  [`a\nb ${'word '.repeat(80)}`, `a b ${'word '.repeat(80)}`.slice(0, 299).trim() + ' …'],
])('a description is cut at a paragraph, a sentence or a word', (description, short) => {
  expect(shorten(description)).toBe(short);
});
