import { readRecorded, type RecordedMesh } from './recorded-decisions';
import { decide } from '../../src/evaluate';
import { type ManifestDocument, plainDocument } from '../../src/manifest/parse/manifest-document';
import { parseMesh } from '../../src/manifest/parse/parse-mesh';
import { parseRequest } from '../../src/manifest/parse/parse-request';

interface ManifestObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: { readonly action?: string; readonly rules?: readonly unknown[] };
}

/** Every third mesh is plenty for a law, and keeps the tests fast. */
const meshes = ['envoy.jsonl.gz', 'ztunnel.jsonl.gz'].flatMap((file) => readRecorded(file)).filter((_, index) => index % 3 === 0);

function document(value: unknown): ManifestDocument {
  return plainDocument(value, { file: 'law.jsonl', line: 1, column: 1 });
}

function decisions({ meshConfig, requests }: RecordedMesh, objects: readonly unknown[]): string[] {
  const mesh = parseMesh(objects.map(document), { meshConfig: document(meshConfig) });
  return requests.map((request) => decide(mesh, parseRequest(document(request)).request!).decision);
}

function objectsOf({ objects }: RecordedMesh): readonly ManifestObject[] {
  return objects as readonly ManifestObject[];
}

function changePolicies(mesh: RecordedMesh, change: (policy: ManifestObject) => ManifestObject | readonly ManifestObject[]): readonly unknown[] {
  return objectsOf(mesh).flatMap((object) => (object.kind === 'AuthorizationPolicy' ? change(object) : object));
}

/** Every list of a value back to front. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return [...value].reverse().map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([key, inner]) => [key, reversed(inner)]));
}

describe('in every recorded mesh', () => {
  test('the order of objects never changes a decision', () => {
    for (const mesh of meshes) {
      expect(decisions(mesh, [...mesh.objects].reverse())).toEqual(decisions(mesh, mesh.objects));
    }
  });

  test('the order of rules, alternatives, fields and values never changes a decision', () => {
    for (const mesh of meshes) {
      const turned = changePolicies(mesh, (policy) => ({ ...policy, spec: reversed(policy.spec) as ManifestObject['spec'] }));
      expect(decisions(mesh, turned)).toEqual(decisions(mesh, mesh.objects));
    }
  });

  test('a DENY policy more never turns a denial into an allowance', () => {
    const strangers = meshes.flatMap(objectsOf).filter(({ kind, spec }) => kind === 'AuthorizationPolicy' && spec?.action === 'DENY');
    for (const [index, mesh] of meshes.entries()) {
      const stranger = strangers[index % strangers.length];
      const more = { ...stranger, metadata: { ...stranger.metadata, name: 'stranger', namespace: objectsOf(mesh).find(({ kind }) => kind === 'Pod')?.metadata.namespace } };
      const [before, after] = [decisions(mesh, mesh.objects), decisions(mesh, [...mesh.objects, more])];
      expect(after.filter((decision, position) => before[position] === 'DENY' && decision !== 'DENY')).toEqual([]);
    }
  });

  test('a rule more in a policy that allows never revokes', () => {
    for (const mesh of meshes) {
      const wider = changePolicies(mesh, (policy) => {
        const isAllow = (policy.spec?.action ?? 'ALLOW') === 'ALLOW';
        const rules = [...policy.spec?.rules ?? [], { to: [{ operation: { ports: ['9000'] } }] }];
        return isAllow ? { ...policy, spec: { ...policy.spec, rules } } : policy;
      });
      const [before, after] = [decisions(mesh, mesh.objects), decisions(mesh, wider)];
      expect(after.filter((decision, position) => before[position] === 'ALLOW' && decision !== 'ALLOW')).toEqual([]);
    }
  });

  test('a policy cut into one policy for each rule decides the same', () => {
    for (const mesh of meshes) {
      const cut = changePolicies(mesh, (policy) => {
        const { rules = [] } = policy.spec ?? {};
        if (rules.length < 2) return policy;
        return rules.map((rule, index) => ({
          ...policy, metadata: { ...policy.metadata, name: `${policy.metadata.name}-${index}` }, spec: { ...policy.spec, rules: [rule] },
        }));
      });
      expect(decisions(mesh, cut)).toEqual(decisions(mesh, mesh.objects));
    }
  });
});
