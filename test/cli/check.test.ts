import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ExitCode } from '../../src/cli/exit-code';
import { main } from '../../src/cli/main';

const MANIFESTS = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio-injection: enabled } }
---
apiVersion: v1
kind: Pod
metadata: { name: payments, namespace: shop, labels: { app: payments }, annotations: { sidecar.istio.io/status: '{}' } }
spec: { serviceAccountName: payments, containers: [{ name: main, image: x, ports: [{ containerPort: 8443 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: payments, namespace: shop }
spec: { selector: { app: payments }, ports: [{ name: http, port: 80, targetPort: 8443 }] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: payments-allow, namespace: shop }
spec:
  selector: { matchLabels: { app: payments } }
  action: ALLOW
  rules:
    - from: [{ source: { principals: [cluster.local/ns/shop/sa/web] } }]
      to: [{ operation: { methods: [POST], paths: [/charge] } }]
`;

const http = (method: string) => ({ method, path: '/charge', host: 'payments' });
const request = (id: string, method: string, more: object = {}) => ({
  id, at: 'sidecar', from: { principal: 'cluster.local/ns/shop/sa/web', dataPlane: 'sidecar' }, to: { workload: 'shop/payments', port: 8443 }, http: http(method), ...more,
});

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ztmesh-'));
  fs.mkdirSync(path.join(folder, 'mesh', 'shop'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'mesh', 'shop', 'all.yaml'), MANIFESTS);
  fs.writeFileSync(path.join(folder, 'mesh', 'notes.txt'), 'not: [a manifest');
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

function ztmesh(args: readonly string[], stdin = ''): { readonly code: ExitCode; readonly out: any[]; readonly err: string } {
  const out: string[] = [];
  const err: string[] = [];
  const code = main(args, { readStdin: () => Buffer.from(stdin), out: (line) => out.push(line), err: (line) => err.push(line) });
  return { code, out: out.map((line) => (line.startsWith('{') ? JSON.parse(line) : line)), err: err.join('\n') };
}

function check(requests: readonly unknown[], ...more: string[]) {
  const file = path.join(folder, 'requests.jsonl');
  fs.writeFileSync(file, requests.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n'));
  return ztmesh(['check', '-f', path.join(folder, 'mesh'), '--requests', file, ...more]);
}

describe('ztmesh check', () => {
  test('answers each request with the policy, the rule and the line that decided', () => {
    const { code, out, err } = check([request('charge', 'POST'), request('read', 'GET')]);

    expect(err).toBe('');
    expect(code).toBe(ExitCode.ANSWERED);
    expect(out.map(({ id, decision, status }) => ({ id, decision, status }))).toEqual([
      { id: 'charge', decision: 'ALLOW', status: null }, { id: 'read', decision: 'DENY', status: 403 },
    ]);
    expect(out[0].policies).toEqual([expect.objectContaining({ name: 'shop/payments-allow', action: 'ALLOW', rule: 0 })]);
    expect(out[0].policies[0].source).toMatch(/all\.yaml:\d+$/);
    expect(Object.keys(out[0])).toEqual(['id', 'decision', 'status', 'hop', 'reason', 'policies', 'missing']);
  });

  test('tells the whole walk when asked', () => {
    const [{ hops }] = check([request('charge', 'POST')], '--explain').out;
    expect(hops.map(({ stage }: { stage: string }) => stage)).toEqual(expect.arrayContaining(['DENY', 'ALLOW']));
  });

  test('exits 0 when all is as expected and 1 when something is not', () => {
    expect(check([request('read', 'GET', { expect: 'DENY' })]).code).toBe(ExitCode.ANSWERED);
    expect(check([request('read', 'GET', { expect: 'ALLOW' }), request('charge', 'POST', { expect: 'ALLOW' })]).code).toBe(ExitCode.DIFFERENT);
  });

  test('exits 2 on an answer that is unknown, and says what would settle it', () => {
    const { code, out } = check([request('elsewhere', 'GET', { to: { workload: 'shop/unheard-of', port: 80 } })]);
    expect(code).toBe(ExitCode.UNANSWERED);
    expect(out[0]).toMatchObject({ decision: 'UNKNOWN', missing: [{ fact: expect.any(String), supply: expect.any(String) }] });
  });

  test('answers the other requests when one cannot be read, names its line, and exits 2', () => {
    const { code, out, err } = check([request('charge', 'POST'), '', '{"id": "broken", "to": {', request('read', 'GET')]);
    expect(out.map(({ id }) => id)).toEqual(['charge', 'read']);
    expect(err).toMatch(/requests\.jsonl:3: /);
    expect(code).toBe(ExitCode.UNANSWERED);
  });

  test.each(['null', '[]', '"charge"', '~', '--- {}'])('takes %s for no request, and says so', (line) => {
    const { code, out, err } = check([line, request('charge', 'POST')]);
    expect(err).toMatch(/requests\.jsonl:1: /);
    expect([code, out.map(({ id }) => id)]).toEqual([ExitCode.UNANSWERED, ['charge']]);
  });

  test('exits 2 on a manifest that cannot be read, and names its line', () => {
    fs.writeFileSync(path.join(folder, 'mesh', 'broken.yaml'), 'apiVersion: v1\nkind: [\n');
    const { code, err, out } = check([request('charge', 'POST'), request('whole way', 'POST', { at: undefined })]);
    expect(err).toMatch(/broken\.yaml:\d+: /);
    expect(out[1].missing[0].fact).toMatch(/^what the document at .*broken\.yaml:\d+ means$/);
    expect(code).toBe(ExitCode.UNANSWERED);
  });

  test('reads manifests from standard input', () => {
    const file = path.join(folder, 'requests.jsonl');
    fs.writeFileSync(file, JSON.stringify(request('charge', 'POST', { expect: 'ALLOW' })));
    expect(ztmesh(['check', '-f', '-', '--requests', file], MANIFESTS).code).toBe(ExitCode.ANSWERED);
  });

  test('reads standard input once, and says so', () => {
    const { code, err, out } = ztmesh(['check', '-f', '-', '--requests', '-'], MANIFESTS);
    expect([code, out]).toEqual([ExitCode.UNANSWERED, []]);
    expect(err).toContain('standard input can be read only once');
  });

  test.each(['', '\n\r\n'])('exits 2 when there is no request at all (%j)', (text) => {
    const { code, err } = check([text]);
    expect(code).toBe(ExitCode.UNANSWERED);
    expect(err).toMatch(/there is no request in .*requests\.jsonl/);
  });

  test.each([
    ['the ConfigMap', "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: istio, namespace: istio-system }\ndata: { mesh: 'trustDomain: corp.example' }\n"],
    ['an IstioOperator', 'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: { meshConfig: { trustDomain: corp.example } }\n'],
    ['Helm values', 'meshConfig: { trustDomain: corp.example }\n'],
  ])('takes the MeshConfig out of %s', (_, text) => {
    const config = path.join(folder, 'given.yaml');
    fs.writeFileSync(config, text);
    expect(check([request('charge', 'POST', { expect: 'DENY' })], '--mesh-config', config)).toMatchObject({ code: ExitCode.ANSWERED, err: '' });
  });

  test.each([
    ['nothing', '', 'there is no MeshConfig here'],
    ['another object', 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: other, namespace: istio-system }\n', 'there is no MeshConfig here'],
    ['two of them', 'trustDomain: a\n---\ntrustDomain: b\n', 'a mesh has one MeshConfig, and here are 2'],
  ])('answers nothing by %s in place of a MeshConfig', (_, text, message) => {
    const config = path.join(folder, 'given.yaml');
    fs.writeFileSync(config, text);
    const { code, out, err } = check([request('charge', 'POST')], '--mesh-config', config);
    expect(out).toMatchObject([{ decision: 'UNKNOWN' }]);
    expect(code).toBe(ExitCode.UNANSWERED);
    expect(err).toContain(message);
  });

  test('takes the MeshConfig that is given', () => {
    const config = path.join(folder, 'mesh-config.yaml');
    fs.writeFileSync(config, 'trustDomain: corp.example\n');
    expect(check([request('charge', 'POST', { expect: 'DENY' })], '--mesh-config', config).code).toBe(ExitCode.ANSWERED);
  });

  test('lets NetworkPolicies decide only when asked', () => {
    fs.writeFileSync(path.join(folder, 'mesh', 'network.yaml'), 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: closed, namespace: shop }\nspec: { podSelector: {} }\n');
    const charge = request('charge', 'POST', { at: undefined, to: { service: 'shop/payments', port: 80 } });
    expect(check([charge]).out).toMatchObject([{ decision: 'ALLOW', hop: 'sidecar' }]);
    expect(check([charge], '--network-policies').out).toMatchObject([{ decision: 'DENY', hop: 'network', policies: [{ name: 'shop/closed', action: 'NetworkPolicy', rule: null }] }]);
  });

  test.each<[string, string[], string]>([
    ['an unknown command', ['chekc'], 'Did you mean check?'],
    ['a missing option', ['check', '-f', 'x'], '--requests'],
    ['an unknown version', ['check', '-f', 'x', '--requests', 'y', '--istio-version', '1.3'], '1.31'],
    ['a variable without a value', ['check', '-f', 'x', '--requests', 'y', '--istiod-env', 'A'], 'NAME=VALUE'],
    ['a path that is not there', ['check', '-f', 'nowhere', '--requests', 'y'], 'cannot read nowhere'],
  ])('exits 2 on %s and says so', (_, args, message) => {
    const { code, err } = ztmesh(args);
    expect(code).toBe(ExitCode.UNANSWERED);
    expect(err).toContain(message);
  });

  test('shows a real command in its help', () => {
    const { code, out } = ztmesh(['check', '--help']);
    expect(code).toBe(ExitCode.ANSWERED);
    expect(out.join('\n')).toContain('$ ztmesh check -f dist --requests requests.jsonl');
  });
});
