import { explain } from '../../src/evaluate';
import { plainDocument } from '../../src/manifest/parse/manifest-document';
import { parseMesh } from '../../src/manifest/parse/parse-mesh';
import { parseRequest } from '../../src/manifest/parse/parse-request';
import type { Explanation, Provenance } from '../../src/model/mesh';
import { formatExplanation, printableLines, type SourceText } from '../../src/report';
import { optionFor } from '../../src/report/explanation/missing-lines';
import { readRecorded } from '../evaluate/recorded-decisions';
import { askWhy, type Manifest, namespace, pod, policy, SIDECAR } from '../evaluate/small-mesh';

const AT: Provenance = { file: 'small.yaml', line: 1, column: 1 };
const web = { principal: 'cluster.local/ns/shop/sa/web', dataPlane: 'sidecar' };

function asked(policies: readonly Manifest[], http: Manifest = {}): Explanation {
  return askWhy([namespace('payments'), pod('payments/pay', { annotations: SIDECAR }), ...policies], {
    at: 'sidecar', from: web, to: { workload: 'payments/pay', port: 8080 }, http: { method: 'GET', path: '/', host: 'pay', ...http },
  });
}

function text(explanation: Explanation, sources?: SourceText): string {
  return formatExplanation(explanation, { colour: false, ...sources ? { sources } : {} });
}

const methods = (...values: string[]): Manifest => ({ to: [{ operation: { methods: values } }] });

