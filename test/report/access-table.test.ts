import { AccessRow } from '../../src/model/mesh';
import { formatAccessTable } from '../../src/report/access-table';

const row = (target: string, caller: string, operations: string[], more: Partial<AccessRow> = {}): AccessRow => (
  { target, caller, operations, effect: 'ALLOW', enforcedBy: 'waypoint', missing: [], ...more }
);

const plain = (rows: readonly AccessRow[]): string => `\n${formatAccessTable(rows, { colour: false })}`;

const payments = [
  row('payments/payments-db', 'payments/payment-processor', ['TCP 5432'], { enforcedBy: 'ztunnel' }),
  row('payments/payment-processor', 'orders/order-service', ['POST /api/v2/payments/process']),
  row('payments/payment-processor', 'monitoring/*', ['GET /metrics']),
];

describe('the access table', () => {
  test('groups lines by target, aligns them and ends with who else', () => {
    expect(plain(payments)).toBe(`
who may reach                from                         doing                           enforced by
payments/payment-processor   monitoring/*                 GET /metrics                    waypoint
                             orders/order-service         POST /api/v2/payments/process   waypoint
payments/payments-db         payments/payment-processor   TCP 5432                        ztunnel
everything else              nobody
`);
  });

  test('marks denials and puts them last', () => {
    expect(plain([
      row('shop/cart', 'anyone', ['any method /internal/*'], { effect: 'DENY' }),
      row('shop/cart', 'shop/web', ['GET /cart/*']),
    ])).toBe(`
who may reach     from       doing                          enforced by
shop/cart         shop/web   GET /cart/*                    waypoint
                  anyone     never any method /internal/*   waypoint
everything else   nobody
`);
  });

  test('goes on in another line rather than breaking an operation', () => {
    expect(plain([row('shop/cart', 'shop/web', [
      'GET /cart/*', 'PUT /cart/{*}/items', 'DELETE /cart/{*}/items/{*}', 'POST /a/path/that/alone/is/longer/than/a/whole/line/would/be', 'GET /x',
    ])])).toBe(`
who may reach     from       doing                                                          enforced by
shop/cart         shop/web   DELETE /cart/{*}/items/{*}, GET /cart/*, GET /x                waypoint
                             POST /a/path/that/alone/is/longer/than/a/whole/line/would/be
                             PUT /cart/{*}/items
everything else   nobody
`);
  });

  test('says "never" in every line of a denial', () => {
    const table = plain([row('shop/cart', 'shop/web', ['DELETE /a/rather/long/path/of/the/cart', 'PUT /another/long/path/of/it'], { effect: 'DENY' })]);
    expect(table.match(/never /g)).toHaveLength(2);
  });

  test('is one row for what several policies say of one caller', () => {
    expect(plain([row('shop/cart', 'shop/web', ['GET /b', 'GET /a']), row('shop/cart', 'shop/web', ['GET /a'])])).toBe(`
who may reach     from       doing            enforced by
shop/cart         shop/web   GET /a, GET /b   waypoint
everything else   nobody
`);
  });

  test('does not depend on the order of the rows', () => {
    expect(plain([...payments].reverse())).toBe(plain(payments));
  });

  test('says that nobody may do anything when nothing is granted', () => {
    expect(plain([])).toBe(`
who may reach     from     doing   enforced by
everything else   nobody
`);
  });

  test('leaves no blanks at the end of a line', () => {
    expect(plain([...payments, row('shop/cart', 'anyone', [], { enforcedBy: '' })])).not.toMatch(/ $/m);
  });

  test('counts characters and not their code units', () => {
    const [, first, second] = formatAccessTable([row('a/b', 'shop/🛒', ['GET /']), row('a/c', 'shop/w', ['GET /'])], { colour: false }).split('\n');
    expect([...first].length).toBe(second.length);
  });
});

const never = (target: string, caller: string, operations = ['anything'], enforcedBy = 'sidecar'): AccessRow => (
  row(target, caller, operations, { effect: 'DENY', enforcedBy })
);

