import { Irregular } from './block-style-scalars';
import { MAX_DEPTH } from './build-value';
import type { PlacedValue } from './read-block-style';
import type { DocumentText } from './split-documents';
import { ValuePositions } from './value-positions';

const SPACE = /[ \t\r\n]*/y;
const STRING = /^"(?:[^"\\\0-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"/;
const SPECIAL = /[\\\0-\x1f]/;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const WORD = /true|false|null/y;
/** YAML has no longer keys, and regular expressions take memory with the length of what they match. */
const MAX_KEY = 1000;
const MAX_STRING = 65_536;

/**
 * Reads a JSON object, which is YAML, too. Several times faster than a syntax tree, and of the same result, which a law of the
 * tests holds it to. Undefined for anything else, also for an object with a key that is there twice.
 */
export function readJson(part: DocumentText): PlacedValue | undefined {
  try {
    return new JsonReader(part).read();
  } catch (error) {
    if (error instanceof Irregular) return undefined;
    throw error;
  }
}

class JsonReader {
  private readonly text: string;
  private readonly positions: ValuePositions;
  private at = 0;

  constructor({ text, start }: DocumentText) {
    this.text = text;
    this.positions = new ValuePositions(start);
  }

  read(): PlacedValue {
    this.skip();
    if (this.text[this.at] !== '{') throw new Irregular();
    const offset = this.positions.start + this.at;
    const value = this.value(0);
    this.skip();
    if (this.at !== this.text.length) throw new Irregular();
    return { value, offset, positions: this.positions };
  }

  private value(depth: number): unknown {
    if (depth > MAX_DEPTH) throw new Irregular();
    switch (this.text[this.at]) {
      case '{': return this.map(depth);
      case '[': return this.list(depth);
      case '"': return this.string(MAX_STRING);
      case 't':
      case 'f':
      case 'n': return JSON.parse(this.take(WORD));
      default: return this.number();
    }
  }

  private map(depth: number): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    this.each('}', () => {
      const offset = this.positions.start + this.at;
      const key = this.string(MAX_KEY);
      if (key === '__proto__' || Object.hasOwn(map, key)) throw new Irregular();
      this.skip();
      this.expect(':');
      this.skip();
      this.positions.set(map, key, offset);
      map[key] = this.value(depth + 1);
    });
    return map;
  }

  private list(depth: number): unknown[] {
    const list: unknown[] = [];
    this.each(']', () => {
      this.positions.set(list, list.length, this.positions.start + this.at);
      list.push(this.value(depth + 1));
    });
    return list;
  }

  /** What stands between brackets, with commas between. */
  private each(end: string, read: () => void): void {
    this.at++;
    this.skip();
    while (this.text[this.at] !== end) {
      read();
      this.skip();
      if (this.text[this.at] === end) break;
      this.expect(',');
      this.skip();
      if (this.text[this.at] === end) throw new Irregular();
    }
    this.at++;
  }

  private string(limit: number): string {
    const end = this.text.indexOf('"', this.at + 1);
    const plain = this.text.slice(this.at + 1, end);
    if (this.text[this.at] !== '"' || end === -1 || plain.length > limit) throw new Irregular();
    if (SPECIAL.test(plain)) return this.escaped(limit);
    this.at = end + 1;
    return plain;
  }

  private escaped(limit: number): string {
    const [text] = STRING.exec(this.text.slice(this.at, this.at + limit)) ?? [];
    if (text === undefined) throw new Irregular();
    this.at += text.length;
    return JSON.parse(text) as string;
  }

  private number(): number {
    const text = this.take(NUMBER);
    const value = Number(text);
    if (!Number.isFinite(value) || Object.is(value, -0)) throw new Irregular();
    return value;
  }

  private skip(): void {
    this.take(SPACE);
  }

  private expect(sign: string): void {
    if (this.text[this.at] !== sign) throw new Irregular();
    this.at++;
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match === null) throw new Irregular();
    this.at = pattern.lastIndex;
    return match[0];
  }
}
