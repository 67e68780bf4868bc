import { DataPlane, Peer, Tcp } from 'cdk8s-istio-zero-trust';
import { request } from 'cdk8s-istio-zero-trust/jest';
import { build } from '../../examples/quickstart/main';
import { textThrownBy } from '../support/error-text';
import { aShop } from '../support/shop';

const app = build(DataPlane.SIDECAR, 'dist');
const charge = request('shop/web', 'shop/payments').post('/charge');

test('the message is the explanation, beginning with what was expected', () => {
  const text = textThrownBy(() => expect(app).toDeny(charge));
  expect(text).toMatch(/^expected DENY, the mesh says ALLOW at the sidecar of shop\/payments\n/);
  expect(text).toContain('shop/web → Service shop/payments:8443   POST /charge');
  expect(text).toMatch(/✓ to\[0\]\.operation\.methods: POST +the request has POST/);
  expect(text).toMatch(/shop\/payments-allow, rule 0 +dist\/shop-c8ba814a\.k8s\.yaml:\d+/);
});

test('a denial says which field did not match, and quotes the line that synth would write', () => {
  const text = textThrownBy(() => expect(app).toAllow(request('shop/web', 'shop/payments').get('/charge')));
  expect(text).toMatch(/^expected ALLOW, the mesh says DENY 403 at the sidecar/);
  expect(text).toMatch(/✗ to\[0\]\.operation\.methods: POST +the request has GET/);
  expect(text).toMatch(/ {2}dist\/shop-c8ba814a\.k8s\.yaml:\d+\n {2}\d+ \| +methods:\n/);
});

test('what is missing is asked for in the words of a test', () => {
  const { app: shop, payments } = aShop(DataPlane.SIDECAR);
  payments.allowFrom(Peer.ipBlock('10.0.0.0/8'), Tcp.port(5432));
  const text = textThrownBy(() => expect(shop).toAllow(request('shop/web', 'shop/payments').onPort(5432).tcp()));
  expect(text).toMatch(/^expected ALLOW, the mesh says UNKNOWN/);
  expect(text).toMatch(/the address of the caller +\.fromIp\(…\)$/);
});
