import { checkString, wrongType } from './type-checks';
import { misuse, Place } from '../../problems';

/** Where a value was written, before there is a construct to name. */
export const inCode = (where: string): Place => ({ constructPath: where });

const COMPARISON = /^\s*(?:[<>≤≥≠!~]|==)/;
const CONTROL_OR_SPACE = /[\s\u0000-\u001f\u007f]/;

/** Text that Istio compares literally. Whatever only looks as if it meant more is refused. */
export function checkText(field: string, value: string): string {
  const place = inCode(field);
  // Callers without types can leave it out.
  if (typeof value !== 'string' || value === '') {
    throw misuse('EMPTY_VALUE', place, { field });
  }
  if (value.includes('*')) {
    throw misuse('INNER_WILDCARD', place, { field, value });
  }
  if (COMPARISON.test(value)) {
    throw misuse('COMPARISON_VALUE', place, { field, value });
  }
  return value;
}

/** A list that the caller wrote: empty, it would mean "everything" or "nothing" by accident. */
export function checkList<T>(field: string, values: readonly T[]): readonly [T, ...T[]] {
  if (!Array.isArray(values)) {
    throw wrongType(field, values, 'a list');
  }
  const [first, ...others] = values as readonly T[];
  if (values.length === 0) {
    throw misuse('EMPTY_VALUE', inCode(field), { field });
  }
  return [first, ...others];
}

const MIN_WORDS = 3;

/** Loosening is written with a reason that a reader can use. */
export function checkReason(loosening: string, reason: string): string {
  if (typeof reason !== 'string' || reason.trim().split(/\s+/).filter((word) => word !== '').length < MIN_WORDS) {
    throw misuse('REASON_MISSING', inCode(loosening), { loosening });
  }
  return reason.trim();
}

const DNS_LABEL = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
export const MAX_LABEL = 63;

/** A name as Kubernetes accepts it for namespaces, Services and what is derived from them. */
export function checkName(kind: string, name: string, limit: number = MAX_LABEL): string {
  if (checkString(kind, name).length > limit || !DNS_LABEL.test(name)) {
    throw misuse('INVALID_NAME', inCode(`${kind} ${name}`), { kind, name, limit });
  }
  return name;
}

const TRUST_DOMAIN = /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/;
const MAX_TRUST_DOMAIN = 255;

/** A trust domain as SPIFFE writes it, without scheme and wildcards. */
export function checkTrustDomain(value: string): string {
  if (checkString('trust domain', value).length > MAX_TRUST_DOMAIN || !TRUST_DOMAIN.test(value)) {
    throw misuse('INVALID_IDENTITY', inCode(`trust domain ${value}`), { value, part: 'trust domain' });
  }
  return value;
}

const SERVICE_ACCOUNT = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;
const MAX_SERVICE_ACCOUNT = 253;

export function checkServiceAccount(value: string): string {
  if (checkString('service account', value).length > MAX_SERVICE_ACCOUNT || !SERVICE_ACCOUNT.test(value)) {
    throw misuse('INVALID_IDENTITY', inCode(`service account ${value}`), { value, part: 'service account' });
  }
  return value;
}

const HOST = /^(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;
const MAX_HOST = 253;

export function checkHost(value: string): string {
  checkString('host', value);
  const why = value.includes(':') ? 'it names a port' : value.includes('/') ? 'it contains a slash' : 'it is not made of DNS labels';
  if (value.length > MAX_HOST || !HOST.test(value)) {
    throw misuse('INVALID_HOST', inCode(`host ${value}`), { value, why });
  }
  return value;
}

const HEADER_NAME = /^[a-z0-9][a-z0-9_-]*$/i;

export function checkHeaderName(value: string): string {
  if (!HEADER_NAME.test(checkString('header name', value))) {
    throw misuse('INVALID_HEADER_NAME', inCode(`header ${value}`), { value });
  }
  return value;
}

export function hasBlank(value: string): boolean {
  return CONTROL_OR_SPACE.test(value);
}
