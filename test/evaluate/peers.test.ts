import * as fc from 'fast-check';
import { readRecorded } from './recorded-decisions';
import { decide } from '../../src/evaluate';
import { KeyIndex, labelKeys, selectorKey } from '../../src/evaluate/mesh/label-index';
import { Facts } from '../../src/evaluate/rules/facts';
import { combine, compiledRule, PolicyMatch, ruleTruths } from '../../src/evaluate/rules/policy-match';
import { PolicySet } from '../../src/evaluate/rules/policy-set';
import { ChainScope } from '../../src/evaluate/rules/rule-scope';
import { known, missingFact } from '../../src/evaluate/truth/fact';
import { normalisePath } from '../../src/evaluate/values/normalise-path';
import { plainDocument } from '../../src/manifest/parse/manifest-document';
import { parseMesh } from '../../src/manifest/parse/parse-mesh';
import { parseRequest } from '../../src/manifest/parse/parse-request';
import type { Mesh, WrittenPolicy } from '../../src/model/mesh';

const document = (value: unknown) => plainDocument(value, { file: 'peers.jsonl', line: 1, column: 1 });

const recorded = readRecorded('envoy.jsonl.gz').filter((_, index) => index % 5 === 0);
const meshes: readonly Mesh[] = recorded.map(({ objects, meshConfig }) => parseMesh(objects.map(document), { meshConfig: document(meshConfig) }));

function policiesOf(mesh: Mesh): readonly WrittenPolicy[] {
  return mesh.authorizationPolicies.flatMap((policy) => (policy.kind === 'read' ? [policy.value] : []));
}

describe('what is left of policies for one peer', () => {
  const principals = [
    undefined, '', 'cluster.local/ns/ns-a/sa/one', 'cluster.local/ns/ns-b/sa/two', 'other.example/ns/ns-a/sa/one', 'cluster.local',
    ...recorded.flatMap(({ requests }) => requests.map((request) => (request as { from?: { principal?: string } }).from?.principal)).slice(0, 40),
  ];
  const address = fc.constantFrom(known([10, 1, 0, 1]), known([192, 168, 7, 9]), missingFact<readonly number[]>('the address', 'from.ip'));
  const facts: fc.Arbitrary<Facts> = fc.record({
    principal: fc.constantFrom(...principals),
    sourceIp: address,
    remoteIp: address,
    destinationIp: address,
    port: fc.constantFrom(80, 8080, 9090),
    http: fc.option(fc.record({
      method: fc.constantFrom('GET', 'POST', 'DELETE'),
      path: fc.constantFrom(known<string | undefined>('/'), known<string | undefined>('/admin/users'), missingFact<string | undefined>('the path', 'http.path')),
      query: fc.constant(''),
      version: fc.constantFrom('1.1', '2'),
      host: fc.constantFrom('one.example', 'two.ns-a'),
      headers: fc.constant(new Map<string, readonly string[]>()),
      unknownHeaders: fc.constant(new Set<string>()),
    }), { nil: undefined }),
  });

  test('they answer as all of them do, for every peer and request', () => {
    fc.assert(fc.property(fc.constantFrom(...meshes), facts, fc.constantFrom('HTTP', 'TCP'), (mesh, asked, chain) => {
      const scope: ChainScope = { chain, configuration: mesh.configuration, environment: mesh.environment, version: mesh.istioVersion };
      const policies = policiesOf(mesh);
      const unreadable = [{ kind: 'unreadable' as const, diagnostic: { code: 'syntax', message: 'no YAML', at: { file: 'a', line: 1, column: 1 } } }];
      for (const some of [[], unreadable]) {
        const compile = (policy: WrittenPolicy, rule: Parameters<typeof compiledRule>[1]) => compiledRule(policy, rule, scope);
        const set = new PolicySet<PolicyMatch>({ policies, unreadable: some, compile, settle: (match) => match });
        const plainly = combine(policies.flatMap((policy) => ruleTruths(policy, (rule) => compile(policy, rule), asked)), some);
        expect(set.forPeer(asked.principal).ask(asked)).toEqual(plainly);
      }
    }), { numRuns: 400 });
  });
});

describe('a mesh that has answered before', () => {
  test('answers as one that is asked for the first time, whatever was asked before', () => {
    for (const [index, mesh] of meshes.entries()) {
      const { objects, meshConfig, requests } = recorded[index];
      const asked = requests.map((request) => parseRequest(document(request)).request!);
      asked.forEach((request) => decide(mesh, request));
      const again = [...asked].reverse().map((request) => decide(mesh, request));
      const fresh = [...asked].reverse().map((request) => decide(parseMesh(objects.map(document), { meshConfig: document(meshConfig) }), request));
      expect(again).toEqual(fresh);
    }
  });
});

describe('what is looked up by labels', () => {
  const labels = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'a=b', '__proto__'), fc.constantFrom('1', '2', 'b=1', ''), { maxKeys: 3 });
  const isWithin = (selector: Record<string, string>, of: Record<string, string>) =>
    Object.keys(selector).every((key) => Object.hasOwn(of, key) && of[key] === selector[key]);

  test('nothing that selects is missed, and the order stays', () => {
    fc.assert(fc.property(fc.array(labels), labels, (selectors, pod) => {
      const index = new KeyIndex(selectors, (selector) => [selectorKey(selector) ?? '']);
      const found = index.get(['', ...labelKeys(pod)]);
      expect(found.filter((selector) => isWithin(selector, pod))).toEqual(selectors.filter((selector) => isWithin(selector, pod)));
    }));
  });
});

describe('a path without anything to normalise', () => {
  const character = fc.constantFrom(..."abcXYZ019-._~!$&'()*+,=:@/%;\\\"<{?#".split(''));

  test('is read as the whole of the normalisation reads it', () => {
    fc.assert(fc.property(fc.string({ unit: character, maxLength: 12 }), fc.constantFrom('NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES'), (text, mode) => {
      const path = `/${text.split('#')[0]}`;
      // A fragment is cut off in every mode, and keeps the path from being taken as it is.
      expect(normalisePath(path, mode)).toEqual(normalisePath(`${path}#x`, mode));
    }), { numRuns: 2000 });
  });
});
