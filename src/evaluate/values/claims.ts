import { matchesText, TextPattern } from './string-dialects';
import { ClaimValue } from '../../model/mesh';

export type Payload = Readonly<Record<string, ClaimValue>>;

/** The claim names in `[a][b]`; text that is not well nested is one name (1.13). Undefined: there are no brackets. */
export function readClaimPath(brackets: string): readonly string[] | undefined {
  if (/^(?:\[[^[\]]*\])+$/.test(brackets)) return brackets.slice(1, -1).split('][');
  const name = readBracketed(brackets);
  return name === undefined ? undefined : [name];
}

/** What stands between the first `[` and the last `]`, if the text is nothing else. */
export function readBracketed(text: string): string | undefined {
  return text.length >= 2 && text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : undefined;
}

/** A path that meets a list or a scalar before its end leads nowhere (1.13). */
export function claimAt(payload: Payload, path: readonly string[]): ClaimValue | undefined {
  let value: ClaimValue | undefined = payload;
  for (const name of path) {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
    value = Object.hasOwn(value, name) ? (value as Payload)[name] : undefined;
    if (value === undefined) return undefined;
  }
  return value;
}

/** A string, or a list with such a string. Numbers, booleans, null and objects never match (1.13). */
export function matchesClaim(pattern: TextPattern, claim: ClaimValue | undefined): boolean {
  if (typeof claim === 'string') return matchesText(pattern, claim);
  return Array.isArray(claim) && claim.some((element) => typeof element === 'string' && matchesText(pattern, element));
}

/** `scope`, `permission` and what the rule names are split into lists before anything is matched (1.13). */
export function splitSpaceDelimited(payload: Payload, names: readonly string[]): Payload {
  const split = ['scope', 'permission', ...names]
    .filter((name) => Object.hasOwn(payload, name) && typeof payload[name] === 'string')
    .map((name): [string, ClaimValue] => [name, (payload[name] as string).split(' ').filter((part) => part !== '')]);
  return { ...payload, ...Object.fromEntries(split) };
}
