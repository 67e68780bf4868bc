import { resolvePlain } from './plain-scalar';

const DOUBLE_QUOTED = /"(?:[^"\\\n]|\\["\\/bfnrt])*"(?= *$| +#)/my;
const SINGLE_QUOTED = /'(?:[^'\n]|'')*'(?= *$| +#)/my;
const FOLDED_DOUBLE_QUOTED = /"(?:[^"\\\n\t]|\n(?= *[^ \n]))*"(?= *$| +#)/my;
const FOLDED_SINGLE_QUOTED = /'(?:[^'\n\t]|''|\n(?= *[^ \n]))*'(?= *$| +#)/my;
const EMPTY_COLLECTION = /(?:\{\}|\[\])(?= *$| +#)/my;
const LITERAL = /\|[-+]?(?= *$| +#)/my;
/** Starts of values that are no plain scalar. */
const INDICATOR = /^[-?:](?:$| )|^[,[\]{}&*!|>'"%@`#]/;

/** Regular expressions take memory with the length of what they match. */
const MAX_LINE = 65_536;

/** Thrown as soon as a text is not as regular as its reader wants it. */
export class Irregular extends Error {}

/** Reads the scalars of one text in block style, and empty `{}` and `[]`. */
export class ScalarReader {
  /** Where the last line of the scalar ends that was read last. */
  lineEnd = 0;

  constructor(private readonly text: string) {}

  /** @param spot where the scalar starts, where that line ends, and the indent of what it belongs to */
  read({ start, lineEnd, indent }: { start: number; lineEnd: number; indent: number }): unknown {
    this.lineEnd = lineEnd;
    switch (this.text.charCodeAt(start)) {
      case PIPE: return this.literal(start, indent);
      case QUOTE: return this.doubleQuoted(start, indent);
      case APOSTROPHE: return (this.match(SINGLE_QUOTED, start) ?? this.folded(FOLDED_SINGLE_QUOTED, start, indent)).slice(1, -1).replaceAll("''", "'");
      case BRACE:
      case BRACKET: return this.matched(EMPTY_COLLECTION, start) === '{}' ? {} : [];
      default: return this.plain(start, indent);
    }
  }

  private doubleQuoted(start: number, indent: number): unknown {
    const line = this.match(DOUBLE_QUOTED, start);
    return line === undefined ? this.folded(FOLDED_DOUBLE_QUOTED, start, indent).slice(1, -1) : JSON.parse(line);
  }

  /** Quoted text of several lines, none of them blank: line breaks are blanks. */
  private folded(pattern: RegExp, start: number, indent: number): string {
    const window = this.text.slice(start, start + MAX_LINE);
    pattern.lastIndex = 0;
    const [text = ''] = pattern.exec(window) ?? [];
    if (text === '' || text.length === window.length) throw new Irregular();
    const lines = text.split('\n');
    if (lines.slice(1).some((line) => skipSpaces(line, 0) <= indent)) throw new Irregular();
    this.lineEnd = this.text.indexOf('\n', start + text.length);
    const last = lines.length - 1;
    return lines.map((line, index) => line.slice(index === 0 ? 0 : skipSpaces(line, 0), index === last ? undefined : contentEnd(line))).join(' ');
  }

  private match(pattern: RegExp, start: number): string | undefined {
    if (this.lineEnd - start > MAX_LINE) throw new Irregular();
    pattern.lastIndex = start;
    return pattern.exec(this.text)?.[0];
  }

  private matched(pattern: RegExp, start: number): string {
    const match = this.match(pattern, start);
    if (match === undefined) throw new Irregular();
    return match;
  }

  private plain(start: number, indent: number): unknown {
    let { text, isOpen } = this.plainLine(start);
    for (let at = this.continuation(indent); isOpen && at !== -1; at = this.continuation(indent)) {
      this.lineEnd = this.text.indexOf('\n', at);
      const more = this.plainLine(at);
      text += ` ${more.text}`;
      isOpen = more.isOpen;
    }
    const value = resolvePlain(text);
    if (typeof value === 'number' && !Number.isFinite(value)) throw new Irregular();
    return value;
  }

  /** The part of a plain scalar on one line; a comment ends it. */
  private plainLine(start: number): { readonly text: string; readonly isOpen: boolean } {
    const line = this.text.slice(start, this.lineEnd);
    const comment = line.indexOf(' #');
    const text = line.slice(0, contentEnd(comment === -1 ? line : line.slice(0, comment)));
    if (INDICATOR.test(text) || text.includes(': ') || text.endsWith(':') || text.includes('\t')) throw new Irregular();
    return { text, isOpen: comment === -1 };
  }

  /** Where the text of the next line begins, if a scalar goes on there; -1 if not. */
  private continuation(indent: number): number {
    const next = this.lineEnd + 1;
    const at = skipSpaces(this.text, next);
    const first = this.text.charCodeAt(at);
    return at - next <= indent || at >= this.text.length || first === NEWLINE || first === HASH ? -1 : at;
  }

  /** Lines as they are, without the indent of the first. */
  private literal(start: number, indent: number): string {
    const header = this.matched(LITERAL, start);
    const lines: string[] = [];
    let deep = -1;
    let next = this.lineEnd + 1;
    for (let end = this.text.indexOf('\n', next); end !== -1; end = this.text.indexOf('\n', next)) {
      const at = skipSpaces(this.text, next);
      if (at < end) {
        if (deep === -1) deep = at - next;
        if (at - next <= indent) break;
        if (at - next < deep || this.text.charCodeAt(at) === TAB) throw new Irregular();
      } else if (deep === -1 && at > next) {throw new Irregular();}
      lines.push(this.text.slice(Math.min(next + Math.max(deep, 0), end), end));
      next = end + 1;
    }
    if (deep <= indent) throw new Irregular();
    this.lineEnd = next - 1;
    return chomped(lines, header);
  }
}

/** Where the blanks end that stand here. */
export function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === SPACE) at++;
  return at;
}

/** Where the text of a line ends, without blanks. */
function contentEnd(line: string): number {
  let end = line.length;
  while (line.charCodeAt(end - 1) === SPACE) end--;
  return end;
}

/** `|-` ends without a line break, `|` with one, `|+` with all that are there. */
function chomped(lines: readonly string[], header: string): string {
  if (header === '|+') return `${lines.join('\n')}\n`;
  let count = lines.length;
  while (lines[count - 1] === '') count--;
  return lines.slice(0, count).join('\n') + (header === '|' ? '\n' : '');
}

const SPACE = 0x20;
const TAB = 0x09;
const NEWLINE = 0x0a;
const HASH = 0x23;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const BRACE = 0x7b;
const BRACKET = 0x5b;
const PIPE = 0x7c;
