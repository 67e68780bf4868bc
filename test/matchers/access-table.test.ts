import { DataPlane, Http, Tcp } from 'cdk8s-istio-zero-trust';
import { AccessTable, expectAccess, request } from 'cdk8s-istio-zero-trust/testing';
import { textThrownBy } from '../support/error-text';
import { aShopForHttp, planesForHttp } from '../support/shop';

const OPERATIONS: AccessTable = { doing: ['POST /charge', 'GET /charge'] };
const charge = request('shop/web', 'shop/payments').onPort(80).post('/charge');
const query = request('shop/jobs', 'shop/payments').onPort(5432).tcp();

function shopThatCharges(dataPlane: DataPlane) {
  const shop = aShopForHttp(dataPlane);
  shop.payments.allowFrom(shop.web, Http.post('/charge'));
  shop.payments.allowFrom(shop.jobs, Tcp.port(5432));
  return shop.app;
}

describe.each(planesForHttp)('a table in %s mode', (dataPlane) => {
  const app = shopThatCharges(dataPlane);

  test('holds when exactly the exceptions differ from the rule', () => {
    expectAccess(app, OPERATIONS).toBeDeniedExcept(charge, query);
    expectAccess(app, { ...OPERATIONS, from: ['shop/jobs', 'plaintext'], to: ['shop/web'] }).toBeDenied();
    expectAccess(app, { from: ['shop/jobs'], to: ['shop/payments'], doing: ['TCP'] }).toBeAllowedExcept(query.onPort(80));
    expectAccess(app, { from: ['corp.example/ns/shop/sa/web'], to: ['shop/payments'], doing: ['gRPC shop.Payments/Charge'] }).toBeDenied();
  });

  test('names what is open and should not be', () => {
    const text = textThrownBy(() => expectAccess(app, OPERATIONS).toBeDeniedExcept(charge));
    expect(text).toMatch(/^1 of \d+ requests are not as expected\n\nexpected DENY, the mesh says ALLOW at the \w+: .*\n {2}shop\/jobs → shop\/payments:5432 {2}TCP$/);
  });

  test('names what is closed and should not be, also when it is no cell of the table', () => {
    const text = textThrownBy(() => expectAccess(app, OPERATIONS).toBeDeniedExcept(charge, query, charge.header('x', '1'), query.onPort(80)));
    expect(text).toMatch(/^1 of \d+ requests/);
    expect(text).toContain('expected ALLOW, the mesh says DENY');
    expect(text).toContain('shop/jobs → shop/payments:80  TCP');
  });

  test('puts what one caller asks of one target in one line', () => {
    const text = textThrownBy(() => expectAccess(app, { from: ['shop/web'], to: ['shop/web'], doing: ['GET /', 'PUT /'] }).toBeAllowed());
    expect(text).toMatch(/^2 of 2 requests.*\n\n.*\n {2}shop\/web → shop\/web:8080 {2}GET \/, PUT \/$/);
  });

  test('asks everything that there is when callers and targets are left out', () => {
    const text = textThrownBy(() => expectAccess(app, { doing: ['GET /'] }).toBeAllowed());
    // Callers: jobs, payments, web and plaintext. Ports: payments 80 and 5432, web 8080.
    expect(text).toMatch(/^11 of 12 requests/);
    expect(text).toContain('plaintext → shop/web:8080  GET /');
  });
});

test.each<[string, AccessTable, string]>([
  ['nobody calls', { ...OPERATIONS, from: [] }, 'a table asks nothing where there is nothing in from'],
  ['nothing is called', { ...OPERATIONS, to: [] }, 'a table asks nothing where there is nothing in to'],
  ['nothing is done', { doing: [] }, 'a table asks nothing where there is nothing in doing'],
  ['a target has no ports', { ...OPERATIONS, to: ['shop/jobs'] }, 'a table asks nothing where there is nothing in the ports of shop/jobs'],
  ['a name is nowhere', { ...OPERATIONS, from: ['shop/wep'] }, 'did you mean "shop/web"?'],
  ['an operation is none', { doing: ['charge' as never] }, "an operation is written 'POST /charge'"],
  ['an option is misspelt', { ...OPERATIONS, callers: ['shop/web'] } as never, 'a table has from, to, doing, not callers'],
])('a table in which %s is refused', (_, table, message) => {
  expect(textThrownBy(() => expectAccess(shopThatCharges(DataPlane.SIDECAR), table).toBeDenied())).toContain(message);
});
