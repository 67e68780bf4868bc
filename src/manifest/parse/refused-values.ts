import { isIP } from 'node:net';
import type { OperationField, SourceField } from '../../model/mesh';

const PORT = /^\+?\d{1,5}$/;
const PREFIX = /^(?:0|[1-9]\d{0,2})$/;
const ACCOUNT = /^[^/*]+(?:\/[^/*]+)?$/;
const ACCOUNTS = { most: 16, longest: 320 };
const LITERAL_SEGMENT = /^[A-Za-z0-9\-._~%!$&'()+,;:@=]+$/;

/** Why istiod's webhook refuses one value of a field; undefined: it takes it (istio-semantics 9.1). */
export function refusedValue(field: SourceField | OperationField, value: string): string | undefined {
  if (value === '') return 'a value must not be empty';
  switch (field) {
    case 'ipBlocks':
    case 'remoteIpBlocks': return refusedAddress(value);
    case 'serviceAccounts': return refusedAccount(value);
    case 'trustDomains': return refusedTrustDomain(value);
    case 'ports': return refusedPort(value);
    case 'paths': return refusedPath(value);
    default: return undefined;
  }
}

/** Why it refuses the list as a whole. */
export function refusedList(field: SourceField | OperationField, { length }: readonly string[]): string | undefined {
  return field === 'serviceAccounts' && length > ACCOUNTS.most ? `there are ${length} service accounts; up to ${ACCOUNTS.most} are allowed` : undefined;
}

export function refusedAddress(value: string): string | undefined {
  const [address, prefix, ...rest] = value.split('/');
  const bits = isIP(address) === 4 ? 32 : 128;
  const isSound = isIP(address) > 0 && rest.length === 0 && (prefix === undefined || (PREFIX.test(prefix) && Number(prefix) <= bits));
  return isSound ? undefined : `${JSON.stringify(value)} is neither an IP address nor a CIDR`;
}

export function refusedPort(value: string): string | undefined {
  return PORT.test(value) && Number(value) <= 65535 ? undefined : `${JSON.stringify(value)} is no port number`;
}

export function refusedAccount(value: string): string | undefined {
  return value.length <= ACCOUNTS.longest && ACCOUNT.test(value) ? undefined : `${JSON.stringify(value)} is neither a service account nor namespace/account`;
}

export function refusedTrustDomain(value: string): string | undefined {
  return !value.includes('/') && /^\*?[^*]*\*?$/.test(value) && value.split('*').length < 3 ? undefined : `${JSON.stringify(value)} is no trust domain`;
}

/** Braces are for whole segments `{*}` and `{**}` only, the latter as the last of them (1.14). */
function refusedPath(value: string): string | undefined {
  if (!/[{}]/.test(value)) return undefined;
  const segments = value.replace(/^\/+/, '').replace(/\/+$/, '').split('/');
  const operators = segments.filter((segment) => segment === '{*}' || segment === '{**}');
  const others = segments.filter((segment) => segment !== '{*}' && segment !== '{**}');
  const wrong = others.find((segment) => (operators.length > 0 ? !LITERAL_SEGMENT.test(segment) : /[{}]/.test(segment)));
  if (wrong !== undefined) return `${JSON.stringify(wrong)} is no segment of a path template`;
  return operators.slice(0, -1).includes('{**}') ? '{**} must be the last operator of a path template' : undefined;
}
