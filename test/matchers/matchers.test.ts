import { JsonPatch } from 'cdk8s';
import { DataPlane, Http, MeshApp, Peer, Tcp } from 'cdk8s-istio-zero-trust';
import { request } from 'cdk8s-istio-zero-trust/jest';
import { textThrownBy } from '../support/error-text';
import { aShopForHttp, planesForHttp } from '../support/shop';

const charge = request('shop/web', 'shop/payments').onPort(80).post('/charge');
const read = request('shop/web', 'shop/payments').onPort(80).get('/charge');

function shopThatCharges(dataPlane: DataPlane) {
  const shop = aShopForHttp(dataPlane);
  shop.payments.allowFrom(shop.web, Http.post('/charge'));
  return shop;
}

describe.each(planesForHttp)('in %s mode', (dataPlane) => {
  test('what is granted is allowed, and not denied', () => {
    const { app } = shopThatCharges(dataPlane);
    expect(app).toAllow(charge);
    expect(app).not.toDeny(charge);
    expect(() => expect(app).toDeny(charge)).toThrow('expected DENY, the mesh says ALLOW');
    expect(() => expect(app).not.toAllow(charge)).toThrow('expected DENY, the mesh says ALLOW');
    expect(() => expect(app).toBeUndecided(charge)).toThrow('expected UNKNOWN, the mesh says ALLOW');
    expect(app).not.toBeUndecided(charge);
  });

  test('what is not granted is denied, and not allowed', () => {
    const { app } = shopThatCharges(dataPlane);
    expect(app).toDeny(read);
    expect(app).not.toAllow(read);
    expect(app).toDeny(request.plaintext('shop/payments').onPort(80).post('/charge'));
    expect(() => expect(app).toAllow(read)).toThrow('expected ALLOW, the mesh says DENY');
    expect(() => expect(app).not.toDeny(read)).toThrow('expected ALLOW, the mesh says DENY');
  });

  test('an app that changes is judged as it is now', () => {
    const { app, payments, web } = shopThatCharges(dataPlane);
    expect(app).toDeny(read);
    payments.allowFrom(web, Http.get('/charge'));
    expect(app).toAllow(read);
    payments.denyFrom(web, Http.get('/charge'));
    expect(app).toDeny(read);
  });

  test('constructs can be named instead of texts', () => {
    const { app, web, payments, mesh } = shopThatCharges(dataPlane);
    payments.allowFrom(mesh.workload('orders', 'checkout'), Http.get('/rates'));
    expect(app).toAllow(request(web, payments).onPort(80).post('/charge'));
    expect(app).toAllow(request(mesh.workload('orders', 'checkout'), payments).onPort(80).get('/rates'));
    expect(app).toDeny(request('orders/checkout', payments).onPort(80).post('/charge'));
  });
});

describe('where nobody said what the answer depends on', () => {
  const { app, payments } = shopThatCharges(DataPlane.SIDECAR);
  payments.allowFrom(Peer.ipBlock('10.0.0.0/8'), Tcp.port(5432));
  const open = request('shop/web', 'shop/payments').onPort(5432).tcp();

  test('the request is undecided, and that is never a pass', () => {
    expect(app).toBeUndecided(open);
    expect(() => expect(app).toAllow(open)).toThrow('expected ALLOW, the mesh says UNKNOWN');
    expect(() => expect(app).not.toAllow(open)).toThrow('expected DENY, the mesh says UNKNOWN');
    expect(() => expect(app).toDeny(open)).toThrow('expected DENY, the mesh says UNKNOWN');
    expect(() => expect(app).not.toDeny(open)).toThrow('expected ALLOW, the mesh says UNKNOWN');
    expect(() => expect(app).not.toBeUndecided(open)).toThrow('expected ALLOW or DENY, the mesh says UNKNOWN');
  });

  test('saying it decides the request', () => {
    expect(app).toAllow(open.fromIp('10.1.2.3'));
    expect(app).toDeny(open.fromIp('192.0.2.1'));
  });
});

describe('a denial', () => {
  test('can be asked for with its place, status and policy', () => {
    const { app } = shopThatCharges(DataPlane.AMBIENT);
    expect(app).toDeny(read, { at: 'waypoint', status: 403, by: 'shop/payments-allow' });
    expect(() => expect(app).toDeny(read, { at: 'ztunnel' })).toThrow('expected DENY at the ztunnel, the mesh says DENY 403 at the waypoint');
    expect(() => expect(app).toDeny(read, { status: 401 })).toThrow('expected DENY 401, the mesh says DENY 403');
    expect(() => expect(app).toDeny(read, { by: 'shop/payments-deny' })).toThrow('expected DENY by shop/payments-deny');
  });

  test('has no details after .not, and none that are misspelt', () => {
    const { app } = shopThatCharges(DataPlane.SIDECAR);
    expect(() => expect(app).not.toDeny(charge, { status: 403 })).toThrow('takes nothing but the request');
    expect(() => expect(app).toDeny(read, { point: 'sidecar' } as never)).toThrow('a denial has at, status, by, not point');
    expect(() => expect(app).toDeny(read, { by: undefined })).toThrow('not by: undefined');
  });
});

test('an app with problems fails with all of them, whatever is expected', () => {
  const { app, payments, web } = aShopForHttp(DataPlane.SIDECAR);
  payments.allowFrom(web, Http.post('/charge'));
  payments.policies[0].addJsonPatch(JsonPatch.add('/spec/rulez', []));
  web.node.addValidation({ validate: () => ['the web is closed'] });
  const expectations = [
    () => expect(app).toAllow(charge), () => expect(app).not.toAllow(charge), () => expect(app).toDeny(read), () => expect(app).toBeUndecided(read),
  ];
  for (const text of expectations.map(textThrownBy)) {
    expect(text).toContain('2 problems, nothing was written');
    expect(text).toContain('spec.rulez');
    expect(text).toContain('the web is closed');
  }
});

test('what is asked for has to be said', () => {
  const { app } = shopThatCharges(DataPlane.SIDECAR);
  expect(() => expect(app).toDeny(request('shop/web', 'shop/payments') as never)).toThrow('end it with .get(');
  expect(() => expect(app).toDeny({ from: 'shop/web' } as never)).toThrow('a request is made by request(caller, target)');
  expect(() => expect(new MeshApp()).toDeny(read)).toThrow('the app has no objects: nothing can be judged');
});
