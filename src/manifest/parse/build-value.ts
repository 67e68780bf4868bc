import { isAlias, isMap, isScalar, isSeq, type Alias, type Pair, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { isObject, own, setOwn } from '../check-field';
import { resolvePlain, resolveTagged } from './plain-scalar';
import { type OffsetFault, ValuePositions } from './value-positions';

/** Deeper than any Kubernetes object. */
export const MAX_DEPTH = 256;
/** How many values a document may have when every alias is written out. */
const MAX_VALUES = 4_000_000;
const MERGE_TAG = 'tag:yaml.org,2002:merge';
const COLLECTION_TAGS: ReadonlySet<string | undefined> = new Set([undefined, '!', 'tag:yaml.org,2002:map', 'tag:yaml.org,2002:seq']);

/** A value, and what it weighs when its aliases are written out. */
interface Built {
  readonly value: unknown;
  readonly offset: number;
  readonly size: number;
  readonly height: number;
  readonly fault?: OffsetFault;
}

/** Builds the value of one document as kubectl would, and remembers where each part of it stands. */
export class ValueBuilder {
  readonly positions: ValuePositions;
  /** Why the document as a whole has no value. */
  failure: OffsetFault | undefined;
  private readonly anchors = new Map<string, Built | 'open'>();

  constructor(private readonly start: number) {
    this.positions = new ValuePositions(start);
  }

  build(node: unknown, at: number): Built {
    if (isAlias(node)) return this.alias(node);
    if (isScalar(node)) return this.anchored(node, this.scalar(node));
    if (isMap(node)) return this.collection(node, () => this.map(node));
    if (isSeq(node)) return this.collection(node, () => this.list(node));
    return { value: null, offset: at, size: 1, height: 0 };
  }

  private fail(code: string, message: string, offset: number): void {
    this.failure ??= { code, message, offset };
  }

  private offsetOf(node: { readonly range?: readonly number[] | null }): number {
    return this.start + (node.range?.[0] ?? 0);
  }

  private anchored(node: Scalar | YAMLMap | YAMLSeq, built: Built): Built {
    if (node.anchor !== undefined) this.anchors.set(node.anchor, built);
    return built;
  }

  private alias(node: Alias): Built {
    const offset = this.offsetOf(node);
    const target = this.anchors.get(node.source);
    if (target !== undefined && target !== 'open') return target;
    const problem = target === 'open' ? 'contains itself' : 'is not defined before';
    this.fail('bad-alias', `the anchor ${node.source} ${problem}`, offset);
    return { value: null, offset, size: 1, height: 0 };
  }

  private scalar(node: Scalar): Built {
    const text = String(node.value ?? '');
    const offset = this.offsetOf(node);
    const value = node.tag !== undefined ? resolveTagged(node.tag, text) : node.type === 'PLAIN' ? resolvePlain(text) : text;
    const fault = value === undefined ? { code: 'unknown-tag', message: `the tag ${node.tag} does not fit this value, or is not known`, offset }
      : typeof value === 'number' && !Number.isFinite(value) ? { code: 'no-json', message: `${text} is a number that JSON cannot hold`, offset }
        : undefined;
    return { value: fault === undefined ? value : null, offset, size: 1, height: 0, ...fault === undefined ? {} : { fault } };
  }

  private collection(node: YAMLMap | YAMLSeq, build: () => Built): Built {
    if (node.anchor !== undefined) this.anchors.set(node.anchor, 'open');
    const built = build();
    if (!COLLECTION_TAGS.has(node.tag)) this.fail('unknown-tag', `the tag ${node.tag} is not known`, built.offset);
    if (built.size > MAX_VALUES) this.fail('alias-bomb', `written out, the aliases make more than ${MAX_VALUES} values`, built.offset);
    if (built.height > MAX_DEPTH) this.fail('too-deep', `values are nested more than ${MAX_DEPTH} deep`, built.offset);
    return this.anchored(node, built);
  }

  private list(node: YAMLSeq): Built {
    const value: unknown[] = [];
    const children = node.items.map((item, index) => {
      const child = this.build(item, this.offsetOf(node));
      value.push(child.value);
      this.place(value, index, child);
      return child;
    });
    return this.weighed(value, this.offsetOf(node), children);
  }

  private map(node: YAMLMap): Built {
    const value: Record<string, unknown> = {};
    const merged = new Set<string>();
    const children = node.items.map((pair) => {
      const offset = isScalar(pair.key) ? this.offsetOf(pair.key) : this.offsetOf(node);
      const child = this.build(pair.value, offset);
      if (isMerge(pair)) this.merge(value, child, merged);
      else this.setField(value, { pair, offset, child, merged });
      return child;
    });
    return this.weighed(value, this.offsetOf(node), children);
  }

  private setField(
    map: Record<string, unknown>, { pair, offset, child, merged }: { pair: Pair; offset: number; child: Built; merged: Set<string> },
  ): void {
    const key = this.keyOf(pair, offset);
    if (key === undefined) return;
    if (Object.hasOwn(map, key) && !merged.delete(key)) {
      this.positions.addFault(map, key, { code: 'duplicate-key', message: `the key ${JSON.stringify(key)} is already there; remove one of the two`, offset });
    }
    setOwn(map, key, child.value);
    this.place(map, key, { ...child, offset });
  }

  /** As JSON has it, where every key is a text. */
  private keyOf(pair: Pair, offset: number): string | undefined {
    const key = isScalar(pair.key) ? this.anchored(pair.key, this.scalar(pair.key)) : undefined;
    if (key !== undefined && key.fault === undefined && key.value !== null) return String(key.value);
    this.fail('unsupported-key', 'a key must be a text, a number or a boolean', offset);
    return undefined;
  }

  /** Keys that are there win when they come after `<<`. Readers disagree about those before it, so these are faults. */
  private merge(map: Record<string, unknown>, source: Built, merged: Set<string>): void {
    const sources = Array.isArray(source.value) ? source.value as readonly unknown[] : [source.value];
    const added = new Set<string>();
    for (const from of sources) {
      if (!isObject(from)) {
        this.fail('bad-merge', '<< takes a map or a list of maps', source.offset);
        return;
      }
      for (const key of Object.keys(from)) this.mergeField({ map, from, key }, source.offset, added);
    }
    added.forEach((key) => merged.add(key));
  }

  private mergeField(
    { map, from, key }: { map: Record<string, unknown>; from: Readonly<Record<string, unknown>>; key: string }, offset: number, added: Set<string>,
  ): void {
    if (added.has(key)) return;
    if (Object.hasOwn(map, key)) {
      const message = `<< brings the key ${JSON.stringify(key)}, which is already there; readers disagree which one counts: write << first`;
      this.positions.addFault(map, key, { code: 'merge-conflict', message, offset });
      return;
    }
    added.add(key);
    setOwn(map, key, own(from, key));
    this.positions.set(map, key, this.positions.offsetOf(from, key) ?? offset);
    this.positions.addFault(map, key, this.positions.faultOf(from, key));
  }

  private place(container: object, key: string | number, { offset, fault }: Built): void {
    this.positions.set(container, key, offset);
    this.positions.addFault(container, key, fault);
  }

  private weighed(value: object, offset: number, children: readonly Built[]): Built {
    let size = 1;
    let height = 0;
    for (const child of children) {
      size += child.size;
      height = Math.max(height, child.height);
    }
    return { value, offset, size, height: height + 1 };
  }
}

function isMerge({ key }: Pair): boolean {
  return isScalar(key) && key.value === '<<' && (key.tag === undefined ? key.type === 'PLAIN' : key.tag === MERGE_TAG);
}