describe('an explanation in words', () => {
  test('has for every recorded request a first line with the decision, and no blanks at the ends of lines', () => {
    const meshes = ['envoy.jsonl.gz', 'ztunnel.jsonl.gz'].flatMap((file) => readRecorded(file)).filter((_, index) => index % 5 === 2);
    for (const { meshConfig, objects, requests } of meshes) {
      const mesh = parseMesh(objects.map((object) => plainDocument(object, AT)), { meshConfig: plainDocument(meshConfig, AT) });
      for (const request of requests) {
        const explanation = explain(mesh, parseRequest(plainDocument(request, AT)).request!);
        const lines = text(explanation).split('\n');
        expect(lines[0].startsWith(explanation.decision.decision)).toBe(true);
        expect(lines.filter((line) => /\s$/.test(line) || /undefined|\[object/.test(line))).toEqual([]);
      }
    }
  });

  test('puts the rule that fails by the least first', () => {
    const explanation = asked([policy('payments/a', {
      rules: [
        { ...methods('POST'), when: [{ key: 'request.headers[x]', values: ['1'] }] }, methods('PUT'),
      ],
    })]);
    expect(text(explanation).match(/payments\/a, rule \d/g)).toEqual(['payments/a, rule 1', 'payments/a, rule 0']);
  });

  test('shortens long lists, and says by how much', () => {
    const values = Array.from({ length: 18 }, (_, index) => `M${index}`);
    const many = Array.from({ length: 9 }, (_, index) => methods(`N${index}`));
    const told = text(asked([policy('payments/a', { rules: [methods(...values)] }), policy('payments/b', { rules: many })]));
    expect(told).toContain('to[0].operation.methods: M0, M1, M2, M3, M4, M5 and 12 more');
    expect(told.match(/payments\/[ab], rule/g)).toHaveLength(5);
    expect(told).toContain('and 5 more rules');
  });

  test('shortens lists of long values before they fill the screen', () => {
    const values = Array.from({ length: 4 }, (_, index) => `${'x'.repeat(50)}${index}`);
    expect(text(asked([policy('payments/a', { rules: [methods(...values)] })]))).toContain(`: ${values[0]}, ${values[1]} and 2 more `);
  });

  test('cuts long values, and says how long they are', () => {
    expect(text(asked([policy('payments/a', { rules: [{ to: [{ operation: { paths: ['/x'] } }] }] })], { path: `/${'a'.repeat(299)}` }))).toMatch(/a… \(300 characters\)/);
  });

  test('tells which alternatives there are besides the closest one', () => {
    const from = [{ source: { namespaces: ['ops'], principals: ['x'] } }, { source: { namespaces: ['dev'] } }, { source: { principals: ['y'], namespaces: ['z'] } }];
    const told = text(asked([policy('payments/a', { rules: [{ from }] })]));
    expect(told).toContain('✗ from[1].source.namespaces: dev');
    expect(told).toContain('and 2 more in from, no closer');
  });

  test('names a policy without rules, and one that is never enforced', () => {
    const dry = { ...policy('payments/dry', { rules: [methods('GET')] }), metadata: { name: 'dry', namespace: 'payments', annotations: { 'istio.io/dry-run': 'true' } } };
    const told = text(asked([policy('payments/none', {}), dry]));
    expect(told).toMatch(/payments\/none +small\.yaml:1 +has no rule, so it matches nothing/);
    expect(told).toMatch(/payments\/dry, rule 0 +small\.yaml:1 +matches +in dry-run: never enforced/);
  });

  test('never passes on what a terminal would obey', () => {
    const told = text(asked([policy('payments/a', { rules: [methods('\u001b[2J\u202e')] })]));
    expect(told).toContain('\\u001b[2J\\u202e');
    const bell = asked([policy('payments/a', { rules: [{ when: [{ key: 'request.headers[x-a]', values: ['b'] }] }] })], { headers: { 'x-a': '\u202e' } });
    const quoted = text(bell, { line: () => 'values: [\u202e]', fieldAt: (at) => at });
    expect(quoted).toContain('1 | values: [\ufffd]');
    expect(quoted).not.toContain('\u202e');
    expect(printableLines('a\u0007\nb')).toBe('a\\u0007\nb');
    expect(told.replace(/\n/g, '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe('the excerpt', () => {
  const lines = (written: string, column: number): SourceText => ({ line: () => written, fieldAt: (at) => ({ ...at, line: 7, column }) });
  const denied = asked([policy('payments/a', { rules: [methods('POST')] })]);

  test('points at the field that fails', () => {
    expect(text(denied, lines('  methods: [POST]', 3))).toContain('\n  small.yaml:7\n  7 |   methods: [POST]\n    |   ^ the request has GET\n');
  });

  test('cuts a long line around its mark', () => {
    const [, quoted, marked] = text(denied, lines(`${'x'.repeat(500)}methods: [POST]${'y'.repeat(500)}`, 501)).trimEnd().split('\n').slice(-3);
    expect(quoted.length).toBeLessThan(140);
    expect(quoted.slice(marked.indexOf('^'))).toMatch(/^methods: \[POST\]y+…$/);
  });

  test('is left out where the text is not at hand', () => {
    expect(text(denied, { line: () => undefined, fieldAt: (at) => at })).toBe(text(denied));
  });
});

test.each([
  ['from.ip', '--from-ip'],
  ['its manifest, or from.principal, from.ip and from.dataPlane', 'its manifest, or --from-principal, --from-ip and --data-plane'],
  ['to.workload and to.ip', '--to-workload and --to-ip'],
  ['http.host: pay.payments.svc.cluster.local', '--host pay.payments.svc.cluster.local'],
  ['http.version', '--http-version'],
  ['http.headers["cookie"] as one line', '--header cookie=VALUE as one line'],
  ['external: {"opa": "allow" or "deny"}', '--external opa=allow or --external opa=deny'],
  ['external: {"a, or b": "allow" or "deny"}', '--external a, or b=allow or --external a, or b=deny'],
  ['the host among the egress hosts, or at: a point', 'the host among the egress hosts, or --at sidecar, waypoint, gateway or ztunnel'],
  ['at: gateway, or the request as its backend gets it', '--at gateway, or the request as its backend gets it'],
  ['the manifest of Namespace shop', 'the manifest of Namespace shop'],
])('what supplies a fact by %s is supplied by %s', (supply, option) => {
  expect(optionFor(supply)).toBe(option);
});
