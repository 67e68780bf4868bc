import * as fc from 'fast-check';
import { readRequests } from '../../../src/manifest/parse/read-requests';

const MINIMAL = { id: 'r', from: {}, to: { service: 'payments/pay', port: 80 } };

function read(request: unknown) {
  return [...readRequests(JSON.stringify(request), 'r.jsonl')][0];
}

function codes(request: unknown): string[] {
  return read(request).diagnostics.map(({ code, field }) => `${code} ${field}`);
}

test('a request is read with everything that it says', () => {
  const { request, diagnostics } = read({
    id: 'r1',
    at: 'waypoint',
    sni: 'pay',
    expect: 'DENY',
    whole: true,
    from: { workload: 'shop/web', principal: 'td/ns/shop/sa/web', ip: '10.0.0.1', dataPlane: 'sidecar', xForwardedFor: ['1.1.1.1'] },
    to: { workload: 'payments/pay', port: 8443, ip: '10.0.0.2' },
    http: {
      method: 'POST',
      path: '/a?b',
      host: 'h',
      headers: { 'X-A': '1', 'x-a': ['2', '3'] },
      tokens: [{ issuer: 'i', subject: 's', audiences: ['a'], claims: { n: { l: [1, null, true] } }, in: { header: 'X-T', prefix: 'T ' }, valid: false }],
    },
    external: { ext: 'deny' },
  });
  expect(diagnostics).toEqual([]);
  expect(request).toEqual({
    id: 'r1',
    at: 'waypoint',
    sni: 'pay',
    from: { workload: 'shop/web', principal: 'td/ns/shop/sa/web', ip: '10.0.0.1', dataPlane: 'sidecar', xForwardedFor: ['1.1.1.1'] },
    to: { workload: 'payments/pay', port: 8443, ip: '10.0.0.2' },
    http: {
      method: 'POST',
      path: '/a?b',
      host: 'h',
      headers: new Map([['x-a', ['1', '2', '3']]]),
      tokens: [{
        issuer: 'i', subject: 's', audiences: ['a'], claims: { n: { l: [1, null, true] } }, place: { header: 'x-t', prefix: 'T ' }, valid: false,
      }],
    },
    external: new Map([['ext', 'deny']]),
  });
});

test('what a request leaves out is absent, and a token is a valid bearer token', () => {
  expect(read({ ...MINIMAL, http: { method: 'GET', path: '/', host: 'h', tokens: [{}, { in: { param: 'p' } }, { in: { cookie: 'c' } }] } }).request).toEqual({
    id: 'r',
    from: { xForwardedFor: [] },
    to: { service: 'payments/pay', port: 80 },
    external: new Map(),
    http: {
      method: 'GET',
      path: '/',
      host: 'h',
      headers: new Map(),
      tokens: [{ header: 'authorization', prefix: 'Bearer ' }, { param: 'p' }, { cookie: 'c' }].map((place) => ({ audiences: [], claims: {}, valid: true, place })),
    },
  });
});

test.each([
  ['no target', { ...MINIMAL, to: { port: 80 } }, 'one-target to'],
  ['two targets', { ...MINIMAL, to: { service: 'a/b', workload: 'a/b', port: 80 } }, 'one-target to'],
  ['a target without its namespace', { ...MINIMAL, to: { service: 'pay', port: 80 } }, 'unqualified-name to.service'],
  ['no port', { ...MINIMAL, to: { service: 'a/b' } }, 'missing-field to'],
  ['a port that is a text', { ...MINIMAL, to: { service: 'a/b', port: '80' } }, 'wrong-type to.port'],
  ['an unknown point', { ...MINIMAL, at: 'proxy' }, 'unknown-value at'],
  ['an unknown plane', { ...MINIMAL, from: { dataPlane: 'envoy' } }, 'unknown-value from.dataPlane'],
  ['a field that is misspelt', { ...MINIMAL, htpp: {} }, 'unknown-field htpp'],
  ['a field of the caller that is misspelt', { ...MINIMAL, from: { principle: 'x' } }, 'unknown-field from.principle'],
  ['a request without a path', { ...MINIMAL, http: { method: 'GET', host: 'h' } }, 'missing-field http'],
  ['a token in two places', { ...MINIMAL, http: { method: 'GET', path: '/', host: 'h', tokens: [{ in: { param: 'a', cookie: 'b' } }] } }, 'one-place http.tokens[0].in'],
  ['an authorizer that answers neither way', { ...MINIMAL, external: { e: 'maybe' } }, 'unknown-value external.e'],
])('%s is told', (_title, request, finding) => {
  expect(codes(request)).toContain(finding);
  expect(read(request).request).toBeUndefined();
});

test('lines are told apart, and blank ones left out', () => {
  const results = [...readRequests(`${JSON.stringify(MINIMAL)}\n\n{\n{"id": ${'['.repeat(300)}${']'.repeat(300)}}\n`, 'r.jsonl')];
  expect(results.map(({ request, diagnostics }) => request?.id ?? `${diagnostics[0].code}:${diagnostics[0].at.line}`)).toEqual(['r', 'syntax:3', 'too-deep:4']);
});

test('lines may end as on Windows, and begin with a byte order mark', () => {
  const text = `\ufeff${JSON.stringify(MINIMAL)}\r\n\r\n${JSON.stringify({ ...MINIMAL, id: 's' })}\r\n`;
  for (const content of [text, new TextEncoder().encode(text)]) {
    expect([...readRequests(content, 'r.jsonl')].map(({ request }) => request?.id)).toEqual(['r', 's']);
  }
});

test.each<[string, string | Uint8Array, string]>([
  ['a comma behind an object', `${JSON.stringify(MINIMAL)},`, 'syntax'],
  ['YAML that is no JSON', '{id: r, from: {}, to: {service: payments/pay, port: 80}}', 'syntax'],
  ['a list of requests', `[${JSON.stringify(MINIMAL)}]`, 'wrong-type'],
  ['null', 'null', 'wrong-type'],
  ['a field that is there twice', '{"id": "r", "id": "s", "to": {"service": "payments/pay", "port": 80}}', 'duplicate-key'],
  ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 'not-utf-8'],
])('%s is told once, and is no request', (_title, line, code) => {
  const results = [...readRequests(line, 'r.jsonl')];
  expect(results.map(({ request, diagnostics }) => [request, diagnostics.map((found) => found.code)])).toEqual([[undefined, [code]]]);
});

test.each(['allow', 5, ['ALLOW']])('the expectation %j is no decision, and never one that nothing is compared with', (expect_) => {
  expect(read({ ...MINIMAL, expect: expect_ }).request).toBeUndefined();
  expect(codes({ ...MINIMAL, expect: expect_ })).toEqual([expect.stringMatching(/^(unknown-value|wrong-type) expect/)]);
});

test('no text and no value makes it throw', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
    expect(() => [...readRequests(text, 'r.jsonl')]).not.toThrow();
  }), { numRuns: 500 });
  const field = fc.constantFrom('id', 'from', 'to', 'http', 'workload', 'port', 'headers', 'tokens', 'claims', 'in', 'external', 'at');
  fc.assert(fc.property(fc.dictionary(field, fc.oneof(fc.jsonValue(), fc.dictionary(field, fc.jsonValue()))), (request) => {
    expect(() => read(request)).not.toThrow();
  }), { numRuns: 500 });
});
