import { AccessTableRow, formatAccessTable } from '../../src/report/access-table';

const row = (target: string, caller: string, operations: string[], more: Partial<AccessTableRow> = {}): AccessTableRow => (
  { target, caller, operations, effect: 'ALLOW', enforcedBy: 'waypoint', ...more }
);

const plain = (rows: readonly AccessTableRow[]): string => `\n${formatAccessTable(rows, { colour: false })}`;

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
