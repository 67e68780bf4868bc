import { refusedByOmission } from './closed-world';
import { Cluster } from './cluster';
import { Manifest, objectsOf, PLANE_NAMES, policiesIn, synthesised } from './manifests';
import { may, mayNot, request, RequestParts, titleOf } from './requests';
import { BroughtToken } from './tokens';
import { build } from '../../examples/payments/main';
import { Verdict } from '../support/policy-oracle';

const TRUST_DOMAIN = 'bank.example';

const staff = (claims: Record<string, unknown>): BroughtToken => ({ iss: 'https://staff.bank.example', sub: 'mallory', aud: ['payment-platform'], claims });
const [orders, checkout, subscriptions, refunds, console] = ['order', 'checkout', 'subscription', 'refund'].map((name) => `fintech-core/${name}-service`)
  .concat('fintech-core/admin-console');
const PROCESSOR = 'fintech-core/payment-processor:8080';
const ENGINE = 'trading-platform/trading-engine:8080';
const CATALOGUE = 'ecommerce/catalogue:8080';
const INVENTORY = 'ecommerce/inventory:8080';
const API = 'production/api-service:8080';

const RULES = {
  'S79 the api gateway calls the frontend\'s API': [
    may('ecommerce/api-gateway', 'GET /api/items at ecommerce/frontend:8080'),
    mayNot('ecommerce/api-gateway', 'GET /internal at ecommerce/frontend:8080', { note: 'as it could when "from", "to" and "when" were three rules' }),
    mayNot('ecommerce/api-gateway', 'DELETE /api/items at ecommerce/frontend:8080'),
  ],
  'S80 an order is paid for': [
    may(orders, `POST /api/v2/payments/process at ${PROCESSOR}`),
    mayNot(orders, `GET /api/v2/payments/process at ${PROCESSOR}`),
    mayNot(orders, `POST /api/v2/payments/refund at ${PROCESSOR}`),
  ],
  'S81 three services share one permission': [
    may(checkout, `POST /api/v2/payments/authorize at ${PROCESSOR}`),
    may(subscriptions, `POST /api/v2/payments/process at ${PROCESSOR}`),
    mayNot(refunds, `POST /api/v2/payments/process at ${PROCESSOR}`),
  ],
  'S82 an internal address opens nothing': [
    mayNot('production/frontend', 'GET /api/items at ecommerce/frontend:8080', { sourceIp: '10.0.0.7' }),
    mayNot(undefined, 'GET /api/items at ecommerce/frontend:8080', { sourceIp: '10.0.0.7' }),
  ],
  'S84 a refund needs an approver\'s token': [
    may(refunds, `POST /api/v2/payments/refund at ${PROCESSOR}`, { token: staff({ role: 'refund-approver' }), note: 'with an approver\'s token' }),
    mayNot(refunds, `POST /api/v2/payments/refund at ${PROCESSOR}`, { headers: { 'x-approval-token': 'yes' }, note: 'with a header only' }),
    mayNot(refunds, `POST /api/v2/payments/refund at ${PROCESSOR}`, { token: staff({ role: 'clerk' }), note: 'with a clerk\'s token' }),
    mayNot(orders, `POST /api/v2/payments/refund at ${PROCESSOR}`, { token: staff({ role: 'refund-approver' }), note: 'even with the token' }),
  ],
  'S86 administrators read': [
    may(console, `GET /api/v2/audit/2026 at ${PROCESSOR}`, { token: staff({ role: ['clerk', 'compliance-officer'] }), note: 'as a compliance officer' }),
    may(console, `GET /api/v2/payments/status/7 at ${PROCESSOR}`, { token: staff({ role: 'payment-admin' }), note: 'as an administrator' }),
    mayNot(console, `GET /api/v2/audit/2026 at ${PROCESSOR}`, { token: staff({ role: 'clerk' }), note: 'as a clerk' }),
    mayNot(console, `GET /api/v2/audit/2026 at ${PROCESSOR}`, { headers: { 'user-role': 'payment-admin' }, note: 'by its own word' }),
    mayNot(console, `POST /api/v2/audit/2026 at ${PROCESSOR}`, { token: staff({ role: 'payment-admin' }), note: 'even as an administrator' }),
  ],
  'S88, S90 traders trade and say who they are': [
    may('trading-platform/algo-trading', `POST /api/v3/trades/equity at ${ENGINE}`, { headers: { 'trader-id': 't-1' }, note: 'with a trader id' }),
    may('trading-platform/trader-workstation', `PUT /api/v3/trades/options at ${ENGINE}`, { headers: { 'trader-id': 't-1' }, note: 'with a trader id' }),
    mayNot('trading-platform/algo-trading', `POST /api/v3/trades/equity at ${ENGINE}`),
    mayNot('trading-platform/algo-trading', `POST /api/v3/trades/after-hours at ${ENGINE}`, { headers: { 'trader-id': 't-1' }, note: 'even with a trader id' }),
    mayNot('trading-platform/market-monitor', `POST /api/v3/trades/equity at ${ENGINE}`, { headers: { 'trader-id': 't-1' }, note: 'even with a trader id' }),
  ],
  'S91 after hours a supervisor approves': [
    may('trading-platform/authorized-trader', `POST /api/v3/trades/after-hours at ${ENGINE}`, {
      headers: { 'volatility-check': 'passed' }, token: staff({ role: 'trading-supervisor' }), note: 'screened and approved',
    }),
    mayNot('trading-platform/authorized-trader', `POST /api/v3/trades/after-hours at ${ENGINE}`, { token: staff({ role: 'trading-supervisor' }), note: 'unscreened' }),
    mayNot('trading-platform/authorized-trader', `POST /api/v3/trades/after-hours at ${ENGINE}`, {
      headers: { 'volatility-check': 'passed', 'supervisor-approval': 'yes' }, note: 'approved by a header',
    }),
  ],
  'S91 approval is for that one operation': [
    mayNot('trading-platform/authorized-trader', `POST /api/v3/trades/equity at ${ENGINE}`, {
      headers: { 'volatility-check': 'passed', 'trader-id': 't-1' }, token: staff({ role: 'trading-supervisor' }), note: 'screened and approved',
    }),
  ],
  'S92 in an incident risk officers look on': [
    may('trading-platform/market-monitor', `GET /api/v3/risk/exposure at ${ENGINE}`, {
      token: staff({ role: 'risk-officer', incident: 'active' }), note: 'during an incident',
    }),
    mayNot('trading-platform/market-monitor', `GET /api/v3/risk/exposure at ${ENGINE}`, { token: staff({ role: 'risk-officer' }), note: 'without an incident' }),
    mayNot('trading-platform/market-monitor', `GET /api/v3/risk/exposure at ${ENGINE}`, {
      headers: { 'emergency-mode': 'active', 'risk-officer-id': '7' }, note: 'by headers',
    }),
    mayNot('trading-platform/market-monitor', `POST /api/v3/risk/exposure at ${ENGINE}`, {
      token: staff({ role: 'risk-officer', incident: 'active' }), note: 'even during an incident',
    }),
  ],
  'S102 a namespace shares what it says': [
    ...['mobile-bff', 'frontend', 'api-service'].map((name) => may(`production/${name}`, 'GET /flags/new-checkout at production/feature-flags:8080')),
    mayNot('production/mobile-bff', 'POST /flags/new-checkout at production/feature-flags:8080'),
    mayNot('ecommerce/frontend', 'GET /flags/new-checkout at production/feature-flags:8080'),
  ],
  'S103 test environments stay out': [
    mayNot('staging/frontend', 'GET /flags/new-checkout at production/feature-flags:8080'),
    mayNot('development/api-service', 'production/database:5432'),
  ],
  'S104, S105 administrators may do more than frontends': [
    ...[CATALOGUE, INVENTORY].flatMap((backend) => [
      may('ecommerce/frontend', `POST /items at ${backend}`),
      may('ecommerce/api-gateway', `GET /items at ${backend}`),
      may('ecommerce/admin', `DELETE /items/1 at ${backend}`, { token: staff({ role: 'shop-admin' }), note: 'as a shop administrator' }),
      mayNot('ecommerce/admin', `DELETE /items/1 at ${backend}`, { token: staff({ role: 'clerk' }), note: 'as a clerk' }),
      mayNot('ecommerce/admin', `PATCH /items/1 at ${backend}`, { token: staff({ role: 'shop-admin' }), note: 'even as a shop administrator' }),
    ]),
    mayNot('ecommerce/frontend', `DELETE /items/1 at ${CATALOGUE}`),
    mayNot('ecommerce/admin', `DELETE /items/1 at ${CATALOGUE}`, { headers: { 'admin-token': 'valid-admin-token' }, note: 'with a password that all share' }),
  ],
  'S106, S115 Prometheus reads metrics, and nothing else': [
    may('monitoring/prometheus', 'GET /metrics at production/frontend:9090', { dialsPod: true }),
    may('monitoring/prometheus', 'GET /metrics at fintech-core/payment-processor:9090', { dialsPod: true }),
    may('monitoring/prometheus', 'GET /metrics at production/api-service:9090', { dialsPod: true }),
    mayNot('monitoring/prometheus', `GET /api/v2/audit/1 at ${PROCESSOR}`, { dialsPod: true }),
    mayNot('monitoring/grafana', 'GET /metrics at production/frontend:9090', { dialsPod: true }),
    mayNot(undefined, 'GET /metrics at production/frontend:9090', { dialsPod: true }),
  ],
  'S107 a compromised service is shut out everywhere': [
    mayNot('production/compromised-service', 'GET /flags/new-checkout at production/feature-flags:8080', { note: 'which its namespace may' }),
    mayNot('production/compromised-service', 'production/database:5432'),
  ],
  'S108, S109 each class of clients has its own operations': [
    may('production/mobile-bff', `DELETE /api/v2/carts/1 at ${API}`),
    may('production/frontend', `PUT /api/v2/carts/1 at ${API}`),
    may('batch/batch-processor', `POST /api/v2/batch/nightly at ${API}`),
    mayNot('batch/batch-processor', `GET /api/v2/carts/1 at ${API}`),
    mayNot('production/mobile-bff', `PATCH /api/v2/carts/1 at ${API}`),
  ],
  'S110, S113 the gateway is known by its identity': [
    may('ingress/public-istio', 'GET / at production/frontend:3000'),
    may('ingress/public-istio', `GET /api/v2/carts/1 at ${API}`),
    mayNot('ingress/other', `GET /api/v2/carts/1 at ${API}`, { note: 'from the same namespace' }),
  ],
  'the mainframe sends files without a certificate': [
    may(undefined, 'settlement/settlement-intake:7001', { sourceIp: '10.20.30.40', note: 'from the mainframe' }),
    mayNot(undefined, 'settlement/settlement-intake:7001', { sourceIp: '10.20.30.41', note: 'from its neighbour' }),
    mayNot(undefined, 'settlement/settlement-intake:7002', { sourceIp: '10.20.30.40', note: 'on the port beside' }),
    may('settlement/settlement-intake', 'settlement/ledger:5432'),
    mayNot(undefined, 'settlement/ledger:5432', { sourceIp: '10.20.30.40', note: 'from the mainframe' }),
  ],
  'S111 health is not open to everybody': [
    mayNot(undefined, `GET /healthz at ${API}`),
    mayNot('ecommerce/frontend', `GET /healthz at ${API}`),
  ],
  'S112, S114 only the api reaches the database, on its port': [
    may('production/api-service', 'production/database:5432'),
    mayNot('production/frontend', 'production/database:5432'),
    mayNot('production/api-service', 'production/database:8080'),
    may('fintech-core/payment-processor', 'fintech-core/payments-db:5432'),
    mayNot(orders, 'fintech-core/payments-db:5432'),
  ],
};

