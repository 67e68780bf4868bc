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
  private readonly scalars = new Map<string, string>();
  private readonly keys = new Map<string, string>();

  /** Whether the installed library lays out as the one that this class was written for. */
  private readonly isLayoutKnown: boolean;

  /** The library writes a list or map that it meets a second time as an alias. */
  private met = new Set<object>();
  private isPlain = true;

  constructor() {
    this.isLayoutKnown = this.plainDocument(SAMPLE) === Yaml.stringify(SAMPLE);
  }

  /** One object. */
  public document(json: unknown): string {
    return (this.isLayoutKnown ? this.plainDocument(json) : undefined) ?? Yaml.stringify(json);
  }

  /** Several objects in one text, as cdk8s joins them. */
  public static join(documents: readonly string[]): string {
    return documents.join('---\n');
  }

  private plainDocument(json: unknown): string | undefined {
    if (typeof json !== 'object' || json === null) return undefined;
    this.met = new Set();
    this.isPlain = true;
    const text = this.value(json, '');
    return this.isPlain ? `${text}\n` : undefined;
  }

  private value(value: unknown, indent: string): string {
    switch (typeof value) {
      case 'string': return this.scalar(value);
      case 'boolean': return value ? 'true' : 'false';
      case 'number': return Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : this.leave();
      case 'object': return value === null ? this.leave() : this.collection(value, indent);
      default: return this.leave();
    }
  }

  private collection(value: object, indent: string): string {
    if (this.met.has(value)) return this.leave();
    this.met.add(value);
    if (Array.isArray(value)) return this.list(value, indent);
    return Object.getPrototypeOf(value) === Object.prototype ? this.map(value as Record<string, unknown>, indent) : this.leave();
  }

  private list(items: readonly unknown[], indent: string): string {
    if (items.length === 0) return '[]';
    let text = '';
    for (const item of items) {
      text += `${text === '' ? '' : `\n${indent}`}- ${this.value(item, `${indent}  `)}`;
    }
    return text;
  }

  private map(fields: Record<string, unknown>, indent: string): string {
    let text = '';
    for (const key of Object.keys(fields)) {
      text += `${text === '' ? '' : `\n${indent}`}${this.key(key)}:${this.field(fields[key], indent)}`;
    }
    return text === '' ? '{}' : text;
  }

  private field(value: unknown, indent: string): string {
    const text = this.value(value, `${indent}  `);
    const isBlock = typeof value === 'object' && text !== '[]' && text !== '{}';
    return isBlock ? `\n${indent}  ${text}` : ` ${text}`;
  }

  private key(key: string): string {
    if (PLAIN_TEXT.test(key) && key.length <= LONGEST_KEY) return key;
    if (PLACED_KEY.test(key) || key.length > LONGEST_KEY) return this.leave();
    return lookUp(this.keys, key, () => Yaml.stringify({ [key]: 0 }).slice(0, -': 0\n'.length));
  }

  private scalar(text: string): string {
    if (PLAIN_TEXT.test(text)) return text;
    if (PLACED_TEXT.test(text)) return this.leave();
    return lookUp(this.scalars, text, () => Yaml.stringify({ k: text }).slice('k: '.length, -1));
  }

  private leave(): string {
    this.isPlain = false;
    return '';
  }
}

function lookUp(known: Map<string, string>, text: string, layOut: () => string): string {
  const found = known.get(text) ?? layOut();
  known.set(text, found);
  return found;
}
