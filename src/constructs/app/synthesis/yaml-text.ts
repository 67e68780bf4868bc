import { Yaml } from 'cdk8s';

/**
 * Text that is itself in YAML. With six characters at least, none of the words that mean something else (`false`,
 * `null`, `yes`) is among it; with a letter in front, no number or date.
 */
const PLAIN_TEXT = /^[A-Za-z_/][A-Za-z0-9_/.:=*@+~-]{4,}[A-Za-z0-9_/*]$/;

/** Text that the library lays out differently in other places: by its indentation, or as a key of the document itself. */
const PLACED_TEXT = /\n/;
const PLACED_KEY = /\n|^(?:%|---|\.\.\.|<<)/;

/** Keys of more than 1024 characters get a line of their own; no field or label name comes near that. */
const LONGEST_KEY = 256;

/** Something of each layout. */
const SAMPLE = {
  kind: 'Sample',
  metadata: { name: 'plain-text', labels: { 'app.kubernetes.io/name': 'true' }, annotations: {} },
  spec: { port: 8080, open: false, rules: [{ to: [{ hosts: ['*.example.com', ''] }, [['nested']]] }, [], {}, 'x: y'] },
};

/**
 * Writes objects as YAML, the bytes of cdk8s' `Yaml.stringify`.
 *
 * Most of a synthesis would be spent in the YAML library, which is ready for comments, tags and styles that manifests
 * never have. Maps, lists and plain text are laid out here; text that may need quotes is asked of the library once; an
 * object that holds anything else (text of several lines, null, the same list twice) is left to the library, whole.
 */
export class YamlText {
  /** Several objects in one text, as cdk8s joins them. */
  public static join(documents: readonly string[]): string {
    return documents.join('---\n');
  }

  private readonly scalars = new Map<string, string>();
  private readonly keys = new Map<string, string>();

  /** Whether the installed library lays out as the one that this class was written for. */
  private readonly isLayoutKnown: boolean;

  /** The library writes a list or map that it meets a second time as an alias. */
  private readonly met = new Set<object>();
  private isPlain = true;

  /** Kept as pieces: joined at once they make a flat string, where adding them one by one keeps each step in memory. */
  private pieces: string[] = [];

  constructor() {
    this.isLayoutKnown = this.plainDocument(SAMPLE) === Yaml.stringify(SAMPLE);
  }

  /** One object. */
  public document(json: unknown): string {
    return (this.isLayoutKnown ? this.plainDocument(json) : undefined) ?? Yaml.stringify(json);
  }

  private plainDocument(json: unknown): string | undefined {
    if (typeof json !== 'object' || json === null) return undefined;
    this.met.clear();
    this.pieces = [];
    this.isPlain = true;
    this.value(json, '\n');
    this.pieces.push('\n');
    return this.isPlain ? this.pieces.join('') : undefined;
  }

  /** @param margin a line break and the indentation of what follows it */
  private value(value: unknown, margin: string): void {
    if (typeof value === 'object' && value !== null) this.collection(value, margin);
    else this.pieces.push(this.scalar(value));
  }

  private collection(value: object, margin: string): void {
    if (this.met.has(value)) this.leave();
    else if (Array.isArray(value)) this.list(value, margin);
    else if (Object.getPrototypeOf(value) === Object.prototype) this.map(value as Record<string, unknown>, margin);
    else this.leave();
  }

  private list(items: readonly unknown[], margin: string): void {
    this.met.add(items);
    if (items.length === 0) this.pieces.push('[]');
    let separator = '';
    for (const item of items) {
      this.pieces.push(separator, '- ');
      this.value(item, `${margin}  `);
      separator = margin;
    }
  }

  private map(fields: Record<string, unknown>, margin: string): void {
    this.met.add(fields);
    const keys = Object.keys(fields);
    if (keys.length === 0) this.pieces.push('{}');
    let separator = '';
    for (const key of keys) {
      this.pieces.push(separator, this.key(key));
      this.field(fields[key], `${margin}  `);
      separator = margin;
    }
  }

  private field(value: unknown, margin: string): void {
    this.pieces.push(isFilled(value) ? `:${margin}` : ': ');
    this.value(value, margin);
  }

  private key(key: string): string {
    const known = this.keys.get(key);
    if (known !== undefined) return known;
    if (PLACED_KEY.test(key) || key.length > LONGEST_KEY) return this.leave();
    const text = Yaml.stringify({ [key]: 0 }).slice(0, -': 0\n'.length);
    this.keys.set(key, text);
    return text;
  }

  private scalar(value: unknown): string {
    switch (typeof value) {
      case 'string': return this.text(value);
      case 'boolean': return value ? 'true' : 'false';
      case 'number': return Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : this.leave();
      default: return this.leave();
    }
  }

  private text(text: string): string {
    if (PLAIN_TEXT.test(text)) return text;
    const known = this.scalars.get(text);
    if (known !== undefined) return known;
    if (PLACED_TEXT.test(text)) return this.leave();
    const quoted = Yaml.stringify({ k: text }).slice('k: '.length, -1);
    this.scalars.set(text, quoted);
    return quoted;
  }

  private leave(): string {
    this.isPlain = false;
    return '';
  }
}

function isFilled(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) ? value.length > 0 : Object.keys(value).length > 0;
}
