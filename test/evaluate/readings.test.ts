import { AMBIENT, askWhy, type Manifest, namespace, pod, policy, service, SIDECAR, waypoint } from './small-mesh';
import type { ExplainedStep, Explanation, FieldReading, RuleReading, Step } from '../../src/model/mesh';

const web = (dataPlane = 'sidecar') => ({ principal: 'cluster.local/ns/shop/sa/web', dataPlane, ip: '10.0.0.9' });
const get = (path: string, more: Manifest = {}) => ({ http: { method: 'GET', path, host: 'pay', ...more } });

function step({ steps }: Explanation, stage: Step['stage']): ExplainedStep {
  return steps.find((one) => one.stage === stage)!;
}

function rules(explanation: Explanation, stage: Step['stage']): readonly RuleReading[] {
  return step(explanation, stage).reading.policies.flatMap((one) => one.rules);
}

function fields(rule: RuleReading): readonly FieldReading[] {
  return rule.clauses.flatMap(({ alternatives }) => alternatives.flatMap((one) => one.fields));
}

function atSidecar(spec: Manifest, request: Manifest): Explanation {
  const mesh = [namespace('payments'), pod('payments/pay', { annotations: SIDECAR }), policy('payments/guard', spec)];
  return askWhy(mesh, { at: 'sidecar', from: web(), to: { workload: 'payments/pay', port: 8080 }, ...request });
}

function atZtunnel(spec: Manifest): Explanation {
  const mesh = [namespace('payments'), pod('payments/pay', { annotations: AMBIENT }), policy('payments/guard', spec)];
  return askWhy(mesh, { from: web('ambient'), to: { workload: 'payments/pay', port: 8080 }, ...get('/') });
}

describe('the fields of a rule', () => {
  test('stand beside what the request has, under the names under which they were written', () => {
    const [rule] = rules(atSidecar({
      rules: [{
        from: [{ source: { principals: ['cluster.local/ns/shop/sa/web'], notNamespaces: ['ops'], serviceAccounts: ['shop/web'], ipBlocks: ['10.0.0.0/8'] } }],
        to: [{ operation: { methods: ['GET'], paths: ['/a/c'], hosts: ['pay'], ports: ['8080'] } }],
        when: [{ key: 'request.headers[X-Team]', values: ['a'], notValues: ['b'] }, { key: 'request.auth.claims[role]', notValues: ['x'] }],
      }],
    }, get('/a/./b/../c?x=1', { headers: { 'x-team': 'a' } })), 'ALLOW');

    expect(rule.matches).toBe('yes');
    expect(fields(rule).map(({ name, has, matches, isNegated }) => [name, has, matches, isNegated])).toEqual([
      ['from[0].source.principals', 'cluster.local/ns/shop/sa/web', 'yes', false],
      ['from[0].source.notNamespaces', 'shop', 'yes', true],
      ['from[0].source.serviceAccounts', 'shop/web', 'yes', false],
      ['from[0].source.ipBlocks', '10.0.0.9', 'yes', false],
      ['to[0].operation.hosts', 'pay', 'yes', false],
      ['to[0].operation.ports', '8080', 'yes', false],
      ['to[0].operation.methods', 'GET', 'yes', false],
      ['to[0].operation.paths', '/a/c', 'yes', false],
      ['when[0] request.headers[X-Team]', '"a"', 'yes', false],
      ['when[0] request.headers[X-Team]', '"a"', 'yes', true],
      ['when[1] request.auth.claims[role]', 'no valid token', 'yes', true],
    ]);
  });

  test('that are open name the fact that is missing', () => {
    const [rule] = rules(atSidecar({ rules: [{ from: [{ source: { ipBlocks: ['10.0.0.0/8'] } }] }] }, { ...get('/'), from: { ...web(), ip: undefined } }), 'ALLOW');
    expect(fields(rule)).toEqual([expect.objectContaining({ has: 'not known', matches: 'unknown', missing: [expect.objectContaining({ supply: 'from.ip' })] })]);
  });

  test('that look for an HTTP request in bytes break an ALLOW rule, and vanish from a DENY rule', () => {
    const spec = { rules: [{ to: [{ operation: { methods: ['GET'], ports: ['8080'] } }] }] };
    const [allowing] = rules(atSidecar(spec, {}), 'ALLOW');
    expect([allowing.matches, allowing.isDropped]).toEqual(['no', true]);
    expect(fields(allowing).map(({ ignored }) => ignored)).toEqual([undefined, 'an HTTP field on a TCP port']);

    const denied = atSidecar({ ...spec, action: 'DENY' }, {});
    const [denying] = rules(denied, 'DENY');
    expect(denied.decision.decision).toBe('DENY');
    expect([denying.matches, denying.isDropped]).toEqual(['yes', false]);
  });

  test('under a key that Istio does not know drop their rule, whatever its action', () => {
    const spec = { rules: [{ when: [{ key: 'source.labels[app]', values: ['web'] }] }] };
    for (const [action, stage] of [['ALLOW', 'ALLOW'], ['DENY', 'DENY']] as const) {
      const [rule] = rules(atSidecar({ ...spec, action }, get('/')), stage);
      expect(rule.isDropped).toBe(true);
      expect(fields(rule)[0].ignored).toBe('Istio knows no such key');
    }
  });
});

