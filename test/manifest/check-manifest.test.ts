import fc from 'fast-check';
import { istioRuleCases } from './istio-rule-cases';
import { validators } from '../../imports/validators';
import { checkManifest } from '../../src/manifest/check-manifest';

const authorizationPolicy = (spec: object, version = 'v1') => ({
  apiVersion: `security.istio.io/${version}`, kind: 'AuthorizationPolicy', metadata: { name: 'a', namespace: 'b' }, spec,
});
const requestAuthentication = (rule: object) => ({
  apiVersion: 'security.istio.io/v1', kind: 'RequestAuthentication', metadata: { name: 'a' }, spec: { jwtRules: [{ issuer: 'me', ...rule }] },
});
const gateway = (...listeners: object[]) => ({
  apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: 'a' }, spec: { gatewayClassName: 'istio', listeners },
});
const operation = (value: object) => authorizationPolicy({ rules: [{ to: [{ operation: value }] }] });

describe('what the API server refuses', () => {
  test.each<[string, object, { field: string; rule: string; message: string }]>([
    ['selector and targetRefs', authorizationPolicy({ selector: { matchLabels: { a: 'b' } }, targetRefs: [{ kind: 'Service', group: '', name: 'a' }] }), {
      field: 'spec',
      rule: '(has(self.selector) ? 1 : 0) + (has(self.targetRef) ? 1 : 0) + (has(self.targetRefs) ? 1 : 0) <= 1',
      message: 'only one of targetRefs or selector can be set (found an object of 2 fields)',
    }],
    ['an action that is none', authorizationPolicy({ action: 'ALOW' }), {
      field: 'spec.action',
      rule: 'enum',
      message: 'found the string "ALOW" (did you mean "ALLOW"?), allowed are "ALLOW", "DENY", "AUDIT", "CUSTOM"',
    }],
    ['path for paths', operation({ path: ['/a'] }), {
      field: 'spec.rules[0].to[0].operation.path',
      rule: 'unknown field',
      message: 'unknown field "path" (did you mean "paths"?); '
        + 'allowed here: hosts, methods, notHosts, notMethods, notPaths, notPorts, paths, ports',
    }],
    ['a port as a number', operation({ ports: [8080] }), {
      field: 'spec.rules[0].to[0].operation.ports[0]', rule: 'type', message: 'found the integer 8080, a string is needed',
    }],
    ['principals and serviceAccounts', authorizationPolicy({ rules: [{ from: [{ source: { principals: ['a'], serviceAccounts: ['a/b'] } }] }] }), {
      field: 'spec.rules[0].from[0].source',
      rule: '(has(self.serviceAccounts) || has(self.notServiceAccounts)) ? (!has(self.principals) && !has(self.notPrincipals) '
        + '&& !has(self.namespaces) && !has(self.notNamespaces)) : true',
      message: 'Cannot set serviceAccounts with namespaces or principals (found an object of 2 fields)',
    }],
    ['a listener without protocol', gateway({ name: 'a', port: 80 }), {
      field: 'spec.listeners[0].protocol', rule: 'required', message: 'the field is required',
    }],
    ['too long a list', authorizationPolicy({ rules: Array(513).fill({}) }), {
      field: 'spec.rules', rule: 'maxItems', message: 'found a list of 513 items, at most 512 items are allowed',
    }],
    ['a port above the range', gateway({ name: 'a', port: 70000, protocol: 'HTTP' }), {
      field: 'spec.listeners[0].port', rule: 'maximum', message: 'found the integer 70000, the most is 65535',
    }],
    ['an issuer of no characters', requestAuthentication({ issuer: '' }), {
      field: 'spec.jwtRules[0].issuer', rule: 'minLength', message: 'found the string "", at least 1 character is needed',
    }],
    ['CUSTOM fields of a kind that is none', authorizationPolicy({ provider: { nam: 'a' } }), {
      field: 'spec.provider.nam', rule: 'unknown field', message: 'unknown field "nam" (did you mean "name"?); allowed here: name',
    }],
    ['a label that is a number', { ...authorizationPolicy({}), metadata: { name: 'a', labels: { 'app.example/tier': 1 } } }, {
      field: 'metadata.labels["app.example/tier"]', rule: 'type', message: 'found the integer 1, a string is needed',
    }],
    ['metadata that Kubernetes does not know', { ...authorizationPolicy({}), metadata: { name: 'a', label: {} } }, {
      field: 'metadata.label',
      rule: 'unknown field',
      message: expect.stringContaining('unknown field "label" (did you mean "labels"?); allowed here: annotations, '),
    }],
    ['rules beside the spec', { ...authorizationPolicy({}), rules: [] }, {
      field: 'rules', rule: 'unknown field', message: 'unknown field "rules"; allowed here: apiVersion, kind, metadata, spec, status',
    }],
    ['a kind that is none', { apiVersion: 'security.istio.io/v1', kind: 'AuthorisationPolicy' }, {
      field: 'kind',
      rule: 'unknown kind',
      message: 'security.istio.io has no kind "AuthorisationPolicy" (did you mean "AuthorizationPolicy"?); '
        + 'it has AuthorizationPolicy, PeerAuthentication, RequestAuthentication',
    }],
    ['no kind', { apiVersion: 'security.istio.io/v1' }, {
      field: 'kind', rule: 'required', message: 'the field is required; security.istio.io has AuthorizationPolicy, PeerAuthentication, RequestAuthentication',
    }],
    ['a version with a tail', { apiVersion: 'security.istio.io/v1/x', kind: 'AuthorizationPolicy' }, {
      field: 'apiVersion',
      rule: 'unknown version',
      message: 'AuthorizationPolicy is not served as security.istio.io/v1/x; it is served as v1, v1beta1',
    }],
    ['a version that is not served', { apiVersion: 'gateway.networking.k8s.io/v1alpha2', kind: 'TCPRoute' }, {
      field: 'apiVersion',
      rule: 'unknown version',
      message: 'TCPRoute is not served as gateway.networking.k8s.io/v1alpha2; it is served as v1',
    }],
  ])('%s', (_, manifest, finding) => {
    expect(checkManifest(manifest)).toEqual([finding]);
  });

  test('two entries of a list with one key', () => {
    const findings = checkManifest(gateway({ name: 'a', port: 80, protocol: 'HTTP' }, { name: 'a', port: 81, protocol: 'HTTP' }));
    expect(findings).toContainEqual({ field: 'spec.listeners[1]', rule: 'duplicate', message: 'name "a" stands already in spec.listeners[0]' });
  });

  test('two members of a protobuf oneof, by name', () => {
    const match = { uri: { exact: '/a', prefix: '/b' } };
    expect(checkManifest({
      apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', spec: { hosts: ['a'], http: [{ match: [match] }] },
    })).toEqual([{
      field: 'spec.http[0].match[0].uri', rule: 'oneOf', message: 'only one of exact, prefix, regex may be set, exact and prefix are set',
    }]);
  });
});

