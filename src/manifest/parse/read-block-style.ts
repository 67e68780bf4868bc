import { MAX_DEPTH } from './build-value';
import { resolvePlain } from './plain-scalar';
import type { DocumentText } from './split-documents';
import { ValuePositions } from './value-positions';

/** The value of a document, and where everything in it was written. */
export interface PlacedValue {
  readonly value: unknown;
  readonly offset: number;
  readonly positions: ValuePositions;
}

const PLAIN_KEY = /[A-Za-z0-9_/][A-Za-z0-9_./-]*(?=:(?: |$))/my;
const QUOTED_KEY = /"([^"\\\n]*)"(?=:(?: |$))/my;
const DOUBLE_QUOTED = /"(?:[^"\\\n]|\\["\\/bfnrt])*"(?= *$| +#)/my;
const SINGLE_QUOTED = /'(?:[^'\n]|'')*'(?= *$| +#)/my;
const EMPTY_COLLECTION = /(?:\{\}|\[\])(?= *$| +#)/my;
const LITERAL = /\|[-+]?(?= *$| +#)/my;
/** Starts of values that are no plain scalar. */
const INDICATOR = /^[-?:](?:$| )|^[,[\]{}&*!|>'"%@`#]/;
const START = /^---(?: *$| +#.*$)/;

/** Regular expressions take memory with the length of what they match. */
const MAX_LINE = 65_536;

/** Thrown away as soon as a text is not as regular as this reader wants it. */
class Irregular extends Error {}

/**
 * Reads the style in which kubectl, Helm and cdk8s write: block maps and lists, scalars of one line, literals, empty `{}` and
 * `[]`. Several times faster than a syntax tree, and of the same result, which a law of the tests holds it to. Undefined for any
 * other document, also for one that is no YAML.
 */
export function readBlockStyle(part: DocumentText): PlacedValue | undefined {
  if (part.text.includes('\r') || !part.text.endsWith('\n')) return undefined;
  try {
    return new BlockReader(part).read();
  } catch (error) {
    if (error instanceof Irregular) return undefined;
    throw error;
  }
}

class BlockReader {
  private readonly text: string;
  private readonly positions: ValuePositions;
  /** The content that comes next: its column, where it is, and where its line ends. At the end of the text, indent is -1. */
  private indent = -1;
  private at = 0;
  private lineEnd = -1;
  private depth = 0;

  constructor({ text, start }: DocumentText) {
    this.text = text;
    this.positions = new ValuePositions(start);
  }

  read(): PlacedValue | undefined {
    this.nextLine();
    if (this.indent === 0 && START.test(this.text.slice(this.at, this.lineEnd))) this.nextLine();
    if (this.indent === -1) return undefined;
    const offset = this.positions.start + this.at;
    const value = this.block();
    if (this.indent !== -1) throw new Irregular();
    return { value, offset, positions: this.positions };
  }

  /** Goes to the next line that is neither blank nor a comment. */
  private nextLine(): void {
    const { text } = this;
    for (let start = this.lineEnd + 1; start < text.length; start = this.lineEnd + 1) {
      this.lineEnd = text.indexOf('\n', start);
      let at = start;
      while (text.charCodeAt(at) === SPACE) at++;
      const first = text.charCodeAt(at);
      if (at === this.lineEnd || first === HASH) continue;
      if (first === TAB) throw new Irregular();
      this.indent = at - start;
      this.at = at;
      return;
    }
    this.indent = -1;
  }

  private block(): unknown {
    if (++this.depth > MAX_DEPTH) throw new Irregular();
    const value = this.isItem() ? this.list(this.indent) : this.map(this.indent);
    this.depth--;
    return value;
  }

  private isItem(): boolean {
    return this.text.charCodeAt(this.at) === DASH && this.text.charCodeAt(this.at + 1) === SPACE;
  }

  private list(indent: number): unknown[] {
    const list: unknown[] = [];
    while (this.indent === indent && this.isItem()) {
      const start = this.skipSpaces(this.at + 1);
      this.positions.set(list, list.length, this.positions.start + start);
      list.push(this.item(indent, start));
    }
    return list;
  }

  private item(indent: number, start: number): unknown {
    if (start >= this.lineEnd || this.text.charCodeAt(start) === HASH) throw new Irregular();
    const column = indent + start - this.at;
    this.at = start;
    if (this.isItem() || this.keyEnd() !== -1) {
      this.indent = column;
      return this.block();
    }
    return this.scalar(start, indent);
  }

  private map(indent: number): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    while (this.indent === indent && !this.isItem()) {
      const end = this.keyEnd();
      if (end === -1) throw new Irregular();
      const key = this.keyText(end);
      if (key === '__proto__' || Object.hasOwn(map, key)) throw new Irregular();
      this.positions.set(map, key, this.positions.start + this.at);
      map[key] = this.fieldValue(indent, this.skipSpaces(end + 1));
    }
    return map;
  }

  /** Where the key that stands here ends, before its colon; -1 if none does. */
  private keyEnd(): number {
    const key = this.text.charCodeAt(this.at) === QUOTE ? QUOTED_KEY : PLAIN_KEY;
    key.lastIndex = this.at;
    return key.test(this.text) ? key.lastIndex : -1;
  }

  private keyText(end: number): string {
    if (this.text.charCodeAt(this.at) === QUOTE) return this.text.slice(this.at + 1, end - 1);
    const key = resolvePlain(this.text.slice(this.at, end));
    if (key === null) throw new Irregular();
    return String(key);
  }

  private fieldValue(indent: number, start: number): unknown {
    if (start < this.lineEnd && this.text.charCodeAt(start) !== HASH) return this.scalar(start, indent);
    this.nextLine();
    if (this.indent > indent || this.indent === indent && this.isItem()) return this.block();
    return null;
  }

  /** A value that begins and, unless it is a literal, ends on this line; leaves the reader on the next one. */
  private scalar(start: number, indent: number): unknown {
    if (this.text.charCodeAt(start) === PIPE) return this.literal(start, indent);
    const value = this.lineValue(start);
    this.nextLine();
    // The value would go on here.
    if (this.indent > indent) throw new Irregular();
    return value;
  }

  private lineValue(start: number): unknown {
    switch (this.text.charCodeAt(start)) {
      case QUOTE: return JSON.parse(this.matched(DOUBLE_QUOTED, start));
      case APOSTROPHE: return this.matched(SINGLE_QUOTED, start).slice(1, -1).replaceAll("''", "'");
      case BRACE:
      case BRACKET: return this.matched(EMPTY_COLLECTION, start) === '{}' ? {} : [];
      default: return this.plain(start);
    }
  }

  private matched(pattern: RegExp, start: number): string {
    if (this.lineEnd - start > MAX_LINE) throw new Irregular();
    pattern.lastIndex = start;
    const match = pattern.exec(this.text);
    if (match === null) throw new Irregular();
    return match[0];
  }

  private plain(start: number): unknown {
    const line = this.text.slice(start, this.lineEnd);
    const comment = line.indexOf(' #');
    const text = (comment === -1 ? line : line.slice(0, comment)).trimEnd();
    if (INDICATOR.test(text) || text.includes(': ') || text.endsWith(':') || text.includes('\t')) throw new Irregular();
    const value = resolvePlain(text);
    if (typeof value === 'number' && !Number.isFinite(value)) throw new Irregular();
    return value;
  }

  /** Lines as they are, without the indent of the first. */
  private literal(start: number, indent: number): string {
    const header = this.matched(LITERAL, start);
    const lines: string[] = [];
    let deep = -1;
    let next = this.lineEnd + 1;
    for (let end = this.text.indexOf('\n', next); end !== -1; end = this.text.indexOf('\n', next)) {
      const at = this.skipSpaces(next);
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
    this.nextLine();
    return chomped(lines, header);
  }

  private skipSpaces(from: number): number {
    let at = from;
    while (this.text.charCodeAt(at) === SPACE) at++;
    return at;
  }
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
const HASH = 0x23;
const DASH = 0x2d;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const BRACE = 0x7b;
const BRACKET = 0x5b;
const PIPE = 0x7c;
