import { isObject, own, setOwn } from '../check-field';
import { describeValue, suggestion } from '../check-wording';
import type { Place } from './place';
import type { Labels } from '../../model/mesh';

const NONE: readonly never[] = [];

/**
 * Reads the fields of one object. A null field is an absent one: the API server drops nulls. A field of another type than asked for is
 * reported and then read as absent: the report already makes unreadable whatever is built from it.
 */
export class ObjectReader {
  /** A value that should be an object; reported and read as empty when it is none. */
  static of(place: Place, value: unknown): ObjectReader {
    if (isObject(value)) return new ObjectReader(place, value);
    place.report('wrong-type', `an object is expected here, not ${describeValue(value)}`);
    return new ObjectReader(place, {});
  }

  private readonly asked: string[] = [];

  private constructor(readonly place: Place, private readonly fields: Readonly<Record<string, unknown>>) {}

  keys(): readonly string[] {
    return Object.keys(this.fields);
  }

  /** The value of a field of any type; undefined when it is absent or null. */
  value(key: string): unknown {
    if (!this.asked.includes(key)) {
      this.place.reportFault(this.fields, key);
      this.asked.push(key);
    }
    return own(this.fields, key) ?? undefined;
  }

  /** Says that these fields exist and decide nothing. */
  skip(...keys: readonly string[]): void {
    this.asked.push(...keys);
  }

  text(key: string): string | undefined {
    return this.typed(key, 'a text', (value): value is string => typeof value === 'string');
  }

  requiredText(key: string): string {
    const value = this.text(key);
    if (value === undefined && this.value(key) === undefined) this.place.report('missing-field', `the field ${key} is required`);
    return value ?? '';
  }

  flag(key: string): boolean | undefined {
    return this.typed(key, 'true or false', (value): value is boolean => typeof value === 'boolean');
  }

  integer(key: string, min: number, max: number): number | undefined {
    return this.typed(key, `a whole number from ${min} to ${max}`, (value): value is number =>
      Number.isInteger(value) && (value as number) >= min && (value as number) <= max);
  }

  port(key: string): number | undefined {
    return this.integer(key, 1, 65535);
  }

  /** One of a few texts. */
  choice<T extends string>(key: string, choices: readonly T[]): T | undefined {
    const text = this.text(key);
    if (text === undefined || (choices as readonly string[]).includes(text)) return text as T | undefined;
    this.place.child(key).report('unknown-value', `${key} is ${JSON.stringify(text)}; it must be one of ${choices.join(', ')}`);
    return undefined;
  }

  texts(key: string): readonly string[] {
    const list = this.list(key);
    if (list.length === 0) return NONE;
    list.forEach((value, index) => {
      if (typeof value !== 'string') this.place.child(key).child(index).report('wrong-type', `a text is expected here, not ${describeValue(value)}`);
    });
    return list.filter((value): value is string => typeof value === 'string');
  }

  object(key: string): ObjectReader | undefined {
    const value = this.value(key);
    return value === undefined ? undefined : ObjectReader.of(this.place.child(key), value);
  }

  objects(key: string): readonly ObjectReader[] {
    const list = this.list(key);
    if (list.length === 0) return NONE;
    const place = this.place.child(key);
    return list.map((value, index) => ObjectReader.of(place.child(index), value));
  }

  /** The elements of a list with their places. */
  items(key: string): readonly { readonly place: Place; readonly value: unknown }[] {
    const list = this.list(key);
    const place = this.place.child(key);
    return list.map((value, index) => ({ place: place.child(index), value }));
  }

  /** A map from text to text. */
  labels(key: string): Labels | undefined {
    const reader = this.object(key);
    if (reader === undefined) return undefined;
    const labels: Record<string, string> = {};
    for (const name of reader.keys()) {
      setOwn(labels, name, reader.requiredText(name));
    }
    return labels;
  }

  /** Reports the fields that nobody asked for: what they mean is not known here. */
  finish(): void {
    for (const key of this.keys().filter((name) => !this.asked.includes(name))) {
      const close = suggestion(key, [...new Set(this.asked)].sort());
      this.place.child(key).report('unknown-field', `there is no field ${JSON.stringify(key)} here${close}`);
    }
  }

  private list(key: string): readonly unknown[] {
    const list = this.typed(key, 'a list', (value): value is readonly unknown[] => Array.isArray(value)) ?? NONE;
    if (list.length > 0) {
      const place = this.place.child(key);
      list.forEach((_item, index) => place.reportFault(list, index));
    }
    return list;
  }

  private typed<T>(key: string, expected: string, isTyped: (value: unknown) => value is T): T | undefined {
    const value = this.value(key);
    if (value === undefined || isTyped(value)) return value as T | undefined;
    this.place.child(key).report('wrong-type', `${key} must be ${expected}, not ${describeValue(value)}`);
    return undefined;
  }
}
