import { ClaimValue } from '../../model/mesh';

/** Characters that every writer of JSON writes as they are. */
const PLAIN = /^[ !#-;=?-[\]-~]*$/;
const TOO_LARGE = 2 ** 64;

/** What a claim looks like in a header (4.3); `''` when nothing is set, undefined when the text is not certain. */
export function claimText(claim: ClaimValue | undefined): string | undefined {
  if (claim === undefined || claim === null) return '';
  if (typeof claim === 'string') return claim;
  if (typeof claim === 'boolean') return String(claim);
  if (typeof claim === 'number') return numberText(claim);
  const json = jsonOf(claim);
  return json === undefined ? undefined : btoa(json);
}

/** Whole numbers from zero as such, all others with six places. */
function numberText(claim: number): string | undefined {
  if (claim >= 0 && claim < TOO_LARGE && Number.isInteger(claim)) return BigInt(claim).toString();
  return Math.abs(claim) < 1e21 ? claim.toFixed(6) : undefined;
}

/** Lists and objects are written as JSON, in base64; the order of several fields is nowhere promised. */
function jsonOf(claim: ClaimValue): string | undefined {
  if (typeof claim === 'string') return PLAIN.test(claim) ? JSON.stringify(claim) : undefined;
  if (typeof claim === 'number') return Number.isSafeInteger(claim) ? String(claim) : undefined;
  if (claim === null || typeof claim === 'boolean') return String(claim);
  if (isList(claim)) return joined(claim.map(jsonOf), '[', ']');
  const fields = Object.entries(claim);
  if (fields.length > 1) return undefined;
  return joined(fields.map(([name, value]) => joined([jsonOf(name), jsonOf(value)], '', '', ':')), '{', '}');
}

function isList(claim: ClaimValue): claim is readonly ClaimValue[] {
  return Array.isArray(claim);
}

function joined(parts: readonly (string | undefined)[], start: string, end: string, separator = ','): string | undefined {
  return parts.includes(undefined) ? undefined : `${start}${parts.join(separator)}${end}`;
}
