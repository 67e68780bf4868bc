/** A stretch of a text with at most one `---`, and where it begins. */
export interface DocumentText {
  readonly text: string;
  readonly start: number;
}

const MARKER = /^---(?=[ \t\r\n]|$)/gm;
const NO_CONTENT = /^(?:[ \t]*(?:#.*)?|%.*)\r?$/;

/**
 * The documents of a stream. A line that starts with `---` begins a document wherever it stands, even within a text; only
 * directives and comments before it belong to the document that it begins.
 */
export function splitDocuments(text: string): readonly DocumentText[] {
  const starts = [...text.matchAll(MARKER)].map(({ index }) => index);
  if (starts.length > 0 && isPreamble(text, starts[0])) starts[0] = 0;
  else starts.unshift(0);
  return starts.map((start, index) => ({ text: text.slice(start, starts[index + 1]), start }));
}

/** Whether all lines before `end` are directives, comments or blank. */
function isPreamble(text: string, end: number): boolean {
  for (let start = 0; start < end;) {
    const lineEnd = text.indexOf('\n', start);
    if (!NO_CONTENT.test(text.slice(start, lineEnd))) return false;
    start = lineEnd + 1;
  }
  return true;
}
