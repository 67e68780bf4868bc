import { isIP } from 'node:net';
import fc from 'fast-check';
import { checkManifest } from '../../src/manifest/check-manifest';

const gatewayAt = (value: string) => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  spec: { gatewayClassName: 'istio', listeners: [{ name: 'a', port: 80, protocol: 'HTTP' }], addresses: [{ type: 'IPAddress', value }] },
});
const address = fc.oneof(fc.ipV4(), fc.ipV6(), fc.array(fc.constantFrom('', '0', 'ff', '12345', 'g', '1.2.3.4', '256.1.1.1'), { minLength: 2, maxLength: 9 })
  .map((groups) => groups.join(':')));

test('an IP address is what Node.js takes for one', () => {
  fc.assert(fc.property(address, (text) => {
    expect(checkManifest(gatewayAt(text)).length === 0).toBe(isIP(text) !== 0);
  }), { numRuns: 500 });
});

test.each([
  ['2026-02-03T04:05:06Z', true], ['2026-02-03T04:05:06.789+01:00', true],
  ['2026-02-03', false], ['2026-13-03T04:05:06Z', false], ['2026-02-03T24:05:06Z', false], ['yesterday', false],
])('%s is a date-time: %s', (creationTimestamp, isValid) => {
  const manifest = { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name: 'a', creationTimestamp } };
  expect(checkManifest(manifest).map(({ rule }) => rule)).toEqual(isValid ? [] : ['format']);
});

test.each([[2 ** 31 - 1, true], [2 ** 31, false], [-(2 ** 31) - 1, false], [1.5, false]])('%d is a 32-bit integer: %s', (priority, isValid) => {
  const manifest = { apiVersion: 'extensions.istio.io/v1alpha1', kind: 'WasmPlugin', spec: { url: 'oci://a/b', priority } };
  expect(checkManifest(manifest).length === 0).toBe(isValid);
});