describe('denials that several workloads have in common', () => {
  const shop = [row('shop/cart', 'shop/web', ['GET /cart/*']), row('shop/db', 'shop/cart', ['TCP 5432']), row('shop/web', 'edge/public-istio', ['TCP 8080'])];

  test('are told once, as holding anywhere when every workload has them', () => {
    const tests = ['shop/cart', 'shop/db', 'shop/web'].flatMap((target) => [never(target, 'staging/*'), never(target, 'development/*')]);
    expect(plain([...shop, ...tests])).toBe(`
who may reach     from                doing         enforced by
shop/cart         shop/web            GET /cart/*   waypoint
shop/db           shop/cart           TCP 5432      waypoint
shop/web          edge/public-istio   TCP 8080      waypoint
never, anywhere   development/*       anything      sidecar
                  staging/*           anything      sidecar
everything else   nobody
`);
  });

  test('name their workloads when there are others', () => {
    expect(plain([...shop, never('shop/cart', 'staging/*'), never('shop/web', 'staging/*')])).toBe(`
who may reach            from                doing         enforced by
shop/cart                shop/web            GET /cart/*   waypoint
shop/db                  shop/cart           TCP 5432      waypoint
shop/web                 edge/public-istio   TCP 8080      waypoint
never, at 2 workloads:   staging/*           anything      sidecar
  shop/cart
  shop/web
everything else          nobody
`);
  });

  test('hold at any workload where there is a gateway, whose clients anybody may be', () => {
    const all = ['shop/cart', 'shop/db', 'shop/web'].map((target) => never(target, 'staging/*'));
    const gateway = [row('edge/public', 'anyone', ['GET /'], { enforcedBy: 'gateway' }), never('edge/public', '203.0.113.0/24', ['anything'], 'gateway')];
    expect(plain([...all, ...gateway])).toBe(`
who may reach            from             doing            enforced by
edge/public              anyone           GET /            gateway
                         203.0.113.0/24   never anything   gateway
never, at any workload   staging/*        anything         sidecar
everything else          nobody
`);
  });

  test('stay at their gateways, of which each tells its own clients apart', () => {
    const table = plain([never('edge/one', '203.0.113.0/24', ['anything'], 'gateway'), never('edge/two', '203.0.113.0/24', ['anything'], 'gateway')]);
    expect(table.match(/never anything/g)).toHaveLength(2);
    expect(table).not.toContain('never, ');
  });

  test('are those of one caller for the same operations, whatever proxies enforce them', () => {
    expect(plain([
      never('shop/cart', 'anyone', ['any method /internal/*', 'any method /admin/*'], 'waypoint'),
      never('shop/web', 'anyone', ['any method /admin/*', 'any method /internal/*'], 'sidecar'),
      never('shop/cart', 'staging/*', ['any method /admin/*']),
      never('shop/web', 'staging/*'),
    ])).toBe(`
who may reach     from        doing                                         enforced by
shop/cart         staging/*   never any method /admin/*                     sidecar
shop/web          staging/*   never anything                                sidecar
never, anywhere   anyone      any method /admin/*, any method /internal/*   sidecar, waypoint
everything else   nobody
`);
  });

  test('are put in order: those that hold anywhere, then by the number of workloads', () => {
    const targets = ['a/a', 'a/b', 'a/c', 'a/d'];
    const at = (caller: string, ...some: string[]) => some.map((target) => never(target, caller));
    const rows = [...at('x/two', 'a/c', 'a/d'), ...at('x/first', 'a/a', 'a/b'), ...at('x/three', 'a/a', 'a/b', 'a/d'), ...at('x/all', ...targets)];
    const table = plain(rows);
    expect(table.match(/x\/\w+/g)).toEqual(['x/all', 'x/three', 'x/first', 'x/two']);
    expect(plain([...rows].reverse())).toBe(table);
  });

  test('are red, and say so without colour, too', () => {
    const coloured = formatAccessTable([never('shop/cart', 'staging/*'), never('shop/web', 'staging/*')], { colour: true });
    expect(coloured).toContain('\u001b[31mnever, anywhere\u001b[39m');
    expect(coloured).toContain('\u001b[31manything\u001b[39m');
  });
});

describe('what is unknown', () => {
  const waypoint = { fact: 'the waypoint shop/wp', supply: 'its manifest' };
  const open = (target: string, caller: string, operations: string[]): AccessRow => row(target, caller, operations, { effect: 'UNKNOWN', missing: [waypoint] });

  test('stands among the rest, with what would settle it below', () => {
    expect(plain([open('shop/cart', 'shop/web', ['GET /']), row('shop/cart', 'shop/web', ['PUT /']), never('shop/cart', 'staging/*'), open('shop/db', 'anyone', ['anything'])])).toBe(`
who may reach     from        doing               enforced by
shop/cart         shop/web    PUT /               waypoint
                  staging/*   never anything      sidecar
                  shop/web    unknown: GET /      waypoint
shop/db           anyone      unknown: anything   waypoint
everything else   nobody
unknown: the waypoint shop/wp; supply its manifest
`);
  });

  test('is red, and never taken for a denial that several targets share', () => {
    const coloured = formatAccessTable([open('shop/cart', 'anyone', ['anything']), open('shop/db', 'anyone', ['anything'])], { colour: true });
    expect(coloured).toContain('\u001b[31munknown: anything\u001b[39m');
    expect(coloured).not.toContain('never');
  });
});

describe('the access table in colour', () => {
  const coloured = formatAccessTable([...payments, row('shop/cart', 'anyone', ['GET /'], { effect: 'DENY' })], { colour: true });

  test('has the same text and alignment', () => {
    const withoutColour = formatAccessTable([...payments, row('shop/cart', 'anyone', ['GET /'], { effect: 'DENY' })], { colour: false });
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(withoutColour);
  });

  test('shows denials in red and targets in bold', () => {
    expect(coloured).toContain('\u001b[31mnever GET /\u001b[39m');
    expect(coloured).toContain('\u001b[1mshop/cart\u001b[22m');
  });

  test('is never used unless asked for', () => {
    expect(plain(payments)).not.toContain('\u001b');
  });
});
