/** A spec that says one thing: `value` at a path such as `rules[].to[].operation.paths[]`; `key` stands where the path has `*`. */
export function specWith(path: string, value: unknown, key = 'key'): unknown {
  if (path === '') return value;
  if (path.startsWith('[]')) return [specWith(path.slice(2), value, key)];
  const [, name, rest] = /^\.?([^.[]+)(.*)$/.exec(path)!;
  return { [name === '*' ? key : name]: specWith(rest, value, key) };
}

/** Both specs in one; lists are laid over each other item by item, and what `over` says wins. */
export function laidOver(base: unknown, over: unknown): unknown {
  if (Array.isArray(base) && Array.isArray(over)) {
    return Array.from({ length: Math.max(base.length, over.length) }, (_, index) => laidOver(base[index], over[index]));
  }
  if (!isMap(base) || !isMap(over)) return over === undefined ? base : over;
  const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries([...keys].map((key) => [key, laidOver(base[key], over[key])]));
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