const customer: BroughtToken = { iss: 'https://auth.bank.example', sub: 'alice', aud: ['api.bank.example'], claims: {} };
const PUBLIC = 'ingress/public';

const CLIENTS: [string, Verdict, string, RequestParts, string?][] = [
  ['anyone sees the shop window', 'ALLOW', 'GET /', {}],
  ['anyone sees no account', 'DENY', 'GET /account/1', {}],
  ['a customer sees an account', 'ALLOW', 'GET /account/1', { token: customer }],
  ['S110 a customer reads version 2', 'ALLOW', 'GET /api/v2/carts/1', { token: customer, headers: { 'x-api-version': 'v2' } }],
  ['S110 a customer reads no other version', 'DENY', 'GET /api/v1/carts/1', { token: customer, headers: { 'x-api-version': 'v1' } }],
  ['S110 a customer writes nothing', 'DENY', 'POST /api/v2/carts', { token: customer, headers: { 'x-api-version': 'v2' } }],
  ['S110 a header alone opens nothing', 'DENY', 'GET /api/v2/carts/1', { headers: { 'x-api-version': 'v2' } }],
  ['a token of another application is refused', 'DENY', 'GET /account/1', { token: { ...customer, aud: ['games'] } }],
  ['a token of the staff directory is refused', 'DENY', 'GET /account/1', { token: staff({ role: 'payment-admin' }) }],
  ['the header of a claim that a client writes is removed, and opens nothing', 'DENY', 'GET /account/1', { headers: { 'x-customer-id': 'alice' } }],
  ['the header of a claim that a client writes is removed, and does no harm', 'ALLOW', 'GET /', { headers: { 'x-customer-id': 'alice' } }],
  ['nobody writes it in another spelling', 'DENY', 'GET /account/1', { token: customer, headers: { x_customer_id: 'bob' } }],
  ['S94 a listed network is shut out', 'DENY', 'GET /', {}, '198.51.100.9'],
  ['S94 a listed network is shut out, customers too', 'DENY', 'GET /account/1', { token: customer }, '203.0.113.70'],
  ['S94 the network beside is not', 'ALLOW', 'GET /', {}, '203.0.113.130'],
  ['S98 an embargoed country is shut out', 'DENY', 'GET /', { headers: { 'x-client-country': 'XA' } }],
  ['S98 an embargoed country is shut out, customers too', 'DENY', 'GET /account/1', { token: customer, headers: { 'x-client-country': 'XB' } }],
  ['S98 other countries are not', 'ALLOW', 'GET /', { headers: { 'x-client-country': 'XC' } }],
];

