import { Paint } from './paint';

/** One line of a table: its cells, and how each is painted once its width is known. */
export interface TableLine {
  readonly cells: readonly string[];
  readonly paints: readonly Paint[];
}

const GAP = '   ';

/** Lines with aligned columns and no blanks at their ends. */
export function layOut(lines: readonly TableLine[]): string {
  const columns = Math.max(...lines.map(({ cells }) => cells.length));
  const widths = Array.from({ length: columns }, (_, column) => Math.max(...lines.map(({ cells }) => widthOf(cells[column] ?? ''))));
  return lines.map((line) => `${aligned(line, widths)}\n`).join('');
}

function aligned({ cells, paints }: TableLine, widths: readonly number[]): string {
  const last = cells.reduce((found, cell, column) => (cell === '' ? found : column), 0);
  return cells.slice(0, last + 1)
    .map((cell, column) => paints[column](cell) + (column === last ? '' : ' '.repeat(widths[column] - widthOf(cell))))
    .join(GAP);
}

/** In characters, not in UTF-16 units. */
const widthOf = (text: string): number => [...text].length;
