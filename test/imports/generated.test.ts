import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Testing } from 'cdk8s';
import * as extensions from '../../imports/extensions.istio.io';
import * as gateway from '../../imports/gateway.networking.k8s.io';
import * as networking from '../../imports/networking.istio.io';
import * as security from '../../imports/security.istio.io';
import * as telemetry from '../../imports/telemetry.istio.io';
import { validators } from '../../imports/validators';
import { Crd } from '../../projenrc/crd';
import { readPinnedCrds } from '../../projenrc/pinned-crds';
import { bestVersion } from '../../projenrc/prepare-crds';
import { refuseUnknownKeywords } from '../../projenrc/structural-keywords';
import { validatorModules, writeValidators } from '../../projenrc/validators';

const crds = readPinnedCrds('imports/crds');

function filesOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true }).map(String).filter((name) => name.endsWith('.ts')).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

test('the committed validators are those that the pinned CRDs give', () => {
  const folder = mkdtempSync(join(tmpdir(), 'validators-'));
  try {
    writeValidators(crds, folder);
    expect(filesOf(folder)).toEqual(filesOf('imports/validators'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('every kind has an L1 class of its best version', () => {
  const modules: Record<string, object> = {
    'extensions.istio.io': extensions, 'gateway.networking.k8s.io': gateway, 'networking.istio.io': networking,
    'security.istio.io': security, 'telemetry.istio.io': telemetry,
  };
  const wanted = crds.map((crd) => `${crd.spec.group}/${bestVersion(crd).name} ${crd.spec.names.kind}`).sort();
  const found = Object.values(modules).flatMap((module) => Object.values(module))
    .flatMap(({ GVK }: { GVK?: { apiVersion: string; kind: string } }) => GVK ? [`${GVK.apiVersion} ${GVK.kind}`] : []);
  expect(found.sort()).toEqual(wanted);
});

test('an L1 class writes jwksUri, not its snake_case twin', () => {
  const chart = Testing.chart();
  new security.RequestAuthentication(chart, 'jwt', { spec: { jwtRules: [{ issuer: 'me', jwksUri: 'https://me.example/keys' }] } });
  expect(Testing.synth(chart)[0].spec).toEqual({ jwtRules: [{ issuer: 'me', jwksUri: 'https://me.example/keys' }] });
});

test('every served version has a validator, and no other', () => {
  const wanted = crds.flatMap(({ spec }) => spec.versions.filter(({ served }) => served).map(({ name }) => `${spec.group}/${name} ${spec.names.kind}`));
  const found = Object.entries(validators).flatMap(([group, kinds]) => Object.entries(kinds).flatMap(([kind, versions]) =>
    Object.keys(versions).map((version) => `${group}/${version} ${kind}`)));
  expect(found.sort()).toEqual(wanted.sort());
});

describe('the generator', () => {
  const [crd] = crds;
  const withSchema = (...schemas: object[]): Crd => ({
    ...crd,
    spec: {
      ...crd.spec,
      versions: schemas.map((openAPIV3Schema, index) => ({ name: `v${index + 1}`, served: true, storage: true, schema: { openAPIV3Schema } })),
    },
  });

  test('gives versions of one schema one module, and others their own', () => {
    const text = { type: 'object', properties: { a: { type: 'string' } } };
    const number = { type: 'object', properties: { a: { type: 'number' } } };
    expect(validatorModules(withSchema(text, number, { ...text, description: 'the same' })).map(({ file, versions }) => [file, versions])).toEqual([
      ['extensions.istio.io/traffic-extension', ['v3', 'v1']], ['extensions.istio.io/traffic-extension-v2', ['v2']],
    ]);
  });

  test.each<[object, string]>([
    [{ properties: { a: { uniqueItems: true } } }, 'Kind.a: uniqueItems is not handled'],
    [{ items: { format: 'cidr' } }, 'Kind.items.format: cidr is not handled'],
    [{ oneOf: [{ multipleOf: 2 }] }, 'Kind.oneOf[0]: multipleOf is not handled'],
    [{ 'x-kubernetes-validations': [{ rule: 'true', optionalOldSelf: true }] }, 'Kind.x-kubernetes-validations: optionalOldSelf is not handled'],
    [{ nullable: true, oneOf: [] }, 'Kind: nullable beside oneOf'],
    [{ 'type': 'array', 'x-kubernetes-list-type': 'set', 'items': { type: 'object' } }, 'Kind: list entries that are told apart'],
  ])('refuses %j, which it would not check', (schema, message) => {
    expect(() => refuseUnknownKeywords(schema, 'Kind')).toThrow(message);
  });
});
