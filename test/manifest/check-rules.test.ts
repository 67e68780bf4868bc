import { istioRuleCases } from './istio-rule-cases';
import { Crd, StructuralSchema } from '../../projenrc/crd';
import { readPinnedCrds } from '../../projenrc/pinned-crds';
import { compileRule } from '../../src/manifest/check-cel';
import { checkManifest } from '../../src/manifest/check-manifest';

const crds = readPinnedCrds('imports/crds');
const isIstio = (crd: Crd) => crd.spec.group.endsWith('.istio.io');

function rulesOf(schema: StructuralSchema): string[] {
  const children = [...Object.values(schema.properties ?? {}), schema.items, schema.additionalProperties];
  return [
    ...(schema['x-kubernetes-validations'] ?? []).map(({ rule }) => rule),
    ...children.flatMap((child) => child ? rulesOf(child) : []),
  ];
}

const distinctRules = (some: Crd[]) => new Set(some.flatMap((crd) => crd.spec.versions.flatMap(({ schema }) => rulesOf(schema.openAPIV3Schema))));
const oneLine = (rule: string) => rule.replace(/\s+/g, ' ');

function manifest({ apiVersion, kind }: { apiVersion: string; kind: string }, spec: object): object {
  return { apiVersion, kind, metadata: { name: 'a', namespace: 'b' }, spec };
}

describe('the CEL rules of Istio', () => {
  test.each(istioRuleCases)('$kind: $title', (ruleCase) => {
    expect(checkManifest(manifest(ruleCase, ruleCase.keeps))).toEqual([]);
    const broken = checkManifest(manifest(ruleCase, ruleCase.breaks));
    expect(broken.map(({ field }) => field)).toContain(ruleCase.field);
    expect(broken.every(({ rule }) => distinctOneLine.has(rule))).toBe(true);
  });

  const distinctOneLine = new Set([...distinctRules(crds.filter(isIstio))].map(oneLine));

  test('have one case each, which a newer CRD must not outgrow', () => {
    const broken = istioRuleCases.map((ruleCase) => checkManifest(manifest(ruleCase, ruleCase.breaks)).map(({ rule }) => rule));
    // Two cases of server TLS break their rule and its twin with the operands swapped.
    expect(new Set(broken.flat())).toEqual(distinctOneLine);
    expect(distinctOneLine.size).toBe(36);
  });
});

test('every rule of the pinned CRDs compiles', () => {
  const rules = [...distinctRules(crds)].filter((rule) => !/\boldSelf\b/.test(rule));
  expect(rules).toHaveLength(115);
  for (const rule of rules) expect(() => compileRule(rule)).not.toThrow();
});

describe('a rule of Gateway API', () => {
  const route = (spec: object) => checkManifest({ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name: 'a' }, spec });

  test('sees the defaults that the API server fills in', () => {
    expect(route({ rules: [{ matches: [{ path: { value: '/a' } }] }] })).toEqual([]);
    expect(route({ rules: [{ matches: [{ path: { value: 'a' } }] }] }).map(({ field }) => field)).toContain('spec.rules[0].matches[0].path');
  });

  test('sees a field whose name is a CEL keyword', () => {
    const parent = { name: 'gw', sectionName: 'https' };
    expect(route({ parentRefs: [{ ...parent, namespace: 'a' }, { ...parent, namespace: 'b' }] })).toEqual([]);
    expect(route({ parentRefs: [{ ...parent, namespace: 'a' }, { ...parent, namespace: 'a' }] }).map(({ message }) => message))
      .toEqual([expect.stringContaining('sectionName must be unique')]);
  });

  test('sees numbers as integers', () => {
    const listener = (name: string, port: number) => ({ name, port, protocol: 'HTTP' });
    const gateway = (...listeners: object[]) => checkManifest({
      apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', spec: { gatewayClassName: 'istio', listeners },
    });
    expect(gateway(listener('a', 80), listener('b', 81))).toEqual([]);
    expect(gateway(listener('a', 80), listener('b', 80)).map(({ field }) => field)).toEqual(['spec.listeners']);
  });

  test('is not judged where the shape is broken, and the break is reported', () => {
    const listeners = [{ name: 'a', port: '80', protocol: 'HTTP' }, { name: 'a', port: 80, protocol: 'HTTP' }];
    const findings = checkManifest({ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', spec: { gatewayClassName: 'istio', listeners } });
    expect(findings.map(({ field, rule }) => [field, rule])).toEqual([['spec.listeners[0].port', 'type'], ['spec.listeners[1]', 'duplicate']]);
  });
});