describe('what the API server accepts', () => {
  test.each<[string, unknown]>([
    ['deny all', authorizationPolicy({})],
    ['allow all', authorizationPolicy({ rules: [{}] })],
    ['a beta version', authorizationPolicy({ action: 'DENY', rules: [{}] }, 'v1beta1')],
    ['null for a field that cannot be null, which it drops', authorizationPolicy({ selector: null, rules: null })],
    ['a creation time of null, as Go writes it', { ...authorizationPolicy({}), metadata: { name: 'a', creationTimestamp: null } }],
    ['the snake_case twin of jwksUri', requestAuthentication({ jwks_uri: 'https://me.example/keys' })],
    ['the snake_case twin of mirrorPercent', {
      apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', spec: { hosts: ['a'], http: [{ mirror_percent: 5 }] },
    }],
    ['anything in a free-form field', {
      apiVersion: 'extensions.istio.io/v1alpha1', kind: 'WasmPlugin', spec: { url: 'oci://a/b:v1', pluginConfig: { any: [1, null, {}] } },
    }],
    ['a field that is undefined', authorizationPolicy({ action: undefined, selctor: undefined })],
  ])('%s', (_, manifest) => {
    expect(checkManifest(manifest)).toEqual([]);
  });

  test.each<[unknown]>([
    [{ apiVersion: 'v1', kind: 'ConfigMap', data: { a: 1 } }], [{ apiVersion: 'apps/v1', kind: 'Deployment' }],
    [{ apiVersion: 'constructor/v1', kind: 'X' }], [{ kind: 'AuthorizationPolicy' }], [{}], [[]], [null], [undefined], ['x'], [1],
  ])('%j, which is not of our groups', (manifest) => {
    expect(checkManifest(manifest)).toEqual([]);
  });
});

