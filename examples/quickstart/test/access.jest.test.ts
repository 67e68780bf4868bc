import { expect, test } from '@jest/globals';
import { DataPlane } from 'cdk8s-istio-zero-trust';
import { expectAccess, request } from 'cdk8s-istio-zero-trust/jest';
import { build } from '../main';

test.each([DataPlane.AMBIENT, DataPlane.SIDECAR])('only web may charge (%s)', (dataPlane) => {
  const app = build(dataPlane);
  expect(app).toAllow(request('shop/web', 'shop/payments').post('/charge'));
  expect(app).toDeny(request('shop/web', 'shop/payments').get('/charge'));
  expect(app).toDeny(request('shop/ledger', 'shop/payments').post('/charge'));
  expect(app).toDeny(request.plaintext('shop/payments').post('/charge'));
});

test.each([DataPlane.AMBIENT, DataPlane.SIDECAR])('nothing else is let in (%s)', (dataPlane) => {
  expectAccess(build(dataPlane), { doing: ['POST /charge', 'GET /charge', 'TCP'] }).toBeDeniedExcept(
    request('shop/web', 'shop/payments').post('/charge'),
    request('shop/payments', 'shop/ledger').tcp(),
  );
});
