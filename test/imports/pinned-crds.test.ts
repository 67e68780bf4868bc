import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPinnedCrds } from '../../projenrc/pinned-crds';

const CRDS = 'imports/crds';
let copy: string;

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'crds-'));
  cpSync(CRDS, copy, { recursive: true });
});

afterEach(() => rmSync(copy, { recursive: true }));

test('the pinned CRDs are those of Istio and of the standard channel of Gateway API', () => {
  const groups = readPinnedCrds(CRDS).map(({ spec }) => spec.group);
  const counts = Object.fromEntries([...new Set(groups)].sort().map((group) => [group, groups.filter((other) => other === group).length]));
  expect(counts).toEqual({
    'extensions.istio.io': 2, 'gateway.networking.k8s.io': 10, 'networking.istio.io': 9, 'security.istio.io': 3, 'telemetry.istio.io': 1,
  });
});

test('a changed byte is refused, with both checksums and the origin', () => {
  appendFileSync(join(copy, 'istio/crd-all.gen.yaml'), ' ');
  expect(() => readPinnedCrds(copy)).toThrow(
    /^istio\/crd-all\.gen\.yaml has SHA-256 [0-9a-f]{64}, pins\.json says [0-9a-f]{64}: restore manifests\/charts\/base\/files\/crd-all\.gen\.yaml of istio\.io\/istio v/);
});

test('a file that is not pinned is refused', () => {
  writeFileSync(join(copy, 'gateway-api/more.yaml'), '');
  expect(() => readPinnedCrds(copy)).toThrow('gateway-api/more.yaml is not listed in pins.json');
});

test('a missing file is refused', () => {
  rmSync(join(copy, 'istio/crd-all.gen.yaml'));
  expect(() => readPinnedCrds(copy)).toThrow(/ENOENT.*crd-all/);
});

test('each source names version and licence, and a notice stands beside them', () => {
  const { sources } = JSON.parse(readFileSync(join(CRDS, 'pins.json'), 'utf8'));
  expect(sources).toEqual([
    expect.objectContaining({ module: 'istio.io/istio', release: '1.31', license: 'Apache-2.0' }),
    expect.objectContaining({ module: 'sigs.k8s.io/gateway-api', version: 'v1.7.0', license: 'Apache-2.0' }),
  ]);
  expect(readFileSync(join(CRDS, 'NOTICE'), 'utf8')).toContain('Apache License, Version 2.0');
});
