import type { Provenance } from '../../model/mesh';

/** Lines and columns of one file. */
export class LineTable {
  private starts: readonly number[] | undefined;

  constructor(private readonly file: string, private readonly text: string) {}

  at(offset: number): Provenance {
    this.starts ??= lineStarts(this.text);
    const line = countUpTo(this.starts, offset);
    return { file: this.file, line, column: offset - this.starts[line - 1] + 1 };
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return starts;
}

/** How many of the sorted numbers are not beyond `limit`. */
function countUpTo(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (sorted[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
