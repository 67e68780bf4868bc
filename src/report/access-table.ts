import { Painter, painterOf } from './paint';
import { layOut, TableLine } from './table-layout';

/** A caller, a target, and what it may or may not do there. */
export interface AccessTableRow {
  readonly target: string;
  readonly caller: string;
  /** `ALLOW` or `DENY`. */
  readonly effect: string;
  readonly operations: readonly string[];
  readonly enforcedBy: string;
}

export interface AccessTableOptions {
  /** Whether the text is for a terminal that shows colours. */
  readonly colour: boolean;
}

const HEADINGS = ['who may reach', 'from', 'doing', 'enforced by'];
const LAST_LINE = ['everything else', 'nobody'];

/** What the column of operations grows to before they go on in another line. One that is longer stands alone. */
const DOING_WIDTH = 48;

/** Who may reach what, as an aligned table: a group of lines for each target, its denials last. */
export function formatAccessTable(rows: readonly AccessTableRow[], options: AccessTableOptions): string {
  const paint = painterOf(options.colour);
  const lines = inOrder(merged(rows)).flatMap((row, index, all) => linesOf(row, all[index - 1]?.target !== row.target, paint));
  return layOut([
    { cells: HEADINGS, paints: HEADINGS.map(() => paint.dim) },
    ...lines,
    { cells: LAST_LINE, paints: LAST_LINE.map(() => paint.dim) },
  ]);
}

/** What one caller may do to one target is one row, however many policies say it. */
function merged(rows: readonly AccessTableRow[]): readonly AccessTableRow[] {
  const byKey = new Map<string, AccessTableRow>();
  for (const row of rows) {
    const key = sortKey(row);
    byKey.set(key, { ...row, operations: [...byKey.get(key)?.operations ?? [], ...row.operations] });
  }
  return [...byKey.values()].map((row) => ({ ...row, operations: [...new Set(row.operations)].sort() }));
}

/** `ALLOW` sorts before `DENY`. */
const sortKey = ({ target, effect, caller, enforcedBy }: AccessTableRow): string => [target, effect, caller, enforcedBy].join('\n');

function inOrder(rows: readonly AccessTableRow[]): readonly AccessTableRow[] {
  return [...rows].sort((left, right) => (sortKey(left) < sortKey(right) ? -1 : 1));
}

function linesOf(row: AccessTableRow, isFirstOfTarget: boolean, paint: Painter): readonly TableLine[] {
  const isDenial = row.effect === 'DENY';
  const paintDoing = isDenial ? paint.red : paint.plain;
  return packed(row.operations).map((operations, index): TableLine => {
    const isFirst = index === 0;
    return {
      cells: [isFirst && isFirstOfTarget ? row.target : '', isFirst ? row.caller : '', isDenial ? `never ${operations}` : operations, isFirst ? row.enforcedBy : ''],
      paints: [paint.bold, paint.plain, paintDoing, paint.dim],
    };
  });
}

/** As many operations in a line as fit; none is broken. */
function packed(operations: readonly string[]): readonly string[] {
  const [first = '', ...others] = operations;
  return others.reduce<readonly string[]>((lines, operation) => {
    const longer = `${lines[lines.length - 1]}, ${operation}`;
    return longer.length <= DOING_WIDTH ? [...lines.slice(0, -1), longer] : [...lines, operation];
  }, [first]);
}
