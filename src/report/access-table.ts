import { Painter, painterOf } from './paint';
import { separateDenials, SharedDenials } from './shared-denials';
import { layOut, TableLine } from './table-layout';
import { AccessRow, MissingFact } from '../model/mesh';

export interface AccessTableOptions {
  /** Whether the text is for a terminal that shows colours. */
  readonly colour: boolean;
}

const HEADINGS = ['who may reach', 'from', 'doing', 'enforced by'];
const LAST_LINE = ['everything else', 'nobody'];

const PREFIXES: Readonly<Record<AccessRow['effect'], string>> = { ALLOW: '', DENY: 'never ', UNKNOWN: 'unknown: ' };

/** What the column of operations grows to before they go on in another line. One that is longer stands alone. */
const DOING_WIDTH = 48;

/**
 * Who may reach what, as an aligned table: a group of lines for each target, its own denials last, and after all of
 * them the denials that several targets have in common. Below it stands what has to be known about what is unknown.
 */
export function formatAccessTable(rows: readonly AccessRow[], options: AccessTableOptions): string {
  const paint = painterOf(options.colour);
  const { own, shared } = separateDenials(inOrder(merged(rows)));
  const table = layOut([
    { cells: HEADINGS, paints: HEADINGS.map(() => paint.dim) },
    ...own.flatMap((row, index) => linesOf(row, own[index - 1]?.target !== row.target, paint)),
    ...shared.flatMap((denials) => sharedLines(denials, paint)),
    { cells: LAST_LINE, paints: LAST_LINE.map(() => paint.dim) },
  ]);
  return table + missingLines(rows);
}

/** Each fact that would settle something, once, and how to supply it. */
function missingLines(rows: readonly AccessRow[]): string {
  const facts = rows.flatMap(({ missing }) => missing).map(({ fact, supply }: MissingFact) => `unknown: ${fact}; supply ${supply}\n`);
  return [...new Set(facts)].sort().join('');
}

/** What one caller may do to one target is one row, however many policies say it. */
function merged(rows: readonly AccessRow[]): readonly AccessRow[] {
  const byKey = new Map<string, AccessRow>();
  for (const row of rows) {
    const key = sortKey(row);
    const known = byKey.get(key);
    byKey.set(key, { ...row, operations: [...known?.operations ?? [], ...row.operations], missing: [...known?.missing ?? [], ...row.missing] });
  }
  return [...byKey.values()].map((row) => ({ ...row, operations: [...new Set(row.operations)].sort() }));
}

/** `ALLOW` sorts before `DENY`, and that before `UNKNOWN`. */
const sortKey = ({ target, effect, caller, enforcedBy }: AccessRow): string => [target, effect, caller, enforcedBy].join('\n');

function inOrder(rows: readonly AccessRow[]): readonly AccessRow[] {
  return [...rows].sort((left, right) => (sortKey(left) < sortKey(right) ? -1 : 1));
}

function linesOf(row: AccessRow, isFirstOfTarget: boolean, paint: Painter): readonly TableLine[] {
  return cellsOf(row).map(([caller, operations, enforcedBy], index): TableLine => ({
    cells: [index === 0 && isFirstOfTarget ? row.target : '', caller, PREFIXES[row.effect] + operations, enforcedBy],
    paints: [paint.bold, paint.plain, row.effect === 'ALLOW' ? paint.plain : paint.red, paint.dim],
  }));
}

/** "Never" and where, with the workloads below it where they have to be named; beside them who, and what. */
function sharedLines({ where, targets, rows }: SharedDenials, paint: Painter): readonly TableLine[] {
  const right = rows.flatMap((row) => cellsOf(row));
  const left = [`never, ${where}`, ...targets.map((target) => `  ${target}`)];
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index): TableLine => ({
    cells: [left[index] ?? '', ...(right[index] ?? [])],
    paints: [index === 0 ? paint.red : paint.bold, paint.plain, paint.red, paint.dim],
  }));
}

/** Caller, operations and proxy, line by line. */
function cellsOf({ caller, operations, enforcedBy }: AccessRow): readonly (readonly [string, string, string])[] {
  return packed(operations).map((text, index) => (index === 0 ? [caller, text, enforcedBy] : ['', text, '']));
}

/** As many operations in a line as fit; none is broken. */
function packed(operations: readonly string[]): readonly string[] {
  const [first = '', ...others] = operations;
  return others.reduce<readonly string[]>((lines, operation) => {
    const longer = `${lines[lines.length - 1]}, ${operation}`;
    return longer.length <= DOING_WIDTH ? [...lines.slice(0, -1), longer] : [...lines, operation];
  }, [first]);
}