describe('any manifest', () => {
  const kinds = Object.entries(validators).flatMap(([group, byKind]) => Object.entries(byKind).flatMap(([kind, versions]) =>
    Object.keys(versions).map((version) => ({ apiVersion: `${group}/${version}`, kind }))));

  test('is checked without an exception, and twice alike', () => {
    fc.assert(fc.property(fc.constantFrom(...kinds), fc.jsonValue(), fc.jsonValue(), (type, metadata, spec) => {
      const findings = checkManifest({ ...type, metadata, spec });
      expect(checkManifest({ spec, metadata, ...type })).toEqual(findings);
      expect([...findings].map(({ field }) => field)).toEqual([...findings].map(({ field }) => field).sort());
    }));
  });

  test('stays as it was', () => {
    const manifest = gateway({ name: 'a', port: 80, protocol: 'HTTP' });
    const before = JSON.stringify(manifest);
    checkManifest(manifest);
    expect(JSON.stringify(manifest)).toBe(before);
  });

  test('may be nested deeper than the stack', () => {
    let deep: unknown = {};
    for (let depth = 0; depth < 100_000; depth++) deep = { rules: [deep] };
    expect(checkManifest({ apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', spec: deep }).length).toBeGreaterThan(0);
  });

  test('may have fields named like parts of JavaScript', () => {
    const manifest = JSON.parse('{"apiVersion":"security.istio.io/v1","kind":"AuthorizationPolicy","spec":{"__proto__":{"action":"DENY"},"constructor":1}}');
    expect(checkManifest(manifest).map(({ field }) => field)).toEqual(['spec.__proto__', 'spec.constructor']);
  });
});

describe('an unknown field', () => {
  type Container = { readonly field: string; readonly object: Record<string, unknown> };
  const isOpen = (field: string) => /\b(matchLabels|labels|ports|portLevelMtls|tagOverrides|value|pluginConfig)$/.test(field);

  function containers(value: unknown, field: string): Container[] {
    if (Array.isArray(value)) return value.flatMap((item, index) => containers(item, `${field}[${index}]`));
    if (typeof value !== 'object' || value === null || isOpen(field)) return [];
    const object = value as Record<string, unknown>;
    return [{ field, object }, ...Object.entries(object).flatMap(([key, child]) => containers(child, field === '' ? key : `${field}.${key}`))];
  }

  test('is reported, and nothing else, wherever it stands', () => {
    fc.assert(fc.property(fc.constantFrom(...istioRuleCases), fc.nat(), fc.jsonValue(), ({ apiVersion, kind, keeps }, pick, value) => {
      const manifest = structuredClone({ apiVersion, kind, metadata: { name: 'a' }, spec: keeps });
      const places = containers(manifest, '');
      const { field, object } = places[pick % places.length];
      object.fieldOfNobody = value;
      expect(checkManifest(manifest)).toEqual([expect.objectContaining({ field: `${field}${field && '.'}fieldOfNobody`, rule: 'unknown field' })]);
    }));
  });
});