describe('at ztunnel', () => {
  const methods = { rules: [{ to: [{ operation: { methods: ['DELETE'] } }] }] };

  test('a method drops an ALLOW rule, and leaves nothing of a DENY rule', () => {
    const [allowing] = rules(atZtunnel(methods), 'ALLOW');
    expect([allowing.isDropped, fields(allowing)[0].ignored]).toEqual([true, 'ztunnel does not know the field']);

    const [denying] = rules(atZtunnel({ ...methods, action: 'DENY' }), 'DENY');
    expect(denying.matches).toBe('no');
    expect(denying.clauses[0].alternatives[0].isSkipped).toBe(true);
  });

  test('trust domains are dropped in silence, and the rule stays', () => {
    const [rule] = rules(atZtunnel({ rules: [{ from: [{ source: { namespaces: ['shop'], trustDomains: ['elsewhere'] } }] }] }), 'ALLOW');
    expect([rule.matches, rule.isDropped]).toEqual(['yes', false]);
    expect(fields(rule).map(({ ignored }) => ignored)).toEqual([undefined, 'ztunnel does not know the field']);
  });
});

describe('what a step went by', () => {
  const peers = (ns: string, mode: string, more: Manifest = {}) => ({
    apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { name: 'peers', namespace: ns }, spec: { mtls: { mode }, ...more },
  });

  test('is for mTLS the one PeerAuthentication that sets the mode of the port', () => {
    const mesh = [
      namespace('payments'), pod('payments/pay', { annotations: SIDECAR }), peers('istio-system', 'STRICT'), peers('payments', 'UNSET'),
    ];
    const ask = (...more: Manifest[]) => askWhy([...mesh, ...more], { at: 'sidecar', from: {}, to: { workload: 'payments/pay', port: 8080 } });
    expect(ask().decision).toMatchObject({ decision: 'DENY', policies: [{ name: 'istio-system/peers', action: 'PeerAuthentication' }] });

    const own = { ...peers('payments', 'UNSET', { selector: { matchLabels: { app: 'pay' } }, portLevelMtls: { 8080: { mode: 'PERMISSIVE' } } }), metadata: { name: 'own', namespace: 'payments' } };
    const open = ask(own);
    expect(open.decision.decision).toBe('ALLOW');
    expect(step(open, 'mTLS').policies.map(({ name }) => name)).toEqual(['payments/own']);
  });

  test('is for tokens each rule of the RequestAuthentications, with what it made of them', () => {
    const issuers = {
      apiVersion: 'security.istio.io/v1',
      kind: 'RequestAuthentication',
      metadata: { name: 'jwt', namespace: 'payments' },
      spec: { jwtRules: [{ issuer: 'b', audiences: ['pay'] }, { issuer: 'a', fromHeaders: [{ name: 'x-a' }] }] },
    };
    const results = (token: Manifest) => {
      const mesh = [namespace('payments'), pod('payments/pay', { annotations: SIDECAR }), issuers];
      const explanation = askWhy(mesh, { at: 'sidecar', from: web(), to: { workload: 'payments/pay', port: 8080 }, ...get('/', { tokens: [token] }) });
      const { policies, reading } = step(explanation, 'JWT');
      return [explanation.decision.status, policies.map(({ name, rule }) => `${name} ${rule}`), reading.jwtRules.map(({ issuer, index, result }) => `${issuer} ${index} ${result}`)];
    };
    const none = 'a 1 finds no token in the header x-a';
    expect(results({ issuer: 'b', audiences: ['pay'] })).toEqual([undefined, ['payments/jwt 0'], [none, 'b 0 accepts the token']]);
    expect(results({ issuer: 'b', audiences: ['x'] })).toEqual([403, ['payments/jwt 0'], [none, 'b 0 the token is for x, not for pay']]);
    expect(results({ issuer: 'c' })).toEqual([401, ['payments/jwt 0'], [none, 'b 0 the token is of c']]);
    expect(results({ valid: false })[2]).toEqual([none, 'b 0 the token does not verify: it is expired, signed by somebody else, or no JWT']);
  });

  test('is for a waypoint that callers pass by that they do', () => {
    const mesh = [
      namespace('payments', { 'istio.io/use-waypoint': 'waypoint' }), pod('payments/pay', { annotations: AMBIENT }), service('payments/pay'), waypoint('payments/waypoint'),
    ];
    const passing = askWhy(mesh, { from: web(), to: { service: 'payments/pay', port: 80 }, ...get('/', { host: 'pay.payments' }) });
    expect(passing.steps[0]).toMatchObject({ hop: 'waypoint', place: 'payments/waypoint', stage: 'bypass' });
    expect(passing.decision).toMatchObject({ decision: 'ALLOW', hop: 'ztunnel' });
  });
});
