import { isIPv6 } from 'node:net';

/** An absolute URI or path, as Go's `url.ParseRequestURI` reads it; the WHATWG parser of Node.js repairs what Go refuses. */
export function isRequestUri(text: string): boolean {
  // eslint-disable-next-line no-control-regex
  if (text === '' || /[\x00-\x1f\x7f]/.test(text)) return false;
  if (text === '*') return true;
  const { scheme, rest } = splitScheme(text);
  if (!rest.startsWith('/')) return scheme !== '';
  return isHierarchy(rest, scheme !== '');
}

/**
 * The scheme in lower case, `''` for a path, undefined for what is no URL. Kubernetes' `url` parses twice: with
 * `url.ParseRequestURI`, and with `url.Parse`, which knows fragments and hosts without a scheme.
 */
export function urlScheme(text: string): string | undefined {
  if (!isRequestUri(text)) return undefined;
  const [, reference, fragment = ''] = /^([^#]*)(?:#(.*))?$/s.exec(text)!;
  const { scheme, rest } = splitScheme(reference);
  const isValid = (!rest.startsWith('/') || isHierarchy(rest, scheme !== '' || !rest.startsWith('///'))) && isEscaped(fragment);
  return isValid ? scheme.toLowerCase() : undefined;
}

function splitScheme(text: string): { readonly scheme: string; readonly rest: string } {
  const [, scheme = '', rest] = /^(?:([a-z][a-z0-9+.-]*):)?(.*)$/is.exec(text)!;
  return { scheme, rest };
}

/** `//authority/path?query` or `/path?query` */
function isHierarchy(rest: string, mayHaveAuthority: boolean): boolean {
  const [beforeQuery] = rest.split('?', 1);
  if (!mayHaveAuthority || !beforeQuery.startsWith('//')) return isEscaped(beforeQuery);
  const slash = `${beforeQuery}/`.indexOf('/', 2);
  return isAuthority(beforeQuery.slice(2, slash)) && isEscaped(beforeQuery.slice(slash));
}

/** `userinfo@host:port` */
function isAuthority(authority: string): boolean {
  const at = authority.lastIndexOf('@');
  const userinfo = authority.slice(0, Math.max(at, 0));
  return /^[\w\-.:~!$&'()*+,;=%@]*$/.test(userinfo) && isEscaped(userinfo) && isHost(authority.slice(at + 1));
}

function isHost(host: string): boolean {
  const bracketed = /^\[([^\]%]*)(%25[^\]]*)?\](:\d*)?$/.exec(host);
  if (bracketed) return isIPv6(bracketed[1]);
  return /^[^ #/\\^`{|}?[\]:]*(:\d*)?$/.test(host) && isHostEscaped(host);
}

/** Every percent sign starts two hexadecimal digits. */
function isEscaped(text: string): boolean {
  return !/%(?![0-9a-f]{2})/i.test(text);
}

/** In a host name Go unescapes only bytes beyond ASCII. */
function isHostEscaped(host: string): boolean {
  return !/%(?![89a-f][0-9a-f])/i.test(host);
}
