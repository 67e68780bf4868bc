import { JsonValue } from '../../imports/validators';

const NAME = /^[A-Za-z_][\w-]*$/;

/** `spec.rules`, and `metadata.labels["app.kubernetes.io/name"]` where a key is no plain name. */
export function fieldOf(parent: string, key: string): string {
  if (!NAME.test(key)) return `${parent}[${JSON.stringify(key)}]`;
  return parent === '' ? key : `${parent}.${key}`;
}

/** Whether `field` is `ancestor` or lies within it. */
export function isWithin(field: string, ancestor: string): boolean {
  if (ancestor === '' || field === ancestor) return true;
  return field.startsWith(ancestor) && (field[ancestor.length] === '.' || field[ancestor.length] === '[');
}

export function isObject(value: unknown): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A property of the value itself: `constructor` and `__proto__` are names that a manifest may use. */
export function own<T>(object: { readonly [key: string]: T } | undefined, key: string): T | undefined {
  return object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Sets a property of the object itself, whatever its name. */
export function setOwn<T>(object: Record<string, T>, key: string, value: T): void {
  if (key === '__proto__') Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}
