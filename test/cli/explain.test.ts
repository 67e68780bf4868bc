import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { showsColour } from '../../src/cli/colour';
import { ExitCode } from '../../src/cli/exit-code';
import { main } from '../../src/cli/main';

const SHOP = fs.readFileSync(path.join(__dirname, '../../docs/cli/shop.yaml'), 'utf8');
const POLICIES = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: pay-web, namespace: payments }
spec:
  selector: { matchLabels: { app: pay } }
  rules:
    - from:
        - source:
            principals: [cluster.local/ns/shop/sa/web]
      to:
        - operation:
            methods: [GET, POST]
    - from:
        - source:
            principals: [cluster.local/ns/shop/sa/admin]
            remoteIpBlocks: [10.0.0.0/8]
---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: jwt, namespace: payments }
spec:
  jwtRules:
    - issuer: https://idp.example
      audiences: [pay]
      jwksUri: https://idp.example/keys
`;
const GATEWAY = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge, namespace: shop }
spec: { gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP }] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: edge, namespace: shop }
spec:
  targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: edge }]
  action: DENY
  rules: [{ to: [{ operation: { paths: [/internal/*] } }] }]
`;

const CLASSIC_GATEWAY = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: classic, namespace: shop }
spec: { selector: { istio: edge }, servers: [{ port: { number: 8080, name: http, protocol: HTTP }, hosts: ['*'] }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: classic, namespace: shop }
spec:
  template:
    metadata: { labels: { istio: edge }, annotations: { inject.istio.io/templates: gateway } }
    spec: { serviceAccountName: classic }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: classic, namespace: shop }
