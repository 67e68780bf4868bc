import { corruptionsOf } from './corruptions';
import { answers, document, OBJECTS, REQUESTS } from './random-mesh';
import { parseMesh } from '../../src/manifest/parse/parse-mesh';
import { readYaml } from '../../src/manifest/parse/read-yaml';
import type { Mesh } from '../../src/model/mesh';
import type { Manifest } from '../evaluate/small-mesh';

const security = (kind: string, spec: Manifest): Manifest => ({ apiVersion: 'security.istio.io/v1', kind, metadata: { name: 'asked', namespace: 'shop' }, spec });
const authorization = (spec: Manifest): Manifest => security('AuthorizationPolicy', spec);

/** Policies in which every field decides something. */
const POLICIES: Readonly<Record<string, Manifest>> = {
  'an ALLOW of identities': authorization({
    selector: { matchLabels: { app: 'api' } },
    action: 'ALLOW',
    rules: [{
      from: [{ source: { principals: ['cluster.local/ns/shop/sa/web'], notNamespaces: ['ops'] } }, { source: { ipBlocks: ['10.1.0.0/16'], notIpBlocks: ['203.0.113.7'] } }],
      to: [{ operation: { ports: ['8080', '5432'] } }],
      when: [{ key: 'source.namespace', values: ['shop'], notValues: ['ops'] }],
    }],
  }),
  'an ALLOW of requests': authorization({
    targetRefs: [{ kind: 'Service', name: 'api' }],
    rules: [{
      from: [{ source: { requestPrincipals: ['https://idp.example/alice'], remoteIpBlocks: ['10.1.0.1'] } }],
      to: [{ operation: { methods: ['GET'], paths: ['/a', '/{*}'], hosts: ['api.shop'], notPaths: ['/b'] } }],
      when: [{ key: 'request.headers[x-team]', values: ['a'] }],
    }],
  }),
  'a DENY of identities': authorization({
    selector: { matchLabels: { app: 'api' } },
    action: 'DENY',
    rules: [{
      from: [{ source: { serviceAccounts: ['web', 'ops/cron'] } }, { source: { notIpBlocks: ['10.0.0.0/8'] } }],
      to: [{ operation: { ports: ['8080'], notPorts: ['9'] } }, { operation: { ports: ['5432'] } }],
    }],
  }),
  'a DENY of requests': authorization({
    selector: { matchLabels: { app: 'legacy' } },
    action: 'DENY',
    rules: [
      { to: [{ operation: { methods: ['GET', 'POST'], paths: ['/a'], hosts: ['legacy.shop'] } }], when: [{ key: 'request.headers[x-team]', values: ['a'], notValues: ['b'] }] },
      { from: [{ source: { principals: ['cluster.local/ns/ops/*'], remoteIpBlocks: ['10.2.0.1'], trustDomains: ['cluster.local'] } }], to: [{ operation: { ports: ['8080'] } }] },
    ],
  }),
  'a PeerAuthentication': security('PeerAuthentication', {
    selector: { matchLabels: { app: 'legacy' } }, mtls: { mode: 'STRICT' }, portLevelMtls: { 5432: { mode: 'STRICT' }, 9000: { mode: 'PERMISSIVE' } },
  }),
};

const MORE: readonly Manifest[] = [
  { at: 'sidecar', from: { ip: '203.0.113.7' }, to: { workload: 'shop/legacy', port: 8080 } },
  { at: 'sidecar', from: { ip: '203.0.113.7' }, to: { workload: 'shop/legacy', port: 5432 } },
];

const ALL_REQUESTS = [...REQUESTS, ...MORE];
const meshWith = (policy: unknown): Mesh => parseMesh([...OBJECTS, policy].map(document));

/** The corruptions of a policy that open something in silence, as `field: change`. */
function opening(policy: Manifest): readonly string[] {
  const before = answers(meshWith(policy), ALL_REQUESTS);
  const quiet = corruptionsOf(policy).filter(({ value }) => {
    const mesh = meshWith(value);
    return mesh.diagnostics.length === 0 && answers(mesh, ALL_REQUESTS).some((answer, index) => answer === 'ALLOW' && before[index].startsWith('DENY'));
  });
  return [...new Set(quiet.map(({ path, change }) => `${path}: ${change}`))].sort();
}

