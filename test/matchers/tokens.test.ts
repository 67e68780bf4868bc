import { DataPlane, Http } from 'cdk8s-istio-zero-trust';
import { request, toGateway } from 'cdk8s-istio-zero-trust/jest';
import { IDP, Shop } from '../support/jwt-shop';

const edge = request.plaintext(toGateway('shop/edge')).onPort(443).sni('shop.example').at('gateway');
const cart = edge.get('/cart').host('shop.example');
const editor = { issuer: IDP, subject: 'alice', audiences: ['shop'], claims: { role: 'editor' } };

test('a gateway lets users in by their tokens', () => {
  const shop = new Shop(DataPlane.SIDECAR);
  const gateway = shop.edge();
  gateway.route('/cart', shop.cart);
  gateway.allow(gateway.user({ claims: { role: 'editor' } }), Http.get('/cart'));

  expect(shop.app).toAllow(cart.token(editor));
  expect(shop.app).toDeny(cart.token({ ...editor, claims: { role: 'reader' } }));
  expect(shop.app).toDeny(cart.token({ ...editor, issuer: 'https://other.example/' }));
  expect(shop.app).toDeny(cart.token({ ...editor, audiences: ['bank'] }), { status: 403 });
  expect(shop.app).toDeny(cart.rejectedToken(editor), { status: 401, at: 'gateway' });
  expect(shop.app).toDeny(cart, { status: 403 });
});