spec: { selector: { matchLabels: { istio: edge } } }
`;

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ztmesh-explain-'));
  fs.writeFileSync(path.join(folder, 'shop.yaml'), SHOP);
  fs.writeFileSync(path.join(folder, 'policies.yaml'), POLICIES);
  fs.writeFileSync(path.join(folder, 'gateway.yaml'), GATEWAY);
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

interface Printed {
  readonly code: ExitCode;
  /** Without the path of the folder. */
  readonly out: string;
  readonly err: string;
}

function ztmesh(args: readonly string[], { stdin = '', colour = false } = {}): Printed {
  const out: string[] = [];
  const err: string[] = [];
  const code = main(args, { readStdin: () => Buffer.from(stdin), out: (line) => out.push(line), err: (line) => err.push(line), colour });
  return { code, out: out.join('\n').replaceAll(`${folder}/`, ''), err: err.join('\n').replaceAll(`${folder}/`, '') };
}

/** Options are written as in a shell; no value has a blank. */
function explain(options: string, more: Parameters<typeof ztmesh>[1] = {}): Printed {
  return ztmesh(['explain', '-f', folder, ...options.split(' ')], more);
}

const firstLine = ({ out }: Printed): string => out.split('\n')[0];

describe('ztmesh explain', () => {
  test('says what is decided where, and what the closest rule wanted, with its line', () => {
    const { code, out, err } = explain('--from shop/web --to payments/pay:80 --method DELETE --path /charge');
    expect(err).toBe('');
    expect(code).toBe(ExitCode.ANSWERED);
    expect(out).toBe(`DENY 403 at the sidecar of payments/pay

  shop/web → Service payments/pay:80   DELETE /charge   host pay.payments.svc.cluster.local

  sidecar of payments/pay
  1  mTLS   mTLS as cluster.local/ns/shop/sa/web, on a port that is STRICT   istio-system/default, shop.yaml:66
  2  JWT    the request carries no token
     payments/jwt, rule 0   policies.yaml:24   https://idp.example: finds no token in the header authorization, the parameter access_token
  3  DENY   no DENY policy matches
  4  ALLOW  no ALLOW policy matches (payments/pay-web)
     payments/pay-web, rule 0                                        policies.yaml:8   does not match
       ✗ to[0].operation.methods: GET, POST                          the request has DELETE
     payments/pay-web, rule 1                                        policies.yaml:14   does not match
       ✗ from[0].source.principals: cluster.local/ns/shop/sa/admin   the request has cluster.local/ns/shop/sa/web
       ? from[0].source.remoteIpBlocks: 10.0.0.0/8                   not known: the address of the caller

  policies.yaml:13
  13 |             methods: [GET, POST]
     |             ^ the request has DELETE`);
  });

  test('answers for bytes when neither method nor path is given', () => {
    const printed = explain('--from shop/web --to payments/pay:6379');
    expect(firstLine(printed)).toBe('DENY at the sidecar of payments/pay');
    expect(printed.out).toContain('bytes');
    expect(printed.out).toMatch(/payments\/pay-web, rule 0 .* is dropped, so it never matches/);
    expect(printed.out).toMatch(/\^ the rule is dropped: an HTTP field on a TCP port$/);
  });

  test('follows a request of an ambient caller through the waypoint to ztunnel', () => {
    const { out, code } = explain('--from stock/orders --to stock/inventory:80 --path /items');
    expect(code).toBe(ExitCode.ANSWERED);
    expect(out).toMatch(/^ALLOW at the ztunnel of stock\/inventory\n/);
    expect(out).toMatch(/waypoint stock\/waypoint\n {2}1 {2}mTLS [\s\S]*ztunnel of stock\/inventory\n {2}4 {2}mTLS {3}mTLS as cluster\.local\/ns\/stock\/sa\/waypoint/);
  });

  test('refuses a caller in plaintext by the PeerAuthentication that made the port STRICT, in both planes', () => {
    const sidecar = explain('--from plaintext --to payments/pay:80 --path /');
    expect([sidecar.code, firstLine(sidecar)]).toEqual([ExitCode.ANSWERED, 'DENY at the sidecar of payments/pay']);
    expect(sidecar.out).toContain('istio-system/default, shop.yaml:66');

    const ambient = explain('--from plaintext --to-workload stock/inventory:8080');
    expect([ambient.code, firstLine(ambient)]).toEqual([ExitCode.ANSWERED, 'DENY at the ztunnel of stock/inventory']);
    expect(ambient.out).toContain('made by istiod of the PeerAuthentication there');
  });

  test('takes clients of a Gateway to come from outside', () => {
    const printed = explain('--to-gateway shop/edge:80 --host shop.example --path /internal/x');
    expect(firstLine(printed)).toBe('DENY 403 at the gateway shop/edge');
    expect(printed.out).toContain('plaintext → Gateway shop/edge:80   GET /internal/x   host shop.example');
  });

  test('takes a Gateway of Istio by its name, too, and knows its ports', () => {
    fs.writeFileSync(path.join(folder, 'classic.yaml'), CLASSIC_GATEWAY);
    const asked = explain('--to-gateway shop/classic:8080 --host shop.example --path /');
    expect(asked.err).toBe('');
    expect(firstLine(asked)).toBe('DENY 403 at the gateway shop/classic');
    expect(explain('--to-gateway shop/classic:80 --host shop.example --path /').err).toContain('the Gateway shop/classic has no listener on port 80; it has 8080');
  });

  test('tells HTTP/1.1 and HTTP/2 apart where the request says which it is', () => {
    const ask = (version: string) => explain(`--from shop/web --to payments/pay:80 --method GET --path / --header cookie=a --header cookie=b ${version}`);
    expect(ask('--http-version 2').out).toContain('GET / HTTP/2   host');
    expect(ask('').out).not.toContain('HTTP/');
  });

  test('tells what became of a token', () => {
    const token = '--from shop/web --to payments/pay:80 --path / --issuer https://idp.example --subject alice';
    expect(firstLine(explain(`${token} --audience pay`))).toBe('ALLOW at the sidecar of payments/pay');
    const other = explain(`${token} --audience x --claim role=admin --claim role=editor --claim on:=true`);
    expect(firstLine(other)).toBe('DENY 403 at the sidecar of payments/pay');
    expect(other.out).toContain('the token is for x, not for pay');
    expect(explain(`${token} --invalid-token`).out).toMatch(/^DENY 401[\s\S]*the token does not verify/);
    expect(explain(`${token} --audience pay --token-in header=x-jwt`).out).toContain('finds no token in the header authorization');
  });

  test('says for an unknown answer which options would settle it, and exits 2', () => {
    const { code, out } = explain('--from-principal cluster.local/ns/shop/sa/admin --data-plane sidecar --to payments/pay:80 --method DELETE');
    expect(code).toBe(ExitCode.UNANSWERED);
    expect(out).toMatch(/^UNKNOWN at the sidecar of payments\/pay/);
    expect(out).toMatch(/To answer, this has to be known:\n {4}the address of the caller {3}--from-ip$/);
    expect(firstLine(explain('--from-principal cluster.local/ns/shop/sa/admin --from-ip 10.1.1.1 --data-plane sidecar --to payments/pay:80 --method DELETE'))).toMatch(/^ALLOW/);
    expect(firstLine(explain('--from-principal cluster.local/ns/shop/sa/admin --from-ip 11.1.1.1 --data-plane sidecar --to payments/pay:80 --method DELETE'))).toMatch(/^DENY/);
  });

  test('writes one object of the check format with --format json, fields beside what the request has', () => {
    const { code, out } = explain('--from shop/web --to payments/pay:80 --method DELETE --path / --format json');
    const answer = JSON.parse(out);
    expect(code).toBe(ExitCode.ANSWERED);
    expect(Object.keys(answer)).toEqual(['id', 'decision', 'status', 'hop', 'reason', 'policies', 'missing', 'hops']);
    expect(answer).toMatchObject({ decision: 'DENY', status: 403, hop: 'sidecar' });
    const allow = answer.hops.find(({ stage }: { stage: string }) => stage === 'ALLOW');
    expect(allow.rules[0]).toMatchObject({ name: 'payments/pay-web', rule: 0, matches: 'no' });
    expect(allow.rules[0].clauses[1].alternatives[0].fields).toEqual([{ field: 'to[0].operation.methods', written: ['GET', 'POST'], has: 'DELETE', matches: 'no' }]);
  });

  test('has the same hops as ztmesh check --explain', () => {
    const requests = path.join(folder, 'requests.jsonl');
    fs.writeFileSync(requests, JSON.stringify({
      id: 'explain', from: { workload: 'shop/web' }, to: { service: 'payments/pay', port: 80 }, http: { method: 'DELETE', path: '/', host: 'pay.payments.svc.cluster.local' },
    }));
    const checked = ztmesh(['check', '-f', folder, '--requests', requests, '--explain']);
    expect(checked.out).toBe(explain('--from shop/web --to payments/pay:80 --method DELETE --path / --format json').out);
  });

  test('reads a kubectl list from standard input', () => {
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'x' } }] });
    const args = ['explain', '-f', path.join(folder, 'shop.yaml'), '-', '--from', 'shop/web', '--to', 'payments/pay:6379'];
    expect(firstLine(ztmesh(args, { stdin: list }))).toBe('ALLOW at the sidecar of payments/pay');
    expect(ztmesh(['explain', '-f', '-', '--from', 'shop/web', '--to', 'payments/pay:6379'], { stdin: SHOP + '---' + POLICIES }).out).toContain('\n  -:');
  });

  test('exits 2 beside its answer when some input cannot be read', () => {
    fs.writeFileSync(path.join(folder, 'broken.yaml'), 'apiVersion: v1\nkind: [\n');
    const { code, err } = explain('--from shop/web --to payments/pay:6379');
    expect([code, err]).toEqual([ExitCode.UNANSWERED, expect.stringContaining('broken.yaml:')]);
  });

  test('notes that a workload does not declare the port that is asked for', () => {
    const { code, err, out } = explain('--from shop/web --to-workload payments/pay:9000');
    expect(err).toBe('note: the workload payments/pay does not declare port 9000; it declares 8080, 6379');
    expect(out).toContain('workload payments/pay:9000');
    expect(code).toBe(ExitCode.ANSWERED);
  });
});

describe('what cannot be meant', () => {
  test.each<[string, string, string]>([
    ['a caller that is not there', '--from shop/wbe --to payments/pay:80', 'there is no workload shop/wbe among the manifests (did you mean "shop/web"?)'],
    ['a callee of another namespace', '--from shop/web --to shop/pay:80', 'there is no Service or workload shop/pay among the manifests (did you mean "payments/pay"?)'],
    ['a callee that is like nothing', '--from shop/web --to a/b:80', 'there is payments/pay, shop/web, stock/inventory, stock/orders'],
    ['a Gateway that is called as a Service', '--from shop/web --to shop/edge:80', 'there is a Gateway of this name: --to-gateway shop/edge:80'],
    ['a Gateway that is not there', '--to-gateway shop/egde:80', 'there is no Gateway shop/egde among the manifests (did you mean "shop/edge"?)'],
    ['a port that the Service does not have', '--from shop/web --to payments/pay:8080', 'the Service payments/pay has no port 8080; it has 80, 6379'],
    ['a listener that the Gateway does not have', '--to-gateway shop/edge:443', 'the Gateway shop/edge has no listener on port 443; it has 80'],
    ['a callee without a port', '--from shop/web --to payments/pay', 'NAMESPACE/NAME:PORT, not payments/pay; its ports are 80, 6379'],
    ['a port that is none', '--from shop/web --to payments/pay:99999', 'NAMESPACE/NAME:PORT'],
    ['no callee', '--from shop/web', 'what is called?'],
    ['two callees', '--from shop/web --to payments/pay:80 --to-workload payments/pay:80', 'not 2 of them'],
    ['no caller', '--to payments/pay:80', 'who calls?'],
    ['plaintext with an identity', '--from plaintext --from-principal cluster.local/ns/a/sa/b --to payments/pay:80', 'has no identity'],
    ['an identity that is none', '--from-principal web --to payments/pay:80', 'TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT, not web'],
    ['an address that is none', '--from shop/web --from-ip web --to payments/pay:80', 'Write an IPv4 or IPv6 address.'],
    ['a header on bytes', '--from shop/web --to payments/pay:80 --header a=b', 'give --method and --path'],
    ['a version on bytes', '--from shop/web --to payments/pay:80 --http-version 2', '--http-version makes no sense without an HTTP request'],
    ['a header without a value', '--from shop/web --to payments/pay:80 --path / --header a', 'Write it as NAME=VALUE.'],
    ['a Host header', '--from shop/web --to payments/pay:80 --path / --header Host=a', 'Give it with --host.'],
    ['a claim of nobody', '--from shop/web --to payments/pay:80 --path / --claim a=b', '--issuer is needed to say whose token it is; the manifests know https://idp.example'],
    ['a claim that is no JSON', '--from shop/web --to payments/pay:80 --path / --issuer a --claim a:=b', 'is no JSON'],
    ['a request of HTTP to a Gateway without a host', '--to-gateway shop/edge:80 --path /', '--host is needed'],
    ['an authorizer that is not there', '--from shop/web --to payments/pay:80 --external opa=allow', 'there is no extension provider opa among the manifests; there is none at all'],
    ['an answer that is none', '--from shop/web --to payments/pay:80 --external opa=perhaps', 'PROVIDER=allow or PROVIDER=deny'],
    ['an option that is not there', '--fron shop/web', 'Did you mean --from?'],
  ])('%s exits 2, says so, and is no answer', (_, options, message) => {
    const { code, out, err } = explain(options);
    expect(err).toContain(message);
    expect([code, out]).toEqual([ExitCode.UNANSWERED, '']);
  });
});

describe('colours', () => {
  test('are only there when they are asked for, and change nothing else', () => {
    const options = '--from shop/web --to payments/pay:80 --method DELETE --path /charge';
    const coloured = explain(options, { colour: true });
    expect(coloured.out).toMatch(/^\u001b\[1m\u001b\[31mDENY 403/);
    expect(coloured.out.replace(/\u001b\[\d+m/g, '')).toBe(explain(options).out);
  });

  test.each<[NodeJS.ProcessEnv, boolean, boolean]>([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
    [{ TERM: 'dumb' }, true, false],
  ])('%p on a terminal (%p): %p', (environment, isTerminal, expected) => {
    expect(showsColour(environment, isTerminal)).toBe(expected);
  });
});

test('the help shows a real command, and every line of every answer ends without blanks', () => {
  expect(ztmesh(['explain', '--help']).out).toContain('$ ztmesh explain -f dist --from shop/web');
  for (const options of ['--from shop/web --to payments/pay:80 --path /', '--from shop/web --to payments/pay:6379', '--from plaintext --to stock/inventory:80']) {
    expect(explain(options).out.split('\n').filter((line) => /\s$/.test(line))).toEqual([]);
  }
});
