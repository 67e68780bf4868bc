/** One change to one place of a value. */
export interface Corruption {
  /** As in `spec.rules[].from[].source.principals[]`. */
  readonly path: string;
  readonly change: string;
  readonly value: unknown;
}

const REPLACEMENTS: readonly (readonly [string, unknown])[] = [
  ['null', null], ['an empty text', ''], ['a number', 7], ['true', true], ['an empty list', []], ['an empty map', {}], ['a text', 'x'], ['a list', ['x']],
];

/** Every way to spoil one key, one value or one item below `root`. */
export function corruptionsOf(value: unknown, path = ''): readonly Corruption[] {
  const here = path === '' ? [] : replaced(value, path);
  if (Array.isArray(value)) {
    const below = value.flatMap((item, index) => [
      { path: `${path}[]`, change: 'removed', value: value.filter((_, position) => position !== index) },
      ...corruptionsOf(item, `${path}[]`).map((one) => ({ ...one, value: value.map((old: unknown, position) => (position === index ? one.value : old)) })),
    ]);
    return [...here, ...below];
  }
  if (typeof value !== 'object' || value === null) return here;
  const fields = value as Readonly<Record<string, unknown>>;
  const below = Object.keys(fields).flatMap((key) => {
    const place = path === '' ? key : `${path}.${key}`;
    const inner = corruptionsOf(fields[key], place).map((one) => ({ ...one, value: { ...fields, [key]: one.value } }));
    return [...keyChanges(fields, key, place), ...inner];
  });
  return [...here, ...below];
}

function keyChanges(fields: Readonly<Record<string, unknown>>, key: string, path: string): readonly Corruption[] {
  const { [key]: value, ...rest } = fields;
  return [
    { path, change: 'misspelt', value: { ...rest, [`${key}x`]: value } },
    { path, change: 'in other case', value: { ...rest, [otherCase(key)]: value } },
    { path, change: 'left out', value: rest },
  ];
}

function replaced(value: unknown, path: string): readonly Corruption[] {
  const different = REPLACEMENTS.filter(([, other]) => JSON.stringify(other) !== JSON.stringify(value));
  const others = different.map(([change, other]) => ({ path, change, value: other }));
  if (typeof value !== 'string') return others;
  return [
    ...others,
    { path, change: 'in other case', value: otherCase(value) },
    { path, change: 'with a letter more', value: `${value}x` },
    { path, change: 'with a blank more', value: `${value} ` },
    { path, change: 'a bad address', value: '10.0.0.0/99' },
    { path, change: 'a bad port', value: '70000' },
  ];
}

function otherCase(text: string): string {
  const upper = text.toUpperCase();
  return upper === text ? text.toLowerCase() : upper;
}
