import { completed, fieldOf, leavesOfKinds } from './crd-leaves';
import { withoutPlaces } from './mesh-of';
import { plainDocument } from '../../../src/manifest/parse/manifest-document';
import { parseMesh } from '../../../src/manifest/parse/parse-mesh';

/** Fields that are read past, and why they change no decision. */
const DECIDE_NOTHING: ReadonlyMap<string, string> = new Map([
  ['RequestAuthentication jwtRules[].jwks', 'a request says of each of its tokens whether it is valid'],
  ['RequestAuthentication jwtRules[].jwksUri', 'a request says of each of its tokens whether it is valid'],
  ['RequestAuthentication jwtRules[].jwks_uri', 'a request says of each of its tokens whether it is valid'],
  ['RequestAuthentication jwtRules[].timeout', 'a request says of each of its tokens whether it is valid'],
]);

/** Fields that are required beside the one in question. */
const REQUIRED: Readonly<Record<string, object>> = {
  when: { key: 'source.ip' },
  targetRef: { kind: 'k', name: 'n' },
  targetRefs: { kind: 'k', name: 'n' },
  fromHeaders: { name: 'n' },
  outputClaimToHeaders: { header: 'h', claim: 'c' },
};

const ALL = leavesOfKinds(['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication']);

test('the three kinds have as many fields as we know', () => {
  expect(ALL.length).toBe(2 * (36 + 3 + 24));
  const known = new Set(ALL.map(([title]) => fieldOf(title)));
  expect([...DECIDE_NOTHING.keys()].filter((field) => !known.has(field))).toEqual([]);
});

test.each(ALL)('%s is read, or is known to decide nothing', (title, { apiVersion, kind, specs }) => {
  const [a, b] = specs.map((spec) => parseMesh([
    plainDocument({ apiVersion, kind, metadata: { name: 'p' }, spec: completed(spec, REQUIRED) }, { file: 'f', line: 1, column: 1 }),
  ]));
  expect([...a.diagnostics, ...b.diagnostics]).toEqual([]);
  const isTold = JSON.stringify(withoutPlaces(a)) !== JSON.stringify(withoutPlaces(b));
  expect(isTold).toBe(!DECIDE_NOTHING.has(fieldOf(title)));
});