/** The same object with an ALLOW rule for everything, as somebody in a hurry would write it. */
function openToAll(object: Manifest): Manifest {
  const isAllow = object.kind === 'AuthorizationPolicy' && object.spec.action !== 'DENY';
  return isAllow ? { ...object, spec: { ...object.spec, rules: [{}] } } : object;
}

describe.each(PLANE_NAMES)('the payment platform in %s mode', (plane) => {
  const objects = objectsOf(synthesised(build, plane));
  const cluster = new Cluster(objects, plane, TRUST_DOMAIN);

  describe.each(Object.entries(RULES))('%s', (_, cases) => {
    test.each(cases.map((one) => [titleOf(one), one] as const))('%s', (_title, { call, verdict }) => {
      expect(cluster.verdict(call)).toBe(verdict);
    });
  });

  test.each(CLIENTS.map((client) => [client[0], client] as const))('at the edge %s', (_title, [, verdict, line, parts, address]) => {
    expect(cluster.verdictAtEdge(PUBLIC, request(line, { host: 'www.bank.example', ...parts }), address)).toBe(verdict);
  });

  test('whatever nobody allows is refused', () => {
    const refused = refusedByOmission(Object.values(RULES).flat(), [3000, 5432, 7001, 7002, 8080, 9090]);
    expect(refused.length).toBeGreaterThan(100);
    expect(refused.filter(({ call }) => cluster.verdict(call) !== 'DENY').map(titleOf)).toEqual([]);
  });

  test.each(['staging/anything', 'production/compromised-service'])('S103, S107 not even a careless grant lets %s in', (suspect) => {
    const careless = new Cluster(objects.map(openToAll), plane, TRUST_DOMAIN);
    const calls = Object.values(RULES).flat().filter(({ verdict }) => verdict === 'ALLOW').map(({ call }) => call);
    expect(calls.filter((call) => careless.verdict({ ...call, from: 'elsewhere/stranger' }) === 'DENY')).toEqual([]);
    expect(calls.filter((call) => careless.verdict({ ...call, from: suspect }) !== 'DENY')).toEqual([]);
  });

  test('not even a careless grant lets clients in without a token', () => {
    const careless = new Cluster(objects.map(openToAll), plane, TRUST_DOMAIN);
    const asked = (token?: BroughtToken) => careless.verdictAtEdge(PUBLIC, request('GET /account/1', { host: 'www.bank.example', token }));
    expect([asked(), asked(customer)]).toEqual(['DENY', 'ALLOW']);
  });

  test('S93, S100 policies carry what auditors look for', () => {
    const annotation = (policy: string, key: string): string | undefined => policiesIn(objects)
      .find(({ metadata }) => `${metadata.namespace}/${metadata.name}` === policy)?.metadata.annotations?.[`compliance.bank.example/${key}`];
    expect(annotation('trading-platform/trading-engine-allow', 'sox-control')).toBe('SOX-IT-001');
    expect(annotation('ingress/public-deny', 'last-updated')).toBe('2026-10-31');
  });

  test('S94 no careless grant lets a listed network in', () => {
    const careless = new Cluster(objects.map(openToAll), plane, TRUST_DOMAIN);
    const from = (address: string): Verdict => careless.verdictAtEdge(PUBLIC, request('GET /', { host: 'www.bank.example' }), address);
    expect([from('198.51.100.9'), from('203.0.113.130')]).toEqual(['DENY', 'ALLOW']);
  });

  test('S105 no policy holds a password', () => {
    expect(JSON.stringify(objects)).not.toContain('admin-token');
  });

  test('S116, S117 no rule is for everybody, and only the mainframe is known by an address', () => {
    const sources = policiesIn(objects).filter(({ spec }) => spec.action === 'ALLOW' && spec.targetRefs?.[0].kind !== 'Gateway')
      .flatMap(({ metadata, spec }) => (spec.rules ?? []).map((rule) => ({ name: metadata.name, sources: rule.from ?? [] })));
    expect(sources.filter((rule) => rule.sources.length === 0)).toEqual([]);
    expect(sources.filter((rule) => JSON.stringify(rule.sources).includes('"ipBlocks"')).map(({ name }) => name)).toEqual(['settlement-intake-allow']);
  });
});