/** What Istio itself takes, and reads as something wider; anything else has to be told, unknown, or at least as strict. */
const ISTIO_OPENS: readonly (readonly [RegExp, string])[] = [
  [/^.* metadata\.namespace: /, 'it is a policy of another namespace (1.2)'],
  [/^.* apiVersion: a bad address$/, 'it is a kind of somebody else: Istio never sees it'],
  [/^.* spec\.selector\.matchLabels\.app: /, 'it selects other workloads (1.3)'],
  [/^(?:an ALLOW|a DENY) of identities spec\.selector(?:\.matchLabels)?: (?:an empty map|left out|null)$/, 'a selector without labels selects nobody at ztunnel (2.1)'],
  [/^an ALLOW of requests spec\.targetRefs\[\]\.name: /, 'it targets another Service (1.3)'],
  [/^an ALLOW of requests spec\.targetRefs(?:: (?:an empty list|left out|null)|\[\]: removed)$/, 'without targets a waypoint ignores it (1.3)'],
  [/^(?:an ALLOW of requests|a PeerAuthentication|a DENY of \w+) spec: (?:an empty map|left out|null)$/, 'an empty spec: nobody in particular, and nothing denied or asked for (1.6, 3.1)'],
  [/^an ALLOW of \w+ spec\.rules\[\]: an empty map$/, 'an empty rule matches everything (1.6)'],
  [/^an ALLOW of requests spec\.rules\[\]\.from(?:: (?:an empty list|left out|null)|\[\]: removed)$/, 'without sources anybody is one (1.6)'],
  [/^an ALLOW of requests spec\.rules\[\]\.from\[\]\.source\.requestPrincipals(?:: (?:an empty list|left out|null)|\[\]: removed)$/, 'one field less to match (1.6)'],
  [/^a DENY of \w+ spec\.rules\[\](?:\.(?:from|to)\[\])?(?:\.source\.serviceAccounts\[\])?: removed$/, 'one alternative less to match (1.6)'],
  [/^a DENY of identities spec\.rules\[\]\.from\[\]\.source\.serviceAccounts(?:: a list|\[\]: )/, 'another service account (1.10)'],
  [/^a DENY of \w+ spec\.action: (?:left out|null)$/, 'ALLOW is the default (9.1)'],
];

describe('a policy with one thing wrong', () => {
  const used = new Set<string>();

  test.each(Object.entries(POLICIES))('%s is told, unknown, as strict, or what Istio makes of it', (name, policy) => {
    expect(meshWith(policy).diagnostics).toEqual([]);
    const unexplained = opening(policy).map((one) => `${name} ${one}`).filter((one) => {
      const reason = ISTIO_OPENS.find(([pattern]) => pattern.test(one));
      if (reason) used.add(reason[1]);
      return !reason;
    });
    expect(unexplained).toEqual([]);
  });

  test('what Istio opens is no longer a list than it has to be', () => {
    expect(ISTIO_OPENS.map(([, reason]) => reason).filter((reason) => !used.has(reason))).toEqual([]);
  });
});

/** The JSON of a value with one of its keys twice, for every key. */
function* duplicated(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const parts = Object.entries(value).map(([key, inner]) => [Array.isArray(value) ? '' : `${JSON.stringify(key)}: `, inner] as const);
  for (const [index, [key, inner]] of parts.entries()) {
    const rest = parts.filter((_, position) => position !== index).map(([other, one]) => other + JSON.stringify(one));
    for (const text of [...(key === '' ? [] : [`${JSON.stringify(inner)}, ${key}"x"`]), ...duplicated(inner)]) yield `${open}${[...rest, key + text].join(', ')}${close}`;
  }
}

test.each(Object.entries(POLICIES))('%s with a key twice is told', (_name, policy) => {
  const texts = [...duplicated(policy)];
  expect(texts.length).toBeGreaterThan(8);
  for (const text of texts) expect([text, parseMesh(readYaml(text, 'f.json')).diagnostics.map(({ code }) => code)]).toEqual([text, expect.arrayContaining(['duplicate-key'])]);
});
