import recorded from './recorded-verdicts.json';
import { checkManifest, ManifestFinding } from '../../src/manifest/check-manifest';

/**
 * Generated objects, and what the CRD packages of Kubernetes 1.36 (the API server's own code: pruning, defaulting, schema,
 * list types, CEL) say of each. Fields are given where the shape is right, for only then the server looks at everything.
 */
interface Verdict {
  readonly manifest: { readonly kind: string };
  readonly accepted: boolean;
  readonly unknown?: readonly string[];
  readonly duplicates?: readonly string[];
  readonly rules?: readonly string[];
}

const verdicts = recorded as readonly Verdict[];
const judged = verdicts.filter(({ unknown }) => unknown !== undefined);

/** Map keys as the server writes them. */
const plainField = (field: string) => field.replace(/\["([^"]*)"\]/g, '.$1');

function fieldsOf(findings: readonly ManifestFinding[], belongs: (rule: string) => boolean): string[] {
  return [...new Set(findings.filter(({ rule }) => belongs(rule)).map(({ field }) => plainField(field)))].sort();
}

test('accepts and refuses what Kubernetes accepts and refuses', () => {
  const differing = verdicts.filter(({ manifest, accepted }) => (checkManifest(manifest).length === 0) !== accepted);
  expect(differing).toEqual([]);
  expect(verdicts.filter(({ accepted }) => accepted).length).toBeGreaterThan(30);
});

test('names the unknown fields that Kubernetes names', () => {
  for (const { manifest, unknown } of judged) {
    expect(fieldsOf(checkManifest(manifest), (rule) => rule === 'unknown field')).toEqual(unknown);
  }
});

test('names the duplicates that Kubernetes names, and the third of a kind, which it does not name', () => {
  for (const { manifest, duplicates } of judged) {
    const found = fieldsOf(checkManifest(manifest), (rule) => rule === 'duplicate');
    expect(found).toEqual(expect.arrayContaining([...duplicates!]));
    expect(found.length > 0).toBe(duplicates!.length > 0);
  }
});

test('names the places of broken rules that Kubernetes names', () => {
  // After a duplicate the server evaluates no rule.
  const ruled = judged.filter(({ duplicates }) => duplicates!.length === 0);
  for (const { manifest, rules } of ruled) {
    expect(fieldsOf(checkManifest(manifest), (rule) => rule !== 'unknown field')).toEqual(rules);
  }
  expect(ruled.filter(({ rules }) => rules!.length > 0).length).toBeGreaterThan(20);
});
